// <tradeoffs-embed>: a lab or a lesson of the course inside another page.
//
//   <script type="module" src="https://course.example/embed.js"></script>
//   <tradeoffs-embed lab="batching" state="max_batch=8&arrival_rate=300">
//     <a href="https://course.example/lab/batching/">Dynamic batching, a lab</a>
//   </tradeoffs-embed>
//
// Attributes: lab or lesson (an id), state, theme (auto, light, dark), height (pixels until the
// content is measured), loading (lazy, eager), title.
// Events, which bubble: tradeoffs-ready, -resize {height}, -change {state, …}, -answer {…},
// -complete {…}, -error {message}.
// What stands inside the element is shown until the frame is ready, and without JavaScript.

const SITE = new URL('.', import.meta.url);
const SAME_ORIGIN = SITE.origin === location.origin;
const MAX_HEIGHT = 20000;
const MAX_STATE = 2048;
const DEFAULT_HEIGHT = 520;
const IDS = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const THEMES = ['auto', 'light', 'dark'];

// The questions are forms, and browsers do not even tell a script of a form's submission without
// `allow-forms`. Links to the course open it as a whole, so they leave the sandbox.
// A frame of the page's own origin could remove its sandbox if it kept that origin.
const SANDBOX = [
  'allow-scripts',
  'allow-forms',
  'allow-popups',
  'allow-popups-to-escape-sandbox',
  'allow-downloads',
  ...(SAME_ORIGIN ? [] : ['allow-same-origin']),
].join(' ');
// Without `allow-same-origin` the frame's origin is opaque: it signs as "null", and cannot be
// named as an addressee.
const FRAME_ORIGIN = SAME_ORIGIN ? 'null' : SITE.origin;
const ADDRESSEE = SAME_ORIGIN ? '*' : SITE.origin;

class TradeoffsEmbed extends HTMLElement {
  static observedAttributes = ['lab', 'lesson', 'state', 'theme', 'height', 'loading', 'title'];

  #fallback = document.createElement('slot');
  #frame = null;
  #state = null;
  #measured = false;
  #ready = deferred();
  #onMessage = (event) => this.#receive(event);

