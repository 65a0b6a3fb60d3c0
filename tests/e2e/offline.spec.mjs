// Reading without a network: what is installed, what is answered, what happens when it goes wrong.
import { expect, NO_NETWORK, offlineReady, ready, test } from './fixtures.mjs';
import { keptFiles, newVersion, siteRoot } from './site.mjs';

const LESSON = 'lesson/dynamic-batching/';

async function install(page, site) {
  await page.goto(site.url());
  await ready(page);
  await offlineReady(page);
}

const cacheNames = (page) => page.evaluate(() => caches.keys());

test('after one visit every page opens without a network', async ({ page, site, allowed }) => {
  allowed.push(NO_NETWORK);
  await install(page, site);
  site.cut();
  // The first address has never been visited, and is opened in three ways.
  for (const address of [LESSON, LESSON.slice(0, -1), `${LESSON}index.html`, `${LESSON}?from=mail`]) {
    const response = await page.goto(site.url(address));
    expect(response.status(), address).toBe(200);
    await ready(page);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  }
  await page.goto(site.url('lab/batching#max_batch=4'));
  await ready(page);
  expect(page.url()).toContain('/lab/batching/#');
  await expect(page.getByRole('slider', { name: 'Maximum batch' })).toHaveAttribute('aria-valuetext', /^4 /);
  await expect(page.locator('.readout .value').first()).toHaveText(/\d/);
  await page.reload();
  await ready(page);
});

test('without a network an unknown address gets the page for it', async ({ page, site, allowed }) => {
  allowed.push(NO_NETWORK, /404/);
  await install(page, site);
  site.cut();
  const response = await page.goto(site.url('404.html'));
  const heading = await page.getByRole('heading', { level: 1 }).textContent();
  expect(response.status()).toBe(200);
  const unknown = await page.goto(site.url('no-such-page'));
  expect(unknown.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
});

test('with a network the server answers for unknown addresses', async ({ page, site }) => {
  await install(page, site);
  site.pages.set('/another/app/', '<!doctype html><title>A</title><link rel="icon" href="data:,"><h1>Another app</h1>');
  await page.goto(`${site.origin}/another/app/`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Another app');
});

test('the pages keep their content policy when they come from the cache', async ({ page, site }) => {
  await install(page, site);
  site.cut();
  const response = await page.goto(site.url(LESSON));
  expect(response.headers()['content-security-policy']).toContain("default-src 'none'");
  expect(response.fromServiceWorker()).toBe(true);
});

test('files that are not pages are never answered with a page', async ({
  page, site, allowed,
}) => {
  allowed.push(/404/);
  await install(page, site);
  await page.goto(site.url());
  const statuses = await page.evaluate(async () => {
    const status = async (...asked) => (await fetch(...asked)).status;
    return [
      await status('theme.js'),
      await status('no-such-file.js'),
      await status('theme.js', { method: 'HEAD' }),
    ];
  });
  expect(statuses).toEqual([200, 404, 200]);
});

test.describe('an installation that goes wrong', () => {
  const faults = {
    missing: 404,
    broken: 500,
    // A captive portal answers everything with its own page.
    portal: { status: 200, body: '<!doctype html><h1>Please log in</h1>', type: 'text/html' },
    truncated: { status: 200, body: '', type: 'text/javascript' },
  };

  test('no file may be wrong, and nothing is left behind', async ({ page, site, allowed }) => {
    test.setTimeout(180_000);
    allowed.push(NO_NETWORK, /404|500/, /MIME|SyntaxError|Unexpected/, /A bad HTTP response/);
    site.pages.set('/empty', '<!doctype html><title>E</title><link rel="icon" href="data:,">');
    await page.goto(`${site.origin}/empty`);
    const kinds = Object.values(faults);
    const files = keptFiles(siteRoot()).map(([path]) => path);
    // Every file fails once in the sample; of the whole course a spread of them does.
    const step = Math.ceil(files.length / 40);
    for (let k = 0; k < files.length; k += step) {
      const wrong = site.base + files[k].replace(/(^|\/)index\.html$/, '$1');
      site.fail = (path) => path === wrong && kinds[k % kinds.length];
      const state = await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.register('/sw.js', { scope: '/' });
        const worker = registration.installing;
        await new Promise((done) => {
          worker.addEventListener('statechange', () => done());
        });
        await registration.unregister();
        return worker.state;
      });
      expect(state, files[k]).toBe('redundant');
      expect(await cacheNames(page), files[k]).toEqual([]);
    }
    site.fail = () => false;
    await install(page, site);
  });

  test('a new version with a wrong file does not replace the old one', async ({
    page, site, allowed,
  }) => {
    allowed.push(NO_NETWORK, /404/);
    await install(page, site);
    const before = await cacheNames(page);
    site.root = newVersion(siteRoot(), 'v2', {
      [`${LESSON}index.html`]: (text) => text.replaceAll('</h1>', ', again</h1>'),
    });
    site.fail = (path) => path === `/${LESSON}` && 404;
    const outcome = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
      const worker = registration.installing;
      if (worker) await new Promise((done) => worker.addEventListener('statechange', done));
      return worker?.state;
    });
    expect(outcome).toBe('redundant');
    expect(await cacheNames(page)).toEqual(before);
    await page.goto(site.url(LESSON));
    await expect(page.getByRole('heading', { level: 1 })).not.toHaveText(/again/);
  });
});

test('a file that the browser has dropped comes back, checked', async ({ page, site, allowed }) => {
  allowed.push(NO_NETWORK);
  await install(page, site);
  const drop = () => page.evaluate(async (url) => {
    const name = (await caches.keys()).find((found) => !found.endsWith(':tabs'));
    return (await caches.open(name)).delete(url);
  }, site.url(LESSON));
  const kept = () => page.evaluate((url) => caches.match(url).then(Boolean), site.url(LESSON));
  await page.goto(site.url());
  expect(await drop()).toBe(true);
  await page.goto(site.url(LESSON));
  await ready(page);
  await expect.poll(kept).toBe(true);

  await drop();
  site.fail = (path) => path === `/${LESSON}` && {
    status: 200, type: 'text/html', body: '<!doctype html><title>L</title><h1>Please log in</h1>',
  };
  await page.goto(site.url(LESSON));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Please log in');
  expect(await kept()).toBe(false);
});

test('a worker that is stopped again and again answers the same', async ({
  context, page, site, allowed,
}) => {
  allowed.push(NO_NETWORK);
  await install(page, site);
  site.cut();
  const devTools = await context.newCDPSession(page);
  await devTools.send('ServiceWorker.enable');
  for (const address of ['', LESSON, 'lab/', 'lab/batching/']) {
    await devTools.send('ServiceWorker.stopAllWorkers');
    const response = await page.goto(site.url(address));
    expect(response.status(), address).toBe(200);
    await ready(page);
  }
});

test('when the caches are cleared under an open page, the network is used', async ({
  page, site,
}) => {
  await install(page, site);
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  await page.goto(site.url(LESSON));
  await ready(page);
});

test('an embed registers no worker', async ({ page, site }) => {
  await page.goto(site.url('embed/lab/batching/'));
  await ready(page);
  await page.waitForTimeout(500);
  const count = await page.evaluate(async () => {
    const registrations = await navigator.serviceWorker.getRegistrations();
    return registrations.length;
  });
  expect(count).toBe(0);
  expect(site.seen).not.toContain('/sw.js');
});
