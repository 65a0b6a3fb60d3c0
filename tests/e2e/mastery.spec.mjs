// How well the learner knows what they answered, and the tables of it.
import { readFileSync, writeFileSync } from 'node:fs';
import { expectSoundAtEveryWidth } from './audit.mjs';
import { expect, ready, test } from './fixtures.mjs';
import { tradeoffs } from './native.mjs';
import { give, live, open, untilSaved } from './progress.mjs';

const PROGRESS = 'progress/';
const right = (question, days = 0) => ({ question, score: 1, days });
const module = (page, name) => page.locator('section.module')
  .filter({ has: page.getByRole('heading', { name, exact: true }) });
const row = (page, section, name) => module(page, section).getByRole('row', { name });
const cells = (of) => of.getByRole('cell');

test('nothing is known of who has answered nothing', async ({ page, site }) => {
  await open(page, site, PROGRESS);
  await expect(module(page, 'Serving').locator('.known')).toHaveText('Mastery: not known yet');
  await expect(cells(row(page, 'Serving', /^Dynamic batching/))).toHaveText(['0 of 8', '0', '–']);
  await expect(page.locator('meter')).toHaveCount(0);
  await expect(page.locator('.means').first()).toHaveText(/^Mastery is the share of the marks/);
});

// By the formula, with two numbers that nobody guesses: (1 + 2) / (2 + 2), and with two half-lives
// between, (1 + 2/4) / (2 + 2/4).
test('two right answers are no mastery, and fade', async ({ page, site }) => {
  const answers = [null, right('estimate-capacity'), right('estimate-spacing')];
  await live(page, site, { 'dynamic-batching': answers });
  await open(page, site, PROGRESS);
  const lesson = row(page, 'Serving', /^Dynamic batching/);
  await expect(cells(lesson)).toHaveText(['2 of 8', '2', /^75\s%$/]);
  await expect(lesson.locator('meter')).toHaveJSProperty('value', 0.75);
  await expect(module(page, 'Serving').locator('.known'))
    .toHaveText(/^Mastery: 75\s%, from 2 of \d\d questions$/);
  await expect(cells(row(page, 'By skill', 'Trade-off thinking')).last()).toHaveText(/^75\s%$/);
  await expect(cells(row(page, 'By skill', 'Interview communication')).last()).toHaveText('–');
  await page.clock.setSystemTime(Date.now() + 60 * 86_400_000);
  await page.reload();
  await ready(page);
  await expect(cells(lesson).last()).toHaveText(/^60\s%$/);
});

test('a topic is found with the number of its lesson', async ({ page, site }) => {
  await live(page, site, { 'dynamic-batching': [null, right('estimate-capacity')] });
  await open(page, site, PROGRESS);
  await module(page, 'By topic').locator('summary').press('Enter');
  const topic = row(page, 'By topic', /^Dynamic batching/);
  await expect(cells(topic).last()).toHaveText(/^67\s%$/);
  await expect(topic.getByRole('link')).toHaveAttribute('href', '../lesson/dynamic-batching/');
  const count = await module(page, 'By topic').locator('tbody tr').count();
  expect(count).toBeGreaterThan(20);
  await expect(cells(row(page, 'By topic', /^Load tests/)).last()).toHaveText('–');
});

test('what is answered changes the number, also in another tab', async ({ context, page, site }) => {
  await open(page, site);
  await give(page, 1);
  await untilSaved(page);
  const other = await context.newPage();
  await open(other, site, PROGRESS);
  const lesson = row(other, 'Serving', /^Dynamic batching/);
  await expect(cells(lesson).last()).toHaveText(/^\d\d\s%$/);
  const before = await cells(lesson).last().textContent();
  await give(page, 2);
  await untilSaved(page);
  await expect(cells(lesson).first()).toHaveText('2 of 8');
  await expect(cells(lesson).last()).not.toHaveText(before);
});

for (const colorScheme of ['light', 'dark']) {
  test(`the page with its numbers breaks no rule, ${colorScheme}`, async ({ page, site }) => {
    test.setTimeout(90_000);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await live(page, site, {
      'dynamic-batching': [null, right('estimate-capacity'), { question: 'quiet-region', score: 0 }],
      'interview-loop': [null, right('which-question', 90)],
    });
    await open(page, site, PROGRESS);
    await expect(page.locator('meter').first()).toBeVisible();
    await page.locator('details').evaluateAll((all) => all.forEach((one) => (one.open = true)));
    await expectSoundAtEveryWidth(page);
  });
}

async function saved(page, name) {
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name }).press('Enter');
  const download = await coming;
  await expect(page.locator('.table-said')).toHaveText(/on its way/);
  return [download.suggestedFilename(), readFileSync(await download.path(), 'utf8')];
}

test('all answers are a table, and how the questions went another', async ({ page, site }) => {
  await live(page, site, {
    'dynamic-batching': [
      null, { question: 'estimate-capacity', score: 0.25, confidence: 'sure' },
      right('estimate-capacity'), right('estimate-spacing', 1),
    ],
  });
  await open(page, site, PROGRESS);
  const [name, answers] = await saved(page, 'Save all answers (CSV)');
  expect(name).toBe('tradeoffs-answers.csv');
  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`;
  expect(answers).toMatch(new RegExp([
    '^lesson,question,attempt,answered_at,revision,confidence,score',
    `dynamic-batching,estimate-capacity,1,${time},1,sure,0.25`,
    `dynamic-batching,estimate-capacity,2,${time},1,likely,1`,
    `dynamic-batching,estimate-spacing,1,${time},1,likely,1`,
    '$',
  ].join('\r\n')));
  const [itemsName, items] = await saved(page, 'Save how each question went (CSV)');
  expect(itemsName).toBe('tradeoffs-questions.csv');
  expect(items).toBe([
    'lesson,question,learners,attempts,facility,discrimination',
    'dynamic-batching,estimate-capacity,1,2,0.25,',
    'dynamic-batching,estimate-spacing,1,1,1,',
    '',
  ].join('\r\n'));
});

// The correlations are those of Python's `statistics.correlation`, over three learners.
test('the command joins the tables of several learners', async ({ page, site }, testInfo) => {
  const scores = [[1, 1, 0.5], [0.5, 1, 0], [0, 0, 0.25]];
  const ids = ['estimate-capacity', 'estimate-spacing', 'quiet-region'];
  const files = [];
  for (const [k, learner] of scores.entries()) {
    const answers = ids.map((question, i) => ({ question, score: learner[i] }));
    await live(page, site, { 'dynamic-batching': [null, ...answers] });
    await open(page, site, PROGRESS);
    const [, text] = await saved(page, 'Save all answers (CSV)');
    files.push(testInfo.outputPath(`learner-${k}.csv`));
    writeFileSync(files[k], text);
  }
  expect(tradeoffs('items', ...files).trim().split('\r\n')).toEqual([
    'lesson,question,learners,attempts,facility,discrimination',
    'dynamic-batching,estimate-capacity,3,3,0.5,0.9934',
    'dynamic-batching,estimate-spacing,3,3,0.6667,0.6547',
    'dynamic-batching,quiet-region,3,3,0.25,0.2402',
  ]);
  expect(() => tradeoffs('items', files[0], files[0])).toThrow(/the same answers/);
});
