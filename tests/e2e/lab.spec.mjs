// A lab as a learner uses it: by keyboard, by its address, and twice with the same result.
import { expect, ready, test } from './fixtures.mjs';
import { LAB, LESSON, labOf as lab, settledReadouts } from './pages.mjs';

const slider = (page, name) => lab(page).getByRole('slider', { name });

async function open(page, site, address = LAB) {
  await page.goto('about:blank');
  await page.goto(site.url(address));
  await ready(page);
  return settledReadouts(lab(page));
}

// Four replicas at a load that they carry, so that every control matters.
const BUSY = '#arrival_rate=480&max_batch=8&replicas=4';

test('a slider moves by keyboard, and value, field and results follow', async ({ page, site }) => {
  const before = await open(page, site, LAB + BUSY);
  const rate = slider(page, 'Arrival rate');
  const field = lab(page).getByRole('spinbutton', { name: 'Arrival rate' });
  const position = async () => Number(await rate.inputValue());
  const last = Number(await rate.getAttribute('max'));
  const start = await position();
  const arrow = Math.floor(last / 20);
  const moves = [
    ['ArrowRight', arrow], ['ArrowLeft', 0], ['Shift+ArrowRight', 1], ['Shift+ArrowLeft', 0],
    ['ArrowUp', arrow], ['ArrowDown', 0], ['PageDown', -Math.floor(last / 10)], ['PageUp', 0],
  ];
  await rate.focus();
  let value = await rate.getAttribute('aria-valuetext');
  for (const [key, distance] of moves) {
    await page.keyboard.press(key);
    expect(await position(), key).toBe(start + distance);
    await expect(rate, key).not.toHaveAttribute('aria-valuetext', value);
    value = await rate.getAttribute('aria-valuetext');
    expect(value, key).toBe(`${await field.inputValue()} requests per second`);
  }
  await page.keyboard.press('Home');
  expect(await position()).toBe(0);
  const low = await settledReadouts(lab(page));
  expect(low).not.toEqual(before);
  await page.keyboard.press('End');
  expect(await position()).toBe(last);
  await expect(rate).toBeFocused();
  await expect.poll(() => settledReadouts(lab(page))).not.toEqual(low);
  await expect(lab(page).locator('.lab-sentence')).toHaveText(/\w.*[.!]/);
});

test('no key press leaves a slider where it is', async ({ page, site }) => {
  await open(page, site, LAB + BUSY);
  const batch = slider(page, 'Maximum batch');
  await batch.press('Home');
  for (const key of ['Shift+ArrowRight', 'ArrowRight', 'PageUp', 'Shift+ArrowLeft', 'ArrowLeft']) {
    const before = await batch.getAttribute('aria-valuetext');
    await batch.press(key);
    await expect(batch, key).not.toHaveAttribute('aria-valuetext', before);
  }
});

test('every slider has a name, a value with its unit, and a field beside it', async ({
  page, site,
}) => {
  await open(page, site);
  for (const name of ['Maximum batch', 'Maximum wait', 'Arrival rate']) {
    const control = slider(page, name);
    await expect(control, name).toBeVisible();
    await expect(control, name).toHaveAttribute('aria-valuetext', /\d/);
    await expect(lab(page).getByRole('spinbutton', { name })).toBeVisible();
  }
});

test('the field and the slider show the same value', async ({ page, site }) => {
  await open(page, site);
  const field = lab(page).getByRole('spinbutton', { name: 'Maximum batch' });
  await field.fill('16');
  await field.press('Enter');
  await expect(slider(page, 'Maximum batch')).toHaveAttribute('aria-valuetext', /16/);
  await expect.poll(() => new URL(page.url()).hash).toContain('max_batch=16');
});

