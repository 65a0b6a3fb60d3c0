// The element <tradeoffs-embed> in a foreign page and in a page of the same origin.
import { expect, ready, test } from './fixtures.mjs';

function hostPage(script, element) {
  return `<!doctype html><html lang="en"><title>A blog</title><link rel="icon" href="data:,">
<script>
  window.fired = [];
  for (const type of ['ready', 'resize', 'change', 'answer', 'complete', 'error']) {
    addEventListener('tradeoffs-' + type, ({ detail }) => fired.push({ type, detail }));
  }
  // The heights that frames ask for under the name of the lab.
  window.asked = [];
  addEventListener('message', ({ data, source }) => {
    const isLab = source !== window && data?.ns === 'tradeoffs' && data.id === 'lab/batching';
    if (isLab && data.type === 'resize') asked.push(Math.ceil(data.height));
  });
</script>
<script type="module" src="${script}"></script>
<script type="module" src="${script}?again"></script>
${element}`;
}

const ELEMENT = `<tradeoffs-embed lab="batching" state="max_batch=4" theme="dark" height="222">
  <a href="https://course.example/lab/batching/">The batching lab</a></tradeoffs-embed>`;

async function open(page, host, site, element = ELEMENT) {
  host.pages.set('/host', hostPage(site.url('embed.js'), element));
  // The frame may hold back the page's load event, and a test may hold back the frame.
  await page.goto(`${host.origin}/host`, { waitUntil: 'domcontentloaded' });
  const embed = page.locator('tradeoffs-embed');
  return { embed, frame: embed.locator('iframe') };
}

const fired = (page, type) =>
  page.evaluate((wanted) => window.fired.filter((event) => event.type === wanted), type);

// The batch that the element knows of, once it is not the first one any more.
async function changed(embed) {
  const batch = () => embed.evaluate((element) => element.value.max_batch);
  await expect.poll(batch).not.toBe(4);
  return batch();
}

test('the element frames the lab, fits it and knows its state', async ({ page, foreign, site }) => {
  const { embed, frame } = await open(page, foreign, site);
  const inside = frame.contentFrame();
  await ready(inside);
  await expect(embed.getByRole('link')).toBeHidden();
  await expect(frame).toHaveAttribute('title', 'Tradeoffs: batching');
  await expect(frame).toHaveAttribute('loading', 'lazy');
  await expect(frame).toHaveAttribute('sandbox', /allow-same-origin/);
  await expect(inside.locator('html')).toHaveAttribute('data-theme', 'dark');
  const slider = inside.getByRole('slider', { name: 'Maximum batch' });
  await expect(slider).toHaveAttribute('aria-valuetext', /^4 /);
  const fits = () => inside.locator('html').evaluate((html) => html.scrollHeight <= innerHeight);
  await expect.poll(fits).toBe(true);
  expect(await frame.evaluate((element) => element.clientHeight)).not.toBe(222);

  await slider.press('ArrowRight');
  const batch = await changed(embed);
  await expect(slider).toHaveAttribute('aria-valuetext', new RegExp(`^${batch} `));
  const text = await embed.evaluate((element) => element.getState());
  expect(new URLSearchParams(text).get('max_batch')).toBe(String(batch));
  expect((await fired(page, 'change')).at(-1).detail.state.max_batch).toBe(batch);
  await embed.evaluate((element) => element.setState({ max_batch: 16 }));
  await expect(slider).toHaveAttribute('aria-valuetext', /^16 /);
  await embed.evaluate((element) => element.setAttribute('theme', 'light'));
  await expect(inside.locator('html')).toHaveAttribute('data-theme', 'light');
  expect(await fired(page, 'ready')).toHaveLength(1);
  expect((await fired(page, 'resize')).length).toBeGreaterThan(0);
});

test('on its own origin the frame gives its origin up', async ({ page, site }) => {
  const { embed, frame } = await open(page, site, site);
  const inside = frame.contentFrame();
  await ready(inside);
  await expect(frame).not.toHaveAttribute('sandbox', /allow-same-origin/);
  expect(await inside.locator('html').evaluate(() => self.origin)).toBe('null');
  await embed.evaluate((element) => element.setState('max_batch=16'));
  await expect(inside.getByRole('slider', { name: 'Maximum batch' })).toHaveAttribute('aria-valuetext', /^16 /);
  await expect(embed.getByRole('link')).toBeHidden();
});

test('a form inside the frame can be submitted', async ({ page, foreign, site }) => {
  const { frame } = await open(page, foreign, site);
  const inside = frame.contentFrame();
  await ready(inside);
  const submitted = await inside.locator('body').evaluate((body) => {
    const form = document.createElement('form');
    body.append(form);
    return new Promise((done) => {
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        done(true);
      });
      form.requestSubmit();
      setTimeout(() => done(false), 500);
    });
  });
  expect(submitted).toBe(true);
});

