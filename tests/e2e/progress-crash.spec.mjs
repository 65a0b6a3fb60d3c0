// Tabs, pages, browsers and the application itself die; answers that were shown as saved do not.
import { readFileSync } from 'node:fs';
import { renderers, startChromium } from './browser.mjs';
import { expect, ready, test } from './fixtures.mjs';
import { labOf, LESSON } from './pages.mjs';
import {
  answered, eventsIn, give, journal, KEY, open, prepare, putRows, questions, row, SAVED, status,
  stored, untilSaved,
} from './progress.mjs';
import { temporaryDirectory } from './site.mjs';

const KILLS = 20;

// The recorder of traces fails the test when it meets a browser that was killed.
test.use({ trace: 'off' });

test('s27 an answer survives the death of its tab', async ({ site }) => {
  const { page, context, pid, kill } = await startChromium(temporaryDirectory());
  await open(page, site);
  await give(page, 1);
  const tabs = renderers(pid);
  expect(tabs.length).toBeGreaterThan(0);
  const crashed = page.waitForEvent('crash');
  for (const tab of tabs) process.kill(tab, 'SIGKILL');
  await crashed;
  const next = await context.newPage();
  await open(next, site);
  await expect.poll(() => answered(next)).toBe(1);
  await kill();
});

test(`s28 ${KILLS} times killed right after “saved”, the browser has lost no answer`, async ({ site }) => {
  test.setTimeout(360_000);
  const profile = temporaryDirectory();
  const times = [];
  for (let killed = 0; killed <= KILLS; killed += 1) {
    const { page, kill } = await startChromium(profile);
    await open(page, site);
    expect((await eventsIn(page, 'answered')).size, `after ${killed} kills`).toBe(killed);
    const begin = Date.now();
    await give(page, killed % 8);
    await untilSaved(page);
    times.push(Date.now() - begin);
    await kill();
  }
  console.log(`From the first click to “saved”, driver included: ${times.sort((a, b) => a - b)[10]} ms`);
});

test(`s29 ${KILLS} times killed while it tidies up, the browser has lost no answer`, async ({ site }) => {
  test.setTimeout(360_000);
  const profile = temporaryDirectory();
  site.pages.set('/empty', '<!doctype html><title>E</title><link rel="icon" href="data:,">');
  const some = 30;
  let tidied = 0;
  for (let killed = 0; killed < KILLS; killed += 1) {
    const { page, kill } = await startChromium(profile);
    await page.goto(`${site.origin}/empty`);
    if (killed > 0) {
      expect((await eventsIn(page, 'answered')).size, `after ${killed} kills`).toBe(killed * some);
      tidied += (await journal(page)).length < killed * some;
    }
    await putRows(page, Array.from({ length: some }, (_, k) => row(killed * some + k)));
    // The journal has just been asked for its rows; what is done with them takes some milliseconds.
    await open(page, site);
    await new Promise((done) => setTimeout(done, (killed * 7) % 60));
    await kill();
  }
  const { page, kill } = await startChromium(profile);
  await open(page, site);
  await expect.poll(async () => (await journal(page)).length).toBeLessThan(30);
  expect((await eventsIn(page, 'answered')).size).toBe(KILLS * some);
  expect(tidied, 'some of the kills came after it had begun').toBeGreaterThan(0);
  await kill();
});

test('s23 a page that comes back from the memory of the browser shows what others did', async ({
  site,
}) => {
  const { page, context, kill } = await startChromium(temporaryDirectory());
  await open(page, site);
  await give(page, 1);
  await untilSaved(page);
  await page.goto(site.url('glossary/'));
  const other = await context.newPage();
  await open(other, site);
  await give(other, 2);
  await untilSaved(other);
  await page.goBack();
  await ready(page);
  await expect.poll(() => answered(page)).toBe(2);
  await give(page, 3);
  await untilSaved(page);
  await expect.poll(() => answered(other)).toBe(3);
  await kill();
});

test('s30 a lab is kept as it was when the tab was closed in the middle of a drag', async ({
  context, page, site,
}) => {
  await open(page, site);
  const slider = labOf(page).getByRole('slider').first();
  await slider.scrollIntoViewIfNeeded();
  const box = await slider.boundingBox();
  await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + (box.width * 3) / 4, box.y + box.height / 2, { steps: 4 });
  const value = await slider.inputValue();
  await page.close();
  const next = await context.newPage();
  await open(next, site, 'progress/');
  const link = next.locator('a[href*="lab/batching/#"]');
  await expect(link).toHaveCount(1);
  await link.press('Enter');
  await ready(next);
  await expect(labOf(next).getByRole('slider').first()).toHaveValue(value);
});

