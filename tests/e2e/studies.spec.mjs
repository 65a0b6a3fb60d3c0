// What a lab finds out beside its result: other days, levers, edges, the check of its card, and goals
// that luck does not reach; and how it behaves while it does.
import { expect, ready, test } from './fixtures.mjs';
import { LAB, labOf, LESSON, settledReadouts } from './pages.mjs';

const BUSY = `${LAB}#arrival_rate=480&max_batch=8&replicas=4`;
const EXACT = 'lab/mm1/';
// For simulations of seconds on a busy machine.
const SOON = { timeout: 150_000 };

const lab = (page) => page.locator('section.lab').first();
const button = (page, name) => lab(page).getByRole('button', { name });

async function open(page, site, address) {
  await page.goto('about:blank');
  await page.goto(site.url(address));
  await ready(page);
  return settledReadouts(lab(page));
}

const ranges = (page) => lab(page).locator('.day-range').allTextContents();

async function wholeRanges(page) {
  await expect(lab(page).locator('.day-range').first()).toHaveText(/20 days/, SOON);
  return ranges(page);
}

test.describe.configure({ timeout: 400_000 });

test('the range of twenty days holds the shown day, and the worst day can be shown', async ({
  page, site,
}) => {
  await open(page, site, BUSY);
  const before = await wholeRanges(page);
  expect(before[1]).toMatch(/^\d.* over 20 days$/);
  const seed = lab(page).getByRole('spinbutton', { name: 'Seed' });
  await expect(seed).toHaveValue('1');
  await expect(lab(page).locator('.days-said')).toHaveText(/^Day 1\. One day in 20 is worse: .+\d/);
  await button(page, 'The worst of 20 days').press('Enter');
  await expect(lab(page).locator('.days-said')).toHaveText(/one day in 20 looks like this/, SOON);
  const worst = Number(await seed.inputValue());
  expect(worst).not.toBe(1);
  expect(worst).toBeLessThan(20);
  // The same twenty days, seen from another of them: nothing is computed again.
  expect(await ranges(page)).toEqual(before);
  const shown = Object.fromEntries(await settledReadouts(lab(page)));
  const said = await lab(page).locator('.days-said').textContent();
  expect(said).toContain(`Latency, p99 is ${shown['Latency, p99']}`);
  expect(before[1]).toContain(`${shown['Latency, p99']} over`);
  await button(page, 'Another day').press('Enter');
  await expect(seed).toHaveValue(String(worst + 1));
});

test('twenty days can be drawn, and are gone with new settings', async ({ page, site }) => {
  await open(page, site, BUSY);
  const draw = button(page, 'Draw 20 days');
  await draw.press('Enter');
  await expect(draw).toHaveAttribute('aria-pressed', 'true');
  await expect(lab(page).locator('.plot').nth(1).locator('path.day')).toHaveCount(20, SOON);
  await expect(lab(page).locator('.plot').first().locator('path.day')).toHaveCount(20);
  await lab(page).getByRole('slider', { name: 'Arrival rate' }).press('ArrowLeft');
  await expect(lab(page).locator('path.day')).toHaveCount(0);
  await expect(draw).toHaveAttribute('aria-pressed', 'false');
});

test('a lab of formulas says that it is exact and offers no days', async ({ page, site }) => {
  await open(page, site, EXACT);
  await expect(lab(page).getByText('Exact: computed from formulas.')).toBeVisible();
  await expect(lab(page).getByRole('spinbutton', { name: 'Seed' })).toHaveCount(0);
  await expect(button(page, 'Another day')).toHaveCount(0);
  await expect(lab(page).locator('.day-range')).toHaveCount(0);
});

test('the edge is said, marked in the plot, and moves with what it depends on', async ({
  page, site,
}) => {
  await open(page, site, `${EXACT}#lambda_per_s=50&mu_per_s=80`);
  const edge = lab(page).locator('.edges li');
  await expect(edge).toHaveText(/^Above 79\.5\u202freq\/s of “arrival rate” it breaks\. .*Add a server/);
  await expect(lab(page).locator('.limit-label').first()).toHaveText(/breaks 80/);
  const service = lab(page).getByRole('spinbutton', { name: 'Service rate' });
  await service.fill('120');
  await service.press('Enter');
  await expect(edge).toHaveText(/^Above 119\.5/);
  // It does not move with the control that leads to it.
  await lab(page).getByRole('slider', { name: 'Arrival rate' }).press('End');
  await expect(edge).toHaveText(/^Above 119\.5/);
});

test('one press says what matters most, with bars and a table', async ({ page, site }) => {
  await open(page, site, `${EXACT}#lambda_per_s=95&mu_per_s=100`);
  await button(page, 'What matters most here?').press('Enter');
  const found = lab(page).locator('.levers-found');
  await expect(found.locator('.levers-sentence')).toHaveText(
    /^“Arrival rate” matters most for “Mean time in the system”: 10 % more of it makes it grow/,
  );
  await expect(found.locator('svg.tornado')).toHaveAttribute('aria-label', /Arrival rate/);
  await expect(page.locator('#announcer')).toHaveText(/matters most/);
  await found.locator('summary').press('Enter');
  const rows = found.getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(5);
  await expect(rows.nth(2)).toHaveText(/Arrival rate.*10 % more of it.*unbounded/);
  await found.getByRole('combobox').selectOption({ label: 'Utilisation' });
  await expect(found.locator('.levers-sentence')).toHaveText(/for “Utilisation”/);
  // Other settings make it stale.
  await lab(page).getByRole('slider', { name: 'Arrival rate' }).press('Home');
  await expect(found).toBeHidden();
});

