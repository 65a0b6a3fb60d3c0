// Spaced review: by keyboard alone, over reloads and tabs, for every eye, and without any script.
import { readdirSync } from 'node:fs';
import { audit } from './audit.mjs';
import { expect, ready, test } from './fixtures.mjs';
import { LESSON } from './pages.mjs';
import { eventsIn, give, open, prepare, questions, untilSaved } from './progress.mjs';

const REVIEW = 'review/';
const LESSONS = readdirSync(new URL('../../content/lessons', import.meta.url)).sort();

const region = (page) => page.getByRole('region', { name: 'Review' });
const front = (page) => page.locator('#review-front');
const back = (page) => page.locator('#review-back');
const said = (page) => page.locator('.review-said');
const grades = (page) => page.getByRole('group', { name: 'How well did you know it?' })
  .getByRole('button');

/** As if so many lessons were opened and marked on an earlier visit. */
async function mark(page, site, count) {
  await prepare(page, site, (lessons) => lessons.forEach((lesson, i) => {
    const events = [
      { id: `00000000000000aa-${2 * i}`, at: 1_700_000_000_000, order: 1, what: 'opened' },
      {
        id: `00000000000000aa-${2 * i + 1}`, at: 1_700_000_000_001, order: 2, what: 'bookmarked',
        passage: 'marked', on: true,
      },
    ];
    const record = { app: 'tradeoffs', schema: 1, lesson, events };
    localStorage.setItem(`tradeoffs:/:lesson:${lesson}`, JSON.stringify(record));
  }), LESSONS.slice(0, count));
}

async function start(page, site) {
  await open(page, site, REVIEW);
  await page.getByRole('button', { name: 'Start' }).press('Enter');
  await expect(front(page)).toBeFocused();
}

/** Shows the answer and grades it, by two keys. */
async function answer(page, grade) {
  await expect(front(page)).toBeFocused();
  await page.keyboard.press('Space');
  await expect(back(page)).toBeFocused();
  await page.keyboard.press(grade);
}

test('several prompts by keyboard alone, with undo and suspend', async ({ page, site }) => {
  await mark(page, site, 2);
  await open(page, site, REVIEW);
  await expect(said(page)).toHaveText(/^10 prompts are due, all of them new: about 2 minutes\.$/);
  await page.getByRole('button', { name: 'Start' }).focus();
  await page.keyboard.press('Enter');
  await expect(front(page)).toBeFocused();
  await expect(region(page).locator('.where')).toContainText('new · 10 left');
  const first = await front(page).textContent();
  // A grade before the answer is none.
  await page.keyboard.press('3');
  await expect(front(page)).toHaveText(first);

  await page.keyboard.press('Enter');
  await expect(back(page)).toBeFocused();
  await expect(grades(page)).toHaveText([/1\s*Again\s*1 min/, /2\s*Hard\s*6 min/, /3\s*Good\s*10 min/, /4\s*Easy\s*8 days/]);
  await page.keyboard.press('4');
  await expect(front(page)).toBeFocused();
  await expect(front(page)).not.toHaveText(first);
  const second = await front(page).textContent();
  await expect(region(page).locator('.where')).toContainText('9 left');

  await page.keyboard.press('u');
  await expect(front(page)).toHaveText(first);
  await expect(front(page)).toBeFocused();
  await expect(region(page).locator('.where')).toContainText('10 left');
  await answer(page, '4');
  await expect(front(page)).toHaveText(second);

  await region(page).getByRole('button', { name: 'Suspend' }).press('Enter');
  await expect(front(page)).not.toHaveText(second);
  await expect(page.locator('.review-aside summary')).toHaveText('Suspended prompts: 1');
  await page.keyboard.press('u');
  await expect(front(page)).toHaveText(second);
  await expect(page.locator('.review-aside summary')).toHaveText('Suspended prompts: 0');
  await region(page).getByRole('button', { name: 'Suspend' }).press('Enter');
  await page.locator('.review-aside summary').press('Enter');
  await page.getByRole('button', { name: /^Bring back/ }).press('Enter');
  await expect(page.locator('.review-aside summary')).toBeFocused();
  await expect(page.locator('.review-aside summary')).toHaveText('Suspended prompts: 0');
});