for (const way of ['follows a link', 'loads the page again', 'goes back']) {
  test(`s31 an answer is kept although the learner ${way} at once`, async ({ page, site }) => {
    await open(page, site, 'glossary/');
    await open(page, site);
    // In the same task as the answer.
    await page.evaluate(([at, name]) => {
      const question = document.querySelectorAll('section.question')[at];
      question.querySelector('fieldset.options input').click();
      question.querySelector('fieldset.confidence input').click();
      const leave = {
        'follows a link': () => document.querySelector('.site-nav a').click(),
        'loads the page again': () => location.reload(),
        'goes back': () => history.back(),
      };
      const buttons = [...question.querySelectorAll('button')];
      buttons.find((button) => button.textContent === 'Answer').click();
      leave[name]();
      // The page may be gone before it can say that it has done this.
    }, [1, way]).catch(() => {});
    await page.waitForTimeout(300);
    await open(page, site);
    await expect.poll(() => answered(page)).toBe(1);
  });
}

test('s43 a panic leaves the answers and the text, and the page starts again in place', async ({
  page, site, allowed,
}) => {
  allowed.push(/panicked at/, /unreachable/, /Broken on purpose/, /RuntimeError/);
  await page.addInitScript(() => {
    window.Worker = class {
      constructor() {
        throw new DOMException('Broken on purpose.', 'SecurityError');
      }
    };
    const channel = window.MessageChannel;
    window.mend = () => { window.MessageChannel = channel; };
    window.MessageChannel = class {
      constructor() {
        throw new Error('Broken on purpose.');
      }
    };
  });
  await open(page, site);
  await give(page, 1);
  await untilSaved(page);
  const before = await stored(page, KEY);
  await labOf(page).getByRole('slider').first().press('ArrowRight');
  const notice = page.locator('#panic-notice');
  await expect(notice).toBeVisible();
  expect(await stored(page, KEY)).toBe(before);
  await page.evaluate(() => window.mend());
  await notice.getByRole('button').press('Enter');
  await ready(page);
  await expect(notice).toBeHidden();
  await expect.poll(() => answered(page)).toBe(1);
  await expect(questions(page).nth(1).locator('.feedback .verdict')).toBeVisible();
  await give(page, 2);
  await expect(status(page)).toHaveText(SAVED);
  await open(page, site, 'progress/');
  await expect(page.locator('table.done', { hasText: 'Dynamic batching' }).first()).toContainText('2 of 8');
});

test.describe('without the application', () => {
  test.use({ serviceWorkers: 'block' });

  test('s44 what was saved can be had as a file, and taken back', async ({
    browser, page, site, allowed,
  }) => {
    allowed.push(/Failed to load resource/, /app-.*_bg\.wasm answered 404/, /registration blocked/);
    await open(page, site);
    await give(page, 1);
    await give(page, 2);
    await untilSaved(page);
    const before = [await stored(page, KEY), await journal(page)];
    site.fail = (path) => /app-.*_bg\.wasm$/.test(path) && 404;
    await page.goto(site.url(LESSON));
    await expect(page.locator('#boot-failure')).toBeVisible();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save what I have done as a file' }).press('Enter');
    const file = await (await coming).path();
    expect([await stored(page, KEY), await journal(page)], 'nothing is written').toEqual(before);
    site.fail = () => false;
    const elsewhere = await browser.newContext();
    const next = await elsewhere.newPage();
    await open(next, site, 'progress/');
    await next.locator('#copy-file').setInputFiles(
      { name: 'x.json', mimeType: 'application/json', buffer: readFileSync(file) },
    );
    await next.getByRole('button', { name: 'Add it to what is here' }).press('Enter');
    await expect(next.locator('table.done', { hasText: 'Dynamic batching' }).first()).toContainText('2 of 8');
    await elsewhere.close();
  });
});

test('a page without anything saved is not given a journal by the rescue', async ({ page, site }) => {
  await prepare(page, site, () => {});
  const rows = await page.evaluate(async (root) => {
    const { saved } = await import(`${root}rescue.js`);
    return JSON.parse(await saved(new URL(root))).rows;
  }, site.url());
  expect(rows).toEqual([]);
  expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0);
});
