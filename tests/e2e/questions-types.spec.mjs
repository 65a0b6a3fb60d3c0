// The types of question that no lesson need have: each in a course of `tests/fixtures`, which is
// rendered with the programs of the site under test. Answers are given by keyboard alone.
import { audit } from './audit.mjs';
import { expect, ready, test as base } from './fixtures.mjs';
import { SAVED, status } from './progress.mjs';
import { startServer } from './server.mjs';
import { siteOf } from './site.mjs';

const test = base.extend({
  // Once for each of the workers that run tests; the command may have to be built first.
  rendered: [
    async ({}, use) => use(siteOf('tests/fixtures/types')),
    { scope: 'worker', timeout: 900_000 },
  ],
  site: async ({ rendered }, use) => {
    const server = await startServer({ root: rendered, base: '/' });
    await use(server);
    await server.close();
  },
});

// Many presses of keys.
test.describe.configure({ timeout: 120_000 });

async function open(page, site, id) {
  await page.goto(site.url('lesson/types/'));
  await ready(page);
  const question = page.locator(`#q-${id}`);
  await expect(question.locator('.question-live')).toHaveAttribute('data-state', 'open');
  return question;
}

/** Presses Tab until an element has the focus. */
async function tabTo(page, element) {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await element.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${element}`);
}

/** From the last input on: says how sure, and answers. */
async function submit(page, question, { button = 'Answer' } = {}) {
  const rather = question.getByRole('radio', { name: 'I think so' });
  // It stays chosen when an answer was refused.
  if (!(await rather.isChecked())) {
    await tabTo(page, question.getByRole('radio', { name: 'Guessing' }));
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
  }
  await expect(rather).toBeChecked();
  await press(page, question, button);
}

async function press(page, question, name) {
  await tabTo(page, question.getByRole('button', { name, exact: true }));
  await page.keyboard.press('Enter');
}

/** Chooses an option of a select with the keys of its first letters. */
async function select(page, field, words) {
  await tabTo(page, field);
  await page.keyboard.type(words);
  await expect(field.locator('option:checked')).toHaveText(words);
}

/** Presses of Tab begin at the question: the way through the page to it is not what is tested. */
const fromHere = (question) => question.evaluate((section) => {
  section.tabIndex = -1;
  section.focus();
});

/** The answer is there again after the page is loaded anew, and a new try begins with what was right. */
async function comesBack(page, question, { kept = 0 } = {}) {
  const before = await question.locator('.reason').allTextContents();
  const verdict = await question.locator('.verdict').textContent();
  await expect(status(page)).toHaveText(SAVED);
  await page.reload();
  await ready(page);
  await expect(question.locator('.verdict')).toHaveText(verdict);
  expect(await question.locator('.reason').allTextContents()).toEqual(before);
  await expect(question.locator('.notice')).toHaveCount(0);
  await fromHere(question);
  await press(page, question, 'Try again');
  await expect(question.locator('.question-live')).toHaveAttribute('data-state', 'open');
  await expect(question.locator('.verdict')).toHaveCount(0);
  await expect(question.locator('.reason')).toHaveCount(0);
  await expect(question.locator('.options :checked:not(option)')).toHaveCount(kept);
}

const STEPS = [/^Shed/, /^Add replicas/, /^Find/, /^Add the case/];

test('order: steps move by buttons, keep the focus, and say where they are', async ({ page, site }) => {
  const question = await open(page, site, 'order-incident');
  const texts = question.locator('.row-text');
  await expect(texts).toHaveCount(4);
  const found = await texts.allTextContents();
  expect(found.findIndex((text, at) => !STEPS[at].test(text)), 'never found in order').not.toBe(-1);
  // As it was found, it is no answer.
  await submit(page, question);
  await expect(question.locator('.form-error')).toHaveText(/Move a step/);
  for (const [place, step] of STEPS.entries()) {
    const at = (await texts.allTextContents()).findIndex((text) => step.test(text));
    if (at === place) continue;
    await question.getByRole('button', { name: 'Earlier' }).nth(at).focus();
    for (let moves = at; moves > place; moves -= 1) await page.keyboard.press('Enter');
    await expect(texts.nth(place)).toHaveText(step);
    await expect(page.locator(':focus')).toHaveAccessibleName(new RegExp(`^Earlier ${step.source.slice(1)}`));
    await expect(page.locator('#announcer')).toHaveText(new RegExp(`Now step ${place + 1} of 4`));
  }
  // At the top there is nowhere to go, and nothing happens.
  await question.getByRole('button', { name: 'Earlier' }).first().focus();
  await page.keyboard.press('Enter');
  await expect(texts.first()).toHaveText(STEPS[0]);
  await submit(page, question);
  await expect(question.locator('.verdict')).toHaveText('Right.');
  await expect(question.locator('.reason').first()).toHaveText('Step 1: It stops the harm in seconds.');
  await expect(question.locator('.row[data-verdict=right]')).toHaveCount(4);
  await comesBack(page, question);
});

test('order: one pair the wrong way round earns two thirds, and the right order is shown', async ({ page, site }) => {
  const question = await open(page, site, 'order-incident');
  const texts = question.locator('.row-text');
  for (const [place, step] of [STEPS[1], STEPS[0], STEPS[2], STEPS[3]].entries()) {
    const at = (await texts.allTextContents()).findIndex((text) => step.test(text));
    for (let moves = at; moves > place; moves -= 1) {
      await question.getByRole('button', { name: 'Earlier' }).nth(moves).press('Space');
    }
  }
  await submit(page, question);
  await expect(question.locator('.verdict')).toHaveText('Partly right: 67 % of the marks.');
  await expect(question.locator('.repair li')).toHaveText([...STEPS]);
  await expect(question.locator('.row[data-verdict=wrong]')).toHaveCount(2);
});

test('match: each row is a select, and an empty one is asked for', async ({ page, site }) => {
  const question = await open(page, site, 'match-signals');
  const fields = question.getByRole('combobox');
  await expect(fields.first().locator('option')).toHaveCount(5);
  await select(page, question.getByRole('combobox', { name: /queue that grows/ }), 'Age of the oldest request');
  await submit(page, question);
  await expect(question.locator('.form-error')).toHaveText(/Fill every field/);
  await fields.first().focus();
  await select(page, question.getByRole('combobox', { name: 'A slow replica' }), 'Mean CPU of the fleet < 50 %');
  await select(page, question.getByRole('combobox', { name: 'A cold cache' }), 'Hit ratio');
  await submit(page, question);
  // Two of three, less the 3/4 that guessing among four earns: (2 - 3/4) / (3 - 3/4).
  await expect(question.locator('.verdict')).toHaveText('Partly right: 56 % of the marks.');
  await expect(question.locator('.row[data-verdict=wrong] .reason')).toHaveText(
    'p99 of one replica against the others: The mean of the fleet hides it.',
  );
  await comesBack(page, question);
});

test('categorise: each item is a select, and the reasons stand beside them', async ({ page, site }) => {
  const question = await open(page, site, 'sort-measures');
  const rows = question.locator('.row');
  await question.getByRole('combobox').first().focus();
  for (let k = 0; k < 4; k += 1) {
    const lowers = /cache|Shedding/.test(await rows.nth(k).locator('label').textContent());
    await select(page, rows.nth(k).getByRole('combobox'), lowers ? 'Lowers demand' : 'Adds capacity');
  }
  await submit(page, question);
  await expect(question.locator('.verdict')).toHaveText('Right.');
  await expect(question.locator('.reason')).toHaveCount(4);
  await comesBack(page, question);
});

test('cloze: gaps are filled by list and by number', async ({ page, site }) => {
  const question = await open(page, site, 'fill-law');
  await question.getByRole('textbox', { name: 'Gap 1 of 2' }).focus();
  await page.keyboard.type('20.5');
  await select(page, question.getByRole('combobox', { name: 'Gap 2 of 2' }), 'doubles');
  await submit(page, question);
  await expect(question.locator('.verdict')).toHaveText('Right.');
  await expect(question.locator('.reason').first()).toHaveText(/^20\srequests: L/);
  await comesBack(page, question);
  await expect(question.getByRole('textbox')).toHaveValue('');
});

test('diagnose: a dashboard, then the bottleneck and the evidence', async ({ page, site }) => {
  const question = await open(page, site, 'diagnose-evening');
  await expect(question.getByRole('figure').locator('svg').first()).toBeVisible();
  await expect(question.locator('.dashboard tbody').first().locator('tr')).toHaveCount(4);
  await expect(question.locator('.dashboard thead').first().locator('th')).toHaveText(['Overload', 'Calm']);
  const bottleneck = question.getByRole('group', { name: 'What is the bottleneck?' });
  const evidence = question.getByRole('group', { name: 'What shows it?' });
  await bottleneck.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  const right = bottleneck.getByRole('radio', { name: /compute/ });
  while (!(await right.isChecked())) await page.keyboard.press('ArrowDown');
  await submit(page, question);
  await expect(question.locator('.form-error')).toHaveText(/what shows it/);
  await evidence.getByRole('radio').first().focus();
  await page.keyboard.press('Space');
  const tail = evidence.getByRole('radio', { name: /p99 is larger/ });
  while (!(await tail.isChecked())) await page.keyboard.press('ArrowDown');
  await expect(right).toBeChecked();
  await submit(page, question);
  await expect(question.locator('.verdict')).toHaveText('Partly right: 50 % of the marks.');
  await expect(question.locator('.reason')).toHaveCount(5);
  await expect(question.locator('.misconception')).toHaveText(/A tail is a sign of overload/);
  await comesBack(page, question, { kept: 1 });
  await expect(right).toBeDisabled();
  await expect(tail).toBeEnabled();
});

test('flaw: statements keep their numbers, and the repair is shown after the answer', async ({ page, site }) => {
  const question = await open(page, site, 'flaw-in-plan');
  await expect(question.locator('.option label')).toHaveText([/^1\. One/, /^2\. We/, /^3\. A second/]);
  await expect(question.locator('.repair')).toHaveCount(0);
  await question.getByRole('radio', { name: /^1/ }).focus();
  await page.keyboard.press('ArrowDown');
  await submit(page, question);
  await expect(question.locator('.verdict')).toHaveText('Right.');
  await expect(question.locator('.reason')).toHaveText([/^Sound: /, /^The flaw: /, /^Sound: /]);
  await expect(question.locator('.repair')).toHaveText(/Plan for a utilisation of 70 %/);
  await comesBack(page, question);
});

test('free: written first, then held against the rubric, and called self-graded', async ({ page, site }) => {
  const question = await open(page, site, 'free-overload');
  await question.getByRole('textbox').focus();
  await page.keyboard.type('   ');
  await submit(page, question, { button: 'Compare with a model answer' });
  await expect(question.locator('.form-error')).toHaveText('Write an answer first.');
  await expect(question.locator('.model')).toHaveCount(0);
  await question.getByRole('textbox').focus();
  await page.keyboard.type('Count replicas & add a reserve.');
  await press(page, question, 'Compare with a model answer');
  await expect(question.locator('.model')).toBeFocused();
  await expect(question.locator('.model')).toHaveText(/286 requests\/s each/);
  await expect(question.locator('.verdict')).toHaveCount(0);
  await tabTo(page, question.getByRole('checkbox', { name: /measured/ }));
  await page.keyboard.press('Space');
  await press(page, question, 'Grade my answer');
  await expect(question.locator('.verdict')).toHaveText('By your own grading: 50 % of the marks.');
  await expect(status(page)).toHaveText(SAVED);
  await page.reload();
  await ready(page);
  await expect(question.getByRole('textbox')).toHaveValue('   Count replicas & add a reserve.');
  await expect(question.getByRole('checkbox', { name: /measured/ })).toBeChecked();
  await fromHere(question);
  await press(page, question, 'Try again');
  await expect(question.getByRole('textbox')).toHaveValue('');
  await expect(question.locator('.model')).toHaveCount(0);
});

/** What the prompt of the question with numbers that vary asks, and the mean time that is right. */
async function drawn(question) {
  const text = await question.locator('.prompt').textContent();
  const [rate, capacity] = /at (\d+)\sreq.*finishes (\d+)\sreq/.exec(text).slice(1).map(Number);
  return { text, truth: 1 / (capacity - rate) };
}

test('estimate: other numbers are drawn, computed, and kept with the answer', async ({ page, site }) => {
  const question = await open(page, site, 'vary-wait');
  const first = await drawn(question);
  expect(first.truth).toBeCloseTo(0.5);
  await fromHere(question);
  await press(page, question, 'Other numbers');
  const second = await drawn(question);
  expect(second.text).not.toBe(first.text);
  await expect(page.locator('#announcer')).toContainText(second.text.trim());
  // The hint has the new number, too.
  await press(page, question, 'Hint');
  await expect(question.locator('.hints li')).toHaveText(
    new RegExp(`How much of ${/finishes (\d+)/.exec(second.text)[1]}\\sreq/s is left`),
  );
  await question.getByRole('textbox').focus();
  await page.keyboard.type(second.truth.toFixed(5));
  await submit(page, question);
  await expect(question.locator('.verdict')).toHaveText('Right.');
  const milliseconds = Number((second.truth * 1000).toPrecision(3));
  await expect(question.locator('.explain')).toContainText(new RegExp(`takes ${milliseconds}`));
  await expect(question.locator('.explain')).not.toContainText('{');
  const explained = await question.locator('.explain').textContent();
  await expect(status(page)).toHaveText(SAVED);
  await page.reload();
  await ready(page);
  await expect(question.locator('.verdict')).toHaveText('Right.');
  await expect(question.locator('.explain')).toHaveText(explained);
  expect((await drawn(question)).text).toBe(second.text);
  await expect(question.locator('.off')).toHaveText(/^The answer is 0\.\d+ s\. You hit it\.$/);
  // The next draw is another one, and what was right before is wrong for it.
  await fromHere(question);
  await press(page, question, 'Other numbers');
  await expect(question.locator('.question-live')).toHaveAttribute('data-state', 'open');
  await expect(question.getByRole('textbox')).toHaveValue('');
  const third = await drawn(question);
  expect([first.text, second.text]).not.toContain(third.text);
  await question.getByRole('textbox').focus();
  await page.keyboard.type(String(third.truth * 4));
  await submit(page, question);
  await expect(question.locator('.verdict')).toHaveText('Not right.');
  await expect(question.locator('.off')).toHaveText(/You said 4\.00\s×\sas much\.$/);
});

test('goal: the lab is set, tried on days that were not shown, and each limit is judged', async ({ page, site }) => {
  const question = await open(page, site, 'reach-goal');
  await expect(question.locator('.aims li')).toHaveText([/p99.* under 250\sms$/, /hroughput.* over 200\sreq\/s$/]);
  await question.getByRole('link', { name: 'Go to the lab' }).press('Enter');
  await expect(page.locator(':focus')).toHaveClass(/lab-head/);
  await fromHere(question);
  await submit(page, question, { button: 'Check my settings' });
  const rows = question.locator('.compare tr');
  await expect(rows).toHaveText([/holds on all 6 days$/, /holds on 0 of 6 days$/]);
  await expect(question.locator('.verdict')).toHaveText('Partly right: 50 % of the marks.');
  await press(page, question, 'Try again');
  const rate = page.locator('[data-lab="batching"]').getByRole('spinbutton', { name: 'Arrival rate' });
  await rate.fill('230');
  await rate.press('Enter');
  await fromHere(question);
  await submit(page, question, { button: 'Check my settings' });
  await expect(rows).toHaveText([/holds on all 6 days$/, /holds on all 6 days$/]);
  await expect(question.locator('.verdict')).toHaveText('Right.');
  await expect(question.getByRole('link', { name: /own page/ })).toHaveAttribute('href', /lab\/batching\/#.*arrival_rate=230/);
  await expect(status(page)).toHaveText(SAVED);
  await page.reload();
  await ready(page);
  await expect(rows).toHaveText([/holds on all 6 days$/, /holds on all 6 days$/]);
  expect(await audit(page)).toEqual([]);
});

test('every type holds at 320 pixels, and axe finds nothing', async ({ page, site }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  const question = await open(page, site, 'order-incident');
  const check = async () => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(320);
    expect(await audit(page)).toEqual([]);
  };
  await check();
  await question.getByRole('button', { name: 'Later' }).first().press('Enter');
  await submit(page, question);
  await expect(question.locator('.verdict')).toBeVisible();
  await check();
});
