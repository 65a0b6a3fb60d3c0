// The state of a lab: in its address, back and forth again, and beside a pinned run.
import { expect, ready, test } from './fixtures.mjs';
import { LAB, labOf as lab, settledReadouts } from './pages.mjs';

const BUSY = '#arrival_rate=480&max_batch=8&replicas=4';
const slider = (page, name) => lab(page).getByRole('slider', { name });
const button = (page, name) => lab(page).getByRole('button', { name, exact: true });
const valueOf = (page, name) => slider(page, name).getAttribute('aria-valuetext');

async function open(page, site, hash = BUSY) {
  await page.goto('about:blank');
  await page.goto(site.url(LAB + hash));
  await ready(page);
  return settledReadouts(lab(page));
}

// Longer than a hand must rest for a step to end.
const rest = (page) => page.waitForTimeout(1100);

test('the address holds settings, seed and pinned run, and gives them back', async ({
  page, site,
}) => {
  await open(page, site);
  await button(page, 'Pin this').press('Enter');
  await slider(page, 'Maximum batch').press('ArrowRight');
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('7');
  await page.getByRole('spinbutton', { name: 'Seed' }).press('Enter');
  await expect.poll(() => new URL(page.url()).hash)
    .toMatch(/^#arrival_rate=480.*&~1&~seed=7&~pin=arrival_rate:480,/);
  const shown = await settledReadouts(lab(page));
  const table = await lab(page).locator('.baseline tbody').textContent();
  const address = page.url();
  expect(address.length).toBeLessThan(site.url(LAB).length + 160);
  await page.goto('about:blank');
  await page.goto(address);
  await ready(page);
  await expect(lab(page).locator('.baseline tbody')).toHaveText(table, { timeout: 15_000 });
  expect(await settledReadouts(lab(page))).toEqual(shown);
  await expect(page.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('7');
  await expect(button(page, 'Let go of the pin')).toHaveAttribute('aria-pressed', 'true');
  await expect(lab(page).locator('.lab-refused')).toHaveCount(0);
});

test('a link that asks for what cannot be says which part was refused', async ({ page, site }) => {
  const start = await open(page, site, '');
  expect(await open(page, site, '#max_btch=8')).toEqual(start);
  const note = lab(page).locator('.lab-refused');
  await expect(note).toContainText('Nothing in this link could be shown.');
  await expect(note).toContainText('no setting “max_btch”');
  await expect(page.locator('#announcer')).toHaveText(/no setting “max_btch”/);
  await open(page, site, '#max_batch=16&max_wait=%3Cimg src=x onerror=alert(1)%3E&~7');
  await expect(slider(page, 'Maximum batch')).toHaveAttribute('aria-valuetext', '16 requests');
  await expect(note).toContainText('Part of this link could not be shown. “Maximum wait” cannot be');
  await expect(note).toContainText('A newer version of the course made it.');
  await expect(page.locator('#announcer')).toHaveText(/newer version.*\./);
  await note.getByRole('button', { name: 'Close this note' }).press('Enter');
  await expect(note).toHaveCount(0);
});

test('steps are taken back and again, by button and by key', async ({ page, site }) => {
  const start = await open(page, site);
  const batch = slider(page, 'Maximum batch');
  await expect(button(page, 'Undo')).toHaveAttribute('aria-disabled', 'true');
  // A burst of keys is one step, a rest begins another.
  await batch.evaluate((input) => {
    for (let k = 0; k < 3; k += 1) {
      input.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    }
  });
  const first = await valueOf(page, 'Maximum batch');
  await rest(page);
  await batch.press('ArrowRight');
  const second = await valueOf(page, 'Maximum batch');
  await button(page, 'Undo').press('Enter');
  await expect(batch).toHaveAttribute('aria-valuetext', first);
  await button(page, 'Undo').press('Enter');
  await expect(batch).toHaveAttribute('aria-valuetext', '8 requests');
  await expect(button(page, 'Undo')).toHaveAttribute('aria-disabled', 'true');
  await expect(button(page, 'Undo')).toBeFocused();
  await expect.poll(() => settledReadouts(lab(page))).toEqual(start);
  await button(page, 'Redo').press('Enter');
  await expect(batch).toHaveAttribute('aria-valuetext', first);
  await batch.focus();
  await page.keyboard.press('Control+Shift+Z');
  await expect(batch).toHaveAttribute('aria-valuetext', second);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Meta+z');
  await expect(batch).toHaveAttribute('aria-valuetext', '8 requests');
  // A field in which text is typed keeps its own undo.
  await page.keyboard.press('Control+y');
  await lab(page).getByRole('spinbutton', { name: 'Maximum batch' }).press('Control+z');
  await expect(batch).toHaveAttribute('aria-valuetext', first);
  // A reset is a step, too.
  await button(page, 'Reset').press('Enter');
  await expect(batch).toHaveAttribute('aria-valuetext', '1 request');
  await button(page, 'Undo').press('Enter');
  await expect(batch).toHaveAttribute('aria-valuetext', first);
});

test('a drag is one step, however long it rests on its way', async ({ page, site }) => {
  await open(page, site);
  const wait = slider(page, 'Maximum wait');
  const before = await valueOf(page, 'Maximum wait');
  await wait.scrollIntoViewIfNeeded();
  const box = await wait.boundingBox();
  const at = (share) => [box.x + box.width * share, box.y + box.height / 2];
  await page.mouse.move(...at(0.2));
  await page.mouse.down();
  await page.mouse.move(...at(0.5));
  await rest(page);
  await page.mouse.move(...at(0.8));
  await page.mouse.up();
  await expect(wait).not.toHaveAttribute('aria-valuetext', before);
  await button(page, 'Undo').press('Enter');
  await expect(wait).toHaveAttribute('aria-valuetext', before);
  await expect(button(page, 'Undo')).toHaveAttribute('aria-disabled', 'true');
});

test('a pinned run stays as a ghost on every plot, and as a table', async ({ page, site }) => {
  const before = await open(page, site);
  await button(page, 'Pin this').press('Enter');
  await expect(lab(page).locator('.baseline-told')).toContainText('Nothing differs yet');
  await slider(page, 'Maximum batch').press('Home');
  await expect.poll(() => settledReadouts(lab(page))).not.toEqual(before);
  const plots = await lab(page).locator('figure.plot').all();
  expect(plots.length).toBeGreaterThan(0);
  for (const media of [{}, { media: 'print' }, { forcedColors: 'active' }]) {
    await page.emulateMedia(media);
    for (const plot of plots) {
      const ghost = plot.locator('path.ghost').first();
      const { dash, width, stroke } = await ghost.evaluate((path) => {
        const style = getComputedStyle(path);
        return { dash: style.strokeDasharray, width: style.strokeWidth, stroke: style.stroke };
      });
      expect(dash, JSON.stringify(media)).not.toBe('none');
      expect(parseFloat(width)).toBeLessThan(2);
      expect(stroke).toMatch(/^rgb\(/);
    }
  }
  await page.emulateMedia({ media: 'screen', forcedColors: 'none' });
  const table = lab(page).locator('.baseline').getByRole('table');
  await expect(lab(page).locator('.baseline-told')).toContainText('Maximum batch 8');
  const now = new Map(await settledReadouts(lab(page)));
  const rows = await table.locator('tbody tr').all();
  expect(rows.length).toBeGreaterThanOrEqual(before.length);
  for (const [label, value] of before) {
    const row = table.getByRole('row', { name: label });
    const [was, is, change] = await row.first().getByRole('cell').allTextContents();
    expect(was.trim(), label).toBe(value);
    expect(is.trim(), label).toBe(now.get(label));
    expect(change, label).toMatch(was === is ? /same|no clear/ : /\d|no clear|same/);
  }
  await button(page, 'Let go of the pin').press('Enter');
  await expect(lab(page).locator('.baseline, path.ghost')).toHaveCount(0);
});
