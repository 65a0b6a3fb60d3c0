// What the page does for work that only this browser has: it asks the browser to keep it, and reminds
// the learner, gently, to save a copy elsewhere.
import { expect, test } from './fixtures.mjs';
import { give, open, prepare, putRows, row, untilSaved } from './progress.mjs';

const reminder = (page) => page.locator('.copies .notice');

test('the browser is asked to keep everything for good once three questions are answered', async ({
  page, site,
}) => {
  await page.addInitScript(() => {
    window.asked = 0;
    StorageManager.prototype.persist = async () => {
      window.asked += 1;
      return false;
    };
  });
  const asked = () => page.evaluate(() => window.asked);
  await open(page, site);
  await give(page, 1, 2);
  await untilSaved(page);
  await open(page, site);
  await untilSaved(page);
  expect(await asked(), 'a stranger would be refused').toBe(0);
  await give(page, 3);
  await untilSaved(page);
  await open(page, site);
  await expect.poll(asked).toBe(1);
  await give(page, 4, 5);
  await untilSaved(page);
  expect(await asked(), 'a page asks once, whatever the answer').toBe(1);
});

test('after twenty questions a copy is suggested, until one is saved', async ({ page, site }) => {
  await prepare(page, site, () => {});
  await putRows(page, Array.from({ length: 19 }, (_, k) => row(k)));
  await open(page, site, 'progress/');
  await expect(page.locator('.done').first()).toBeVisible();
  await expect(reminder(page)).toBeHidden();
  await putRows(page, [row(19)]);
  await open(page, site, 'progress/');
  await expect(reminder(page)).toHaveText('You have answered 20 questions since you last saved a copy.');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy as a file' }).press('Enter');
  await coming;
  await expect(reminder(page)).toBeHidden();
  await putRows(page, [row(20)]);
  await open(page, site, 'progress/');
  await expect(reminder(page)).toBeHidden();
});

test('where the browser is known to delete, five are enough, and the page says why', async ({
  page, site,
}) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'vendor', { get: () => 'Apple Computer, Inc.' });
  });
  await open(page, site);
  await give(page, 1, 2, 3, 4);
  await untilSaved(page);
  await open(page, site, 'progress/');
  await expect(reminder(page)).toBeHidden();
  await open(page, site);
  await give(page, 5);
  await untilSaved(page);
  await open(page, site, 'progress/');
  await expect(reminder(page)).toHaveText(/^You have answered 5 questions .* after a week without a visit\.$/);
});
