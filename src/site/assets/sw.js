// The service worker: keeps the whole site for reading without a network.
//
// One cache per version. A version is installed whole, every file checked by its SHA-256, or not
// at all. It then waits until the learner accepts it or the last old tab is closed. A tab that is
// still open when another tab accepts an update keeps the files of its own version.
//
// The build fills in the version and the files: [["index.html", "<sha256 in hex>"], …].
const VERSION = '/*VERSION*/';
const [FILES] = [/*FILES*/];

const SCOPE = new URL(self.registration.scope);
const PREFIX = `tradeoffs:${SCOPE.pathname}:`;
const CURRENT = PREFIX + VERSION;
// Remembers, between two lives of this worker, which tab belongs to which older version.
const LEDGER = `${PREFIX}tabs`;
const LEDGER_KEY = new URL('?tabs', SCOPE).href;
const HASHES = new Map(FILES);

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));
self.addEventListener('message', (event) => {
  if (event.data === 'skip-waiting') event.waitUntil(self.skipWaiting());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const ours = url.origin === SCOPE.origin && url.pathname.startsWith(SCOPE.pathname);
  // A request for a part of a file is better answered by a server.
  if (!ours || request.method !== 'GET' || request.headers.has('range')) return;
  event.respondWith(answer(event, url));
});

// ---------------------------------------------------------------- Installation

async function install() {
  const older = await ownCaches();
  // Everything is fetched and checked before anything is written.
  const checked = await Promise.all(FILES.map(([path, hash]) => obtain(path, hash, older)));
  try {
    const cache = await caches.open(CURRENT);
    await Promise.all(checked.map(([path, response]) => cache.put(keyOf(path), response)));
  } catch (error) {
    // No space left, for example. Half a version must not stay behind.
    if (!older.includes(CURRENT)) await caches.delete(CURRENT);
    throw error;
  }
}

// The file, from an older version when it has not changed, else from the network.
async function obtain(path, hash, older) {
  for (const name of older) {
    const cached = await (await caches.open(name)).match(keyOf(path), { ignoreVary: true });
    const unchanged = cached && (await verified(cached, hash));
    if (unchanged) return [path, unchanged];
  }
  // `reload` passes by the HTTP cache, which may still hold the file of another version.
  const fresh = await verified(await fetch(keyOf(path), { cache: 'reload' }), hash);
  if (!fresh) throw new Error(`${path} is not the file of version ${VERSION}`);
  return [path, fresh];
}

// A copy with the expected bytes, or null. The copy forgets redirects, which browsers refuse as
// the answer to a navigation, and the encoding of the transfer, which is undone by now.
async function verified(response, hash) {
  if (!response.ok) return null;
  const bytes = await response.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (hex !== hash) return null;
  const headers = new Headers(response.headers);
  for (const name of ['content-encoding', 'content-length', 'vary']) headers.delete(name);
  return new Response(bytes, { headers });
}

// The address under which a file is fetched and kept: directories by their own address, because
// some hosts redirect `index.html`.
function keyOf(path) {
  return new URL(path.replace(/(^|\/)index\.html$/, '$1'), SCOPE).href;
}

// The caches of this scope's versions; other scopes and other applications are not ours to touch.
async function ownCaches() {
  const names = await caches.keys();
  return names.filter((name) => name.startsWith(PREFIX) && name !== LEDGER);
}

// ---------------------------------------------------------------- Activation

// Tabs that are open now have loaded the version before this one.
async function activate() {
  const ledger = await readLedger();
  if (ledger.active && ledger.active !== VERSION) {
    for (const { id } of await openTabs()) ledger.tabs[id] ??= ledger.active;
  }
  ledger.active = VERSION;
  await prune(ledger);
}

// Forgets closed tabs, and the versions that no tab needs.
async function prune(ledger) {
  const open = new Set((await openTabs()).map(({ id }) => id));
  for (const id of Object.keys(ledger.tabs)) if (!open.has(id)) delete ledger.tabs[id];
  const needed = new Set([CURRENT, ...Object.values(ledger.tabs).map((old) => PREFIX + old)]);
  const unneeded = (await ownCaches()).filter((name) => !needed.has(name));
  // A newer version may be installing at this moment; it is not ours to remove.
  const busy = self.registration.installing || self.registration.waiting;
  if (!busy) await Promise.all(unneeded.map((name) => caches.delete(name)));
  const cache = await caches.open(LEDGER);
  await cache.put(LEDGER_KEY, Response.json(ledger));
}

function openTabs() {
  return self.clients.matchAll({ type: 'all' });
}

async function readLedger() {
  const cache = await caches.open(LEDGER);
  const stored = await cache.match(LEDGER_KEY);
  return stored ? stored.json() : { active: null, tabs: {} };
}

// ---------------------------------------------------------------- Answers

async function answer(event, url) {
  const navigation = event.request.mode === 'navigate';
  try {
    const name = await cacheOf(event, navigation);
    const found = await fromCache(name, url, navigation);
    if (found) return found;
  } catch {
    // The storage may be gone or refused; then the network must do.
  }
  try {
    return await fromNetwork(event.request, url);
  } catch (error) {
    // An address nobody knows, and no server to ask.
    const page = navigation && (await fromCache(CURRENT, new URL('404.html', SCOPE), false));
    if (!page) throw error;
    return new Response(page.body, { status: 404, statusText: 'Not Found', headers: page.headers });
  }
}

// A page gets the newest version; its files are of the version of the page.
async function cacheOf(event, navigation) {
  const ledger = await readLedger();
  if (Object.keys(ledger.tabs).length === 0) return CURRENT;
  if (navigation) {
    event.waitUntil(prune(ledger));
    return CURRENT;
  }
  const version = ledger.tabs[event.clientId];
  if (!version) return CURRENT;
  // A worker that an old tab starts is a client of its own, and as old as the tab.
  if (event.resultingClientId && !ledger.tabs[event.resultingClientId]) {
    ledger.tabs[event.resultingClientId] = version;
    const cache = await caches.open(LEDGER);
    await cache.put(LEDGER_KEY, Response.json(ledger));
  }
  return PREFIX + version;
}

async function fromCache(name, url, navigation) {
  // `open` would create a cache that has been removed in the meantime.
  if (!(await caches.has(name))) return undefined;
  const cache = await caches.open(name);
  const path = url.pathname.slice(SCOPE.pathname.length);
  const found = await cache.match(keyOf(decodeURI(path)));
  if (found || !navigation) return found;
  // Pages refer to their files relatively, so `/lab` must become `/lab/` before it is shown.
  const directory = new URL(`${url.pathname}/${url.search}`, url);
  const page = await cache.match(directory.origin + directory.pathname);
  return page && Response.redirect(directory.href, 302);
}

// A file that the browser has dropped from the cache comes back, if it is still the same file.
async function fromNetwork(request, url) {
  const response = await fetch(request);
  const path = url.pathname.slice(SCOPE.pathname.length);
  const hash = HASHES.get(path) ?? HASHES.get(`${path}index.html`);
  if (!hash || !response.ok) return response;
  const whole = await verified(response.clone(), hash);
  if (whole) await (await caches.open(CURRENT)).put(keyOf(path), whole).catch(() => {});
  return response.redirected ? new Response(response.body, response) : response;
}
