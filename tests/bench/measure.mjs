// Measures one load of a page, each time in a fresh profile and with an empty cache.
import { get } from 'node:http';

// A mid-range phone on a slow mobile network, as Lighthouse imagines them. The worker of a page
// shares its network; its processor is not slowed down, which the browser cannot do.
const PHONE = { width: 412, height: 823, deviceScaleFactor: 1.75, isMobile: true, hasTouch: true };
const NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1.6e6 / 8,
  uploadThroughput: 0.75e6 / 8,
};
const CPU = { rate: 4 };
const PRESS_EVERY = 50;
const PATIENCE = 60_000;

/** Opens a page, hands it to `use` and closes it. */
export async function withPage(browser, use, { slow = false } = {}) {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    if (slow) {
      await page.setViewport(PHONE);
      const session = await page.createCDPSession();
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', NETWORK);
      await session.send('Emulation.setCPUThrottlingRate', CPU);
    }
    return await use(page);
  } finally {
    await context.close();
  }
}

/** First and largest contentful paint, total blocking time (all in ms) and layout shift. */
export function paints(browser, url) {
  return withPage(browser, async (page) => {
    await page.evaluateOnNewDocument(() => {
      window.entries = [];
      for (const type of ['paint', 'largest-contentful-paint', 'longtask', 'layout-shift']) {
        new PerformanceObserver((list) => window.entries.push(...list.getEntries()))
          .observe({ type, buffered: true });
      }
    });
    await page.goto(url, { waitUntil: 'networkidle0' });
    await new Promise((after) => setTimeout(after, 1000));
    return page.evaluate(() => {
      const of = (type) => window.entries.filter(({ entryType }) => entryType === type);
      const fcp = of('paint').find(({ name }) => name === 'first-contentful-paint').startTime;
      const blocked = of('longtask')
        .filter(({ startTime }) => startTime >= fcp)
        .reduce((sum, { duration }) => sum + duration - 50, 0);
      return {
        fcp,
        lcp: of('largest-contentful-paint').at(-1).startTime,
        cls: of('layout-shift').reduce((sum, { value }) => sum + value, 0),
        tbt: blocked,
      };
    });
  }, { slow: true });
}

/**
 * The time, in ms from the navigation, of the first key press that has an effect. From the first
 * paint on, the control has the focus and the key is pressed every 50 ms.
 *
 * @param {object} control
 * @param {string} control.find an expression for the element.
 * @param {string} control.shown an expression for what must change, a text.
 * @param {string} control.key the key.
 */
export function answers(browser, url, control) {
  return withPage(browser, async (page) => {
    const told = {};
    const painted = new Promise((resolve) => (told.painted = resolve));
    const answered = new Promise((resolve) => (told.answered = resolve));
    await page.exposeFunction('tell', (what, at) => told[what](at));
    await page.evaluateOnNewDocument(watch(control));
    const loaded = page.goto(url);
    await painted;
    let at;
    answered.then((time) => (at = time));
    const end = Date.now() + PATIENCE;
    while (at === undefined) {
      if (Date.now() > end) throw new Error(`${url} does not answer to ${control.key}.`);
      const next = new Promise((after) => setTimeout(after, PRESS_EVERY));
      await page.keyboard.press(control.key);
      await next;
    }
    await loaded;
    return at;
  }, { slow: true });
}

function watch({ find, shown }) {
  return `new PerformanceObserver((list, observer) => {
    observer.disconnect();
    const waiting = setInterval(() => {
      // Looked for each time, since a starting page may replace it.
      const find = () => ${find};
      if (!find()) return;
      clearInterval(waiting);
      find().scrollIntoView();
      find().focus();
      const shown = () => ((element) => ${shown})(find());
      const before = shown();
      const mutations = new MutationObserver(() => {
        if (shown() === before) return;
        mutations.disconnect();
        window.tell('answered', performance.now());
      });
      const everything = { attributes: true, characterData: true, childList: true, subtree: true };
      mutations.observe(document.body, everything);
      window.tell('painted', performance.now());
    }, 10);
  }).observe({ type: 'paint', buffered: true });`;
}

/**
 * What the server sends for a page: to read it, and in all. Reading takes everything but WASM and
 * the scripts that do not block it. The service worker is apart: it fetches the whole course.
 */
export async function traffic(browser, server, path) {
  server.fail = (file) => file.endsWith('/sw.js') && 404;
  server.seen.length = 0;
  const blocking = await withPage(browser, async (page) => {
    await page.goto(server.url(path), { waitUntil: 'networkidle0' });
    return page.evaluate(() => {
      const later = '[async], [defer], [type=module]';
      return [...document.head.querySelectorAll('script[src]')]
        .filter((script) => !script.matches(later))
        .map((script) => new URL(script.src).pathname);
    });
  });
  const files = server.seen.filter((file) => !file.endsWith('/sw.js'));
  server.fail = () => false;
  const total = { read: { bytes: 0, requests: 0 }, all: { bytes: 0, requests: 0 } };
  for (const file of files) {
    const bytes = await transferred(server.origin + encodeURI(file));
    const needed = !/\.(js|wasm)$/.test(file) || blocking.includes(file);
    for (const sum of needed ? [total.read, total.all] : [total.all]) {
      sum.bytes += bytes;
      sum.requests += 1;
    }
  }
  return total;
}

/** The length of a body as it is sent. */
function transferred(url) {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'Accept-Encoding': 'br' } }, (response) => {
      let bytes = 0;
      response.on('data', (chunk) => (bytes += chunk.length));
      response.on('end', () => resolve(bytes));
    }).on('error', reject);
  });
}