test('a missed prompt offers the passage and the lab, and comes back', async ({ page, site }) => {
  await mark(page, site, 1);
  await start(page, site);
  const count = Number(/(\d+) left/.exec(await region(page).locator('.where').textContent())[1]);
  const first = await front(page).textContent();
  await answer(page, '1');
  const links = region(page).locator('.review-missed').getByRole('link');
  await expect(links).toHaveText(['read the passage', 'try it in the lab']);
  for (const href of await links.evaluateAll((all) => all.map((link) => link.href))) {
    expect((await page.request.get(href)).status(), href).toBe(200);
  }
  for (let k = 1; k < count; k += 1) {
    await expect(front(page)).toBeFocused();
    await answer(page, '4');
  }
  await expect(said(page)).toBeFocused();
  await expect(said(page)).toHaveText(new RegExp(`^${count} reviewed; the next one in a minute\\.$`));
  await expect(page.getByRole('heading', { name: 'Worth another look' })).toBeVisible();
  await page.getByRole('button', { name: 'Go on without waiting' }).press('Enter');
  await expect(front(page)).toHaveText(first);
  await answer(page, '4');
  await expect(said(page)).toHaveText(/the next one tomorrow\.$/);
  await expect(page.getByRole('heading', { name: 'Worth another look' })).toHaveCount(0);
});

test('what was reviewed is kept, and comes back on its day', async ({ page, site }) => {
  await mark(page, site, 1);
  await start(page, site);
  await answer(page, '4');
  await answer(page, '4');
  await expect.poll(async () => (await eventsIn(page, 'reviewed')).size).toBe(2);
  await page.reload();
  await ready(page);
  const left = Number(/^(\d+) prompts are due/.exec(await said(page).textContent())?.[1] ?? 1);
  const all = await page.locator('.lesson-prompts').first().locator('summary span[id*=".card."]').count();
  expect(left).toBe(all - 2);
  // After a reload the last grade can still be taken back.
  await region(page).getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(region(page).locator('.where')).toContainText(`${left + 1} left`);
  await page.clock.setSystemTime(Date.now() + 9 * 24 * 3600 * 1000);
  await page.reload();
  await ready(page);
  await expect(said(page)).toHaveText(new RegExp(`^${all} prompts are due, ${all - 1} of them new`));
  await open(page, site, 'progress/');
  await expect(page.locator('.review-due')).toHaveText(`${all} prompts are due for review`);
});

test('two tabs ask each prompt once', async ({ context, page, site }) => {
  await mark(page, site, 1);
  const other = await context.newPage();
  await start(page, site);
  await start(other, site);
  const first = await front(page).textContent();
  await expect(front(other)).toHaveText(first);
  await page.bringToFront();
  await answer(page, '4');
  await expect(front(other)).not.toHaveText(first);
  await expect(front(other)).toHaveText(await front(page).textContent());
  // The last deed is taken back wherever it was done.
  await other.bringToFront();
  await other.keyboard.press('u');
  await expect(front(other)).toHaveText(first);
  await answer(other, '3');
  await expect.poll(async () => (await eventsIn(page, 'reviewed')).size).toBe(2);
  expect((await eventsIn(page, 'taken-back')).size).toBe(1);
});

test('a question that was missed is asked again, with its answer', async ({ page, site }) => {
  await open(page, site, LESSON);
  const wrong = questions(page).filter({ has: page.locator('fieldset.options input[type=radio]') });
  const question = page.locator(`[id="${await wrong.first().getAttribute('id')}"]`);
  const asked = await question.locator('.prompt').textContent();
  // One option after the other, so that one of them is wrong.
  for (const which of [0, 1]) {
    if (which > 0) await question.getByRole('button', { name: 'Try again' }).press('Enter');
    const options = question.locator('fieldset.options input');
    await options.evaluateAll((all, at) =>
      all.sort((a, b) => (a.id < b.id ? -1 : 1))[at].click(), which);
    await question.locator('fieldset.confidence input').first().evaluate((one) => one.click());
    await question.getByRole('button', { name: 'Answer' }).press('Enter');
    await expect(question.locator('.verdict')).toBeVisible();
  }
  await untilSaved(page);
  await start(page, site);
  await expect(front(page)).toContainText(asked.trim().slice(0, 40));
  await page.keyboard.press('Space');
  await expect(back(page).locator('strong').first()).toBeVisible();
});

