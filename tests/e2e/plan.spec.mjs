// The plan to an interview: by keyboard alone, over reloads, as a file, and for every eye.
import { readdirSync, readFileSync } from 'node:fs';
import { expectSoundAtEveryWidth } from './audit.mjs';
import { expect, test } from './fixtures.mjs';
import { LESSON } from './pages.mjs';
import { answerAt, open } from './progress.mjs';

const PLAN = 'plan/';
const NOON = Date.UTC(2026, 10, 25, 12);

/** The heading of each lesson, and the ids of those to read first. */
const FOLDER = new URL('../../content/lessons/', import.meta.url);
const LESSONS = new Map(readdirSync(FOLDER).map((id) => {
  const text = readFileSync(new URL(`${id}/lesson.md`, FOLDER), 'utf8');
  const requires = /^requires = \[(.*)\]$/m.exec(text)?.[1] ?? '';
  return [id, {
    title: /^title = "(.*)"$/m.exec(text)[1],
    requires: [...requires.matchAll(/"([^"]+)"/g)].map((match) => match[1]),
  }];
}));

const said = (page) => page.locator('.plan-said');
const rows = (page) => page.locator('.plan-days tbody tr');
const lessons = (page) => page.locator('.plan-days tbody a').allTextContents();

/** Fills the two fields and asks for the plan, by keys alone. */
async function plan(page, date, hours) {
  await page.getByLabel('Day of the interview').fill(date);
  await page.getByLabel('Hours a week').fill(hours);
  await page.keyboard.press('Enter');
}

/** Each lesson that is in the plan comes after those that it requires, as far as they are in it. */
function expectInOrder(order) {
  for (const { title, requires } of LESSONS.values()) {
    if (!order.includes(title)) continue;
    for (const first of requires.map((id) => LESSONS.get(id).title)) {
      expect(order.indexOf(first), `${first} before ${title}`).toBeLessThan(order.indexOf(title));
    }
  }
}

test.beforeEach(async ({ page }) => {
  await page.clock.setFixedTime(NOON);
});

test('a plan begins today, keeps to the order of what is required, and survives a reload', async ({
  page, site,
}) => {
  await open(page, site, PLAN);
  await expect(said(page)).toHaveText(/^Say when the interview is/);
  await expect(rows(page)).toHaveCount(0);
  await plan(page, '2026-12-18', '5');
  await expect(said(page)).toHaveText(
    /^17 lessons and their reviews fit into the 23 days until Friday 18 December: about [\d.]+ h of reading/,
  );
  await expect(rows(page).first().locator('th')).toHaveText('Wednesday 25 November');
  const order = await lessons(page);
  expect(order).toHaveLength(17);
  expectInOrder(order);
  await page.reload();
  await expect(page.getByLabel('Day of the interview')).toHaveValue('2026-12-18');
  await expect(page.getByLabel('Hours a week')).toHaveValue('5');
  expect(await lessons(page)).toEqual(order);
});

test('what is done leaves the plan, and a day that was missed moves it', async ({ page, site }) => {
  await open(page, site, PLAN);
  await plan(page, '2026-12-18', '5');
  await expect(rows(page).first()).toBeVisible();
  const order = await lessons(page);
  await open(page, site, LESSON);
  const title = (await page.locator('h1').first().textContent()).trim();
  expect(order).toContain(title);
  const count = await page.locator('section.question').count();
  for (let place = 0; place < count; place += 1) await answerAt(page, place);
  await page.clock.setFixedTime(NOON + 24 * 3_600_000);
  await open(page, site, PLAN);
  await expect(rows(page).first().locator('th')).toHaveText('Thursday 26 November');
  await expect(said(page)).toHaveText(/^16 lessons and their reviews fit into the 22 days/);
  const later = await lessons(page);
  // What those answers missed is needed more, and so is the lesson that goes on from there.
  const { title: next } = LESSONS.get('continuous-batching');
  expect(later.indexOf(next)).toBeLessThan(order.indexOf(next) - 1);
  expect(later.toSorted()).toEqual(order.filter((one) => one !== title).toSorted());
  expectInOrder(later);
});

test('too few hours say what has no room, and impossible fields say why', async ({ page, site }) => {
  await open(page, site, PLAN);
  await page.getByRole('button', { name: 'Make the plan' }).press('Enter');
  await expect(said(page)).toHaveText('Choose the day of the interview.');
  await plan(page, '2026-12-05', '99');
  await expect(said(page)).toHaveText('Hours a week are a whole number from 1 to 40.');
  await plan(page, '2026-12-05', '2');
  await expect(said(page)).toHaveText(/^\d+ of 17 lessons fit into the 10 days/);
  const [placed, out] = [await lessons(page), await page.locator('.plan-out a').allTextContents()];
  expect(out.length).toBeGreaterThan(0);
  expect(placed.length + out.length).toBe(17);
  await plan(page, '2026-11-20', '2');
  await expect(said(page)).toHaveText('Friday 20 November is not ahead. Choose a later day to see a plan.');
  await page.getByRole('button', { name: 'Forget the date' }).press('Enter');
  await expect(said(page)).toHaveText(/^Say when the interview is/);
});

test('the file for calendars has a day for each lesson', async ({ page, site }) => {
  await open(page, site, PLAN);
  await plan(page, '2026-12-18', '5');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as a file for your calendar' }).press('Enter'),
  ]);
  expect(download.suggestedFilename()).toBe('tradeoffs-plan.ics');
  const text = readFileSync(await download.path(), 'utf8');
  expect(text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\n')).toBe(true);
  expect(text.match(/^UID:lesson-/gm)).toHaveLength(17);
  const unfolded = text.replaceAll('\r\n ', '');
  expect(unfolded).toContain(`URL:${site.url(LESSON)}\r\n`);
  expect(unfolded).toContain('DTSTAMP:20261125T120000Z');
});

test('the plan is sound at every width, in light and dark', async ({ page, site }) => {
  await open(page, site, PLAN);
  await plan(page, '2026-12-05', '2');
  await expect(rows(page).first()).toBeVisible();
  await expectSoundAtEveryWidth(page);
});
