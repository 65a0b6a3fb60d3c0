// How questions treat the learner: where to report a problem, verdicts that wait for the end, and only
// what was wrong asked again.
import { audit } from './audit.mjs';
import { expect, ready, test as base } from './fixtures.mjs';
import { answer, LESSON } from './pages.mjs';
import { journal, SAVED, status } from './progress.mjs';
import { startServer } from './server.mjs';
import { siteOf } from './site.mjs';

const test = base.extend({
  // The course of `tests/fixtures` that names a place for reports; rendered when first asked for.
  rendered: [
    async ({}, use) => use(siteOf('tests/fixtures/types')),
    { scope: 'worker', timeout: 900_000 },
  ],
  types: async ({ rendered }, use) => {
    const server = await startServer({ root: rendered, base: '/' });
    await use(server);
    await server.close();
  },
});

test.describe.configure({ timeout: 120_000 });

async function open(page, site, address = LESSON) {
  await page.goto(site.url(address));
  await ready(page);
}

const said = (page) => page.locator('#announcer');
// The list at the end of a lesson; what stands in the text comes before it.
const IN_LIST = 'live-part[data-part=round] ~ section.question';
const list = (page) => page.locator(IN_LIST);

test('every question has a link that reports it by its id, or an id that can be copied', async ({ page, site, types }) => {
  await open(page, types, 'lesson/types/');
  const links = page.getByRole('link', { name: /^Report a problem/ });
  const questions = page.locator('section.question');
  expect(await links.count()).toBe(await questions.count());
  await expect(page.locator('#q-fill-law').getByRole('link', { name: /^Report/ })).toHaveAttribute(
    'href', 'https://example.org/issues/new?labels=question&title=types/fill-law',
  );
  await open(page, types, 'embed/lesson/types/');
  await expect(links.first()).toHaveAttribute('target', '_blank');
  // The course itself names no such place.
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, site);
  await expect(links).toHaveCount(0);
  const id = page.locator('#q-estimate-capacity .question-id');
  await expect(id.locator('code')).toHaveText('dynamic-batching/estimate-capacity');
  await id.getByRole('button', { name: 'Copy the id' }).press('Enter');
  await expect(said(page)).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('dynamic-batching/estimate-capacity');
});

test('at the end: verdicts wait for the last answer, also over a reload', async ({ page, site }) => {
  await open(page, site);
  await page.getByRole('radio', { name: 'At the end', exact: true }).press('Space');
  const questions = list(page);
  const count = await questions.count();
  expect(count).toBeGreaterThan(3);
  await answer(questions.first());
  await expect(said(page)).toHaveText(new RegExp(`Answered\\. 1 of ${count}`));
  await expect(questions.first().locator('.verdict')).toHaveCount(0);
  await expect(questions.first().locator('.option[data-verdict]:not([data-verdict=""])')).toHaveCount(0);
  const button = questions.first().getByRole('button', { name: 'Answered', exact: true });
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(said(page)).toContainText('The verdict comes with the others');
  // A prediction in the text is told at once: the text goes on from it.
  const predict = page.locator(`section.predict:not(${IN_LIST})`).first();
  await answer(predict);
  await expect(predict.locator('.verdict')).toBeVisible();

  await expect(status(page)).toHaveText(SAVED);
  await page.reload();
  await ready(page);
  await expect(page.getByRole('radio', { name: 'At the end', exact: true })).toBeChecked();
  await expect(button).toBeVisible();
  await expect(questions.first().locator('.verdict')).toHaveCount(0);
  for (let k = 1; k < count; k += 1) {
    await expect(page.locator('.round-end button')).toHaveText(`Show all answers now (${count - k} of ${count} open)`);
    await answer(questions.nth(k));
  }
  await expect(said(page)).toHaveText(/All are answered, and \d of \d are right/);
  for (let k = 0; k < count; k += 1) await expect(questions.nth(k).locator('.verdict')).toBeVisible();
  expect(await audit(page)).toEqual([]);
});

test('at the end: all that is answered can be shown before, and the choice taken back', async ({ page, site }) => {
  await open(page, site);
  const end = page.getByRole('radio', { name: 'At the end', exact: true });
  await end.press('Space');
  const questions = list(page);
  await answer(questions.first());
  await expect(questions.first().locator('.verdict')).toHaveCount(0);
  await page.getByRole('button', { name: /^Show all answers now/ }).press('Enter');
  await expect(questions.first().locator('.verdict')).toBeVisible();
  await page.reload();
  await ready(page);
  await expect(questions.first().locator('.verdict')).toHaveCount(0);
  await page.getByRole('radio', { name: 'At once', exact: true }).press('Space');
  await expect(questions.first().locator('.verdict')).toBeVisible();
  await page.reload();
  await ready(page);
  await expect(page.getByRole('radio', { name: 'At once', exact: true })).toBeChecked();
});

