// A new version of the course: it waits, it is offered, and no tab ever mixes two versions.
import { expect, NO_NETWORK, offlineReady, ready, test } from './fixtures.mjs';
import { newVersion, siteRoot } from './site.mjs';

const LESSON = 'lesson/dynamic-batching/';
const heading = (page) => page.getByRole('heading', { level: 1 });
const notice = (page) => page.locator('.update-notice');

// A version whose pages say so, and whose simulation worker says so in a test.
function version(name) {
  const mark = (text) => text.replace('</h1>', ` (${name})</h1>`);
  return newVersion(siteRoot(), name, {
    'index.html': mark,
    [`${LESSON}index.html`]: mark,
    'worker-boot.js': (text) => `${text}\n// ${name}\n`,
    'worker.js': (text) => `${text}\nif (self.location.search === '?test') self.postMessage('${name}');\n`,
  });
}

async function openTab(context, site, address = LESSON) {
  const page = await context.newPage();
  await page.goto(site.url(address));
  await ready(page);
  return page;
}

// The first visit is not controlled by the worker; the next one is.
async function installed(context, site) {
  const page = await openTab(context, site, '');
  await offlineReady(page);
  await page.goto(site.url(LESSON));
  await ready(page);
  return page;
}

// The versions whose files are kept.
async function versions(page) {
  const names = await page.evaluate(() => caches.keys());
  return names.map((name) => name.split(':').at(-1)).filter((name) => name !== 'tabs').sort();
}

async function deploy(page, site, name) {
  site.root = version(name);
  await page.evaluate(() => navigator.serviceWorker.ready.then((found) => found.update()));
}

test('a new version is offered, and applied when the learner says so', async ({ context, site }) => {
  const page = await installed(context, site);
  await page.evaluate(() => (window.untouched = true));
  await deploy(page, site, 'v2');
  await expect(notice(page)).toBeVisible();
  await expect(heading(page)).not.toHaveText(/v2/);
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => window.untouched)).toBe(true);

  let loads = 0;
  page.on('load', () => (loads += 1));
  await notice(page).getByRole('button').click();
  await expect(heading(page)).toHaveText(/\(v2\)/);
  await ready(page);
  await expect(notice(page)).toBeHidden();
  await page.waitForTimeout(500);
  expect(loads).toBe(1);
  // The old version goes with the last tab that needed it, at the next navigation.
  await page.goto(site.url());
  await expect.poll(() => versions(page)).toEqual(['v2']);
});

test('only what has changed is fetched', async ({ context, site }) => {
  const page = await installed(context, site);
  site.seen.length = 0;
  await deploy(page, site, 'v2');
  await expect(notice(page)).toBeVisible();
  expect([...new Set(site.seen)].sort()).toEqual(
    ['/', `/${LESSON}`, '/sw.js', '/worker-boot.js', '/worker.js'].sort(),
  );
});

test('a learner who ignores the notice keeps a whole version', async ({ context, site, allowed }) => {
  test.setTimeout(150_000);
  allowed.push(NO_NETWORK);
  const page = await installed(context, site);
  for (const name of ['v2', 'v3', 'v4']) {
    await deploy(page, site, name);
    // Each is the whole course anew.
    await expect.poll(() => versions(page), { timeout: 30_000 }).toContain(name);
    await expect(notice(page)).toBeVisible();
  }
  // The last one has taken the place of those before it.
  await expect.poll(() => page.evaluate(async () => {
    const { installing, waiting } = await navigator.serviceWorker.ready;
    return Boolean(waiting && !installing);
  })).toBe(true);
  await page.goto(site.url());
  await expect(heading(page)).not.toHaveText(/v\d/);
  await expect(notice(page)).toBeVisible();
  await notice(page).getByRole('button').click();
  await expect(heading(page)).toHaveText(/\(v4\)/);
});

test('another tab is not reloaded, and keeps the files of its version', async ({
  context, site, allowed,
}) => {
  allowed.push(NO_NETWORK);
  const old = await installed(context, site);
  await old.evaluate(() => (window.untouched = true));
  const other = await openTab(context, site, '');
  await deploy(other, site, 'v2');
  await notice(other).getByRole('button').click();
  await expect(heading(other)).toHaveText(/\(v2\)/);
  site.cut();

  expect(await old.evaluate(() => window.untouched)).toBe(true);
  await expect(notice(old)).toBeVisible();
  const text = (page) => page.evaluate(() => fetch(
    new URL('worker-boot.js', new URL(document.documentElement.dataset.root, location.href)),
  ).then((response) => response.text()));
  expect(await text(old)).not.toContain('// v2');
  expect(await text(other)).toContain('// v2');

  // A worker that the old tab starts now is as old as the tab, with all that it imports.
  const startWorker = (page) => page.evaluate(() => new Promise((done) => {
    const root = new URL(document.documentElement.dataset.root, location.href);
    const worker = new Worker(new URL('worker-boot.js?test', root), { type: 'module' });
    worker.addEventListener('error', () => done('error'));
    worker.addEventListener('message', ({ data }) => data === 'v2' && done('v2'));
    setTimeout(() => done('older'), 1500);
  }));
  expect(await startWorker(old)).toBe('older');
  expect(await startWorker(other)).toBe('v2');

  // When the old tab moves on, nobody needs its version any more.
  expect(await versions(other)).toHaveLength(2);
  await old.goto(site.url(LESSON));
  await expect(heading(old)).toHaveText(/\(v2\)/);
  await old.goto(site.url(LESSON));
  await expect.poll(() => versions(old)).toEqual(['v2']);
});

test('the notice in the other tab reloads that tab', async ({ context, site }) => {
  const old = await installed(context, site);
  const other = await openTab(context, site, '');
  await deploy(other, site, 'v2');
  await notice(other).getByRole('button').click();
  await expect(heading(other)).toHaveText(/\(v2\)/);
  await notice(old).getByRole('button').click();
  await expect(heading(old)).toHaveText(/\(v2\)/);
  await expect(notice(old)).toBeHidden();
});

test('a version is taken back like any other', async ({ context, site }) => {
  const page = await installed(context, site);
  const first = site.root;
  await deploy(page, site, 'v2');
  await notice(page).getByRole('button').click();
  await expect(heading(page)).toHaveText(/\(v2\)/);
  await ready(page);
  site.root = first;
  await page.evaluate(() => navigator.serviceWorker.ready.then((found) => found.update()));
  await expect(notice(page)).toBeVisible();
  await notice(page).getByRole('button').click();
  await expect(heading(page)).not.toHaveText(/v2/);
});

test('a broken worker script changes nothing', async ({ context, site, allowed }) => {
  allowed.push(NO_NETWORK, /404|MIME|SyntaxError|Unexpected|bad HTTP response/);
  const page = await installed(context, site);
  const faults = [404, { body: 'not a script' }, { body: '}{', type: 'text/javascript' }];
  for (const fault of faults) {
    site.fail = (path) => path.endsWith('/sw.js') && fault;
    await page.evaluate(() => navigator.serviceWorker.ready
      .then((found) => found.update()).catch(() => {}));
    await page.reload();
    await ready(page);
  }
  site.cut();
  await page.goto(site.url());
  await ready(page);
});