test('how reviews are planned is the choice of the learner, and is kept', async ({ page, site }) => {
  await mark(page, site, 3);
  await open(page, site, REVIEW);
  await page.locator('.review-settings summary').press('Enter');
  const fresh = page.getByRole('spinbutton', { name: 'New prompts a day, at most' });
  await fresh.fill('3');
  await fresh.press('Tab');
  await expect(said(page)).toHaveText(/^3 prompts are due/);
  const retention = page.getByRole('spinbutton', { name: 'Wanted recall, in per cent' });
  await retention.fill('12');
  await retention.press('Tab');
  await expect(retention).toHaveValue('80');
  await expect.poll(async () => (await eventsIn(page, 'planned')).size).toBe(2);
  await page.reload();
  await ready(page);
  await expect(said(page)).toHaveText(/^3 prompts are due/);
  await page.locator('.review-settings summary').press('Enter');
  await expect(retention).toHaveValue('80');
});

test('nobody is asked what they have not read', async ({ page, site }) => {
  await open(page, site, REVIEW);
  await expect(said(page)).toHaveText(/^There is nothing to review yet\./);
  await expect(said(page).getByRole('link')).toHaveAttribute('href', '../');
  await open(page, site, LESSON);
  await give(page, 0, 1, 2, 3);
  await untilSaved(page);
  await open(page, site, REVIEW);
  await expect(said(page)).toHaveText(/prompts are due/);
});

for (const width of [320, 1280]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no step of a review breaks a rule, ${width} pixels wide, ${colorScheme}`, async ({
      page, site,
    }) => {
      test.setTimeout(90_000);
      await page.setViewportSize({ width, height: 900 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await mark(page, site, 1);
      await open(page, site, REVIEW);
      const whole = async (step) => {
        expect(await audit(page), step).toEqual([]);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over, step).toBeLessThanOrEqual(0);
        const sizes = await region(page).locator('button:visible:not(.quiet)')
          .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
        for (const size of sizes) expect(size, step).toBeGreaterThanOrEqual(44);
      };
      await page.locator('.review-settings, .review-aside, .lesson-prompts').evaluateAll((all) =>
        all.slice(0, 4).forEach((one) => (one.open = true)));
      await whole('before');
      await page.getByRole('button', { name: 'Start' }).press('Enter');
      await whole('asked');
      await page.keyboard.press('Space');
      await expect(back(page)).toBeFocused();
      await whole('answered');
      await page.keyboard.press('1');
      await region(page).getByRole('button', { name: 'Suspend' }).press('Enter');
      await whole('missed and suspended');
    });
  }
}

test('without a script all prompts can be read, by lesson', async ({ browser, site }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(site.url(REVIEW));
  await expect(page.locator('.lesson-prompts')).toHaveCount(LESSONS.length);
  const lesson = page.locator('.lesson-prompts').first();
  await lesson.locator(':scope > summary').click();
  const card = lesson.locator('.card').first();
  await card.locator('summary').click();
  await expect(card.locator(':scope > div')).toBeVisible();
  expect(await lesson.locator('.card').count()).toBeGreaterThanOrEqual(8);
  await context.close();
});

test('single keys can be switched off', async ({ page, site }) => {
  await mark(page, site, 1);
  await prepare(page, site, () => localStorage.setItem('tradeoffs:keys', 'off'));
  await start(page, site);
  await page.keyboard.press('Space');
  await expect(back(page)).toBeFocused();
  await page.keyboard.press('4');
  await expect(back(page)).toBeFocused();
  await grades(page).last().press('Enter');
  await expect(front(page)).toBeFocused();
});

test('twenty prompts take forty-one keys', async ({ page, site }) => {
  await mark(page, site, 4);
  await open(page, site, REVIEW);
  await page.locator('.review-settings summary').press('Enter');
  const fresh = page.getByRole('spinbutton', { name: 'New prompts a day, at most' });
  await fresh.fill('20');
  await fresh.press('Tab');
  await expect(said(page)).toHaveText(/^20 prompts are due/);
  let keys = 0;
  const press = async (key) => {
    keys += 1;
    await page.keyboard.press(key);
  };
  const lessons = [];
  const before = Date.now();
  await page.getByRole('button', { name: 'Start' }).focus();
  await press('Enter');
  for (let k = 0; k < 20; k += 1) {
    await expect(front(page)).toBeFocused();
    lessons.push((await region(page).locator('.where').textContent()).split(' · ')[0]);
    await press('Space');
    await expect(back(page)).toBeFocused();
    await press('4');
  }
  await expect(said(page)).toHaveText(/^20 reviewed; the next one tomorrow\.$/);
  const seconds = (Date.now() - before) / 1000;
  console.log(`A review of twenty prompts, driven: ${seconds.toFixed(1)} s, ${keys} keys`);
  expect(keys).toBe(41);
  expect(lessons.filter((lesson, k) => lesson === lessons[k + 1])).toEqual([]);
});