test('the missed questions are asked again, one after another', async ({ page, site }) => {
  await open(page, site);
  const [first, second] = [page.locator('#q-estimate-capacity'), page.locator('#q-estimate-spacing')];
  await answer(first, { number: '1' });
  await answer(second, { number: '1' });
  const end = page.locator('#questions-end');
  await end.getByRole('button', { name: 'Retry the 2 you missed' }).press('Enter');
  await expect(first).toBeFocused();
  await expect(first.locator('.question-live')).toHaveAttribute('data-state', 'open');
  await expect(second.locator('.question-live')).toHaveAttribute('data-state', 'answered');
  await answer(first, { number: '4800' });
  await expect(first.locator('.verdict')).toHaveText('Right.');
  await first.getByRole('button', { name: 'Next missed question (1 left)' }).press('Enter');
  await expect(second).toBeFocused();
  await expect(first.getByRole('button', { name: /^Next/ })).toHaveCount(0);
  await answer(second, { number: '2' });
  await second.getByRole('button', { name: 'Back to the end of the questions' }).press('Enter');
  await expect(end).toBeFocused();
  await expect(end.getByRole('button')).toHaveText('Retry the one you missed');
  // Each retry is an ordinary attempt.
  await expect(status(page)).toHaveText(SAVED);
  const rows = JSON.stringify(await journal(page));
  const scores = [...rows.matchAll(/estimate-capacity[^}]*?score\W+([\d.]+)/g)].map(([, score]) => Number(score));
  expect([...new Set(scores)].sort()).toEqual([0, 1]);
});

test('fields that were right are kept, and only the others asked for', async ({ page, types }) => {
  await open(page, types, 'lesson/types/');
  const question = page.locator('#q-match-signals');
  const field = (name) => question.getByRole('combobox', { name });
  await field(/queue that grows/).selectOption({ label: 'Age of the oldest request' });
  await field('A slow replica').selectOption({ label: 'Hit ratio' });
  await field('A cold cache').selectOption({ label: 'Mean CPU of the fleet < 50 %' });
  await question.getByRole('radio', { name: 'Guessing' }).press('Space');
  await question.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
  await question.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(said(page)).toContainText('What was right is kept');
  await expect(question.locator('.kept')).toBeVisible();
  await expect(field(/queue that grows/)).toBeDisabled();
  await expect(field(/queue that grows/).locator('option:checked')).toHaveText('Age of the oldest request');
  await expect(field('A slow replica')).toBeEnabled();
  await expect(field('A slow replica').locator('option:checked')).toHaveText('Choose …');
  await field('A slow replica').selectOption({ label: 'p99 of one replica against the others' });
  await field('A cold cache').selectOption({ label: 'Hit ratio' });
  await question.getByRole('radio', { name: 'Guessing' }).press('Space');
  await question.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
  await expect(question.locator('.verdict')).toHaveText(/^Right/);
  await expect(question.locator('.kept')).toBeEmpty();
});

test('steps in their places stay there, and the others move past them', async ({ page, types }) => {
  await open(page, types, 'lesson/types/');
  const question = page.locator('#q-order-incident');
  const texts = question.locator('.row-text');
  const wanted = [/^Find/, /^Add replicas/, /^Shed/, /^Add the case/];
  for (const [place, step] of wanted.entries()) {
    const at = (await texts.allTextContents()).findIndex((text) => step.test(text));
    for (let moves = at; moves > place; moves -= 1) {
      await question.getByRole('button', { name: 'Earlier' }).nth(moves).press('Space');
    }
  }
  await question.getByRole('radio', { name: 'Guessing' }).press('Space');
  await question.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
  await question.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(texts).toHaveText(wanted);
  await expect(question.getByRole('button', { name: 'Earlier' })).toHaveCount(2);
  await expect(question.locator('.row[data-verdict=right]')).toHaveCount(2);
  // Over the step that is kept, in one press.
  await question.getByRole('button', { name: 'Later' }).first().press('Enter');
  await expect(texts).toHaveText([/^Shed/, /^Add replicas/, /^Find/, /^Add the case/]);
  await expect(said(page)).toContainText('Now step 3 of 4');
  await question.getByRole('radio', { name: 'Guessing' }).press('Space');
  await question.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
  await expect(question.locator('.verdict')).toHaveText(/^Right/);
});

test('at 320 pixels nothing is wider than the page, with verdicts waiting and parts kept', async ({ page, types }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await open(page, types, 'lesson/types/');
  const question = page.locator('#q-fill-law');
  await question.getByRole('textbox').fill('20');
  await question.getByRole('combobox').selectOption({ label: 'halves' });
  await question.getByRole('radio', { name: 'Guessing' }).press('Space');
  await question.getByRole('button', { name: 'Answer', exact: true }).press('Enter');
  await question.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(question.getByRole('textbox')).toHaveValue('20');
  await expect(question.getByRole('textbox')).toBeDisabled();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect(await audit(page)).toEqual([]);
});
