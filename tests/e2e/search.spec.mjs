// Search, keys and the tour: by keyboard alone, without a network, and never in the way.
import { audit } from './audit.mjs';
import { expect, offlineReady, ready, test } from './fixtures.mjs';

async function openSearch(page) {
  await page.keyboard.press('/');
  const field = page.getByRole('searchbox', { name: 'Search the course' });
  await expect(field).toBeFocused();
  return field;
}

const results = (page) => page.locator('.search-results a');

test('a passage is found by a misspelt word and reached by keys', async ({ page, site }) => {
  await page.goto(site.url());
  await ready(page);
  await openSearch(page);
  await page.keyboard.type('retrain cadance');
  await expect(results(page).first()).toContainText(/retrain/i);
  await page.keyboard.press('ArrowDown');
  await expect(results(page).first()).toBeFocused();
  const href = await results(page).first().getAttribute('href');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(href);
  // The address of a passage leads to something that is there.
  const { hash } = new URL(page.url());
  if (hash) await expect(page.locator(hash)).toBeInViewport();
});

test('every address in the index leads to its passage', async ({ page, site, request }) => {
  await page.goto(site.url());
  const passages = await (await request.get(site.url('search.json'))).json();
  expect(new Set(passages.map(({ kind }) => kind))).toEqual(
    new Set(['lesson', 'question', 'lab', 'term']),
  );
  const ids = new Map();
  for (const { href, text } of passages) {
    expect(text).not.toBe('');
    const [path, id] = href.split('#');
    if (!ids.has(path)) {
      const html = await (await request.get(site.url(path))).text();
      ids.set(path, new Set([...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1])));
    }
    if (id) expect(ids.get(path), href).toContain(id);
  }
});

test('search works without a network', async ({ page, site, context }) => {
  await page.goto(site.url());
  await offlineReady(page);
  await page.reload();
  await ready(page);
  await context.setOffline(true);
  await openSearch(page);
  await page.keyboard.type('utilisation');
  await expect(results(page).first()).toBeVisible();
});

test('an index that cannot be had is said in words, and had later', async ({ page, site, allowed }) => {
  allowed.push(/Failed to load resource/);
  // Before the service worker keeps it.
  site.fail = (path) => path.endsWith('search.json') && 500;
  await page.goto(site.url('embedding/'));
  await ready(page);
  await openSearch(page);
  await expect(page.locator('.search-status')).toContainText('could not be loaded');
  site.fail = () => false;
  await page.keyboard.press('Escape');
  await openSearch(page);
  await page.keyboard.type('drift');
  await expect(results(page).first()).toBeVisible();
});

test('what is typed is text, and nothing is found for nonsense', async ({ page, site }) => {
  await page.goto(site.url('glossary/'));
  await ready(page);
  await openSearch(page);
  await page.keyboard.type('<img src=x onerror=alert(1)> qqqqzzzz');
  await expect(page.locator('.search-status')).toContainText(/Nothing about|passage/);
  await expect(page.locator('.search img')).toHaveCount(0);
});

test('keys are shown, can be turned off, and leave fields alone', async ({ page, site }) => {
  await page.goto(site.url('lab/batching/'));
  await ready(page);
  await page.locator('input[type="number"]').first().focus();
  await page.keyboard.press('/');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await page.locator('h1').click();
  await page.keyboard.press('?');
  await expect(page.getByRole('heading', { name: 'Keys' })).toBeVisible();
  expect(await audit(page)).toEqual([]);
  await page.getByLabel(/Single keys work/).uncheck();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.keyboard.press('/');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Search' }).click();
  await expect(page.getByRole('searchbox')).toBeFocused();
});

test('n and p lead through the lessons', async ({ page, site }) => {
  await page.goto(site.url('lesson/dynamic-batching/'));
  await ready(page);
  const next = await page.locator('.pager .next').getAttribute('href');
  await page.keyboard.press('n');
  await expect(page).toHaveURL(new URL(next, site.url('lesson/dynamic-batching/')).href);
  await ready(page);
  await page.keyboard.press('p');
  await expect(page).toHaveURL(site.url('lesson/dynamic-batching/'));
});

test('the tour leads through the start page and ends where it began', async ({ page, site }) => {
  await page.goto(site.url());
  await ready(page);
  const offer = page.getByRole('button', { name: /tour of two minutes/ });
  await offer.click();
  const tour = page.getByRole('region', { name: 'Tour' });
  await expect(tour).toContainText('1 of 5');
  await expect(page.locator('.tour-target')).toHaveCount(1);
  expect(await audit(page)).toEqual([]);
  for (const step of [2, 3, 4, 5]) {
    await page.keyboard.press('ArrowRight');
    await expect(tour).toContainText(`${step} of 5`);
    await expect(page.locator('.tour-target')).toBeInViewport();
  }
  await tour.getByRole('button', { name: 'Done' }).click();
  await expect(tour).toHaveCount(0);
  await expect(page.locator('.tour-target')).toHaveCount(0);
  await expect(offer).toBeFocused();
});

for (const width of [320, 1280]) {
  test(`search is accessible and fits at ${width} px`, async ({ page, site }) => {
    await page.setViewportSize({ width, height: 700 });
    await page.goto(site.url());
    await ready(page);
    await openSearch(page);
    await page.keyboard.type('batch');
    await expect(results(page).first()).toBeVisible();
    expect(await audit(page)).toEqual([]);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(over).toBeLessThanOrEqual(0);
  });
}
