// Questions: answering each type by keyboard, and what the learner gets back.
import { expect, ready, test } from './fixtures.mjs';
import { answer, LESSON } from './pages.mjs';

const questions = (page) => page.locator('section.question');
const progress = (page) => page.locator('.lesson-progress');

async function open(page, site) {
  await page.goto(site.url(LESSON));
  await ready(page);
}

async function counts(page) {
  const text = await progress(page).first().textContent();
  const [, done, all] = /(\d+) of (\d+) answered/.exec(text) ?? [];
  return { done: Number(done), all: Number(all) };
}

test('a question is answered by keyboard, and its feedback is heard', async ({ page, site }) => {
  await open(page, site);
  const before = await counts(page);
  expect(before.done).toBe(0);
  const question = questions(page).first();
  await expect(question.locator('.feedback')).toBeHidden();
  await answer(question);
  await expect(question.locator('.feedback')).toBeVisible();
  await expect(question.locator('.feedback')).toHaveText(/\w{3}/);
  await expect(page.locator('#announcer')).toHaveText(/right/i);
  expect(await counts(page)).toEqual({ done: 1, all: before.all });
});

test('arrow keys choose but never answer', async ({ page, site }) => {
  await open(page, site);
  const radio = questions(page).locator('.options input[type=radio]').first();
  await radio.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('.feedback:visible')).toHaveCount(0);
  expect((await counts(page)).done).toBe(0);
});

test('an empty answer is refused in words, and nothing is lost', async ({ page, site }) => {
  await open(page, site);
  const question = questions(page).first();
  await question.getByRole('button', { name: 'Answer' }).click();
  expect((await counts(page)).done).toBe(0);
  await expect(question.locator('.form-error')).toHaveText(/\w{3}/);
  await answer(question);
  await expect(question.locator('.feedback')).toBeVisible();
});

test('every question can be answered', async ({ page, site }) => {
  test.setTimeout(90_000);
  await open(page, site);
  const { all } = await counts(page);
  expect(await questions(page).count()).toBe(all);
  for (let k = 0; k < all; k += 1) {
    const question = questions(page).nth(k);
    await answer(question, { confidence: ['Guessing', 'I would bet on it'][k % 2] });
    await expect(question.locator('.verdict'), `question ${k + 1}`).toBeVisible();
    expect((await counts(page)).done).toBe(k + 1);
    const { passage, found } = await question.locator('.passage a').evaluate((link) => ({
      passage: link.href, found: document.getElementById(link.hash.slice(1)) !== null,
    }));
    expect(found, passage).toBe(true);
  }
});

// From the first input on, nothing but the keyboard.
async function answerByKeyboard(page, question, typed) {
  await question.locator('form input').first().focus();
  if (typed) await page.keyboard.type(typed);
  else await page.keyboard.press('Space');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await expect(question.getByRole('radio', { name: 'I think so' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(question.locator('.verdict')).toBeVisible();
  // The focus stays where the learner was.
  await expect(question.getByRole('button', { name: 'Try again' })).toBeFocused();
}

const ofKind = (page, kind) =>
  questions(page).filter({ has: page.locator('.question-kind', { hasText: kind }) }).first();

test('choice: by keyboard alone, with a reason for each option', async ({ page, site }) => {
  await open(page, site);
  const question = ofKind(page, 'Choose');
  const options = await question.locator('.option').count();
  expect(options).toBeGreaterThan(2);
  await expect(question.locator('.reason')).toHaveCount(0);
  await answerByKeyboard(page, question);
  const reasons = await question.locator('.reason').allTextContents();
  expect(reasons).toHaveLength(options);
  for (const reason of reasons) expect(reason).toMatch(/^(Right|Wrong): \w.{10}/);
  await expect(question.locator('.explain')).toHaveText(/\w{3}/);
});

test('estimate: by keyboard alone, with the answer and how far off it was', async ({ page, site }) => {
  await open(page, site);
  const question = page.locator('#q-estimate-capacity');
  await answerByKeyboard(page, question, '2,400');
  await expect(question.locator('.off')).toHaveText('The answer is 4800 req/s. It is 2.00 × what you said.');
  await expect(question.locator('.explain')).toHaveText(/20\sms/);
});

test('predict: by keyboard alone, then the simulator runs', async ({ page, site }) => {
  await open(page, site);
  const question = ofKind(page, 'Predict');
  await expect(question.locator('.compare')).toHaveCount(0);
  await answerByKeyboard(page, question, '100');
  const rows = question.locator('.compare tbody tr');
  await expect(rows.nth(0)).toHaveText(/^Your prediction\s*100\sms$/);
  await expect(rows.nth(1)).toHaveText(/^Simulated: .*\d\sms$/);
  await expect(rows.nth(2)).toHaveText(/\d\sms$/);
  await expect(question.locator('.off')).toHaveText(/× as much/);
  await expect(question.getByRole('figure').locator('svg')).toBeVisible();
});

test('Enter in the number field answers too', async ({ page, site }) => {
  await open(page, site);
  const question = page.locator('#q-estimate-capacity');
  await question.getByRole('radio', { name: 'Guessing' }).press('Space');
  const field = question.getByRole('textbox');
  await field.fill('4800');
  await field.press('Enter');
  await expect(question.locator('.verdict')).toHaveText(/^Right/);
});

test('a misconception leads to the lab in the state that refutes it', async ({ page, site }) => {
  await open(page, site);
  const question = page.locator('#q-autoscaler-creep');
  await question.getByRole('radio', { name: /aim at 90 %/ }).press('Space');
  await question.getByRole('radio', { name: 'I would bet on it' }).press('Space');
  await question.getByRole('button', { name: 'Answer' }).press('Enter');
  await expect(question.locator('.verdict')).toHaveText(/though you were sure/);
  await expect(question.locator('.misconception')).toHaveText(/Utilisation measures headroom/);
  const link = question.locator('.refute-link');
  await expect(link).toHaveText('Show “Eight GPUs” in the lab');
  const address = await link.evaluate((element) => element.href);
  await link.press('Enter');
  const lab = page.locator('[data-lab="batching"]');
  await expect(lab.getByRole('heading').first()).toBeInViewport();
  await expect(page.locator(':focus')).toHaveClass(/lab-head/);
  await lab.locator('details.more').evaluate((more) => (more.open = true));
  await expect(lab.getByRole('slider', { name: 'Replicas' })).toHaveAttribute('aria-valuetext', /^8\b/);
  await expect(lab.getByRole('slider', { name: 'Arrival rate' })).toHaveAttribute('aria-valuetext', /^480 /);
  expect(page.url()).toContain(LESSON);
  // The same link works as an address, for those who open it in another tab.
  await page.goto(address);
  await ready(page);
  await lab.locator('details.more').evaluate((more) => (more.open = true));
  await expect(lab.getByRole('slider', { name: 'Replicas' })).toHaveAttribute('aria-valuetext', /^8\b/);
});
