// Reading: without scripts, on a small screen, by keyboard, on paper.
import { expect, ready, test, verify, watchContext } from './fixtures.mjs';
import { LESSON, PAGES } from './pages.mjs';

test('without JavaScript every page can be read', async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const reports = watchContext(context);
  const page = await context.newPage();
  for (const address of PAGES) {
    await page.goto(site.url(address));
    await expect(page.getByRole('heading', { level: 1 }), address).toBeVisible();
    await expect(page.getByRole('main'), address).toHaveCount(1);
    expect((await page.title()).length, address).toBeGreaterThan(3);
    const meta = (name) => page.locator(`meta[name="${name}"], meta[property="${name}"]`)
      .getAttribute('content');
    expect((await meta('description')).length, address).toBeGreaterThan(20);
    expect(await meta('og:title'), address).toBe(await page.title());
    expect(await meta('og:description'), address).toBe(await meta('description'));
    for (const name of ['og:type', 'og:site_name', 'og:locale', 'twitter:card']) {
      expect(await meta(name), `${address} ${name}`).toMatch(/\w/);
    }
    await expect(page.locator('html'), address).toHaveAttribute('lang', /^en/);
    await expect(page.locator('#boot-failure'), address).toBeHidden();
    await expect(page.locator('.update-notice'), address).toBeHidden();
  }
  await page.goto(site.url(LESSON));
  const words = (await page.getByRole('main').innerText()).split(/\s+/).length;
  expect(words).toBeGreaterThan(800);
  await expect(page.locator('.feedback:visible')).toHaveCount(0);
  // Figures are drawn at their first settings, with their numbers.
  const figures = page.locator('main figure:has(svg)');
  expect(await figures.count()).toBeGreaterThan(3);
  // A diagram is drawn lying and upright; one of the two is shown.
  for (const figure of await figures.all()) await expect(figure.locator('svg:visible')).toHaveCount(1);
  for (const value of await page.locator('.readout .value').all()) await expect(value).toHaveText(/\d/);
  const sources = page.getByRole('region', { name: 'Sources' }).getByRole('listitem');
  expect(await sources.count()).toBeGreaterThan(2);
  for (const source of await sources.all()) {
    await expect(source).toHaveText(/, (19|20)\d\d\.$/);
    await expect(source.getByRole('link')).toHaveAttribute('href', /^https:/);
  }
  // Nothing uses the application here.
  verify(reports, [/preloaded using link preload but not used/]);
  await context.close();
});

test('no page scrolls sideways at 320 pixels, nor with spread text', async ({ page, site }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  for (const address of PAGES) {
    await page.goto(site.url(address));
    await ready(page);
    for (const spread of [false, true]) {
      // The spacing that WCAG 1.4.12 asks a page to bear.
      if (spread) {
        await page.evaluate(() => {
          const sheet = new CSSStyleSheet();
          sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
          document.adoptedStyleSheets.push(sheet);
        });
      }
      const wide = await page.evaluate(() => {
        const limit = document.documentElement.clientWidth;
        const scrolls = document.documentElement.scrollWidth > limit;
        // Name the culprits, so that a failure says what to mend.
        const inScroller = (element) => element.closest('pre, table, .scroll, [tabindex="0"]');
        return scrolls
          ? [...document.querySelectorAll('main *')]
            .filter((element) => element.getBoundingClientRect().right > limit + 1)
            .filter((element) => !inScroller(element))
            .slice(0, 5)
            .map((element) => `${element.tagName}.${element.className}`)
          : null;
      });
      expect(wide, `${address} ${spread ? 'spread' : ''}`).toBeNull();
    }
  }
});

test('headings go down one level at a time', async ({ page, site }) => {
  for (const address of PAGES) {
    await page.goto(site.url(address));
    const levels = await page.getByRole('heading').evaluateAll((headings) =>
      headings.map((heading) => Number(heading.tagName.slice(1))));
    expect(levels.filter((level) => level === 1), address).toHaveLength(1);
    levels.forEach((level, at) => {
      if (at > 0) expect(level - levels[at - 1], `${address}, heading ${at + 1}`).toBeLessThan(2);
    });
  }
});

test('the first stop of the Tab key leads past the navigation', async ({ page, site }) => {
  await page.goto(site.url(LESSON));
  await ready(page);
  await page.keyboard.press('Tab');
  const skip = page.locator(':focus');
  await expect(skip).toHaveAttribute('href', /#main$/);
  await expect(skip).toBeVisible();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => Boolean(document.activeElement.closest('main')))).toBe(true);
});

test('the Tab key reaches everything, and the focus is never covered', async ({ page, site }) => {
  test.setTimeout(90_000);
  await page.goto(site.url(LESSON));
  await ready(page);
  const visited = new Set();
  for (let step = 0; step < 400; step += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const box = element.getBoundingClientRect();
      const target = element.closest('label') ?? element;
      const at = (x, y) => document.elementFromPoint(x, y);
      const seen = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.9], [0.5, 0.1]].some(([x, y]) => {
        const top = at(box.left + box.width * x, box.top + box.height * y);
        return top && (target.contains(top) || top.contains(element));
      });
      element.dataset.stop ??= String(Math.random());
      return { key: element.dataset.stop, seen, name: element.outerHTML.slice(0, 120) };
    });
    if (stop === null || visited.has(stop.key)) break;
    visited.add(stop.key);
    expect(stop.seen, `covered: ${stop.name}`).toBe(true);
  }
  expect(visited.size).toBeGreaterThan(10);
  const missed = await page.evaluate(() => {
    const all = 'main :is(a[href], button, summary, input:not([type=radio]), select, textarea)';
    return [...document.querySelectorAll(all)]
      .filter((element) => element.checkVisibility() && !element.disabled)
      .filter((element) => element.tabIndex >= 0 && !element.dataset.stop)
      .map((element) => element.outerHTML.slice(0, 120));
  });
  expect(missed).toEqual([]);
});

test('with reduced motion nothing moves', async ({ page, site }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(site.url(LESSON));
  await ready(page);
  const slider = page.getByRole('slider').first();
  await slider.press('ArrowRight');
  const moving = await page.evaluate(() => document.getAnimations()
    .filter((animation) => animation.playState === 'running').length);
  expect(moving).toBe(0);
});

test('on paper the lesson is whole and the controls are gone', async ({ page, site }) => {
  await page.goto(site.url(LESSON));
  await ready(page);
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('navigation').first()).toBeHidden();
  const figures = await page.locator('main svg:visible').count();
  expect(figures).toBeGreaterThan(0);
});
