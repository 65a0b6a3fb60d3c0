// What the learner has done: kept across visits and tabs, and never lost in silence.
import { expect, ready, test, verify, watchContext } from './fixtures.mjs';
import { answer, LESSON } from './pages.mjs';

const KEY = 'tradeoffs:/:lesson:dynamic-batching';
const questions = (page) => page.locator('section.question');
const status = (page) => page.locator('.save-status').first();

async function open(page, site, address = LESSON) {
  await page.goto(site.url(address));
  await ready(page);
}

/** Sets the storage of the course's origin before any script of the course has run. */
async function prepare(page, site, change, ...details) {
  site.pages.set('/empty', '<!doctype html><title>E</title><link rel="icon" href="data:,">');
  await page.goto(`${site.origin}/empty`);
  await page.evaluate(change, ...details);
}

const stored = (page, key) => page.evaluate((name) => localStorage.getItem(name), key);

async function answered(page) {
  const text = await page.locator('.lesson-progress').first().textContent();
  return Number(/^(\d+) of \d+ answered$/.exec(text)?.[1]);
}

async function answerAt(page, place) {
  await answer(questions(page).nth(place));
  await expect(questions(page).nth(place).locator('.feedback .verdict')).toBeVisible();
}

test('an answer is there after a reload, with its feedback, and the page says so', async ({
  page, site,
}) => {
  await open(page, site);
  const question = questions(page).nth(1);
  await answer(question);
  const text = await question.locator('.feedback').textContent();
  const reasons = await question.locator('.reason').allTextContents();
  const chosen = await question.locator('.options input:checked').getAttribute('id');
  await expect(status(page)).toHaveText('Saved on this device');
  await page.reload();
  await ready(page);
  await expect(page.locator('.lesson-progress').first()).toHaveText('1 of 8 answered');
  await expect(status(page)).toHaveText('Saved on this device');
  await expect(question.locator('.feedback')).toHaveText(text);
  expect(await question.locator('.reason').allTextContents()).toEqual(reasons);
  await expect(question.locator('.options input:checked')).toHaveAttribute('id', chosen);
  await expect(question.locator('.options input').first()).toBeDisabled();
  await open(page, site, '');
  await expect(page.locator('a.continue')).toHaveText(/^Continue with .* \(1 of 8 answered\)$/);
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

test('two tabs that are open at once do not overwrite each other', async ({ context, page, site }) => {
  const other = await context.newPage();
  await open(page, site);
  await open(other, site);
  await answerAt(page, 1);
  await answerAt(other, 2);
  await answerAt(page, 3);
  await page.reload();
  await ready(page);
  expect(await answered(page)).toBe(3);
  for (const place of [1, 2, 3]) {
    await expect(questions(page).nth(place).locator('.feedback .verdict')).toBeVisible();
  }
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
  await answerAt(page, 0);
  expect(await answered(page)).toBe(1);
  await expect(status(page)).toHaveText(/^Kept in this tab only: the browser does not let/);
  verify(reports, []);
  await context.close();
});

test('a sandbox without storage takes answers and says that it keeps nothing', async ({
  page, foreign, site,
}) => {
  foreign.pages.set('/', `<!doctype html><html lang="en"><title>B</title>
    <link rel="icon" href="data:,"><iframe title="Lesson" width="800" height="800"
    sandbox="allow-scripts" src="${site.url(`embed/${LESSON}`)}"></iframe>`);
  await page.goto(foreign.url());
  const frame = page.frameLocator('iframe');
  await ready(frame);
  await answerAt(frame, 0);
  await expect(frame.locator('.lesson-progress').first()).toHaveText(/^1 of/);
  await expect(status(frame)).toHaveText(/^Kept in this tab only: the browser does not let/);
});

test('where storage is full the lesson works and says so', async ({ page, site }) => {
  await prepare(page, site, () => {
    for (let size = 1 << 22; size >= 1; size >>= 1) {
      for (let k = 0; k < 2; k += 1) {
        try {
          localStorage.setItem(`filler-${size}-${k}`, 'x'.repeat(size));
        } catch {
          break;
        }
      }
    }
  });
  await open(page, site);
  await answerAt(page, 0);
  expect(await answered(page)).toBe(1);
  await expect(status(page)).toHaveText(/^Not saved: the browser's storage is full/);
  // As soon as there is room, everything is saved.
  await page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('filler'))
    .forEach((key) => localStorage.removeItem(key)));
  await answerAt(page, 1);
  await expect(status(page)).toHaveText('Saved on this device');
  await page.reload();
  await ready(page);
  expect(await answered(page)).toBe(2);
});

for (const junk of ['{', 'null', '{"app":"other","schema":1}', '\u0000', 'x'.repeat(100_000)]) {
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
    expect(await answered(page)).toBe(1);
    expect(await stored(page, `${KEY}:unreadable:0`)).toBe(junk);
  });
}

test('what a newer version of the course has saved is left alone', async ({ page, site }) => {
  const newer = '{"app":"tradeoffs","schema":99,"wisdom":42}';
  await prepare(page, site, ([key, text]) => localStorage.setItem(key, text), [KEY, newer]);
  await open(page, site);
  await answerAt(page, 0);
  expect(await answered(page)).toBe(1);
  await expect(status(page)).toHaveText(/newer version of the course saved here/);
  expect(await stored(page, KEY)).toBe(newer);
});
