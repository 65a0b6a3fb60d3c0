// Holds files to the rules and says, of each fault, where it is and how to mend it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exceptionsIn } from './exceptions.mjs';
import { unitsOf } from './prose.mjs';
import * as rules from './rules.mjs';
import { misspelt, ownWords } from './spelling.mjs';
import { lines } from './text.mjs';

// Documents, and the cards that tell what a simulator computes, are spelt like lessons, and as free of
// filler. The length of their sentences is their own.
const DOCUMENTS = ['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'content/README.md'];
// Made from lessons, which are checked.
const MADE = new Set(['content/SOURCES.md']);

/** What there is to read below `root`, by path with `/`. */
function filesIn(root) {
  const content = readdirSync(join(root, 'content'), { recursive: true })
    .map((path) => `content/${path.replaceAll('\\', '/')}`)
    .filter((path) => /\.(md|toml)$/.test(path) && !MADE.has(path) && !DOCUMENTS.includes(path));
  const simulators = existsSync(join(root, 'src/sim')) ? readdirSync(join(root, 'src/sim')) : [];
  const documents = [...DOCUMENTS, ...simulators.map((name) => `src/sim/${name}/CARD.md`)];
  return [...documents.filter((path) => existsSync(join(root, path))), ...content.sort()];
}

/** The lesson of a file, as the folder that holds it. */
const lessonOf = (path) => /^content\/lessons\/[^/]+/.exec(path)?.[0];

/**
 * Checks the files below `root`, or those whose path begins with one of `below`.
 * `list` adds every long and every passive sentence, which are no faults one by one.
 * Returns the `lines` to print and the number of `faults`.
 */
export async function reportOn(root, { below = [], list = false } = {}) {
  const chosen = filesIn(root).filter((path) =>
    below.length === 0 || below.some((start) => path.startsWith(start.replace(/^\.\//, ''))));
  if (chosen.length === 0) return { lines: [`Nothing to check below ${below.join(', ')}.`], faults: 1 };
  const exceptions = exceptionsIn(root);
  const [faults, notes, lessons, read] = [[], [], new Map(), []];
  for (const path of chosen) {
    const file = open(root, path);
    read.push(file.shown);
    if (file.fault) faults.push(file.fault);
    for (const found of [...await spelling(file), ...phrases(file), ...sentences(file, lessons)]) {
      if (found.note) notes.push(found);
      else if (!exceptions.excuse(found)) faults.push(found);
    }
  }
  faults.push(...[...lessons].flatMap(([lesson, counts]) => shares(lesson, counts)));
  // What a file needs is not known when only some were read.
  const isAll = below.length === 0 && !faults.some(({ isUnread }) => isUnread);
  if (isAll) faults.push(...exceptions.unused(), ...unusedWords(read));
  const shown = [...(list ? notes : []), ...faults].flatMap(({ at, says, quotes, help }) =>
    [`${at}: ${says}`, ...(quotes ? [`  | ${quotes}`] : []), `  help: ${help}`, '']);
  return { lines: [...shown, summary(chosen, lessons, faults)], faults: faults.length };
}

function open(root, path) {
  const source = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
  const line = lines(source);
  let [units, fault] = [[], null];
  try {
    units = unitsOf(path, source);
  } catch (error) {
    fault = { isUnread: true, at: path, says: error.message, help: '`cargo xtask check` says more of what is wrong with a file' };
  }
  return {
    path, source, units, fault,
    at: (offset) => `${path}:${line(offset)}`,
    shown: units.map(({ prose }) => prose.text).join('\n'),
  };
}

/** What stands in the file from `start` to `end` of a unit's prose, in one line. */
function quoted({ source }, { prose }, start, end) {
  return source.slice(prose.at[start], prose.at[end - 1] + 1).replace(/\s+/g, ' ');
}

/** The sentence of the unit around a place in it, as the file has it. */
function sentenceAround(file, unit, place) {
  const inside = rules.sentencesOf(unit).find(({ start, end }) => start <= place && place < end);
  return quoted(file, unit, inside?.start ?? 0, inside?.end ?? unit.prose.text.length);
}

async function spelling(file) {
  const issues = await misspelt(file.source, file.units);
  return issues.map(({ word, offset, instead }) => {
    const unit = file.units.find(({ prose }) => prose.at.includes(offset));
    const guess = instead.length > 0 ? `perhaps ${instead.map((word) => `“${word}”`).join(', ')}` : 'mend it';
    return {
      rule: 'spelling', path: file.path, at: file.at(offset),
      says: `“${word}” is in no dictionary`,
      quotes: sentenceAround(file, unit, unit.prose.at.indexOf(offset)),
      help: `${guess}; a word that is right goes into tests/prose/words.txt`,
    };
  });
}

function phrases(file) {
  return file.units.flatMap((unit) => rules.phrasesIn(unit).map(({ phrase, at, instead }) => ({
    rule: 'words', path: file.path, at: file.at(unit.prose.at[at]),
    says: `“${phrase}”`, quotes: sentenceAround(file, unit, at), help: `write ${instead}`,
  })));
}

/** The sentences of a lesson's file that break a rule, or that `--list` is to show; counts all. */
function sentences(file, lessons) {
  if (DOCUMENTS.includes(file.path) || file.path.startsWith('src/')) return [];
  const found = [];
  const lesson = lessonOf(file.path);
  for (const { unit, start, end, words, passives } of rules.measured(file.units)) {
    const isLong = words > rules.LONG;
    if (lesson) {
      const counts = lessons.get(lesson) ?? { sentences: 0, long: 0, passive: 0 };
      counts.sentences += 1;
      counts.long += isLong ? 1 : 0;
      counts.passive += passives.length > 0 ? 1 : 0;
      lessons.set(lesson, counts);
    }
    const common = { path: file.path, at: file.at(unit.prose.at[start]), quotes: quoted(file, unit, start, end) };
    if (words > rules.LONGEST) {
      found.push({ ...common, rule: 'length', says: `a sentence of ${words} words; ${rules.LONGEST} is the limit`,
        help: 'make two of it, or a list' });
    } else if (isLong) {
      found.push({ ...common, note: true, says: `a long sentence, of ${words} words`, help: 'is each word needed?' });
    }
    if (passives.length > 0) {
      found.push({ ...common, note: true, says: `passive: “${passives.join('”, “')}”`,
        help: 'who does it? Say so, if it matters' });
    }
  }
  return found;
}

/** What a lesson has too much of. */
function shares(lesson, counts) {
  const over = (what, count, limit, help) => (count <= limit * counts.sentences ? [] : [{
    at: lesson,
    says: `${count} of ${counts.sentences} sentences are ${what}; ${Math.floor(limit * counts.sentences)} may be`,
    help: `${help}; \`node tests/prose/check.mjs --list ${lesson}\` shows each`,
  }]);
  return [
    ...over(`longer than ${rules.LONG} words`, counts.long, rules.LONG_SHARE, 'split some'),
    ...over('passive', counts.passive, rules.PASSIVE_SHARE, 'name who does it, or address the reader'),
  ];
}

/** A word of the course that no text has any more would only hide a misspelling. */
function unusedWords(read) {
  const letters = read.join('\n').toLowerCase();
  return ownWords().filter((word) => !letters.includes(word.toLowerCase())).map((word) => ({
    at: 'tests/prose/words.txt', says: `no text has “${word}” any more`, help: 'take it out of the list',
  }));
}

function summary(files, lessons, faults) {
  const counts = [...lessons.values()];
  const sum = (key) => counts.reduce((total, one) => total + one[key], 0);
  const percent = (key) => `${(100 * sum(key) / Math.max(1, sum('sentences'))).toFixed(1)} %`;
  const shown = counts.length === 0 ? '' : `, ${sum('sentences')} sentences in ${counts.length} lessons, `
    + `${percent('long')} of them long and ${percent('passive')} passive`;
  return `${files.length} files${shown}: ${faults.length === 0 ? 'no faults' : `${faults.length} to mend`}.`;
}