test('until the frame is ready the link inside the element is shown', async ({
  page, foreign, site,
}) => {
  let release;
  const held = new Promise((done) => (release = done));
  site.delay = (path) => (path.endsWith('/frame.js') ? held : 0);
  const { embed } = await open(page, foreign, site);
  await expect(embed.getByRole('link', { name: 'The batching lab' })).toBeVisible();
  release(0);
  await expect(embed.getByRole('link')).toBeHidden();
});

for (const bad of ['', 'lab="../../evil"', 'lab="javascript:alert(1)"', 'lesson="A"']) {
  test(`an element without a proper id keeps its link: ${bad || 'nothing'}`, async ({
    page, foreign, site,
  }) => {
    const element = `<tradeoffs-embed ${bad}><a href="/">Link</a></tradeoffs-embed>`;
    const { embed, frame } = await open(page, foreign, site, element);
    await expect.poll(async () => (await fired(page, 'error')).length).toBe(1);
    await expect(frame).toHaveCount(0);
    await expect(embed.getByRole('link')).toBeVisible();
  });
}

test('forged and malformed messages change nothing', async ({ page, foreign, site }) => {
  const { frame } = await open(page, foreign, site);
  const inside = frame.contentFrame();
  await ready(inside);
  // The lab has shown the state that it was opened with.
  await expect.poll(async () => (await fired(page, 'change')).length).toBeGreaterThan(0);
  const fits = () => inside.locator('html').evaluate((html) => html.scrollHeight <= innerHeight);
  await expect.poll(fits).toBe(true);
  const height = () => frame.evaluate((element) => element.clientHeight);
  // From the page itself: the right words from the wrong window.
  await page.evaluate(() => {
    postMessage({ ns: 'tradeoffs', v: 1, type: 'resize', id: 'lab/batching', height: 77 }, '*');
  });
  // From the frame: the right window with wrong figures.
  await inside.locator('html').evaluate(() => {
    for (const height of [-1, 0, 20001, Infinity, NaN, '77', null, [77], { valueOf: 77 }]) {
      parent.postMessage({ ns: 'tradeoffs', v: 1, type: 'resize', id: 'x', height }, '*');
    }
    parent.postMessage({ ns: 'other', v: 1, type: 'resize', id: 'x', height: 77 }, '*');
    parent.postMessage({ ns: 'tradeoffs', v: 1, type: 'change', id: 'x', state: { forged: NaN } }, '*');
    parent.postMessage(null, '*');
  });
  await page.waitForTimeout(400);
  // The lab may still grow by a figure of its own: only what it asked for was obeyed, and the last holds.
  const heights = () => page.evaluate(() => ({
    asked, heard: fired.filter(({ type }) => type === 'resize').map(({ detail }) => detail.height),
  }));
  const { asked, heard } = await heights();
  expect(heard).toEqual(asked);
  await expect.poll(async () => (await height()) - (await heights()).asked.at(-1)).toBe(0);
  const forged = (await fired(page, 'change')).filter(({ detail }) => 'forged' in detail.state);
  expect(forged).toEqual([]);
  // The same messages with proper figures are obeyed, so the refusals above mean something.
  await inside.locator('html').evaluate(() => {
    parent.postMessage({ ns: 'tradeoffs', v: 1, type: 'change', id: 'x', state: { forged: 1 } }, '*');
    parent.postMessage({ ns: 'tradeoffs', v: 1, type: 'resize', id: 'x', height: 77 }, '*');
  });
  await expect.poll(height).toBe(77);
  // The lab itself may report a change of its own before or after.
  const obeyed = async () => (await fired(page, 'change')).some(({ detail }) => detail.state.forged === 1);
  await expect.poll(obeyed).toBe(true);
});

test('an element that is moved keeps its state', async ({ page, foreign, site }) => {
  const { embed, frame } = await open(page, foreign, site);
  await ready(frame.contentFrame());
  await frame.contentFrame().getByRole('slider', { name: 'Maximum batch' }).press('ArrowRight');
  const batch = await changed(embed);
  await embed.evaluate((element) => document.body.prepend(element));
  await ready(frame.contentFrame());
  await expect(frame.contentFrame().getByRole('slider', { name: 'Maximum batch' })).toHaveAttribute('aria-valuetext', new RegExp(`^${batch} `));
  await expect(embed.getByRole('link')).toBeHidden();
});

test.describe('under a path', () => {
  test.use({ basePath: '/a/b/' });
  test('the element finds the course beside its own script', async ({ page, foreign, site }) => {
    const { frame } = await open(page, foreign, site);
    await ready(frame.contentFrame());
    await expect(frame).toHaveAttribute('src', /\/a\/b\/embed\/lab\/batching\/\?theme=dark#max_batch=4$/);
  });
});
