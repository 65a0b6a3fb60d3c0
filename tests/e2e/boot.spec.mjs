// How the application starts, and what is left when it does not.
import { expect, NO_NETWORK, ready, test } from './fixtures.mjs';

const LAB = 'lab/batching/';

test('a lab starts with its worker and no message of failure', async ({ page, site }) => {
  await page.goto(site.url(LAB));
  await ready(page);
  await expect(page.locator('.readout .value').first()).toHaveText(/\d/);
  await expect(page.locator('#boot-failure')).toBeHidden();
  expect(site.seen).toContain('/worker-boot.js');
  expect(page.workers()).toHaveLength(1);
});

test('a page without a lab starts no worker', async ({ page, site }) => {
  await page.goto(site.url('embedding/'));
  await ready(page);
  expect(page.workers().filter((worker) => worker.url().startsWith(site.url('worker')))).toEqual([]);
});

test('requests that come before the worker is ready are answered', async ({ page, site }) => {
  site.delay = (path) => (path.endsWith('worker_bg.wasm') ? 1500 : 0);
  await page.goto(site.url(LAB));
  await ready(page);
  await expect(page.locator('.readout .value').first()).toHaveText(/\d/);
});

for (const extension of ['.wasm', '.js']) {
  test(`when the application's ${extension} is missing, the text stays`, async ({
    page, site, allowed,
  }) => {
    allowed.push(NO_NETWORK, /answered 500/, /Failed to fetch dynamically imported module/, /MIME/);
    const isApp = (path) => /\/app[^/]*$/.test(path) && path.endsWith(extension);
    site.fail = (path) => isApp(path) && 500;
    const asked = [];
    page.on('request', (request) => {
      if (isApp(new URL(request.url()).pathname)) asked.push(request.url());
    });
    await page.goto(site.url('lesson/dynamic-batching/'));
    const message = page.locator('#boot-failure');
    await expect(message).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('html')).not.toHaveAttribute('data-ready', 'true');

    // Still broken: the message comes back, and the button works again.
    await message.getByRole('button', { name: 'Try again' }).click();
    await expect(message).toBeVisible();
    site.fail = () => false;
    await message.getByRole('button', { name: 'Try again' }).click();
    await ready(page);
    await expect(message).toBeHidden();
    // Some browsers remember that an address failed, so no attempt repeats one.
    expect(new Set(asked).size).toBe(3);
  });
}

test('a host that calls WebAssembly a stream of octets will do', async ({ page, site, allowed }) => {
  allowed.push(/instantiateStreaming/);
  site.types['.wasm'] = 'application/octet-stream';
  await page.goto(site.url(LAB));
  await ready(page);
});

test('without compression it works as well', async ({ page, site }) => {
  site.compress = false;
  await page.goto(site.url(LAB));
  await ready(page);
});
