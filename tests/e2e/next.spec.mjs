// What the start page says to do next, and the placement check, by keyboard alone.
import { expectSoundAtEveryWidth } from './audit.mjs';
import { expect, ready, test } from './fixtures.mjs';
import { give, live, open, questions, untilSaved } from './progress.mjs';

const PLACEMENT = 'placement/';
const FIRST = 'interview-loop';
const next = (page) => page.locator('a.continue');
const also = (page) => page.locator('.also a');
const sum = (page) => page.locator('.placed-sum');
const placed = (page) => page.locator('ol.placed li');

/** All questions of a lesson, rightly answered: it is read. */
const all = async (page, site, lesson) => {
  await open(page, site, `lesson/${lesson}/`);
  const ids = await questions(page).evaluateAll((found) => found.map((one) => one.id.slice(2)));
  return [null, ...ids.map((question) => ({ question, score: 1 }))];
};

test('a newcomer begins with the first lesson, or with the check', async ({ page, site }) => {
  await open(page, site, '');
  await expect(next(page)).toHaveText(/^Begin: The forty-five minutes/);
  await expect(next(page)).toHaveAttribute('href', `./lesson/${FIRST}/`);
  await expect(also(page)).toHaveText(/what you may skip/);
  await also(page).press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Placement check');
});

test('without a script there is a beginning, too', async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.url());
  await expect(next(page)).toHaveText(/^Begin: The forty-five minutes/);
  await also(page).click();
  expect(await page.locator('section.question').count()).toBe(12);
  await expect(page.locator('section.question .prompt').first()).toBeVisible();
  await expect(placed(page).first().getByRole('link')).toBeVisible();
  await context.close();
});

test('who returns goes on with the lesson, then reviews, then reads the next one', async ({
  page, site,
}) => {
  await open(page, site, `lesson/${FIRST}/`);
  await untilSaved(page);
  await open(page, site, '');
  await expect(next(page)).toHaveText(/^Go on with The forty-five .* \(0 of \d+ answered\)$/);
  await expect(also(page)).toBeHidden();

  const read = await all(page, site, FIRST);
  await live(page, site, { [FIRST]: read });
  await open(page, site, '');
  await expect(next(page)).toHaveText(/^Review \d+ prompts$/);
  const due = /\d+/.exec(await next(page).textContent())[0];
  await next(page).press('Enter');
  await ready(page);
  await expect(page.locator('.review-said')).toContainText(`${due} prompts are due`);

  // With no reviews on one day, the next lesson is next.
  await page.locator('.review-settings summary').press('Enter');
  const fresh = page.getByRole('spinbutton', { name: 'New prompts a day, at most' });
  await fresh.fill('0');
  await fresh.press('Tab');
  await expect(page.locator('.review-said')).not.toContainText('prompts are due');
  await open(page, site, '');
  await expect(next(page)).toHaveText(/^Next: Back of the envelope/);
});

test('a lesson that is half done can wait for a review', async ({ page, site }) => {
  const missed = [null, { question: 'which-question', score: 0 }];
  await live(page, site, { [FIRST]: missed });
  await open(page, site, '');
  await expect(next(page)).toHaveText(/^Go on with .* \(1 of \d+ answered\)$/);
  await expect(also(page)).toHaveText('Review one prompt');
  await expect(also(page)).toHaveAttribute('href', './review/');
});

/** Goes on with Tab until the check is done, and answers whatever has the focus. */
async function answerAll(page) {
  for (let keys = 0; keys < 1200; keys += 1) {
    if (/^You may skip/.test(await sum(page).textContent())) return;
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const it = document.activeElement;
      if (!it.closest('section.question') || it.disabled) return 'elsewhere';
      if (it.matches('.confidence input')) return it.checked ? 'sure' : 'confidence';
      if (it.matches('.options input')) return it.checked ? 'chosen' : 'option';
      if (it.matches('input')) return 'number';
      return it.textContent === 'Answer' ? 'answer' : 'elsewhere';
    });
    if (focus === 'option') await page.keyboard.press('Space');
    // The second of the three: "I think so".
    if (focus === 'confidence') {
      await page.keyboard.press('Space');
      await page.keyboard.press('ArrowDown');
    }
    if (focus === 'number') await page.keyboard.type('10');
    if (focus === 'answer') await page.keyboard.press('Enter');
  }
  throw new Error('The keyboard does not reach the end of the check.');
}

test('the check is done by keyboard alone and says lesson by lesson what to read', async ({
  page, site,
}) => {
  test.setTimeout(180_000);
  await open(page, site, PLACEMENT);
  await expect(questions(page)).toHaveCount(12);
  await expect(sum(page)).toHaveText(/^12 of 12 lessons are open/);
  await answerAll(page);
  const verdicts = await questions(page).locator('.verdict').allTextContents();
  expect(verdicts.length).toBe(12);
  const said = verdicts.map((words) =>
    (words.startsWith('Right') ? 'you may skip this' : 'read this first'));
  await expect(placed(page).locator('span')).toHaveText(said);
  const skip = said.filter((words) => words === 'you may skip this').length;
  await expect(sum(page)).toHaveText(`You may skip ${skip} of these 12 lessons.`);
  await expect(page.locator('#announcer')).toContainText(`You may skip ${skip}`);
  // They are ordinary answers of the lessons, and another try changes no verdict.
  await questions(page).first().getByRole('button', { name: 'Try again' }).press('Enter');
  await give(page, 0);
  await expect(placed(page).locator('span')).toHaveText(said);
  await untilSaved(page);
  await placed(page).first().getByRole('link').press('Enter');
  await ready(page);
  await expect(page.locator('.lesson-progress').first()).toHaveText(/^1 of/);
});

test('the start page leads past what the check lets skip', async ({ page, site }) => {
  await open(page, site, PLACEMENT);
  const id = (await questions(page).first().getAttribute('id')).slice(2);
  await live(page, site, { [FIRST]: [{ question: id, score: 1 }] });
  await open(page, site, PLACEMENT);
  await expect(placed(page).first()).toContainText('you may skip this');
  await expect(sum(page)).toHaveText(/^11 of 12 lessons are open/);
  await open(page, site, '');
  await expect(next(page)).toHaveText(/^Next: Back of the envelope/);
  await expect(also(page), 'nothing is read, so the check goes on').toHaveText(/may skip/);
  await live(page, site, { [FIRST]: [{ question: id, score: 1, confidence: 'guess' }] });
  await open(page, site, '');
  await expect(next(page)).toHaveText(/^Next: The forty-five minutes/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`the check breaks no rule, ${colorScheme}`, async ({ page, site }) => {
    test.setTimeout(120_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await open(page, site, PLACEMENT);
    await give(page, 0, 1);
    await expectSoundAtEveryWidth(page);
  });
}
