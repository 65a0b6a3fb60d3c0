// Questions: answering, feedback, and what is remembered.
import { expect, ready, test, verify, watchContext } from './fixtures.mjs';
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

test('every question can be answered, and progress survives a reload', async ({ page, site }) => {
  test.setTimeout(90_000);
  await open(page, site);
  const { all } = await counts(page);
  expect(await questions(page).count()).toBe(all);
  for (let k = 0; k < all; k += 1) {
    const question = questions(page).nth(k);
    await answer(question, { confidence: ['Guessing', 'I would bet on it'][k % 2] });
    await expect(question.locator('.feedback'), `question ${k + 1}`).toBeVisible();
    expect((await counts(page)).done).toBe(k + 1);
  }
  const feedback = await page.locator('.feedback').allTextContents();
  await page.reload();
  await ready(page);
  expect(await counts(page)).toEqual({ done: all, all });
  expect(await page.locator('.feedback').allTextContents()).toEqual(feedback);
});

test('an answer of one tab is seen by the next', async ({ context, page, site }) => {
  await open(page, site);
  await answer(questions(page).first());
  await expect(questions(page).first().locator('.feedback')).toBeVisible();
  const other = await context.newPage();
  await open(other, site);
  expect((await counts(other)).done).toBe(1);
});

test('where storage is refused the lesson works and says so', async ({ browser, site }) => {
  const context = await browser.newContext();
  const reports = watchContext(context);
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('The storage is denied.', 'SecurityError');
      },
    });
  });
  const page = await context.newPage();
  await open(page, site);
  await answer(questions(page).first());
  await expect(questions(page).first().locator('.feedback')).toBeVisible();
  expect((await counts(page)).done).toBe(1);
  await expect(page.locator('.save-status').first()).toHaveText(/not|cannot|only/i);
  verify(reports, []);
  await context.close();
});

test('storage that somebody has tampered with does not stop a lesson', async ({ page, site }) => {
  await open(page, site);
  await answer(questions(page).first());
  await expect(questions(page).first().locator('.feedback')).toBeVisible();
  const junk = ['', '{', 'null', '{"__proto__":{"a":1}}', '\u0000', 'x'.repeat(100_000)];
  for (const text of junk) {
    await page.evaluate((value) => {
      for (const key of Object.keys(localStorage)) localStorage.setItem(key, value);
    }, text);
    await page.reload();
    await ready(page);
    await expect(questions(page).first()).toBeVisible();
  }
});

test('an embedded lesson takes answers in a sandbox without storage', async ({
  page, foreign, site,
}) => {
  foreign.pages.set('/', `<!doctype html><html lang="en"><title>B</title>
    <link rel="icon" href="data:,"><iframe title="Lesson" width="800" height="800"
    sandbox="allow-scripts" src="${site.url(`embed/${LESSON}`)}"></iframe>`);
  await page.goto(foreign.url());
  const frame = page.frameLocator('iframe');
  await ready(frame);
  const question = frame.locator('section.question').first();
  await answer(question);
  await expect(question.locator('.feedback')).toBeVisible();
});
