// Search over lessons, questions, labs and the glossary, on this device.
// The index is made from one file of passages when search is first opened.
import MiniSearch from './vendor/minisearch.js';

const KINDS = { lesson: 'Lesson', question: 'Question', lab: 'Lab', term: 'Glossary' };
const MOST = 12;
const OPTIONS = {
  fields: ['title', 'section', 'text'],
  storeFields: ['kind', 'title', 'section', 'text', 'href'],
  searchOptions: {
    boost: { title: 3, section: 2 },
    prefix: (term) => term.length > 2,
    // A letter in five may be wrong; short words must be right.
    fuzzy: (term) => (term.length > 3 ? 0.2 : false),
  },
};

let index = null;
let dialog = null;

/** Opens the search; `root` is the root of the site. */
export function open(root) {
  dialog ??= make(root);
  document.body.append(dialog);
  dialog.showModal();
  const field = dialog.querySelector('input');
  field.select();
  field.focus();
  load(root);
}

async function load(root) {
  if (index) return;
  say('Loading the index …');
  try {
    const answer = await fetch(new URL('search.json', root));
    if (!answer.ok) throw new Error(`search.json answered ${answer.status}`);
    const passages = await answer.json();
    const made = new MiniSearch(OPTIONS);
    made.addAll(passages.map((passage, id) => ({ id, ...passage })));
    index = made;
    show(root);
  } catch {
    say('The index could not be loaded. Close this, and try again when you are online.');
  }
}

function make(root) {
  const sheet = document.createElement('dialog');
  sheet.className = 'sheet search';
  sheet.setAttribute('aria-label', 'Search the course');
  const label = document.createElement('label');
  label.htmlFor = 'search-field';
  label.textContent = 'Search the course';
  const field = document.createElement('input');
  Object.assign(field, { id: 'search-field', type: 'search', autocomplete: 'off', spellcheck: false });
  const close = document.createElement('button');
  Object.assign(close, { type: 'button', className: 'quiet', textContent: 'Close' });
  const status = document.createElement('p');
  status.className = 'search-status';
  status.setAttribute('role', 'status');
  const results = document.createElement('ol');
  results.className = 'search-results';
  const bar = document.createElement('div');
  bar.className = 'search-bar';
  bar.append(field, close);
  sheet.append(label, bar, status, results);
  close.addEventListener('click', () => sheet.close());
  field.addEventListener('input', () => show(root));
  sheet.addEventListener('keydown', walk);
  // A result on this very page moves nothing by itself.
  results.addEventListener('click', (event) => event.target.closest('a') && sheet.close());
  return sheet;
}

// Down and up lead from the field through the results and back.
function walk(event) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const stops = [dialog.querySelector('input'), ...dialog.querySelectorAll('.search-results a')];
  const here = stops.indexOf(document.activeElement);
  if (here < 0) return;
  event.preventDefault();
  stops[here + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
}

function show(root) {
  const words = dialog.querySelector('input').value.trim();
  const list = dialog.querySelector('ol');
  list.replaceChildren();
  if (!index) return;
  if (!words) {
    say('');
    return;
  }
  // All words, if any passage has them; else as many as possible.
  let found = index.search(words, { combineWith: 'AND' });
  if (found.length === 0) found = index.search(words);
  const shown = found.slice(0, MOST);
  list.append(...shown.map((result) => entry(root, result)));
  if (found.length === 0) say(`Nothing about “${words}”. Try another word for it.`);
  else if (found.length > MOST) say(`The best ${MOST} of ${found.length} passages.`);
  else say(found.length === 1 ? 'One passage.' : `${found.length} passages.`);
}

function entry(root, { kind, title, section, text, href, terms }) {
  const item = document.createElement('li');
  const link = document.createElement('a');
  link.href = new URL(href, root).href;
  const what = document.createElement('span');
  what.className = 'search-kind';
  what.textContent = KINDS[kind] ?? kind;
  const heading = document.createElement('span');
  heading.className = 'search-title';
  heading.textContent = section ? `${title} › ${section}` : title;
  const passage = document.createElement('span');
  passage.className = 'search-text';
  passage.append(...marked(excerpt(text, terms), terms));
  link.append(what, heading, passage);
  item.append(link);
  return item;
}

// The part of a passage around the first word that was found.
function excerpt(text, terms) {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const first = places.length > 0 ? Math.min(...places) : 0;
  const start = first > 60 ? text.lastIndexOf(' ', first - 40) + 1 : 0;
  const end = Math.min(text.length, start + 180);
  const stop = end < text.length ? text.lastIndexOf(' ', end) : end;
  const before = start > 0 ? '… ' : '';
  return before + text.slice(start, stop) + (stop < text.length ? ' …' : '');
}

// Nodes, never markup: the passage is text.
function marked(text, terms) {
  const words = terms.map((term) => term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (words.length === 0) return [text];
  return text.split(new RegExp(`(${words.join('|')})`, 'i')).map((piece, i) => {
    if (i % 2 === 0) return piece;
    const mark = document.createElement('mark');
    mark.textContent = piece;
    return mark;
  });
}

function say(words) {
  dialog.querySelector('[role="status"]').textContent = words;
}
