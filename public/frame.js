// Tells the page around an embed how tall its content is, and passes messages between the two.
//
// A classic deferred script: in a sandboxed frame a module needs a CORS header, this needs nothing.
// It works before the application starts, and when it never starts.
//
// To the application, on `document`:
//   `tradeoffs:set-state`, detail {state}: show this state, written as in the fragment of a lab's
//   address; an empty text asks for the starting state. Held back until <html data-ready="true">.
// From the application, on `document`, the detail being a plain object:
//   `tradeoffs:change`, `tradeoffs:answer`, `tradeoffs:complete`, `tradeoffs:error`.
(() => {
  'use strict';
  const host = window.parent;
  if (host === window) return;

  const MAX_HEIGHT = 20000;
  const MAX_STATE = 2048;
  const MAX_WAITING = 50;
  const FORWARDED = ['change', 'answer', 'complete', 'error'];
  const page = document.documentElement;
  // For example `lab/batching`. Older Datawrapper scripts look for it in the frame's address.
  const id = location.pathname.replace(/^.*\/embed\//, '').replace(/\/(index\.html)?$/, '');
  // WordPress adds `#?secret=…` to the address and acts only on messages that repeat it.
  const secret = /[#?&]secret=([A-Za-z0-9]{1,64})(?:[&#]|$)/.exec(location.hash)?.[1];

  // The origin of the page around us, once it has said hello.
  let learned = null;
  let h5p = false;
  let sentHeight = 0;
  let scheduled = false;
  // What the host must hear but cannot yet, because it has not said hello.
  let unheard = [];
  let wantedState = null;

  // Heights and readiness are no secret, so they may go to whoever frames us.
  function tellAnyone(message) {
    host.postMessage(message, '*');
  }

  function envelope(type, detail) {
    return { ...detail, ns: 'tradeoffs', v: 1, type, id };
  }

  // The bottom of the content, not of the document: the document is never shorter than the frame,
  // so a frame that trusted its height could not shrink.
  function contentHeight() {
    let bottom = 0;
    for (const child of document.body.children) {
      const style = getComputedStyle(child);
      const box = child.getBoundingClientRect();
      if (box.height === 0 || style.position === 'fixed' || style.position === 'absolute') continue;
      bottom = Math.max(bottom, box.bottom + (parseFloat(style.marginBottom) || 0));
    }
    if (bottom === 0) return 0;
    const body = getComputedStyle(document.body);
    const below = (parseFloat(body.paddingBottom) || 0) + (parseFloat(body.marginBottom) || 0);
    return Math.min(MAX_HEIGHT, Math.ceil(bottom + window.scrollY + below));
  }

  // Every dialect that pages already understand.
  function sayHeight(height) {
    tellAnyone(envelope('resize', { height }));
    tellAnyone({ 'datawrapper-height': { [id]: height } });
    tellAnyone({ sentinel: 'amp', type: 'embed-size', height });
    tellAnyone({ subject: 'lti.frameResize', height });
    // The Moodle plug-in reads the same message only when it is a text.
    tellAnyone(JSON.stringify({ subject: 'lti.frameResize', height }));
    tellAnyone({ type: 'plugin.resize', payload: { height } });
    if (secret) tellAnyone({ message: 'height', value: height, secret });
    if (h5p) sayH5p('prepareResize', { scrollHeight: height, clientHeight: height });
  }

  function sayH5p(action, detail) {
    tellAnyone({ ...detail, context: 'h5p', action });
  }

  function measure(again) {
    const height = contentHeight();
    // A frame that is not displayed has no height; saying 0 would hide it for good.
    if (height === 0 || (height === sentHeight && !again)) return;
    sentHeight = height;
    sayHeight(height);
  }

  function schedule() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => {
      scheduled = false;
      measure(false);
    });
  }

  function forward(type, detail) {
    const message = envelope(type, detail);
    if (learned !== null) {
      host.postMessage(message, learned);
      return;
    }
    // Of several changes only the last matters; every answer does.
    if (type === 'change') unheard = unheard.filter((other) => other.type !== 'change');
    if (unheard.length < MAX_WAITING) unheard.push(message);
  }

  function isPlain(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }

  function setState(state) {
    if (typeof state !== 'string' || state.length > MAX_STATE) return;
    wantedState = state;
    deliverState();
  }

  function deliverState() {
    if (wantedState === null || page.dataset.ready !== 'true') return;
    const state = wantedState;
    wantedState = null;
    document.dispatchEvent(new CustomEvent('tradeoffs:set-state', { detail: { state } }));
  }

  function setTheme(theme) {
    if (theme === 'light' || theme === 'dark') page.dataset.theme = theme;
    else if (theme === 'auto') delete page.dataset.theme;
  }

  function hello(origin) {
    // An opaque origin cannot be named as an addressee; to such a host only heights go.
    learned = origin === 'null' ? null : origin;
    tellAnyone(envelope('ready', { greeted: learned !== null }));
    measure(true);
    if (learned === null) return;
    for (const message of unheard) host.postMessage(message, learned);
    unheard = [];
  }

  function onOurs(message, origin) {
    if (message.type === 'hello') hello(origin);
    else if (message.type === 'setState') setState(message.state);
    else if (message.type === 'reset') setState('');
    else if (message.type === 'setTheme') setTheme(message.theme);
  }

  // The H5P resizer: hello both ways, then prepareResize, resizePrepared, resize.
  function onH5p(action) {
    if (action === 'ready') {
      sayH5p('hello');
    } else if (action === 'hello') {
      h5p = true;
      measure(true);
    } else if (action === 'resizePrepared') {
      sayH5p('resize', { scrollHeight: contentHeight() || sentHeight });
    } else if (action === 'resize') {
      measure(true);
    }
  }

  window.addEventListener('message', (event) => {
    const message = event.data;
    if (event.source !== host || !isPlain(message)) return;
    if (message.ns === 'tradeoffs' && message.v === 1) onOurs(message, event.origin);
    else if (message.context === 'h5p') onH5p(message.action);
  });

  for (const type of FORWARDED) {
    document.addEventListener(`tradeoffs:${type}`, (event) => {
      if (isPlain(event.detail)) forward(type, event.detail);
    });
  }
  new MutationObserver(deliverState).observe(page, { attributeFilter: ['data-ready'] });

  // Fonts change the height, so the first figure waits for them.
  document.fonts.ready.then(() => {
    tellAnyone(envelope('ready', { greeted: learned !== null }));
    sayH5p('hello');
    measure(true);
    const observer = new ResizeObserver(schedule);
    observer.observe(document.getElementById('main') ?? document.body);
    observer.observe(document.body);
  });
})();
