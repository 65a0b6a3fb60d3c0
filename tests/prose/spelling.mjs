// The spelling of prose: British English of cspell, and the course's own words.
import { spellCheckDocument } from 'cspell-lib';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The course's own words, one a line. */
export const WORDS = fileURLToPath(new URL('words.txt', import.meta.url));

const BRITISH = fileURLToPath(new URL('en_GB.trie.gz', import.meta.resolve('@cspell/dict-en-gb-mit')));

// No default settings: they bring words of programming languages, many of them American.
const SETTINGS = {
  loadDefaultConfiguration: false,
  allowCompoundWords: false,
  minWordLength: 3,
  maxNumberOfProblems: 10_000,
  maxDuplicateProblems: 10_000,
  numSuggestions: 3,
  dictionaryDefinitions: [
    { name: 'british', path: BRITISH, repMap: [["'|`|’", "'"]] },
    { name: 'course', path: WORDS },
  ],
  dictionaries: ['british', 'course'],
};

/** The words of `words.txt`, without comments. */
export function ownWords() {
  return readFileSync(WORDS, 'utf8').split('\n').map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'));
}

/**
 * The words of `units` that no dictionary has: `{ word, offset, instead }`.
 * `own: false` asks the British dictionary alone, and for no suggestions.
 */
export async function misspelt(source, units, { own = true } = {}) {
  const shown = Array(source.length).fill(' ');
  for (const { prose } of units) {
    prose.at.forEach((offset, place) => { shown[offset] = prose.text[place]; });
  }
  const document = { uri: 'file:///prose.txt', text: shown.join(''), languageId: 'plaintext', locale: 'en-GB' };
  const settings = own ? SETTINGS : { ...SETTINGS, dictionaries: ['british'] };
  const options = { generateSuggestions: own, noConfigSearch: true };
  const { issues, errors } = await spellCheckDocument(document, options, settings);
  if (errors?.length) throw errors[0];
  return issues.map(({ text, offset, suggestions }) => ({ word: text, offset, instead: suggestions ?? [] }));
}
