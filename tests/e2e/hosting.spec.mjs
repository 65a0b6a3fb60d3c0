// The site under a path, beside others, and on hosts with habits of their own.
import { expect, NO_NETWORK, offlineReady, ready, test } from './fixtures.mjs';

test.describe('under a path', () => {
  test.use({ basePath: '/a/b/' });

  test('pages, labs and the worker stay inside it', async ({ page, site, allowed }) => {
    allowed.push(NO_NETWORK);
    for (const address of ['', 'lesson/dynamic-batching/', 'lab/batching/', 'embed/lab/batching/']) {
      await page.goto(site.url(address));
      await ready(page);
    }
    await page.goto(site.url());
    await offlineReady(page);
    const scope = await page.evaluate(() => navigator.serviceWorker.ready.then((r) => r.scope));
    expect(scope).toBe(site.url());
    expect(site.seen.filter((path) => !path.startsWith('/a/b/'))).toEqual([]);
    site.cut();
    await page.goto(site.url('lesson/dynamic-batching'));
    await ready(page);
    expect(new URL(page.url()).pathname).toBe('/a/b/lesson/dynamic-batching/');
  });

  test('caches of other scopes are left alone', async ({ page, site }) => {
    site.pages.set('/', '<!doctype html><title>R</title><link rel="icon" href="data:,"><h1>Root</h1>');
    await page.goto(`${site.origin}/`);
    const others = ['tradeoffs:/:v9', 'tradeoffs:/a/:v9', 'somebody-else'];
    await page.evaluate(async (names) => {
      for (const name of names) await caches.open(name);
    }, others);
    await page.goto(site.url());
    await ready(page);
    await offlineReady(page);
    const names = await page.evaluate(() => caches.keys());
    expect(names).toEqual(expect.arrayContaining(others));
    expect(names.filter((name) => name.startsWith('tradeoffs:/a/b/:'))).toHaveLength(2);
    await page.goto(`${site.origin}/`);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Root');
  });
});

test('a host that redirects index.html serves the course, with and without a network', async ({
  page, site, allowed,
}) => {
  allowed.push(NO_NETWORK);
  site.redirectIndex = true;
  await page.goto(site.url('index.html'));
  await ready(page);
  await offlineReady(page);
  for (const cut of [false, true]) {
    if (cut) site.cut();
    for (const address of ['lesson/dynamic-batching/index.html', 'lesson/dynamic-batching']) {
      await page.goto(site.url(address));
      await ready(page);
    }
  }
});

test('without service workers the course works', async ({ page, site }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });
  });
  await page.goto(site.url('lab/batching/'));
  await ready(page);
  expect(site.seen).not.toContain('/sw.js');
});
