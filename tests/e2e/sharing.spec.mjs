// Taking a lab elsewhere: links and embed codes that show what the learner sees.
import { readFileSync } from 'node:fs';
import { expect, ready, test } from './fixtures.mjs';
import { LAB, labOf, LESSON, settledReadouts } from './pages.mjs';

const STATE = '#arrival_rate=480&max_batch=16&max_wait=5&replicas=4';

async function open(page, site) {
  await page.goto(site.url(LAB + STATE));
  await ready(page);
  // The settings of the address are put into words before anything else is said.
  await expect(page.locator('#announcer')).toHaveText(/\w/);
  return settledReadouts(labOf(page));
}

/** Opens the buttons for taking a lab elsewhere. */
async function openShare(page) {
  const share = labOf(page).locator('details.lab-share');
  if (!(await share.evaluate(({ open }) => open))) await share.locator('summary').press('Enter');
}

async function copied(page, button) {
  await openShare(page);
  await page.getByRole('button', { name: button, exact: true }).press('Enter');
  await expect(page.locator('#announcer')).toHaveText(/Copied/);
  return page.evaluate(() => navigator.clipboard.readText());
}

test.describe('with a clipboard', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('a copied link shows the same lab', async ({ page, site }) => {
    const shown = await open(page, site);
    const link = await copied(page, 'Copy link');
    await page.goto('about:blank');
    await page.goto(link);
    await ready(page);
    expect(await settledReadouts(labOf(page))).toEqual(shown);
  });

  test('a copied embed code shows the same lab in another page', async ({ page, foreign, site }) => {
    const shown = await open(page, site);
    const code = await copied(page, 'Copy embed code');
    expect(code).toMatch(/^<iframe src="http[^"<>]*" title="[^"<>]+" [^<>]*><\/iframe>$/);
    foreign.pages.set('/', `<!doctype html><html lang="en"><title>B</title>
      <link rel="icon" href="data:,">${code}`);
    await page.goto(foreign.url());
    const frame = page.frameLocator('iframe');
    await ready(frame);
    expect(await settledReadouts(labOf(frame))).toEqual(shown);
  });

  test('the lab is copied as Markdown and its numbers as a table', async ({ page, site }) => {
    const shown = await open(page, site);
    const text = await copied(page, 'Copy as Markdown');
    expect(text).toMatch(/^\*\*.+\*\*\n\n.+\n\n\| Result \| Value \|/);
    for (const [label, value] of shown) {
      expect(text.replaceAll('\\', '')).toContain(`| ${label} | ${value} |`);
    }
    expect(text).toMatch(/\[Open this lab\]\(<http.*\/lab\/batching\/#.*max_batch=16.*>\)/);
    await page.locator('#announcer').evaluate((node) => (node.textContent = ''));
    const table = await copied(page, 'Copy the numbers as CSV');
    const lines = table.trim().split('\r\n');
    expect(lines[0]).toBe('table,row,row unit,value,unit,half width');
    expect(lines.filter((line) => line.startsWith('results,')).length)
      .toBeGreaterThanOrEqual(shown.length);
    expect(table).toContain('settings,Maximum batch,,16,requests,');
    expect(table).not.toMatch(/NaN|inf|undefined/);
  });

  test('the codes of the guide work as they are copied', async ({ page, foreign, site }) => {
    await page.goto(site.url('embedding/'));
    await ready(page);
    const buttons = page.getByRole('button', { name: 'Copy', exact: true });
    const codes = [];
    for (const button of await buttons.all()) {
      await button.press('Enter');
      await expect(page.locator('#announcer')).toHaveText(/Copied/);
      codes.push(await page.evaluate(() => navigator.clipboard.readText()));
    }
    expect(codes.length).toBeGreaterThan(2);
    for (const code of codes) {
      foreign.pages.set('/', `<!doctype html><html lang="en"><title>B</title>
        <link rel="icon" href="data:,">${code}`);
      await page.goto(foreign.url());
      await ready(page.frameLocator('iframe'));
    }
  });
});

test('where copying is refused the page says so', async ({ page, site }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('No.', 'NotAllowedError'));
  });
  await open(page, site);
  await openShare(page);
  await page.getByRole('button', { name: 'Copy embed code' }).press('Enter');
  await expect(page.locator('#announcer')).toHaveText(/did not allow copying/);
  // The text is there to be selected.
  await expect(page.getByRole('textbox', { name: 'The text to copy' })).toHaveValue(/^<iframe /);
});

test('the lab is saved as a picture, as SVG and in pixels', async ({ page, site }) => {
  await open(page, site);
  await openShare(page);
  await labOf(page).getByRole('button', { name: 'Pin this' }).press('Enter');
  const save = async (name) => {
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name, exact: true }).press('Enter');
    const download = await file;
    await expect(page.locator('#announcer')).toHaveText(/on its way to your downloads/);
    return [download.suggestedFilename(), readFileSync(await download.path())];
  };
  const [svgName, svg] = await save('Save as SVG');
  expect(svgName).toBe('batching.svg');
  const sentence = await labOf(page).locator('.lab-sentence').textContent();
  expect(svg.toString()).toContain(sentence.split(' ').slice(0, 4).join(' '));
  expect(svg.toString()).toContain('lab/batching/#');
  expect(svg.toString()).not.toMatch(/class=|var\(/);
  const [pngName, png] = await save('Save as PNG');
  expect(pngName).toBe('batching.png');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBe(1600);
  // More than one colour was drawn.
  const colours = await page.evaluate(async (bytes) => {
    const image = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    const seen = new Set();
    for (let at = 0; at < data.length; at += 4) seen.add(`${data[at]},${data[at + 1]},${data[at + 2]}`);
    return seen.size;
  }, [...png]);
  expect(colours).toBeGreaterThan(20);
});

test('the element tells its page the results and the answers', async ({ page, foreign, site }) => {
  foreign.pages.set('/', `<!doctype html><html lang="en"><title>B</title>
    <link rel="icon" href="data:,"><script>
      window.fired = [];
      for (const type of ['change', 'answer']) {
        addEventListener('tradeoffs-' + type, ({ detail }) => fired.push({ type, detail }));
      }
    </script><script type="module" src="${site.url('embed.js')}"></script>
    <tradeoffs-embed lesson="dynamic-batching" loading="eager"></tradeoffs-embed>`);
  await page.goto(foreign.url());
  const frame = page.frameLocator('iframe');
  await ready(frame);
  const last = (type) => page.evaluate((wanted) =>
    window.fired.filter((event) => event.type === wanted).at(-1)?.detail, type);
  await labOf(frame).getByRole('slider', { name: 'Maximum batch' }).press('End');
  await expect.poll(() => last('change')).toMatchObject({ lab: 'batching', seed: 1 });
  const { metrics, state } = await last('change');
  expect(metrics.latency_p99).toBeGreaterThan(metrics.latency_p50);
  expect(state).toMatchObject({ arrival_rate: 480, max_batch: 128 });
  const question = frame.locator('#q-estimate-capacity');
  await question.getByRole('textbox').fill('4800');
  await question.getByRole('radio', { name: 'Guessing' }).press('Space');
  await question.getByRole('button', { name: 'Answer' }).press('Enter');
  await expect.poll(() => last('answer')).toMatchObject({
    lesson: 'dynamic-batching', question: 'estimate-capacity', confidence: 'guess', score: 1,
  });
  expect(site.url(`embed/${LESSON}`)).toBe(await page.locator('tradeoffs-embed').locator('iframe')
    .evaluate(({ src }) => src.replace(/#.*$/, '')));
});
