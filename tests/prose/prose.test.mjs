// The check of prose, checked: each rule is seen to find a planted fault, and to leave alone what is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unitsOf } from './prose.mjs';
import { reportOn } from './report.mjs';
import { phrasesIn } from './rules.mjs';
import { passivesIn, sentencesOf } from './sentences.mjs';
import { misspelt, ownWords } from './spelling.mjs';
import { lines } from './text.mjs';

const fixture = (name) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

/** What the check says of a fixture: each fault as its place below the lesson, and what it says. */
async function faultsOf(name) {
  const { lines } = await reportOn(fixture(name), { below: ['content/'] });
  return lines.filter((line) => /^content\/.*: /.test(line)).map((line) => line.replace(`content/lessons/${name}/`, ''));
}

const textOf = (markdown) => unitsOf('content/lessons/some/lesson.md', markdown);
const sentences = (markdown) => textOf(markdown).flatMap(sentencesOf).map(({ text }) => text);
const passives = (text) => passivesIn({ text });
const phrases = (markdown) => textOf(markdown).flatMap(phrasesIn).map(({ phrase }) => phrase);

test('every planted fault is found, at its line', async () => {
  assert.deepEqual(await faultsOf('faulty'), [
    'cards.toml: `card.0.footnote` is a key that tests/prose/toml.mjs does not know; add it to one of its lists.',
    'lesson.md:4: “requets” is in no dictionary',
    'lesson.md:12: “color” is in no dictionary',
    'lesson.md:24: “bacth” is in no dictionary',
    'lesson.md:14: “simply”',
    'lesson.md:16: “organize”',
    'lesson.md:20: “very”',
    'lesson.md:23: “leveraged”',
    'lesson.md:24: “in order to”',
    'lesson.md:15: a sentence of 33 words; 30 is the limit',
    'states.toml:3: “nihgt” is in no dictionary',
    'states.toml:4: “seamless”',
    'content/lessons/faulty: 1 of 9 sentences are longer than 25 words; 0 may be',
    'content/lessons/faulty: 2 of 9 sentences are passive; 0 may be',
  ]);
});

test('a fault comes with its sentence and with what to write instead', async () => {
  const { lines } = await reportOn(fixture('faulty'), { below: ['content/lessons/faulty/states'] });
  assert.deepEqual(lines.slice(4, 7), [
    'content/lessons/faulty/states.toml:4: “seamless”',
    '  | A \\"seamless\\" second one, with `=quiet.latency_p99 < 60 ms`, is not.',
    '  help: write what it does, with a figure',
  ]);
});

test('code, formulas, links, ids, quoted values and the names of sources are left alone', async () => {
  assert.deepEqual(await faultsOf('sound'), []);
});

test('a list shows what is no fault by itself', async () => {
  const { lines } = await reportOn(fixture('faulty'), { below: ['content/lessons/faulty/lesson'], list: true });
  assert.ok(lines.includes('content/lessons/faulty/lesson.md:15: passive: “is emptied”, “is served”, “is kept”'), lines.join('\n'));
});

test('a path with nothing to check is no success', async () => {
  assert.equal((await reportOn(fixture('sound'), { below: ['content/lesons'] })).faults, 1);
});

test('a sentence ends where a reader ends it', () => {
  assert.deepEqual(
    sentences('It takes 3.5 s. 4 replicas, e.g. GPUs, wait. p99 falls [@key].\nk-means (see Dean et al. 2013) is one. “Why?” he asks. `x` is another.'),
    ['It takes 3.5 s.', '4 replicas, e.g. GPUs, wait.', 'p99 falls.', 'k-means (see Dean et al. 2013) is one.', '“Why?” he asks.', '000 is another.'],
  );
});

test('a passive is told from a state and from an active verb', () => {
  assert.deepEqual(passives('Requests are not dropped, and the value was never read.'), ['are not dropped', 'was never read']);
  assert.deepEqual(passives('It can be turned off while the cache is being filled.'), ['be turned', 'being filled']);
  assert.deepEqual(passives('The light is red, the names are gone, and the queue is growing.'), []);
});

test('a word is filler in one place and exact in another', () => {
  assert.deepEqual(phrases('It is just a loop, just below 5 ms.'), ['just']);
  assert.deepEqual(phrases('Wait rather than retry; it is rather slow.'), ['rather']);
  assert.deepEqual(phrases('We realize the optimization of size, prizes and resizing.'), ['realize', 'optimization']);
});

test('an American spelling is no English one', async () => {
  const american = 'behavior catalog labeled modeling analyze fulfill favorite neighbor';
  const found = await misspelt(american, textOf(american));
  assert.deepEqual(found.map(({ word }) => word), american.split(' '));
});

test('lines are counted from one', () => {
  const line = lines('a\nb\n\nc');
  assert.deepEqual([0, 1, 2, 3, 4, 5].map(line), [1, 1, 2, 2, 3, 4]);
});

test('the own words are sorted, each once, and none is in the dictionary anyway', async () => {
  const words = ownWords();
  const sorted = [...new Set(words)].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'variant' }));
  assert.deepEqual(words, sorted);
  const text = words.join('\n');
  const unknown = await misspelt(text, textOf(text), { own: false });
  const known = words.filter((word) => !unknown.some((found) => word.includes(found.word)));
  assert.deepEqual(known, []);
});
