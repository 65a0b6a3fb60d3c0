// The tour of the start page. Its words are on the page, in a list that nobody else shows.

const steps = [...document.querySelectorAll('#tour > li')].filter((step) => target(step));
let at = 0;
let panel = null;

/** Begins with the first step. */
export function begin() {
  at = 0;
  panel ??= make();
  document.body.append(panel);
  show();
}

function target(step) {
  return document.querySelector(step.dataset.target);
}

function make() {
  const made = document.createElement('section');
  made.className = 'tour';
  made.setAttribute('aria-label', 'Tour');
  made.tabIndex = -1;
  const words = document.createElement('p');
  words.setAttribute('role', 'status');
  const button = (label, kind, then) => {
    const one = document.createElement('button');
    Object.assign(one, { type: 'button', className: kind, textContent: label });
    one.addEventListener('click', then);
    return one;
  };
  const actions = document.createElement('p');
  actions.className = 'actions';
  actions.append(
    button('Back', 'quiet', () => move(-1)),
    button('Next', 'primary', () => move(1)),
    button('End the tour', 'quiet', end),
  );
  made.append(words, actions);
  made.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') end();
    if (event.key === 'ArrowRight') move(1);
    if (event.key === 'ArrowLeft') move(-1);
  });
  return made;
}

function move(by) {
  const next = at + by;
  if (next < 0) return;
  if (next >= steps.length) {
    end();
    return;
  }
  at = next;
  show();
}

function show() {
  unmark();
  const place = target(steps[at]);
  place.classList.add('tour-target');
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  place.scrollIntoView({ block: 'start', behavior: still ? 'auto' : 'smooth' });
  panel.querySelector('p').textContent = `${at + 1} of ${steps.length}. ${steps[at].textContent}`;
  const [back, next] = panel.querySelectorAll('button');
  back.disabled = at === 0;
  next.textContent = at === steps.length - 1 ? 'Done' : 'Next';
  panel.focus({ preventScroll: true });
}

function end() {
  unmark();
  panel.remove();
  document.querySelector('[data-tour]')?.focus();
}

function unmark() {
  document.querySelector('.tour-target')?.classList.remove('tour-target');
}
