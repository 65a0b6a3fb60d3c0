// Everything in a file that somebody reads as prose.
import { readMarkdown } from './markdown.mjs';
import { Text } from './text.mjs';
import { stringsOfToml } from './toml.mjs';

const FRONT_MATTER = /^\+\+\+\n([\s\S]*?\n)\+\+\+\n/;
// The blocks of a lesson whose body is TOML with prose in it; `note` is Markdown, the rest is data.
const BLOCKS_OF_TOML = new Set(['figure', 'followup', 'lab', 'predict']);

/**
 * Units `{ kind, prose }` in the order in which they stand; `kind` is `text` (sentences), `heading`,
 * `cell` or `label`.
 */
export function unitsOf(path, source) {
  const units = path.endsWith('.toml')
    ? unitsOfToml(Text.whole(source))
    : unitsOfFile(Text.whole(source), path.includes('lessons/'));
  return units.sort((a, b) => a.prose.at[0] - b.prose.at[0]);
}

function unitsOfFile(file, isLesson) {
  const front = isLesson ? FRONT_MATTER.exec(file.text) : null;
  const { units, blocks } = readMarkdown(file.slice(front ? front[0].length : 0));
  if (front) units.push(...unitsOfToml(file.slice(4, 4 + front[1].length)));
  for (const { name, body } of isLesson ? blocks : []) {
    if (name === 'note') units.push(...readMarkdown(body).units);
    if (BLOCKS_OF_TOML.has(name)) units.push(...unitsOfToml(body, name));
  }
  return units;
}

function unitsOfToml(toml, block) {
  return stringsOfToml(toml, block).flatMap(({ kind, markdown }) =>
    readMarkdown(markdown).units.map((unit) => (kind === 'label' ? { ...unit, kind } : unit)));
}
