// The prose inside TOML: the values of those keys that a learner reads.
import { parseTOML } from 'toml-eslint-parser';
import { Text } from './text.mjs';

// Markdown in sentences.
const SENTENCES = new Set([
  'answer', 'caption', 'explain', 'guides', 'hints', 'look', 'misconception', 'model', 'prompt',
  'question', 'reason', 'repair', 'senior', 'staff', 'summary', 'text', 'alt',
]);
// Names and labels, and whatever may be short of a sentence.
const LABELS = new Set([
  'categories', 'category', 'distractors', 'label', 'left', 'options', 'right', 'tagline', 'term',
  'title', 'what',
]);
// Ids, data, and names that others gave.
const DATA = new Set([
  'authors', 'compare', 'from', 'id', 'include', 'key', 'kind', 'lab', 'lessons', 'level', 'link', 'module',
  'objective', 'opens', 'par', 'passage', 'plot', 'predict', 'presets', 'readout', 'readouts',
  'report', 'requires', 'see', 'see_also', 'simulator', 'skills', 'sliders', 'source', 'start', 'state', 'to', 'type',
  'unit', 'venue',
]);
// Tables whose every key is data: the works that a lesson cites, the settings of a state.
const DATA_TABLES = new Set(['set', 'sources', 'under', 'over']);

/**
 * The readable strings of a TOML text as `{ kind, markdown }`; `kind` is `text` or `label`.
 * `block` is the name of the block of a lesson that it stands in, if any.
 *
 * A key that is in no list above is an error, so that a new one is not left out by accident.
 */
export function stringsOfToml(toml, block) {
  const found = [];
  const visit = (node, path) => {
    if (node.type === 'TOMLValue') {
      const kind = node.kind === 'string' ? kindOf(path, block) : 'data';
      // A string that begins with `=` is a computed answer.
      if (kind !== 'data' && !node.value.startsWith('=')) found.push({ kind, markdown: content(node, toml) });
    } else if (node.type === 'TOMLKeyValue') {
      visit(node.value, [...path, ...node.key.keys.map((key) => key.name ?? key.value)]);
    } else {
      const inner = node.type === 'TOMLTable' ? node.resolvedKey.map(String) : path;
      for (const child of node.body ?? node.elements ?? []) visit(child, inner);
    }
  };
  visit(parseTOML(toml.text), []);
  return found;
}

function kindOf(path, block) {
  const key = path.at(-1);
  if (path.some((name) => DATA_TABLES.has(name)) || DATA.has(key)) return 'data';
  // The question of a prediction is named by its id.
  if (block === 'predict') return 'data';
  // The name of a topic stands after its number.
  if (/^\d+$/.test(key)) return 'label';
  if (SENTENCES.has(key)) return 'text';
  if (LABELS.has(key)) return 'label';
  throw new Error(`\`${path.join('.')}\` is a key that tests/prose/toml.mjs does not know; add it to one of its lists.`);
}

const ESCAPES = { b: ' ', t: ' ', n: '\n', f: ' ', r: ' ', e: ' ' };
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\r?\n\s*|([\s\S]))/y;

/** What a string says, each character with its place. */
function content(node, toml) {
  const marks = node.multiline ? 3 : 1;
  let raw = toml.slice(node.range[0] + marks, node.range[1] - marks);
  if (node.multiline && raw.text.startsWith('\n')) raw = raw.slice(1);
  if (node.style === 'literal') return raw;
  let text = '';
  const at = [];
  for (let place = 0; place < raw.text.length;) {
    ESCAPE.lastIndex = place;
    const escape = ESCAPE.exec(raw.text);
    const said = escape ? unescaped(escape) : raw.text[place];
    text += said;
    for (let unit = 0; unit < said.length; unit += 1) at.push(raw.at[place]);
    place += escape ? escape[0].length : 1;
  }
  return new Text(text, at);
}

function unescaped([, short, long, character]) {
  if (short ?? long) return String.fromCodePoint(Number.parseInt(short ?? long, 16));
  return character === undefined ? '' : ESCAPES[character] ?? character;
}
