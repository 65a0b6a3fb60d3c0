// The first change of a lab waits for a prediction, and never more than once.
import { audit } from './audit.mjs';
import { expect, ready, test } from './fixtures.mjs';
import { LAB, labOf as lab, LESSON, readouts, settledReadouts } from './pages.mjs';

test.use({ asksFirst: true });

const slider = (page, name = 'Maximum batch') => lab(page).getByRole('slider', { name });
const card = (page) => lab(page).locator('.forecast');
const button = (page, name) => lab(page).getByRole('button', { name, exact: true });

async function open(page, site, address = LAB) {
  await page.goto(site.url(address));
  await ready(page);
  return settledReadouts(lab(page));
}

async function change(page, key = 'End') {
  await slider(page).press(key);
  await expect(card(page).getByText('Predict first.')).toBeVisible();
}

for (const address of [LAB, LESSON]) {
  test(`the first result on ${address} waits for a number, which is kept`, async ({ page, site }) => {
    const before = await open(page, site, address);
    await change(page);
    await expect(page.locator('#announcer')).toHaveText(/Predict first.*What is it now\?/, {
      timeout: 20_000,
    });
    // Nothing of the result is to be seen, however long one waits.
    expect(await readouts(lab(page))).toEqual(before);
    await expect(card(page)).toContainText('You changed Maximum batch');
    expect(await audit(page)).toEqual([]);
    await card(page).getByRole('button', { name: 'Predict', exact: true }).press('Enter');
    await expect(card(page).locator('.form-error')).toHaveText('Type a number above zero first.');
    await card(page).getByRole('textbox').fill('1,000');
    await card(page).getByRole('button', { name: 'Predict', exact: true }).press('Enter');
    await expect(card(page).locator('.form-error')).toHaveText(/how sure/);
    await card(page).getByRole('radio', { name: 'I would bet on it' }).press('Space');
    await card(page).getByRole('textbox').press('Enter');
    await expect(card(page).locator('.verdict')).toHaveText(/You predicted 1.00.s; it is /);
    await expect(card(page).getByRole('img')).toBeVisible();
    await expect(page.locator('#announcer')).toHaveText(/You predicted 1.00.s; it is .*\.\s*$/);
    await expect.poll(() => readouts(lab(page))).not.toEqual(before);
    expect(await audit(page)).toEqual([]);
    // It is kept as an event.
    const kept = () => page.evaluate(() => Object.entries(localStorage)
      .filter(([name]) => name.endsWith(':lab:batching')).map(([, text]) => JSON.parse(text).data)
      .flat().find((event) => event.what === 'predicted'));
    await expect.poll(kept).toMatchObject({
      simulator: 'batching', value: 1000, confidence: 'sure', truth: expect.any(Number),
    });
    // Free play: the next change shows its result.
    const shown = await settledReadouts(lab(page));
    await slider(page).press('Home');
    await expect.poll(() => settledReadouts(lab(page))).not.toEqual(shown);
    await button(page, 'Close').press('Enter');
    await expect(card(page)).toHaveCount(0);
  });
}

test('"Just show me" lifts it, and it is not offered again on this visit', async ({ page, site }) => {
  const before = await open(page, site);
  await change(page);
  await button(page, 'Just show me').first().press('Enter');
  await expect.poll(() => settledReadouts(lab(page))).not.toEqual(before);
  await expect(card(page)).toHaveCount(0);
  await open(page, site);
  await slider(page).press('End');
  await expect.poll(() => readouts(lab(page))).not.toEqual(before);
  await expect(card(page)).toHaveCount(0);
  // Unless the learner asks.
  await button(page, 'Predict the next change').press('Enter');
  await expect(button(page, 'Predict the next change')).toHaveAttribute('aria-pressed', 'true');
  await settledReadouts(lab(page));
  await change(page, 'Home');
});

test('a learner who wants no questions has none in any lab', async ({ page, site }) => {
  await open(page, site);
  await change(page);
  await card(page).getByRole('checkbox').press('Space');
  const other = 'lab/mm1/';
  await page.goto(site.url(other));
  await ready(page);
  const first = page.locator('section.lab input[type=range]').first();
  await first.press('Home');
  await first.press('ArrowRight');
  await expect(page.locator('#announcer')).toHaveText(/\w/);
  await expect(page.locator('.forecast')).toHaveCount(0);
});

test('a frame and a state that is asked for are never veiled', async ({ page, site }) => {
  const before = await open(page, site, `embed/${LAB}`);
  await slider(page).press('End');
  await expect.poll(() => readouts(lab(page))).not.toEqual(before);
  await open(page, site);
  await page.evaluate(() => (location.hash = 'max_batch=64&arrival_rate=300'));
  await expect.poll(() => readouts(lab(page))).not.toEqual(before);
  await expect(card(page)).toHaveCount(0);
});

test('nothing moves under the hand when the question comes', async ({ page, site }) => {
  await open(page, site);
  const control = slider(page);
  await control.scrollIntoViewIfNeeded();
  const { y } = await control.boundingBox();
  await control.press('ArrowRight');
  await expect(card(page)).toBeVisible();
  expect((await control.boundingBox()).y).toBeCloseTo(y, 0);
});
