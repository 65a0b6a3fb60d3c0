// What a learner leaves at a lesson for later: a mark to review it, and a note.
import { expect, ready, test } from './fixtures.mjs';
import { LESSON } from './pages.mjs';
import { open, untilSaved } from './progress.mjs';

const mark = (page) => page.getByRole('button', { name: 'Review later' });
const note = (page) => page.getByRole('textbox', { name: 'Your note' });
const kept = (page) => page.locator('.kept');
const announced = (page) => page.locator('#announcer');

test('a lesson that is marked and noted stays so, and the page on progress leads back', async ({
  page, site,
}) => {
  await open(page, site);
  await expect(mark(page)).toHaveAttribute('aria-pressed', 'false');
  await mark(page).press('Space');
  await expect(mark(page)).toHaveAttribute('aria-pressed', 'true');
  await expect(announced(page)).toContainText('Marked to review later.');
  await note(page).fill('Batches wait.\nWhy <b>8</b>?');
  await note(page).press('Tab');
  await expect(announced(page)).toContainText('Your note is kept.');
  await untilSaved(page);
  await page.reload();
  await ready(page);
  await expect(mark(page)).toHaveAttribute('aria-pressed', 'true');
  await expect(note(page)).toHaveValue('Batches wait.\nWhy <b>8</b>?');
  await open(page, site, 'progress/');
  await expect(kept(page)).toContainText('Dynamic batching');
  await expect(kept(page)).toContainText('to review');
  await expect(kept(page).locator('.own-note')).toHaveText('Batches wait.\nWhy <b>8</b>?');
  await kept(page).getByRole('link').press('Enter');
  await ready(page);
  await expect(page).toHaveURL(new RegExp(`${LESSON}#for-later$`));
  await expect(note(page)).toBeInViewport();
  // Both can be taken away again.
  await mark(page).press('Space');
  await note(page).fill('');
  await note(page).press('Tab');
  await untilSaved(page);
  await open(page, site, 'progress/');
  await expect(kept(page)).toHaveCount(0);
});

test('a note is kept although the learner leaves in the middle of a word', async ({ page, site }) => {
  await open(page, site);
  await note(page).pressSequentially('Half a wor');
  await page.evaluate(() => location.assign('../../glossary/'));
  await page.waitForURL(/glossary/);
  await open(page, site);
  await expect(note(page)).toHaveValue('Half a wor');
});

test('notes written in two tabs at once are both there', async ({ context, page, site }) => {
  const other = await context.newPage();
  await open(page, site);
  await open(other, site);
  // Typed and not yet kept, when the other tab's note arrives.
  await note(page).pressSequentially('mine');
  await note(other).pressSequentially('theirs');
  await note(other).press('Tab');
  await expect(note(page)).toHaveValue(/mine/);
  await note(page).press('Tab');
  for (const tab of [page, other]) {
    await expect(note(tab)).toHaveValue(/mine/);
    await expect(note(tab)).toHaveValue(/theirs/);
  }
  await note(other).fill('one');
  await note(other).press('Tab');
  await expect(note(page)).toHaveValue('one');
  await page.reload();
  await ready(page);
  await expect(note(page)).toHaveValue('one');
});
