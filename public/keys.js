// Keys for the whole page: search, help, the next lesson; and the tour of the start page.
// Nothing here is needed to read, so the page works the same without it.

const KEY = 'tradeoffs:keys';
const page = document.documentElement;
const root = new URL(page.dataset.root, location.href);

// Each key, what it does, and the element it needs on the page.
const KEYS = [
  ['/', 'Search the course', () => openSearch()],
  ['?', 'Show this list', () => help()],
  ['n', 'Go to the next lesson', () => follow('.pager .next')],
  ['p', 'Go to the previous lesson', () => follow('.pager .previous')],
];
const ELSEWHERE = [
  ['Tab', 'Move to the next control, link or plot'],
  ['Arrow keys', 'Move a slider by a twentieth of its range, with Shift by a step'],
  ['Page Up, Page Down', 'Move a slider by a tenth of its range'],
  ['Home, End', 'Move a slider to its end'],
  ['Space', 'Show the answer of a review prompt'],
  ['1, 2, 3, 4', 'Grade it: again, hard, good, easy'],
  ['u', 'Take the last grade back'],
  ['Esc', 'Close what is open'],
];

// Their room is kept, so that nothing moves when they come.
for (const button of document.querySelectorAll('[data-waits]')) delete button.dataset.waits;
document.querySelector('[data-search]')?.addEventListener('click', () => openSearch());
document.querySelector('[data-help]')?.addEventListener('click', () => help());
document.querySelector('[data-tour]')?.addEventListener('click', async () => {
  const { begin } = await import(new URL('tour.js', root).href);
  begin();
});

addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!areOn() || isTyping(event.target) || document.querySelector('dialog[open]')) return;
  const known = KEYS.find(([key]) => key === event.key);
  if (!known) return;
  event.preventDefault();
  known[2]();
});

// Those of a review are heard by the review itself, and not if single keys are off.
addEventListener('keydown', (event) => {
  const isSingle = /^[1-4u]$/.test(event.key) && event.target?.closest?.('#review');
  if (isSingle && !areOn()) event.stopImmediatePropagation();
}, true);

// Whoever speaks to the computer, or whose hand slips, can turn single keys off (WCAG 2.1.4).
function areOn() {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true;
  }
}

function turn(on) {
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, 'off');
  } catch {
    // Without storage the choice cannot be kept.
  }
}

function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('textarea, select')) return true;
  return target.matches('input') && !['range', 'radio', 'checkbox'].includes(target.type);
}

function follow(link) {
  document.querySelector(link)?.click();
}

async function openSearch() {
  try {
    const { open } = await import(new URL('search.js', root).href);
    open(root);
  } catch {
    sheet('Search', [
      element('p', {}, ['Search could not be loaded. Try again when you are online.']),
    ]);
  }
}

function help() {
  const row = ([key, what]) => element('tr', {}, [
    element('th', { scope: 'row' }, [element('kbd', {}, [key])]),
    element('td', {}, [what]),
  ]);
  const on = element('input', { type: 'checkbox', id: 'keys-on' });
  on.checked = areOn();
  on.addEventListener('change', () => turn(on.checked));
  sheet('Keys', [
    element('table', { class: 'keys' }, [element('tbody', {}, [...KEYS, ...ELSEWHERE].map(row))]),
    element('p', {}, [on, element('label', { for: 'keys-on' }, ['Single keys work (/, ?, n, p, 1 to 4, u)'])]),
  ]);
}

// A page over the page, with a heading and a way out.
function sheet(title, content) {
  const dialog = element('dialog', { class: 'sheet', 'aria-labelledby': 'sheet-title' });
  const close = element('button', { type: 'button', class: 'primary' }, ['Close']);
  close.addEventListener('click', () => dialog.close());
  dialog.append(
    element('h2', { id: 'sheet-title' }, [title]),
    ...content,
    element('p', { class: 'actions' }, [close]),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function element(name, attributes, children = []) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
