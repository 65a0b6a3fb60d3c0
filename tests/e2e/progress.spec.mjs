// What the learner has done: kept across visits and tabs, and never lost in silence.
//
// Tests whose names begin with a number are the faults of the list in `src/progress/tests/` that need a
// real browser.
import { expect, ready, test, verify, watchContext } from './fixtures.mjs';
import { answer, LESSON } from './pages.mjs';
import {
  answerAt, answered, DENIED, fill, journal, KEY, open, prepare, questions, SAVED, status, stored,
} from './progress.mjs';

test('an answer is there after a reload, with its feedback, and the page says so', async ({
  page, site,
}) => {
  await open(page, site);
  const question = questions(page).nth(1);
  await answer(question);
  const text = await question.locator('.feedback').textContent();
  const reasons = await question.locator('.reason').allTextContents();
  const chosen = await question.locator('.options input:checked').getAttribute('id');
  await expect(status(page)).toHaveText(SAVED);
  await page.reload();
  await ready(page);
  await expect(page.locator('.lesson-progress').first()).toHaveText('1 of 8 answered');
  await expect(status(page)).toHaveText(SAVED);
  await expect(question.locator('.feedback')).toHaveText(text);
  expect(await question.locator('.reason').allTextContents()).toEqual(reasons);
  await expect(question.locator('.options input:checked')).toHaveAttribute('id', chosen);
  await expect(question.locator('.options input').first()).toBeDisabled();
  await open(page, site, '');
  await expect(page.locator('a.continue')).toHaveText(/^Go on with .* \(1 of 8 answered\)$/);
});

test('another try starts empty and replaces the answer', async ({ page, site }) => {
  await open(page, site);
  const question = questions(page).nth(1);
  await answerAt(page, 1);
  await question.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(question.locator('.feedback .verdict')).toHaveCount(0);
  await expect(question.locator('input:checked')).toHaveCount(0);
  const last = question.locator('.options input').last();
  await last.press('Space');
  const chosen = await last.getAttribute('id');
  await question.getByRole('radio', { name: 'Guessing' }).press('Space');
  await question.getByRole('button', { name: 'Answer' }).press('Enter');
  await page.reload();
  await ready(page);
  await expect(question.locator('.options input:checked')).toHaveAttribute('id', chosen);
  expect(await answered(page)).toBe(1);
});

test('s01 a sandbox without storage takes answers, says that it keeps nothing, and gives a copy', async ({
  page, foreign, site, allowed,
}) => {
  // The sandbox saves no files; the text is there all the same.
  allowed.push(/Download is disallowed/);
  foreign.pages.set('/', `<!doctype html><html lang="en"><title>B</title>
    <link rel="icon" href="data:,"><iframe title="Lesson" width="800" height="800"
    sandbox="allow-scripts" src="${site.url(`embed/${LESSON}`)}"></iframe>`);
  await page.goto(foreign.url());
  const frame = page.frameLocator('iframe');
  await ready(frame);
  await answerAt(frame, 0);
  await expect(frame.locator('.lesson-progress').first()).toHaveText(/^1 of/);
  await expect(status(frame)).toHaveText(/^Kept in this tab only: the browser does not let/);
  await frame.getByRole('button', { name: 'Save a copy as a file' }).press('Enter');
  const copy = await frame.getByRole('textbox', { name: 'The copy as text' }).inputValue();
  expect(JSON.parse(copy).counts.events).toBeGreaterThan(1);
});

// A browser that keeps nothing of third parties: Playwright's own default for other sites' frames.
test('s02 where other sites may keep nothing, a frame works and says so', async ({
  page, foreign, site,
}) => {
  foreign.pages.set('/', `<!doctype html><html lang="en"><title>B</title>
    <link rel="icon" href="data:,"><iframe title="Lesson" width="800" height="800"
    src="${site.url(`embed/${LESSON}`)}"></iframe>`);
  await page.goto(foreign.url());
  const frame = page.frameLocator('iframe');
  await ready(frame);
  await answerAt(frame, 0);
  await expect(frame.locator('.lesson-progress').first()).toHaveText(/^1 of/);
  await expect(status(frame)).toHaveText(/^(Kept in this tab only|Not saved)/);
});

for (const [denied, words] of [['quick', SAVED], ['journal', /^Kept in this browser for now, but/]]) {
  test(`s05 the ${denied} store is denied and the other one keeps`, async ({ browser, site }) => {
    const context = await browser.newContext();
    const reports = watchContext(context);
    await context.addInitScript(DENIED[denied]);
    const page = await context.newPage();
    await open(page, site);
    await answerAt(page, 0);
    await expect(status(page)).toHaveText(words);
    await page.reload();
    await ready(page);
    await expect(page.locator('.lesson-progress').first()).toHaveText('1 of 8 answered');
    verify(reports, []);
    await context.close();
  });
}

test('s06 where others have filled the storage the journal keeps, and says so', async ({ page, site }) => {
  await prepare(page, site, fill);
  const foreign = await page.evaluate(() => Object.keys(localStorage).length);
  await open(page, site);
  await answerAt(page, 0);
  await expect(status(page)).toHaveText(/^Saved on this device\. The browser's storage is nearly full/);
  expect(await stored(page, KEY)).toBe(null);
  expect(await page.evaluate(() => Object.keys(localStorage).length)).toBe(foreign);
  await page.reload();
  await ready(page);
  await expect(page.locator('.lesson-progress').first()).toHaveText('1 of 8 answered');
  // As soon as there is room, the first paint knows the learner again.
  await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('filler'))
    .forEach((key) => localStorage.removeItem(key)));
  await answerAt(page, 1);
  await expect(status(page)).toHaveText(SAVED);
  expect(await stored(page, KEY)).toContain('answered');
});

