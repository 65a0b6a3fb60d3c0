// An embed in a plain frame: what it tells the page around it, and what it refuses.
import { expect, ready, test } from './fixtures.mjs';

const EMBED = 'embed/lab/batching/';

// A foreign page with one frame; it records what it hears and runs a script of its own.
function hostPage(src, { attributes = '', script = '' } = {}) {
  return `<!doctype html><html lang="en"><title>A blog</title><link rel="icon" href="data:,">
<iframe id="f" src="${src}" title="Lab" width="600" height="120" ${attributes}></iframe>
<script>
  const frame = document.getElementById('f');
  window.heard = [];
  addEventListener('message', (event) => {
    if (event.source === frame.contentWindow) heard.push(event.data);
  });
  ${script}
</script>`;
}

// Sets the height on our own envelope, as the documentation shows it.
const RESIZER = `addEventListener('message', ({ source, data }) => {
  if (source !== frame.contentWindow || data.ns !== 'tradeoffs') return;
  if (data.type === 'resize') frame.style.height = data.height + 'px';
});`;

// What pages with H5P content do with their frames, in our words.
const H5P = `addEventListener('message', ({ source, origin, data }) => {
  if (source !== frame.contentWindow || data.context !== 'h5p') return;
  const reply = (action) => source.postMessage({ context: 'h5p', action }, origin);
  if (data.action === 'hello') reply('hello');
  if (data.action === 'prepareResize' && frame.clientHeight !== data.scrollHeight) {
    frame.style.height = data.clientHeight + 'px';
    reply('resizePrepared');
  }
  if (data.action === 'resize') {
    window.h5pResized = true;
    frame.style.height = data.scrollHeight + 'px';
  }
});`;

async function open(page, foreign, site, { address = EMBED, ...options } = {}) {
  foreign.pages.set('/', hostPage(site.url(address), options));
  await page.goto(foreign.url());
  const frame = page.frameLocator('#f');
  await ready(frame);
  return frame;
}

async function heard(page) {
  return page.evaluate(() => window.heard);
}

// The frame is as tall as its content: nothing scrolls, and less than a line is left over.
async function expectFit(page, frame) {
  const slack = async () => {
    const { scroll, inner, bottom } = await frame.locator('html').evaluate((html) => ({
      scroll: html.scrollHeight,
      inner: innerHeight,
      bottom: document.getElementById('main').getBoundingClientRect().bottom + scrollY,
    }));
    return { scrolls: scroll > inner, tall: inner > 130, loose: inner - bottom > 120 };
  };
  await expect.poll(slack).toEqual({ scrolls: false, tall: true, loose: false });
}

test('a frame grows and shrinks with its content', async ({ page, foreign, site }) => {
  const frame = await open(page, foreign, site, { script: RESIZER });
  await expectFit(page, frame);
  const height = () => page.locator('#f').evaluate((element) => element.clientHeight);
  const before = await height();
  await frame.locator('#main').evaluate((main) => {
    const more = document.createElement('p');
    more.id = 'more';
    more.style.height = '600.4px';
    main.append(more);
  });
  await expect.poll(height).toBeGreaterThanOrEqual(before + 600);
  await frame.locator('#more').evaluate((more) => more.remove());
  await expect.poll(height).toBe(before);
});

test('a page with the H5P resizer fits the frame', async ({ page, foreign, site }) => {
  const frame = await open(page, foreign, site, { script: H5P });
  await expect.poll(() => page.evaluate(() => window.h5pResized)).toBe(true);
  await expectFit(page, frame);
});

test('the height is told in every dialect, and is the same in all', async ({
  page, foreign, site,
}) => {
  await open(page, foreign, site, { address: `${EMBED}#?secret=a1B2c3D4e5` });
  const messages = await heard(page);
  const last = (find) => messages.map(find).filter((found) => found !== undefined).at(-1);
  const height = last((m) => (m.ns === 'tradeoffs' && m.type === 'resize' ? m.height : undefined));
  expect(Number.isInteger(height)).toBe(true);
  expect(height).toBeGreaterThan(0);
  expect(last((m) => m['datawrapper-height']?.['lab/batching'])).toBe(height);
  expect(last((m) => (m.sentinel === 'amp' ? m.height : undefined))).toBe(height);
  expect(last((m) => (m.subject === 'lti.frameResize' ? m.height : undefined))).toBe(height);
  expect(last((m) => (typeof m === 'string' ? JSON.parse(m).height : undefined))).toBe(height);
  expect(last((m) => (m.type === 'plugin.resize' ? m.payload.height : undefined))).toBe(height);
  const wordPress = last((m) => (m.message === 'height' ? m : undefined));
  expect(wordPress).toEqual({ message: 'height', value: height, secret: 'a1B2c3D4e5' });
});

