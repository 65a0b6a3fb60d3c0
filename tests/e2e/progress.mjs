// What the tests of progress share: the stores as a test may look into them and break them.
import { expect, ready } from './fixtures.mjs';
import { answer, LESSON } from './pages.mjs';

export const KEY = 'tradeoffs:/:lesson:dynamic-batching';
export const SAVED = 'Saved on this device';

export const questions = (page) => page.locator('section.question');
export const status = (page) => page.locator('.save-status').first();
export const stored = (page, key) => page.evaluate((name) => localStorage.getItem(name), key);

export async function open(page, site, address = LESSON) {
  await page.goto(site.url(address));
  await ready(page);
}

/** Sets the storage of the course's origin before any script of the course has run. */
export async function prepare(page, site, change, ...details) {
  site.pages.set('/empty', '<!doctype html><title>E</title><link rel="icon" href="data:,">');
  await page.goto(`${site.origin}/empty`);
  await page.evaluate(change, ...details);
}

/** How many questions of the lesson are answered, as the page says. */
export async function answered(page) {
  const text = await page.locator('.lesson-progress').first().textContent();
  return Number(/^(\d+) of \d+ answered$/.exec(text)?.[1]);
}

export async function answerAt(page, place, options) {
  await answer(questions(page).nth(place), options);
  await expect(questions(page).nth(place).locator('.feedback .verdict')).toBeVisible();
}

/** Every row of the journal of a copy of the course. */
export const journal = (page, name = 'tradeoffs:/') => page.evaluate((database) =>
  new Promise((done, fail) => {
    const request = indexedDB.open(database);
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      const store = request.result.transaction('rows').objectStore('rows');
      const keys = store.getAllKeys();
      const values = store.getAll();
      store.transaction.oncomplete = () => {
        request.result.close();
        done(keys.result.map((key, i) => [key, values.result[i]]));
      };
    };
  }), name);

/** A script that takes one of the stores away from every page, as some browsers do. */
export const DENIED = {
  quick: () => Object.defineProperty(window, 'localStorage', {
    get() {
      throw new DOMException('The storage is denied.', 'SecurityError');
    },
  }),
  journal: () => Object.defineProperty(window, 'indexedDB', {
    get() {
      throw new DOMException('The storage is denied.', 'SecurityError');
    },
  }),
};

/** Fills local storage with somebody else's rows until it takes no more. */
export const fill = () => {
  for (let size = 1 << 22; size >= 1; size >>= 1) {
    for (let k = 0; k < 2; k += 1) {
      try {
        localStorage.setItem(`filler-${size}-${k}`, 'x'.repeat(size));
      } catch {
        break;
      }
    }
  }
};

/** Answers questions one after the other, each within one task, again if it has been answered. */
export const give = (page, ...places) => page.evaluate(async (all) => {
  // A message, because browsers hold back the timers of tabs that are not in front.
  const turn = () => new Promise((done) => {
    try {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage('');
    } catch {
      setTimeout(done);
    }
  });
  for (const at of all) {
    const question = document.querySelectorAll('section.question')[at];
    const button = (name) => [...question.querySelectorAll('button')]
      .find((candidate) => candidate.textContent === name);
    // Another tab may answer it in between; then there is another try.
    while (!button('Answer') || question.querySelector('input:disabled')) {
      button('Try again')?.click();
      await turn();
    }
    const number = question.querySelector('input:not([type=radio]):not([type=checkbox])');
    if (number) {
      number.value = '10';
      number.dispatchEvent(new Event('input', { bubbles: true }));
      number.dispatchEvent(new Event('change', { bubbles: true }));
    } else {
      question.querySelector('fieldset.options input').click();
    }
    question.querySelector('fieldset.confidence input').click();
    button('Answer').click();
    await turn();
  }
}, places);

/** Waits, within the page, until it says that everything is saved; fails with what it says instead. */
export const untilSaved = (page) => page.evaluate(async (words) => {
  const said = () => document.querySelector('.save-status').textContent;
  const end = performance.now() + 30_000;
  for (;;) {
    const isLate = performance.now() > end;
    await new Promise((done) => setTimeout(done));
    // First what it says: a tab in the background may be kept waiting for longer than that.
    if (said() === words) return;
    if (isLate) throw new Error(`The page does not say “${words}” but “${said()}”.`);
  }
}, SAVED);

/** The ids of the events of a kind that the journal holds. */
export async function eventsIn(page, what) {
  const rows = await journal(page);
  const events = rows.filter(([key]) => key.includes(':row:'))
    .flatMap(([, text]) => JSON.parse(text).data);
  return new Set(events.filter((event) => event.what === what).map((event) => event.id));
}

/** The checksum of saved texts, to write rows as the course does. */
function crc32(text) {
  let crc = -1;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ -1) >>> 0).toString(16).padStart(8, '0');
}

/** A row of the journal with one answer, under an id of its own. */
export function row(number) {
  const id = `00000000000000aa-${number}`;
  const answer = { type: 'choice', chosen: [0] };
  const event = {
    id, at: 1, order: number + 1, what: 'answered', question: `q-${number}`, revision: 1, answer,
    confidence: 'guess', score: 1,
  };
  const rest = JSON.stringify({
    app: 'tradeoffs', data: [event], lamport: 1, schema: 2, scope: 'lesson:dynamic-batching',
    writer: '0.1.0',
  }).slice(1);
  return [`${KEY}:row:${id}`, `{"crc":"${crc32(rest)}",${rest}`];
}

/** Puts rows into the journal, past the course. */
export const putRows = (page, rows) => page.evaluate((all) => new Promise((done, fail) => {
  const request = indexedDB.open('tradeoffs:/', 1);
  request.onupgradeneeded = () => request.result.createObjectStore('rows');
  request.onerror = fail;
  request.onsuccess = () => {
    const transaction = request.result.transaction('rows', 'readwrite');
    for (const [key, text] of all) transaction.objectStore('rows').put(text, key);
    transaction.onabort = () => fail(transaction.error);
    transaction.oncomplete = () => {
      request.result.close();
      done();
    };
  };
}), rows);

/**
 * As if this, and nothing else, was done on an earlier visit: by lesson, a list of answers with what they were worth,
 * or `null` for the lesson being opened. `days` is how long ago; the defaults are today, and "I think
 * so".
 */
export const live = (page, site, lessons) => prepare(page, site, async (all) => {
  localStorage.clear();
  await new Promise((done) => {
    indexedDB.deleteDatabase('tradeoffs:/').onsuccess = done;
  });
  for (const [lesson, deeds] of Object.entries(all)) {
    const events = deeds.map((deed, i) => {
      const { question, score, confidence = 'likely', days = 0 } = deed ?? {};
      const what = deed === null ? { what: 'opened' } : {
        what: 'answered', question, revision: 1, answer: { type: 'estimate', value: 1 }, confidence, score,
      };
      return { id: `00000000000000aa-${i}`, at: Date.now() - days * 86_400_000, order: i + 1, ...what };
    });
    const record = { app: 'tradeoffs', schema: 1, lesson, events };
    localStorage.setItem(`tradeoffs:/:lesson:${lesson}`, JSON.stringify(record));
  }
}, lessons);
