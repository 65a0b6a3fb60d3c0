// The site under a path, beside others, and on hosts with habits of their own.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, NO_NETWORK, offlineReady, ready, test } from './fixtures.mjs';
import { isSample, siteRoot, temporaryDirectory } from './site.mjs';

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

// The plainest server there is: it knows nothing of the site's headers.
async function startPython(folder) {
  const words = ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1', '--directory', folder];
  const server = spawn('python3', words, { stdio: ['ignore', 'pipe', 'ignore'] });
  const origin = await new Promise((done, failed) => {
    server.on('error', failed);
    server.stdout.on('data', (text) => {
      const port = /port (\d+)/.exec(text)?.[1];
      if (port) done(`http://127.0.0.1:${port}/`);
    });
  });
  return { origin, close: () => server.kill() };
}

for (const path of ['', 'any/path/']) {
  test(`Python's file server will do, at /${path}`, async ({ page, allowed }) => {
    allowed.push(NO_NETWORK);
    const folder = temporaryDirectory();
    const last = join(folder, 'site', path).replace(/\/$/, '');
    mkdirSync(dirname(last), { recursive: true });
    symlinkSync(siteRoot(), last, 'dir');
    const server = await startPython(join(folder, 'site'));
    try {
      const root = server.origin + path;
      for (const address of ['', 'lesson/dynamic-batching/', 'lab/batching/', 'embedding/']) {
        await page.goto(root + address);
        await ready(page);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      }
      await offlineReady(page);
      server.close();
      await page.goto(`${root}embed/lab/batching/`);
      await ready(page);
      await expect(page.locator('.readout .value').first()).toHaveText(/\d/);
    } finally {
      server.close();
    }
  });
}

// Built by the test driver for the path beside it; a page for missing addresses knows its path.
const SUB_SITE = process.env.DIST_SUB
  ?? fileURLToPath(new URL('../../target/site-sub/any/path', import.meta.url));

test.describe('a site that was built for a path', () => {
  test.use({ basePath: '/any/path/' });

  test('finds its files on the page for missing addresses, at any depth', async ({
    page, site, allowed,
  }) => {
    test.skip(isSample || !existsSync(SUB_SITE), 'no site has been built for /any/path/');
    site.root = SUB_SITE;
    for (const address of ['none', 'lesson/none/', 'a/b/c/d/']) {
      allowed.push(new RegExp(`404 .*${site.url(address)}\\)$`));
      await page.goto(site.url(address));
      await ready(page);
      await page.getByRole('main').getByRole('link').click();
      await expect(page).toHaveURL(site.url());
      await ready(page);
    }
    expect(site.seen.filter((path) => !path.startsWith('/any/path/'))).toEqual([]);
  });
});
