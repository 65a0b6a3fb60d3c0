// Starts the application on a prerendered page.

const HOUR = 60 * 60 * 1000;
const page = document.documentElement;
const root = new URL(page.dataset.root, location.href);
// The page says which program it needs by asking the browser to load it early.
const early = (kind) => document.head.querySelector(`link[rel="${kind}"]`).href;
const APP_JS = early('modulepreload');
const APP_WASM = early('preload');

// A retry asks under another address, since browsers may remember that a module failed to load.
let attempt = 0;
// Live parts are taken over once; a page that failed half-way can only be loaded again.
let hydrating = false;

// The application calls this when it has panicked. Saved answers are safe by then: the browser has them.
globalThis.tradeoffsPanicked = () => {
  const notice = document.getElementById('panic-notice');
  if (!notice) return;
  notice.hidden = false;
  notice.querySelector('button').addEventListener('click', restart, { once: true });
};

// All that run simulators for this page, to be ended with the application that they serve.
const workers = new Set();
globalThis.tradeoffsNewWorker = newWorker;

startWorker();
start();
whenIdle(registerServiceWorker);

// Where there is no worker the simulators run on the page: the same module, loaded here when the
// application asks for the first run, and reached through a port instead.
globalThis.tradeoffsSimulateHere = async (port) => {
  globalThis.tradeoffsSimulatorPort = port;
  try {
    const retry = attempt === 0 ? '' : `?retry=${attempt}`;
    const simulators = await import(new URL(`worker.js${retry}`, root).href);
    await simulators.default({ module_or_path: new URL('worker_bg.wasm', root) });
  } catch (error) {
    fail(error);
  }
};

// Starts the simulation worker while the application is still loading.
function startWorker() {
  globalThis.tradeoffsWorker = null;
  if (!document.querySelector('[data-lab]')) return;
  const worker = newWorker();
  globalThis.tradeoffsWorker = worker;
  // An error before the application listens would otherwise be lost.
  worker?.addEventListener('error', () => {
    if (globalThis.tradeoffsWorker === worker) globalThis.tradeoffsWorker = null;
  });
}

// Another one of them; null where there is none: sandboxed frames may have no workers.
function newWorker() {
  try {
    const worker = new Worker(new URL('worker-boot.js', root), { type: 'module' });
    workers.add(worker);
    return worker;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}

async function start() {
  try {
    const retry = attempt === 0 ? '' : `?retry=${attempt}`;
    const wasm = fetchWasm(new URL(APP_WASM + retry));
    // If the module fails first, this promise has nobody else to look at it.
    wasm.catch(() => {});
    const app = await import(APP_JS + retry);
    const module = await wasm;
    hydrating = true;
    await app.default({ module_or_path: module });
    // Set by the application: all live parts of the page have come to life.
    await globalThis.tradeoffsAlive;
    page.dataset.ready = 'true';
  } catch (error) {
    fail(error);
  }
}

async function fetchWasm(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`);
  return response;
}

// The text of the page is there all the same, so the message stands beside it.
function fail(error) {
  console.error(error);
  const detail = { message: String(error?.message ?? error).slice(0, 500) };
  document.dispatchEvent(new CustomEvent('tradeoffs:error', { detail }));
  const message = document.getElementById('boot-failure');
  if (!message) return;
  message.hidden = false;
  message.querySelector('button')?.addEventListener('click', retry, { once: true });
  offerRescue(message);
}

// What was saved can be had without the application: one small script reads it and writes nothing.
async function offerRescue(message) {
  try {
    const { rescue } = await import(new URL('rescue.js', root).href);
    message.querySelector('[data-rescue]')?.addEventListener('click', () => rescue(root));
  } catch {
    // Not even that script can be loaded; another try may help.
    message.querySelector('[data-rescue]')?.remove();
  }
}

// After a panic: the live parts as the build made them, and another instance of the application.
async function restart() {
  try {
    const answer = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const parts = fresh.querySelectorAll('live-part');
    document.querySelectorAll('live-part').forEach((part, i) => {
      part.innerHTML = parts[i].innerHTML;
    });
    document.getElementById('panic-notice').hidden = true;
    delete page.dataset.ready;
    attempt += 1;
    workers.forEach((worker) => worker.terminate());
    workers.clear();
    startWorker();
    await start();
    document.getElementById('main')?.focus();
  } catch {
    // Without a network and without a kept copy of the page, loading it again is no worse.
    location.reload();
  }
}

function retry() {
  if (hydrating) {
    location.reload();
    return;
  }
  // In place, because a reload without a network would lose the text as well.
  document.getElementById('boot-failure').hidden = true;
  attempt += 1;
  start();
}

// Nothing here is needed to read or to work, so it waits its turn.
function whenIdle(task) {
  const later = () => (window.requestIdleCallback ?? setTimeout)(task);
  if (document.readyState === 'complete') later();
  else addEventListener('load', later, { once: true });
}

async function registerServiceWorker() {
  const alone = window.parent === window && !('embed' in page.dataset);
  if (!alone || 'dev' in page.dataset || !navigator.serviceWorker) return;
  try {
    const options = { scope: root.pathname, updateViaCache: 'none' };
    const registration = await navigator.serviceWorker.register(new URL('sw.js', root), options);
    watchUpdates(registration);
  } catch {
    // Private windows and sandboxed pages may refuse; the course then needs the network.
  }
}

// A new version waits until the learner asks for it: nothing reloads by itself.
function watchUpdates(registration) {
  const notice = document.querySelector('.update-notice');
  let accepted = false;
  let checked = Date.now();
  const show = () => {
    if (notice) notice.hidden = false;
  };
  const reloadOnce = () => {
    if (!accepted) return;
    accepted = false;
    location.reload();
  };
  const announce = (worker) => {
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && registration.active) show();
    });
  };

  if (registration.waiting && registration.active) show();
  announce(registration.installing);
  registration.addEventListener('updatefound', () => announce(registration.installing));
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    // Another tab has accepted: this one asks, in case the learner is in the middle of something.
    if (accepted) reloadOnce();
    else show();
  });

  notice?.querySelector('button')?.addEventListener('click', () => {
    accepted = true;
    const { waiting } = registration;
    if (!waiting) {
      reloadOnce();
      return;
    }
    // A page that was loaded past the worker sees no change of controller.
    waiting.addEventListener('statechange', () => waiting.state === 'activated' && reloadOnce());
    waiting.postMessage('skip-waiting');
  });

  // A tab may stay open for days; browsers look for updates only at navigations.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - checked < HOUR) return;
    checked = Date.now();
    // Offline there is nothing to look for.
    registration.update().catch(() => {});
  });
}