test('bars of a simulation come from the worker', async ({ page, site }) => {
  await open(page, site, BUSY);
  await button(page, 'What matters most here?').press('Enter');
  const found = lab(page).locator('.levers-found');
  await expect(found.locator('.levers-sentence')).toHaveText(/matters most/, SOON);
  expect(await found.locator('svg.tornado rect').count()).toBeGreaterThan(4);
});

for (const [address, least] of [[EXACT, 10], [LAB, 2]]) {
  test(`the card of ${address} is checked in the browser`, async ({ page, site }) => {
    await open(page, site, address);
    await button(page, 'Check it against the reference').press('Enter');
    await expect(lab(page).locator('.proof-said')).toHaveText(/^All \d+ values, .* agree/, SOON);
    const rows = lab(page).locator('.proof tbody tr');
    expect(await rows.count()).toBeGreaterThanOrEqual(least);
    await expect(rows.first()).toHaveText(/✓ agrees/);
    await expect(lab(page).locator('.proof caption')).toHaveText(/^Held against: \w/);
  });
}

test('a goal counts when it holds on other days', async ({ page, site }) => {
  const three = 'arrival_rate=480&max_batch=8&replicas=3';
  await open(page, site, `${LAB}#${three}&max_wait=0`);
  const goal = lab(page).locator('.goal');
  await expect(goal).toHaveAttribute('data-met', 'false');
  await expect(goal).toHaveText(/Not met yet/);
  await expect(goal.locator('.goal-par')).toHaveText(/“Three GPUs”/);
  await open(page, site, `${LAB}#${three}&max_wait=8`);
  await expect(goal).toHaveText(/Trying other days|holds on/);
  await expect(goal).toHaveAttribute('data-met', 'true', SOON);
  await expect(goal).toHaveText(/Met: it holds on 5 of 5 other days\./);
  await expect(goal.locator('.goal-par')).toHaveText('This is the best known setting.');
});

test('nothing is computed while nobody sees the lab', async ({ page, site }) => {
  await page.addInitScript(() => {
    window.away = false;
    Object.defineProperty(document, 'hidden', { get: () => window.away });
    window.leave = (away) => {
      window.away = away;
      document.dispatchEvent(new Event('visibilitychange'));
    };
  });
  await open(page, site, BUSY);
  const said = lab(page).locator('.days-said');
  await expect(said).toHaveText(/: [1-9]\d* of 20/, SOON);
  await page.evaluate(() => leave(true));
  // What was on its way arrives.
  await page.waitForTimeout(300);
  const then = await said.textContent();
  await page.waitForTimeout(3000);
  expect(await said.textContent()).toBe(then);
  expect(then).toMatch(/: \d+ of 20/);
  await page.evaluate(() => leave(false));
  await wholeRanges(page);
});

test('a lab that is not on the screen waits', async ({ page, site }) => {
  await page.setViewportSize({ width: 1000, height: 500 });
  await page.goto(site.url(LESSON));
  await ready(page);
  await page.waitForTimeout(4000);
  const said = labOf(page).locator('.days-said');
  await expect(said).toHaveText('Day 1.');
  await said.scrollIntoViewIfNeeded();
  await expect(said).not.toHaveText('Day 1.', SOON);
});

test('a device with processors to spare shares the days and finds the same', async ({
  page, site,
}) => {
  const processors = (count) => page.addInitScript((count) => {
    const get = () => count;
    Object.defineProperty(navigator, 'hardwareConcurrency', { get, configurable: true });
  }, count);
  await processors(2);
  await open(page, site, BUSY);
  const alone = await wholeRanges(page);
  expect(page.workers()).toHaveLength(1);
  await processors(4);
  await open(page, site, BUSY);
  const shared = await wholeRanges(page);
  expect(page.workers()).toHaveLength(3);
  expect(shared).toEqual(alone);
});

test('a simulator that dies says so and starts again without the page', async ({
  page, site, allowed,
}) => {
  allowed.push(/The worker fails/);
  await open(page, site, BUSY);
  const before = await wholeRanges(page);
  await page.evaluate(() => (window.samePage = true));
  // It dies while it works.
  await button(page, 'What matters most here?').press('Enter');
  await page.workers()[0].evaluate(() => {
    setTimeout(() => {
      throw new Error('The worker fails.');
    });
  });
  const death = lab(page).locator('.lab-death');
  await expect(death).toHaveText(/has stopped\. Your settings and answers are safe/);
  await expect(page.locator('#announcer')).toHaveText(/has stopped/);
  await death.getByRole('button', { name: 'Start it again' }).press('Enter');
  await expect(death).toHaveCount(0);
  await expect(lab(page).locator('.levers-found .levers-sentence')).toHaveText(/matters most/, SOON);
  expect(await ranges(page)).toEqual(before);
  await lab(page).getByRole('slider', { name: 'Arrival rate' }).press('ArrowLeft');
  await settledReadouts(lab(page));
  expect(await page.evaluate(() => window.samePage)).toBe(true);
  expect(page.workers()).toHaveLength(1);
});
