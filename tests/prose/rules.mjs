// What is asked of sentences: their length, their voice, and words to leave out.
import { readFileSync } from 'node:fs';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { passivesIn, sentencesOf } from './sentences.mjs';

export { sentencesOf };

/** From here on a sentence is long: the figure of the British government's guide for its writers. */
export const LONG = 25;
/** No sentence has more words. Beyond 30 a reader on a phone has lost its beginning from sight. */
export const LONGEST = 30;
/** At most one sentence of a lesson in twenty is long. */
export const LONG_SHARE = 0.05;
/**
 * At most one sentence of a lesson in ten is passive, as most checkers of style ask.
 * None would be silly: whoever waits in a queue is served, and by whom may not matter.
 */
export const PASSIVE_SHARE = 0.1;

const read = (name) => getStaticTOMLValue(parseTOML(readFileSync(new URL(name, import.meta.url), 'utf8')));

const wholeWords = (found) => new RegExp(
  `(?<![\\p{L}\\p{N}’'-])(?:${found.join('|').replaceAll(' ', '\\s+')})(?![\\p{L}\\p{N}]|-\\p{L})`, 'giu');

const ENTRIES = read('instead.toml').phrase;
const PHRASES = ENTRIES.map(({ found, unless, instead }) => (
  { pattern: wholeWords(found), unless: unless && new RegExp(unless, 'giu'), instead }));
// Most units have none of them, and one look at a unit is quicker than forty.
const ANY = new RegExp(wholeWords(ENTRIES.flatMap(({ found }) => found)).source, 'iu');

/** The phrases to avoid in a unit: `{ phrase, at, instead }`, where `at` is the place in its prose. */
export function phrasesIn({ prose }) {
  if (!ANY.test(prose.text)) return [];
  const found = [];
  for (const { pattern, unless, instead } of PHRASES) {
    for (const match of prose.text.matchAll(pattern)) {
      if (!excused(match.index, unless, prose.text)) found.push({ phrase: match[0], at: match.index, instead });
    }
  }
  return found;
}

/** Whether the phrase at a place is part of a wording in which it means something. */
function excused(at, unless, text) {
  const wordings = unless ? [...text.matchAll(unless)] : [];
  return wordings.some(({ 0: wording, index }) => index <= at && at < index + wording.length);
}

/** Each sentence of `units` with its unit, its length in words and its passive verbs. */
export function measured(units) {
  return units.filter(({ kind }) => kind === 'text').flatMap((unit) =>
    sentencesOf(unit).map((sentence) => (
      { ...sentence, unit, words: length(sentence), passives: passivesIn(sentence) })));
}

/** A list set in a line, with two semicolons or more, is as long as its longest item. */
function length({ text, words }) {
  const items = text.split(';');
  return items.length < 3 ? words : Math.max(...items.map((item) => item.trim().split(/\s+/).length));
}