  constructor() {
    super();
    this.attachShadow({ mode: 'open' }).append(this.#fallback);
  }

  connectedCallback() {
    this.style.display ||= 'block';
    window.addEventListener('message', this.#onMessage);
    // An element that is moved keeps the state its reader has reached.
    this.#state ??= parseState(this.getAttribute('state') ?? '');
    this.#open();
  }

  disconnectedCallback() {
    window.removeEventListener('message', this.#onMessage);
    this.#close();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.#frame || before === after) return;
    if (name === 'state') this.setState(after ?? '');
    else if (name === 'theme') this.#send('setTheme', { theme: this.#theme });
    else if (name === 'title') this.#frame.title = this.#title;
    else if (name === 'height') this.#reserveHeight();
    else this.#open();
  }

  /** Resolves with this element when the frame shows its content. */
  whenReady() {
    return this.#ready.promise;
  }

  /** Shows a state: the text of an address's fragment, or an object of names and values. */
  async setState(state) {
    const text = stateText(state);
    this.#state = parseState(text);
    await this.whenReady();
    this.#send('setState', { state: text });
  }

  /** The state as the text of an address's fragment. */
  getState() {
    return stateText(this.#state ?? {});
  }

  /** Goes back to the state in which the lab starts. */
  async reset() {
    await this.whenReady();
    this.#send('reset');
  }

  /** The state as an object of names and values. */
  get value() {
    return { ...this.#state };
  }

  set value(state) {
    this.setState(state);
  }

  get #path() {
    for (const kind of ['lab', 'lesson']) {
      const id = this.getAttribute(kind);
      if (id !== null && IDS.test(id)) return `embed/${kind}/${id}/`;
    }
    return null;
  }

  get #theme() {
    const theme = this.getAttribute('theme');
    return THEMES.includes(theme) ? theme : 'auto';
  }

  get #title() {
    const id = this.getAttribute('lab') ?? this.getAttribute('lesson');
    return this.getAttribute('title') || `Tradeoffs: ${id.replaceAll('-', ' ')}`;
  }

  #open() {
    this.#close();
    const path = this.#path;
    if (path === null) {
      this.#emit('error', { message: 'Give tradeoffs-embed the id of a lab or of a lesson.' });
      return;
    }
    const url = new URL(path, SITE);
    if (this.hasAttribute('theme')) url.searchParams.set('theme', this.#theme);
    url.hash = this.getState();
    const frame = document.createElement('iframe');
    frame.title = this.#title;
    frame.loading = this.getAttribute('loading') === 'eager' ? 'eager' : 'lazy';
    frame.allow = 'fullscreen; clipboard-write';
    frame.setAttribute('sandbox', SANDBOX);
    Object.assign(frame.style, { display: 'block', width: '100%', border: '0' });
    frame.src = url.href;
    this.#frame = frame;
    this.#reserveHeight();
    this.shadowRoot.append(frame);
  }

  #close() {
    if (!this.#frame) return;
    this.#frame.remove();
    this.#frame = null;
    this.#measured = false;
    this.#fallback.style.display = '';
    if (this.#ready.done) this.#ready = deferred();
  }

  #reserveHeight() {
    if (this.#measured) return;
    const asked = Number(this.getAttribute('height') || DEFAULT_HEIGHT);
    const height = asked > 0 && asked <= MAX_HEIGHT ? asked : DEFAULT_HEIGHT;
    this.#frame.style.height = `${height}px`;
  }

  #send(type, detail) {
    this.#frame?.contentWindow?.postMessage({ ...detail, ns: 'tradeoffs', v: 1, type }, ADDRESSEE);
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(`tradeoffs-${type}`, { detail, bubbles: true }));
  }

  #receive(event) {
    const ours = this.#frame && event.source === this.#frame.contentWindow;
    if (!ours || event.origin !== FRAME_ORIGIN || !isSound(event.data)) return;
    if (!isPlain(event.data)) return;
    const { ns, v, type, id, ...detail } = event.data;
    if (ns !== 'tradeoffs' || v !== 1 || typeof id !== 'string') return;
    if (type === 'ready') this.#onReady(detail);
    else if (type === 'resize') this.#onResize(detail);
    else if (type === 'change') this.#onChange(detail);
    else if (['answer', 'complete', 'error'].includes(type)) this.#emit(type, detail);
  }

  #onReady({ greeted }) {
    // The frame sends states and answers only to an origin that has said hello.
    if (!greeted) this.#send('hello');
    if (this.#ready.done) return;
    this.#fallback.style.display = 'none';
    this.#ready.resolve(this);
    this.#emit('ready', {});
  }

  #onResize({ height }) {
    if (typeof height !== 'number' || height <= 0 || height > MAX_HEIGHT) return;
    this.#measured = true;
    this.#frame.style.height = `${Math.ceil(height)}px`;
    this.#emit('resize', { height: Math.ceil(height) });
  }

  #onChange(detail) {
    const text = stateText(detail.state);
    if (text.length > MAX_STATE) return;
    this.#state = parseState(text);
    this.#emit('change', { ...detail, state: this.value });
  }
}

// A promise with its handle, and whether it is settled.
function deferred() {
  const self = { done: false };
  self.promise = new Promise((resolve) => {
    self.resolve = (value) => {
      self.done = true;
      resolve(value);
    };
  });
  return self;
}

function isPlain(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Whether a message is data of a sane size: finite numbers, short texts, shallow objects.
function isSound(value, depth = 0) {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return value.length <= 4096;
  if (value === null || typeof value === 'boolean' || value === undefined) return true;
  if (typeof value !== 'object' || depth > 6) return false;
  const parts = Object.values(value);
  return parts.length <= 256 && parts.every((part) => isSound(part, depth + 1));
}

function stateText(state) {
  if (typeof state === 'string') return state.replace(/^#/, '');
  return isPlain(state) ? new URLSearchParams(Object.entries(state)).toString() : '';
}

// Values that are numbers become numbers; the others stay texts.
function parseState(text) {
  const state = {};
  for (const [name, value] of new URLSearchParams(text)) {
    const number = Number(value);
    state[name] = value.trim() !== '' && Number.isFinite(number) ? number : value;
  }
  return state;
}

// A page may include this script twice, for example from two posts of a blog.
if (!customElements.get('tradeoffs-embed')) {
  customElements.define('tradeoffs-embed', TradeoffsEmbed);
}
