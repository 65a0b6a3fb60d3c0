// Several tabs, frames and versions at once.
import { expect, ready, test } from './fixtures.mjs';
import { LESSON } from './pages.mjs';
import {
  answerAt, answered, eventsIn, give, KEY, open, questions, SAVED, status, untilSaved,
} from './progress.mjs';

const ROUNDS = 100;

/** Numbers from 0 to below 1 that are the same each time. */
function* numbers(seed) {
  let state = seed;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

test('two tabs that are open at once do not overwrite each other', async ({ context, page, site }) => {
  const other = await context.newPage();
  await open(page, site);
  await open(other, site);
  await answerAt(page, 1);
  await answerAt(other, 2);
  await answerAt(page, 3);
  await expect.poll(() => answered(other)).toBe(3);
  await page.reload();
  await ready(page);
  await expect.poll(() => answered(page)).toBe(3);
  for (const place of [1, 2, 3]) {
    await expect(questions(page).nth(place).locator('.feedback .verdict')).toBeVisible();
  }
});

for (const without of ['nothing', 'channels and locks']) {
  const number = without === 'nothing' ? 's20' : 's25';
  test(`${number} a hundred rounds in two tabs without ${without} lose no answer`, async ({
    context, page, site,
  }) => {
    test.setTimeout(240_000);
    if (number === 's25') {
      await context.addInitScript(() => {
        delete window.BroadcastChannel;
        Object.defineProperty(navigator, 'locks', { value: undefined });
      });
    }
    const other = await context.newPage();
    await open(page, site);
    await open(other, site);
    const random = numbers(25);
    const any = () => Math.floor(random.next().value * 8);
    const rounds = () => [...Array(8).keys(), ...Array.from({ length: ROUNDS - 8 }, any)];
    await Promise.all([give(page, ...rounds()), give(other, ...rounds())]);
    await untilSaved(page);
    await untilSaved(other);
    const fresh = await context.newPage();
    await open(fresh, site);
    await expect.poll(() => answered(fresh)).toBe(8);
    expect((await eventsIn(fresh, 'answered')).size).toBe(2 * ROUNDS);
    if (number === 's20') {
      await expect.poll(() => answered(page)).toBe(8);
      await expect.poll(() => answered(other)).toBe(8);
    }
  });
}

test('s21 one question answered in two tabs has the same winner in each', async ({
  context, page, site,
}) => {
  const other = await context.newPage();
  await open(page, site);
  await open(other, site);
  // At the same instant, so that neither has heard of the other's answer.
  const instant = Date.now() + 4000;
  const pick = (tab, option) => tab.evaluate(async ([at, which, instant]) => {
    await new Promise((then) => setTimeout(then, instant - Date.now()));
    const question = document.querySelectorAll('section.question')[at];
    [...question.querySelectorAll('fieldset.options input')].sort((a, b) => (a.id < b.id ? -1 : 1))
      .at(which).click();
    question.querySelector('fieldset.confidence input').click();
    [...question.querySelectorAll('button')].find((b) => b.textContent === 'Answer').click();
  }, [1, option, instant]);
  // A tab behind another may be later.
  for (const tab of [page, other]) {
    await expect(questions(tab).nth(1).locator('fieldset.options input').first()).toBeAttached();
    await expect(questions(tab).nth(1).getByRole('button', { name: 'Answer' })).toBeAttached();
  }
  await Promise.all([pick(page, 0), pick(other, -1)]);
  await untilSaved(page);
  await untilSaved(other);
  const winners = [];
  for (const tab of [page, other, await context.newPage()]) {
    await open(tab, site);
    await expect.poll(() => answered(tab)).toBe(1);
    const chosen = questions(tab).nth(1).locator('.options input:checked');
    await expect(chosen).toHaveCount(1);
    winners.push(await chosen.getAttribute('id'));
  }
  expect(new Set(winners).size).toBe(1);
  expect((await eventsIn(page, 'answered')).size).toBe(2);
});

test('s22 a tab that has slept shows and keeps what another did', async ({ context, page, site }) => {
  // It hears nothing, as a tab that the browser has frozen.
  await page.addInitScript(() => {
    delete window.BroadcastChannel;
    addEventListener('storage', (event) => event.stopImmediatePropagation(), true);
  });
  await open(page, site);
  const other = await context.newPage();
  await open(other, site);
  for (const place of [1, 2, 3, 4]) await give(other, place);
  await untilSaved(other);
  expect(await answered(page)).toBe(0);
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect.poll(() => answered(page)).toBe(4);
  await give(page, 0);
  await untilSaved(page);
  await expect.poll(() => answered(other)).toBe(5);
  await page.reload();
  await ready(page);
  await expect.poll(() => answered(page)).toBe(5);
});

test('s39 a reset holds in the tab that has not heard of it, and can be undone', async ({
  context, page, site,
}) => {
  await open(page, site);
  await give(page, 1);
  await give(page, 2);
  await untilSaved(page);
  const other = await context.newPage();
  await open(other, site, 'progress/');
  await expect(other.locator('table.done', { hasText: 'Dynamic batching' }).first()).toContainText('2 of 8');
  await other.getByRole('button', { name: 'Begin anew …' }).press('Enter');
  await other.getByRole('button', { name: 'Begin anew', exact: true }).press('Enter');
  await expect(other.locator('.said')).toHaveText(/You begin anew/);
  await expect(other.locator('table.done', { hasText: 'Dynamic batching' }).first()).toContainText('0 of 8');
  await expect.poll(() => answered(page)).toBe(0);
  await give(page, 3);
  await untilSaved(page);
  await expect(other.locator('table.done', { hasText: 'Dynamic batching' }).first()).toContainText('1 of 8');
  await other.reload();
  await ready(other);
  await expect(other.locator('table.done', { hasText: 'Dynamic batching' }).first()).toContainText('1 of 8');
  await other.getByRole('button', { name: 'Undo the last reset or import' }).press('Enter');
  await expect(other.locator('table.done', { hasText: 'Dynamic batching' }).first()).toContainText('3 of 8');
  await expect.poll(() => answered(page)).toBe(3);
});

test('s42 the same lesson twice on a page and once by itself keep all three', async ({
  context, page, site,
}) => {
  site.pages.set('/host', `<!doctype html><html lang="en"><title>B</title>
    <link rel="icon" href="data:,">${['a', 'b'].map((id) => `<iframe id="${id}" title="${id}"
    width="800" height="600" src="${site.url(`embed/${LESSON}`)}"></iframe>`).join('')}`);
  await page.goto(`${site.origin}/host`);
  const alone = await context.newPage();
  await open(alone, site);
  for (const [id, place] of [['a', 1], ['b', 2]]) {
    const frame = page.frameLocator(`#${id}`);
    await ready(frame);
    await answerAt(frame, place);
  }
  await answerAt(alone, 3);
  await expect(status(alone)).toHaveText(SAVED);
  await expect.poll(() => answered(alone)).toBe(3);
  await alone.reload();
  await ready(alone);
  await expect.poll(() => answered(alone)).toBe(3);
  expect(await alone.evaluate((key) => localStorage.getItem(key), KEY)).toContain('answered');
});