// Chromium 156 no longer lets a small quota stop IndexedDB, so the abort of a full disk is made here:
// the transaction ends, after it was begun, with the error that browsers give it.
test('s09 a journal that runs full is not called saved', async ({ page, site }) => {
  await page.addInitScript(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function fill(...details) {
      const request = put.apply(this, details);
      if (window.isFull) {
        const error = new DOMException('The disk is full.', 'QuotaExceededError');
        Object.defineProperty(this.transaction, 'error', { value: error });
        this.transaction.abort();
      }
      return request;
    };
  });
  await open(page, site);
  await answerAt(page, 0);
  await expect(status(page)).toHaveText(SAVED);
  await page.evaluate(() => { window.isFull = true; });
  await answerAt(page, 1);
  await expect(status(page)).toHaveText(
    'Kept in this browser for now, but not safely: its storage is full',
  );
  expect(await stored(page, KEY)).toContain('answered');
  // It heals by itself.
  await page.evaluate(() => { window.isFull = false; });
  await expect(status(page)).toHaveText(SAVED);
  await page.reload();
  await ready(page);
  await expect(page.locator('.lesson-progress').first()).toHaveText('2 of 8 answered');
});

test('s13 half of a surrogate pair is put aside as it is', async ({ page, site }) => {
  await prepare(page, site, ([key]) => localStorage.setItem(key, '{"app":"tradeoffs\ud800"}'), [KEY]);
  await open(page, site);
  await answerAt(page, 0);
  await expect(status(page)).toHaveText(/put aside unchanged$/);
  const aside = await page.evaluate((key) => localStorage.getItem(key).charCodeAt(17),
    `${KEY}:unreadable:0`);
  expect(aside).toBe(0xd800);
});

for (const junk of ['{', 'null', '\u0000', 'x'.repeat(100_000)]) {
  test(`bytes that cannot be read are put aside: ${JSON.stringify(junk.slice(0, 12))}`, async ({
    page, site,
  }) => {
    await prepare(page, site, ([key, text]) => localStorage.setItem(key, text), [KEY, junk]);
    await open(page, site);
    await answerAt(page, 0);
    await expect(status(page)).toHaveText(/^Saved on this device\. Older progress .* put aside/);
    expect(await stored(page, `${KEY}:unreadable:0`)).toBe(junk);
    await page.reload();
    await ready(page);
    await expect(page.locator('.lesson-progress').first()).toHaveText('1 of 8 answered');
    expect(await stored(page, `${KEY}:unreadable:0`)).toBe(junk);
  });
}

test('what a newer version of the course has saved is left alone', async ({ page, site }) => {
  const newer = '{"app":"tradeoffs","schema":99,"wisdom":42}';
  await prepare(page, site, ([key, text]) => localStorage.setItem(key, text), [KEY, newer]);
  await open(page, site);
  await answerAt(page, 0);
  expect(await answered(page)).toBe(1);
  await expect(status(page)).toHaveText(/newer version of the course saved here/i);
  expect(await stored(page, KEY)).toBe(newer);
});

test('s33 what one store has lost comes back from the other', async ({ page, site }) => {
  await open(page, site);
  await answerAt(page, 0);
  await expect(status(page)).toHaveText(SAVED);
  await prepare(page, site, () => localStorage.clear());
  await open(page, site);
  await expect(page.locator('.lesson-progress').first()).toHaveText('1 of 8 answered');
  await expect.poll(() => stored(page, KEY)).toContain('answered');
  await prepare(page, site, () => new Promise((done) => {
    indexedDB.deleteDatabase('tradeoffs:/').onsuccess = done;
  }));
  await open(page, site);
  await expect(page.locator('.lesson-progress').first()).toHaveText('1 of 8 answered');
  await expect(status(page)).toHaveText(SAVED);
  expect((await journal(page)).length).toBeGreaterThan(0);
});

test('s32 site data that are cleared under an open page are saved again with the next answer', async ({
  page, site,
}) => {
  await open(page, site);
  await answerAt(page, 0);
  await expect(status(page)).toHaveText(SAVED);
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Storage.clearDataForOrigin', { origin: site.origin, storageTypes: 'all' });
  await answerAt(page, 1);
  await expect(status(page)).toHaveText(/^Saved on this device\. What was saved here has been deleted/);
  await page.reload();
  await ready(page);
  await expect(page.locator('.lesson-progress').first()).toHaveText('2 of 8 answered');
});

test('s41 copies of the course under other paths, and other programs, are left alone', async ({
  page, site,
}) => {
  await prepare(page, site, ([key]) => {
    localStorage.setItem(key.replace(':/:', ':/other/:'), '{"theirs":true}');
    localStorage.setItem('tradeoffs', 'somebody');
    localStorage.setItem('zzz', 'not JSON');
  }, [KEY]);
  await open(page, site);
  await answerAt(page, 0);
  await expect(status(page)).toHaveText(SAVED);
  await open(page, site, 'progress/');
  const rows = await page.evaluate(() => Object.entries(localStorage)
    .filter(([key]) => !key.startsWith('tradeoffs:/:')).sort());
  expect(rows).toEqual([
    ['tradeoffs', 'somebody'],
    ['tradeoffs:/other/:lesson:dynamic-batching', '{"theirs":true}'],
    ['zzz', 'not JSON'],
  ]);
  const databases = await page.evaluate(async () => (await indexedDB.databases()).map((d) => d.name));
  expect(databases).toEqual(['tradeoffs:/']);
});
