// The theme of a page before anything else has run.
import { expect, ready, test } from './fixtures.mjs';

const KEY = 'tradeoffs:theme';

// A page of the same origin that holds none of our scripts.
async function visitEmptyPage(page, site) {
  site.pages.set('/empty', '<!doctype html><title>E</title><link rel="icon" href="data:,">');
  await page.goto(`${site.origin}/empty`);
}

async function storeTheme(page, theme) {
  await page.evaluate(([key, value]) => localStorage.setItem(key, value), [KEY, theme]);
}

for (const [stored, shown] of [['dark', 'dark'], ['light', 'light'], ['purple', null]]) {
  test(`a page shows the stored theme: ${stored}`, async ({ page, site }) => {
    await visitEmptyPage(page, site);
    await storeTheme(page, stored);
    await page.goto(site.url());
    const theme = await page.evaluate(() => document.documentElement.getAttribute('data-theme'));
    expect(theme).toBe(shown);
  });
}

test('the theme is there before the style sheet', async ({ page, site }) => {
  await visitEmptyPage(page, site);
  await storeTheme(page, 'dark');
  site.delay = (path) => (path.endsWith('.css') ? 1500 : 0);
  const going = page.goto(site.url());
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark', { timeout: 1000 });
  await going;
});

test('another tab changes the theme of this one', async ({ context, page, site }) => {
  await page.goto(site.url());
  const other = await context.newPage();
  await other.goto(site.url('lab/'));
  await storeTheme(other, 'dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('in an embed the address wins over the stored theme', async ({ page, site }) => {
  await page.goto(site.url());
  await storeTheme(page, 'dark');
  const cases = [
    ['?theme=light', 'light'],
    ['#max_batch=4&theme=light', 'light'],
    ['?theme=auto', null],
    ['?theme=%3Cscript%3E', null],
    ['', 'dark'],
  ];
  for (const [address, theme] of cases) {
    await page.goto('about:blank');
    await page.goto(site.url(`embed/lab/batching/${address}`));
    await ready(page);
    expect(await page.evaluate(() => document.documentElement.dataset.theme ?? null), address)
      .toBe(theme);
  }
});

test('outside an embed the address decides nothing', async ({ page, site }) => {
  await page.goto(site.url('lab/batching/?theme=dark'));
  await ready(page);
  await expect(page.locator('html')).not.toHaveAttribute('data-theme', 'dark');
});