test('without a hello no state leaves the frame; after it, the last one does', async ({
  page, foreign, site,
}) => {
  const frame = await open(page, foreign, site);
  const slider = frame.getByRole('slider').first();
  await slider.press('ArrowRight');
  await slider.press('ArrowRight');
  const states = async () => (await heard(page)).filter(({ type }) => type === 'change');
  await page.waitForTimeout(500);
  expect(await states()).toEqual([]);

  const hello = { ns: 'tradeoffs', v: 1, type: 'hello' };
  await page.evaluate(([message, origin]) => {
    document.getElementById('f').contentWindow.postMessage(message, origin);
  }, [hello, site.origin]);
  await expect.poll(async () => (await states()).length).toBe(1);
  expect((await states())[0]).toMatchObject({ v: 1, id: 'lab/batching' });
  const greetings = (await heard(page)).filter(({ type }) => type === 'ready');
  expect(greetings.map(({ greeted }) => greeted)).toEqual([false, true]);
});

test('the host sets a state and a theme', async ({ page, foreign, site }) => {
  const frame = await open(page, foreign, site);
  const slider = frame.getByRole('slider', { name: 'Maximum batch' });
  const start = await slider.getAttribute('aria-valuetext');
  const tell = (message) => page.evaluate(([detail, origin]) => {
    const whole = { ns: 'tradeoffs', v: 1, ...detail };
    document.getElementById('f').contentWindow.postMessage(whole, origin);
  }, [message, site.origin]);
  await tell({ type: 'setState', state: 'max_batch=16' });
  await expect(slider).toHaveAttribute('aria-valuetext', /^16 /);
  await tell({ type: 'reset' });
  await expect(slider).toHaveAttribute('aria-valuetext', start);
  await tell({ type: 'setTheme', theme: 'dark' });
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await tell({ type: 'setTheme', theme: 'auto' });
  await expect(frame.locator('html')).not.toHaveAttribute('data-theme');
});

test('a state that comes before the application is not lost', async ({ page, foreign, site }) => {
  site.delay = (path) => (/\/app[^/]*\.wasm$/.test(path) ? 1500 : 0);
  const script = `addEventListener('message', ({ data }) => {
    if (data.type !== 'ready' || window.told) return;
    window.told = true;
    frame.contentWindow.postMessage({ ns: 'tradeoffs', v: 1, type: 'setState', state: 'max_batch=16' }, '*');
  });`;
  const frame = await open(page, foreign, site, { script });
  expect(await page.evaluate(() => window.told)).toBe(true);
  await expect(frame.getByRole('slider', { name: 'Maximum batch' })).toHaveAttribute('aria-valuetext', /^16 /);
});

test('nobody but the host is heard, and junk does nothing', async ({ page, foreign, site }) => {
  // A second frame plays the stranger: it reaches its sibling through the parent.
  foreign.pages.set('/stranger', `<!doctype html><title>S</title><script>
    addEventListener('message', () => parent.frames[0].postMessage(
      { ns: 'tradeoffs', v: 1, type: 'setState', state: 'max_batch=16' }, '*'));
  </script>`);
  const attributes = `></iframe><iframe id="s" src="/stranger" title="S"`;
  const frame = await open(page, foreign, site, { attributes });
  const slider = frame.getByRole('slider', { name: 'Maximum batch' });
  const start = await slider.getAttribute('aria-valuetext');
  await page.evaluate(() => document.getElementById('s').contentWindow.postMessage('go', '*'));
  const junk = [
    null, 7, 'setState', [], { ns: 'tradeoffs' }, { ns: 'tradeoffs', v: 2, type: 'reset' },
    { ns: 'tradeoffs', v: 1, type: 'setState' }, { ns: 'tradeoffs', v: 1, type: 'setState', state: 4 },
    { ns: 'tradeoffs', v: 1, type: 'setState', state: 'x'.repeat(1e6) },
    { ns: 'tradeoffs', v: 1, type: 'setTheme', theme: '"><script>' },
    { ns: 'tradeoffs', v: 1, type: '__proto__' }, { context: 'h5p', action: 'constructor' },
  ];
  await page.evaluate((messages) => {
    for (const message of messages) document.getElementById('f').contentWindow.postMessage(message, '*');
  }, junk);
  await page.waitForTimeout(500);
  await expect(slider).toHaveAttribute('aria-valuetext', start);
  await expect(frame.locator('html')).not.toHaveAttribute('data-theme');
});

test('on its own the page sends nothing', async ({ page, site }) => {
  await page.addInitScript(() => {
    window.heard = [];
    addEventListener('message', (event) => window.heard.push(event.data));
  });
  await page.goto(site.url(EMBED));
  await ready(page);
  await page.waitForTimeout(300);
  // The simulation worker talks by its own channel, so the window itself hears nothing.
  expect(await heard(page)).toEqual([]);
});

test('a sandboxed frame without storage, workers or an origin works', async ({
  page, foreign, site,
}) => {
  const frame = await open(page, foreign, site, {
    attributes: 'sandbox="allow-scripts"', script: RESIZER,
  });
  await expectFit(page, frame);
  const storage = await frame.locator('html').evaluate(() => {
    try {
      return typeof localStorage;
    } catch (error) {
      return error.name;
    }
  });
  expect(storage).toBe('SecurityError');
  const value = frame.locator('.readout .value').first();
  await expect(value).toHaveText(/\d/);
  const before = await value.textContent();
  await frame.getByRole('slider', { name: 'Maximum batch' }).press('End');
  await expect(value).not.toHaveText(before);
});
