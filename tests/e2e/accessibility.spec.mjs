// Every page through axe-core, with the rules that are off by default, narrow and wide, in both
// themes; once as it loads and once with its results and tables open.
import { readdirSync } from 'node:fs';
import { expect, ready, test } from './fixtures.mjs';
import { audit } from './audit.mjs';
import { answer, LAB, LESSON, PAGES } from './pages.mjs';

for (const width of [320, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no page breaks a rule, ${width} pixels wide, ${colorScheme}`, async ({ page, site }) => {
      test.setTimeout(180_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      // A frame's page has the parts of a full one, so two of the four ways to see it are enough.
      const both = (width === 320) === (colorScheme === 'light');
      for (const address of PAGES.filter((path) => both || !path.startsWith('embed/'))) {
        await page.goto(site.url(address));
        await ready(page);
        expect(await audit(page), address).toEqual([]);
      }
    });
  }
}

const lessons = readdirSync(new URL('../../content/lessons', import.meta.url));

for (const [width, colorScheme] of [[320, 'dark'], [1280, 'light']]) {
  test(`no lesson breaks a rule or runs over, ${width} pixels wide, ${colorScheme}`, async ({
    page, site,
  }) => {
    test.setTimeout(300_000);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const lesson of lessons) {
      await page.goto(site.url(`lesson/${lesson}/`));
      await ready(page);
      expect(await audit(page), lesson).toEqual([]);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(over, lesson).toBeLessThanOrEqual(0);
    }
  });
}

for (const [width, colorScheme] of [[320, 'light'], [1280, 'dark']]) {
  test(`nothing answered or opened breaks a rule, ${width} pixels wide, ${colorScheme}`, async ({
    page, site,
  }) => {
    test.setTimeout(120_000);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const address of [LESSON, LAB]) {
      await page.goto(site.url(address));
      await ready(page);
      const questions = page.locator('section.question');
      for (let k = 0; k < await questions.count(); k += 1) {
        await answer(questions.nth(k));
        await expect(questions.nth(k).locator('.verdict')).toBeVisible();
      }
      await page.locator('details').evaluateAll((all) => all.forEach((one) => (one.open = true)));
      expect(await audit(page), address).toEqual([]);
    }
  });
}

test('the audit finds what it must find', async ({ page, site }) => {
  await page.goto(site.url('lab/'));
  await ready(page);
  await page.evaluate(() => {
    const button = document.createElement('button');
    button.className = 'planted';
    document.querySelector('main').append(button);
    const faint = document.createElement('p');
    faint.className = 'faint';
    faint.textContent = 'Grey enough for a label, too faint for a text.';
    faint.style.cssText = 'color: #6b6b6b; background: #fff; font-size: 16px';
    document.querySelector('main').append(faint);
  });
  const found = (await audit(page)).join('\n');
  expect(found).toMatch(/button-name at .*planted/);
  expect(found).toMatch(/color-contrast-enhanced at .*faint/);
});
