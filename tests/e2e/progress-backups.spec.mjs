// Backups that the page makes by itself: that they are made before what could be regretted, and can be
// seen, had and taken back.
import { readFileSync } from 'node:fs';
import { expectSoundAtEveryWidth } from './audit.mjs';
import { expect, test } from './fixtures.mjs';
import { give, journal, open, untilSaved } from './progress.mjs';

// A backup of the day waits until the learner has had some seconds.
test.describe.configure({ timeout: 120_000 });

const table = (page) => page.locator('table.done', { hasText: 'Dynamic batching' }).first();
const rows = (page) => page.locator('.backups tbody tr');
const said = (page) => page.locator('.said');
const kinds = (page) => rows(page).locator('.why').allTextContents();

/** How many backups the journal holds. */
const count = async (page) => (await journal(page)).filter(([key]) => key.startsWith('backup of ')).length;

/** The file of a backup in the list. */
async function fileOf(page, at) {
  const coming = page.waitForEvent('download');
  await rows(page).nth(at).getByRole('button', { name: 'Download' }).press('Enter');
  return JSON.parse(readFileSync(await (await coming).path(), 'utf8'));
}

const answersIn = (file) => Object.values(file.data).flat()
  .filter((event) => event.what === 'answered').length;

test('a backup of the day can be seen, had as a file, and taken back after a reset', async ({
  page, site,
}) => {
  await open(page, site, 'progress/');
  await expect(page.locator('.backups')).toContainText('There is none yet');
  await open(page, site);
  await give(page, 1, 2);
  await untilSaved(page);
  await expect.poll(() => count(page), { timeout: 20_000 }).toBe(1);
  await open(page, site, 'progress/');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(/\d{4}.*at the day’s first change/);
  await expect(rows(page).locator('td').first()).toHaveText('2');
  const file = await fileOf(page, 0);
  expect([file.app, file.kind, answersIn(file)]).toEqual(['tradeoffs', 'export', 2]);

  await page.getByRole('button', { name: 'Begin anew …' }).press('Enter');
  await page.getByRole('button', { name: 'Begin anew', exact: true }).press('Enter');
  await expect(table(page)).toContainText('0 of 8');
  await expect.poll(() => kinds(page)).toEqual(['before beginning anew', 'at the day’s first change']);

  await rows(page).nth(1).getByRole('button', { name: 'Restore …' }).press('Enter');
  await expect(page.locator('.asked')).toContainText('What the copy would change');
  await expect(page.locator('#copy-asked')).toBeFocused();
  await expect(page.locator('#copy-asked')).toBeInViewport();
  await page.getByRole('button', { name: 'Add it to what is here' }).press('Enter');
  await expect(said(page)).toHaveText(/were added\. You can undo this/);
  await expect(table(page)).toContainText('2 of 8');
  await expect.poll(() => kinds(page)).toEqual([
    'before an import', 'before beginning anew', 'at the day’s first change',
  ]);
  await page.getByRole('button', { name: 'Undo the last reset or import' }).press('Enter');
  await expect(table(page)).toContainText('0 of 8');

  await expectSoundAtEveryWidth(page);
});

// The story of the mistake: the backup was written after the file had been added, and held both.
test('the backup before an import holds what was there before it', async ({ page, site, browser }) => {
  await open(page, site);
  await give(page, 1, 2, 3);
  await untilSaved(page);
  await open(page, site, 'progress/');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy as a file' }).press('Enter');
  const copy = readFileSync(await (await coming).path());
  const elsewhere = await browser.newContext();
  const next = await elsewhere.newPage();
  await open(next, site);
  await give(next, 4);
  await untilSaved(next);
  await open(next, site, 'progress/');
  await next.locator('#copy-file').setInputFiles(
    { name: 'copy.json', mimeType: 'application/json', buffer: copy },
  );
  await next.getByRole('button', { name: 'Add it to what is here' }).press('Enter');
  await expect(table(next)).toContainText('4 of 8');
  await expect.poll(async () => (await kinds(next))[0]).toBe('before an import');
  expect(answersIn(await fileOf(next, 0))).toBe(1);
  await elsewhere.close();
});
