// The page on progress: what was done, copies, resets.
import { readFileSync } from 'node:fs';
import { expectSoundAtEveryWidth } from './audit.mjs';
import { expect, ready, test } from './fixtures.mjs';
import { give, open, questions, untilSaved } from './progress.mjs';

const table = (page) => page.locator('table.done', { hasText: 'Dynamic batching' }).first();
const said = (page) => page.locator('.said');

async function take(page, buffer) {
  await page.locator('#copy-file').setInputFiles(
    { name: 'copy.json', mimeType: 'application/json', buffer: Buffer.from(buffer) },
  );
}

/** Answers some questions and saves a copy as a file; its text. */
async function copyOf(page, site, places) {
  await open(page, site);
  for (const place of places) await give(page, place);
  await untilSaved(page);
  await open(page, site, 'progress/');
  const coming = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a copy as a file' }).press('Enter');
  return readFileSync(await (await coming).path(), 'utf8');
}

test('s34 after everything was deleted, a file brings back the exact state', async ({
  page, site, browser,
}) => {
  const copy = await copyOf(page, site, [1, 2, 3]);
  expect(copy.split('\n').length, 'it can be read').toBeGreaterThan(20);
  await open(page, site);
  const feedback = await questions(page).nth(2).locator('.feedback').textContent();
  const elsewhere = await browser.newContext();
  const next = await elsewhere.newPage();
  await open(next, site, 'progress/');
  await take(next, copy);
  await next.getByRole('button', { name: 'Add it to what is here' }).press('Enter');
  await expect(said(next)).toHaveText(/were added/);
  await expect(table(next)).toContainText('3 of 8');
  await next.reload();
  await ready(next);
  await expect(table(next)).toContainText('3 of 8');
  await open(next, site);
  await expect(questions(next).nth(2).locator('.feedback')).toHaveText(feedback);
  await elsewhere.close();
});

test('a copy shows what it would change, replaces on a second word, and is undone', async ({
  page, site, browser,
}) => {
  const copy = await copyOf(page, site, [1, 2, 3]);
  const elsewhere = await browser.newContext();
  const next = await elsewhere.newPage();
  await open(next, site);
  await give(next, 0);
  await untilSaved(next);
  await open(next, site, 'progress/');
  await take(next, copy);
  const would = next.locator('.asked tbody tr').first();
  await expect(would.locator('td')).toHaveText([/\d+/, '1', '4', '3']);
  await next.getByRole('button', { name: 'Put it in the place of what is here …' }).press('Enter');
  await expect(next.locator('.asked')).toContainText('A backup of what is here was made.');
  await expect(table(next)).toContainText('1 of 8');
  await next.getByRole('button', { name: 'Replace it' }).press('Enter');
  await expect(table(next)).toContainText('3 of 8');
  await next.getByRole('button', { name: 'Undo the last reset or import' }).press('Enter');
  await expect(table(next)).toContainText('1 of 8');
  await elsewhere.close();
});

test('files that are no copies are refused with a reason', async ({ page, site }) => {
  const copy = await copyOf(page, site, [1]);
  for (const [text, words] of [
    ['{', /not a copy of progress/],
    ['x'.repeat(1000), /not a copy of progress/],
    [copy.replace('"order": 2', '"order": 3'), /damaged or changed/],
    [copy.slice(0, -20), /not a copy of progress/],
    [copy, /already has everything/],
  ]) {
    await take(page, text);
    await expect(said(page)).toHaveText(words);
    await expect(page.locator('.asked')).toBeEmpty();
  }
  await expect(table(page)).toContainText('1 of 8');
});

test('a link carries progress to another device', async ({ page, site, browser }) => {
  await page.addInitScript(() => {
    Object.defineProperty(navigator, 'clipboard', {
      value: { writeText: async (text) => { window.copied = text; } },
    });
  });
  await copyOf(page, site, [1, 2]);
  await page.getByRole('button', { name: 'Copy a link for another device' }).press('Enter');
  await expect(said(page)).toHaveText(/The link is on the clipboard/);
  const link = await page.evaluate(() => window.copied);
  const elsewhere = await browser.newContext();
  const next = await elsewhere.newPage();
  await next.goto(link);
  await ready(next);
  await next.getByRole('button', { name: 'Add it to what is here' }).press('Enter');
  await expect(table(next)).toContainText('2 of 8');
  await elsewhere.close();
});

test('the page can be used by keyboard and screen reader, at any width', async ({ page, site }) => {
  await copyOf(page, site, [1]);
  await page.getByRole('button', { name: 'Show the copy as text' }).press('Enter');
  await page.getByRole('button', { name: 'Begin anew …' }).press('Enter');
  await expectSoundAtEveryWidth(page);
});

test('s46 ten years of use load in a moment', async ({ page, site }) => {
  site.pages.set('/empty', '<!doctype html><title>E</title><link rel="icon" href="data:,">');
  await page.goto(`${site.origin}/empty`);
  await open(page, site);
  await give(page, 1);
  await untilSaved(page);
  await page.goto(`${site.origin}/empty`);
  const units = await page.evaluate(() => {
    // The record of one lesson, with eight questions, under 500 names; its checksum is made anew.
    const crc32 = (text) => {
      let crc = -1;
      for (const byte of new TextEncoder().encode(text)) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
      }
      return ((crc ^ -1) >>> 0).toString(16).padStart(8, '0');
    };
    const key = 'tradeoffs:/:lesson:dynamic-batching';
    const saved = JSON.parse(localStorage.getItem(key));
    const one = saved.data.find((event) => event.what === 'answered');
    let sum = 0;
    for (let n = 0; n < 500; n += 1) {
      const data = Array.from({ length: 8 }, (_, k) => ({
        ...one, id: `00000000000000aa-${8 * n + k}`, order: 200 + k, question: `some-question-${k}`,
      }));
      const { crc, ...rest } = { ...saved, data, scope: `lesson:lesson-${n}` };
      const text = JSON.stringify(rest).slice(1);
      const row = `{"crc":"${crc32(text)}",${text}`;
      localStorage.setItem(`tradeoffs:/:lesson:lesson-${n}`, row);
      sum += row.length;
    }
    return sum;
  });
  expect(units).toBeLessThan(1 << 20);
  await page.addInitScript(() => {
    // From the first look into the store until the page has been drawn with all of it.
    const { key } = Storage.prototype;
    Storage.prototype.key = function look(...details) {
      window.began ??= performance.now();
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => { window.took ??= performance.now() - window.began; };
      port2.postMessage('');
      Storage.prototype.key = key;
      return key.apply(this, details);
    };
  });
  await open(page, site, 'progress/');
  await expect(page.locator('.notice').filter({ hasText: '500 lessons' })).toBeVisible();
  const first = await page.evaluate(() => window.took);
  const ms = await page.evaluate(async () => {
    // The same work again, by itself: the whole quick store is read, joined and shown to the page. The
    // least of several times, because other programs share this machine.
    const times = [];
    for (let k = 0; k < 12; k += 1) {
      const begin = performance.now();
      document.dispatchEvent(new Event('visibilitychange'));
      times.push(performance.now() - begin);
      await new Promise((done) => setTimeout(done, 50));
    }
    return Math.min(...times);
  });
  console.log(`${units} units; ${first.toFixed(1)} ms to load and draw all of them, `
    + `${ms.toFixed(1)} ms to read and join all of them again`);
  expect(first).toBeGreaterThan(0);
  expect(ms).toBeLessThan(200);
});