test('the address holds the state, and gives it back', async ({ page, site }) => {
  await open(page, site, `${LAB}#arrival_rate=300&max_batch=8`);
  await expect(slider(page, 'Maximum batch')).toHaveAttribute('aria-valuetext', /\b8\b/);
  await expect(slider(page, 'Arrival rate')).toHaveAttribute('aria-valuetext', /300/);
  await slider(page, 'Maximum batch').press('ArrowRight');
  const batch = parseInt(await slider(page, 'Maximum batch').getAttribute('aria-valuetext'), 10);
  expect(batch).toBeGreaterThan(8);
  await expect.poll(() => new URL(page.url()).hash).toContain(`max_batch=${batch}`);
  const shown = await settledReadouts(lab(page));
  const address = page.url();
  await page.goto('about:blank');
  await page.goto(address);
  await ready(page);
  expect(await settledReadouts(lab(page))).toEqual(shown);
});

test('an address with nonsense shows a lab with sane figures', async ({ page, site }) => {
  const nonsense = [
    '#max_batch=NaN&arrival_rate=-1e999', '#max_batch=1e308', '#__proto__=1&constructor=2',
    '#max_batch=%3Cimg%20src=x%20onerror=alert(1)%3E', '#%E0%A4%A', `#${'a=1&'.repeat(5000)}`,
  ];
  for (const hash of nonsense) {
    for (const [label, value] of await open(page, site, LAB + hash)) {
      expect(value, `${hash.slice(0, 40)}: ${label}`).not.toMatch(/NaN|inf|undefined/i);
    }
  }
});

test('the same state gives the same figures, again and in another place', async ({ page, site }) => {
  const state = '#arrival_rate=300&max_batch=8&max_wait=10';
  const first = await open(page, site, LAB + state);
  expect(await open(page, site, LAB + state)).toEqual(first);
  expect(await open(page, site, `embed/${LAB}${state}`)).toEqual(first);
});

test('a worker and the page itself compute the same', async ({ page, site }) => {
  const withWorker = await open(page, site);
  await page.addInitScript(() => {
    window.Worker = class {
      constructor() {
        throw new DOMException('No workers here.', 'SecurityError');
      }
    };
  });
  expect(await open(page, site)).toEqual(withWorker);
});

test('a fragment that sets nothing leaves the lab at its start', async ({ page, site }) => {
  const start = await open(page, site);
  for (const hash of ['#?secret=abcdefghij', '#theme=dark', '#main']) {
    expect(await open(page, site, LAB + hash), hash).toEqual(start);
  }
});

test('presets say which one is chosen', async ({ page, site }) => {
  const before = await open(page, site);
  const presets = lab(page).locator('button.preset');
  expect(await presets.count()).toBeGreaterThan(1);
  const other = lab(page).locator('button.preset[aria-pressed="false"]').last();
  const name = await other.textContent();
  await other.press('Enter');
  await expect(lab(page).locator('button.preset[aria-pressed="true"]')).toHaveText(name);
  await expect.poll(() => settledReadouts(lab(page))).not.toEqual(before);
  await slider(page, 'Maximum batch').press('ArrowLeft');
  await slider(page, 'Maximum wait').press('ArrowRight');
  await expect(lab(page).getByRole('button', { name, exact: true }))
    .toHaveAttribute('aria-pressed', 'false');
});

test('a picture has its numbers as a table', async ({ page, site }) => {
  await open(page, site);
  const twin = lab(page).locator('details.twin').first();
  await twin.locator('summary').press('Enter');
  const tables = await twin.getByRole('table').all();
  expect(tables).toHaveLength(1 + await lab(page).locator('figure.plot').count());
  for (const table of tables) {
    await expect(table).toBeVisible();
    await expect(table.getByRole('columnheader').first()).toBeVisible();
    expect(await table.getByRole('row').count()).toBeGreaterThan(2);
    expect(await table.getByRole('cell').allTextContents()).not.toContainEqual(
      expect.stringMatching(/NaN|inf|undefined/i),
    );
  }
});

test('the lesson holds the lab too', async ({ page, site }) => {
  const before = await open(page, site, LESSON);
  await slider(page, 'Maximum batch').press('End');
  await expect.poll(() => settledReadouts(lab(page))).not.toEqual(before);
});
