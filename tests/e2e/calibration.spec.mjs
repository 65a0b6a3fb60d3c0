// What was said of answers, against what came out, on the page of one's progress.
import { audit } from './audit.mjs';
import { expect, ready, test } from './fixtures.mjs';
import { answer, LESSON } from './pages.mjs';

test('confidence and truth stand side by side once there are answers', async ({ page, site }) => {
  await page.goto(site.url('progress/'));
  await ready(page);
  await expect(page.getByRole('heading', { name: 'How well you know what you know' })).toHaveCount(0);
  await page.goto(site.url(LESSON));
  await ready(page);
  const questions = page.locator('section.question');
  const count = await questions.count();
  for (let k = 0; k < count; k += 1) {
    await answer(questions.nth(k), { confidence: k % 2 ? 'I think so' : 'I would bet on it' });
    await expect(questions.nth(k).locator('.verdict')).toBeVisible();
  }
  const right = await page.locator('.verdict[data-verdict="right"]').count();
  await page.goto(site.url('progress/'));
  await ready(page);
  const section = page.locator('section.calibration');
  await expect(section).toBeVisible();
  const rows = await section.getByRole('row').all();
  const cells = await Promise.all(rows.slice(1).map((row) => row.getByRole('cell').allTextContents()));
  expect(cells.reduce((sum, [said]) => sum + Number(said), 0)).toBe(count);
  expect(cells.reduce((sum, [, ok]) => sum + Number(ok), 0)).toBe(right);
  await expect(section.getByRole('listitem')).toHaveCount(3);
  await expect(section.getByRole('img')).toHaveAttribute('aria-label', /said 95.%, right \d+.%/);
  await expect(section).toContainText(/Your numbers score [\d.]+ of 100/);
  expect(await audit(page)).toEqual([]);
});
