// The prose of a Markdown text: paragraphs, headings and cells, without code, formulas, citations,
// the targets of links and the ids of headings.
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import { Text } from './text.mjs';

// A formula's first and last characters are no blanks, and no digit follows it: so "$4 a day instead
// of $5" is two prices.
const FORMULA = /\$\$[^$]+\$\$|\$(?![\s$])(?:\\[\s\S]|[^$\\])*?(?<!\s)\$(?![\d$])/g;
// What has none of these is one paragraph of plain text, as most strings are; parsing takes long.
const MARKED = /[`*_~$\\[\]<>&#|{\n]|^\s*(?:[-+=:]|\d+[.)]\s)|^\s{4}/;
const CITATION = /\[@[^\]\s]+\]/g;
// A number that varies, or a gap.
const BRACED = /\{\w+\}/g;
const HEADING_ID = / \{#[^}]*\}[ \t]*$/gm;

// What stands for a value, a name in code or a formula: it counts as a word and is none.
const VALUE = '0';

const PROSE = { paragraph: 'text', heading: 'heading', tableCell: 'cell' };

/**
 * The prose of a Markdown text: `units` as `{ kind, prose }`, where `kind` is `text`, `heading` or
 * `cell`; and its `blocks` of fenced code as `{ name, body }`, for a lesson has prose in some.
 */
export function readMarkdown(markdown) {
  if (!MARKED.test(markdown.text)) return { units: unitOf('text', markdown), blocks: [] };
  const blocks = [];
  const plain = withoutCode(fromMarkdown(markdown.text), markdown, blocks)
    .cover(FORMULA, VALUE).cover(BRACED, VALUE).cover(CITATION, ' ').cover(HEADING_ID, ' ');
  // Only now is an underscore in a formula no emphasis.
  const tree = fromMarkdown(plain.text, {
    extensions: [gfmTable()],
    mdastExtensions: [gfmTableFromMarkdown()],
  });
  const units = [];
  collect(tree, plain, units);
  return { units, blocks };
}

/** The text with values in the place of code spans and nothing in the place of fenced code. */
function withoutCode(node, markdown, blocks) {
  if (node.type === 'inlineCode') return coverNode(node, markdown, VALUE);
  if (node.type === 'code') {
    const start = markdown.text.indexOf('\n', node.position.start.offset) + 1;
    blocks.push({ name: node.lang, body: markdown.slice(start, start + node.value.length) });
    return coverNode(node, markdown, ' ');
  }
  return (node.children ?? []).reduce((text, child) => withoutCode(child, text, blocks), markdown);
}

function coverNode(node, { text, at }, character) {
  const { start, end } = node.position;
  const covered = text.slice(start.offset, end.offset).replace(/[^\n]/g, character);
  return new Text(text.slice(0, start.offset) + covered + text.slice(end.offset), at);
}

function collect(node, source, units) {
  const kind = PROSE[node.type];
  if (kind) {
    units.push(...unitOf(kind, new Text(...gather(node, source))));
    return;
  }
  for (const child of node.children ?? []) collect(child, source, units);
}

/** A unit, or none if there is nothing to read. */
function unitOf(kind, text) {
  const prose = text.squeezed();
  return /\p{L}/u.test(prose.text) ? [{ kind, prose }] : [];
}

/** The characters of the text below `node`, and where each stands. */
function gather(node, source) {
  if (node.type === 'text') {
    const { start, end } = node.position;
    // A backslash before a mark is Markdown's, not the reader's.
    const shown = source.slice(start.offset, end.offset).cover(/\\(?=[!-/:-@[-`{-~])/g, '\u{AD}');
    const kept = [...shown.text].map((_, place) => place).filter((place) => shown.text[place] !== '\u{AD}');
    return [kept.map((place) => shown.text[place]).join(''), kept.map((place) => shown.at[place])];
  }
  if (node.type === 'break') return [' ', [source.at[node.position.start.offset]]];
  const parts = (node.children ?? []).map((child) => gather(child, source));
  return [parts.map(([text]) => text).join(''), parts.flatMap(([, at]) => at)];
}
