// The simulation in the browser and the native one give the same numbers, bit for bit.
import { expect, ready, test } from './fixtures.mjs';
import { tradeoffs } from './native.mjs';
import { LAB } from './pages.mjs';

const CASES = [
  ['arrival_rate=480&max_batch=8&replicas=4', 1],
  ['arrival_rate=480&max_wait=5&replicas=4', 4294967295],
  ['arrival_rate=73.5&burstiness=4&variability=1.5&max_wait=2.5', 7],
  ['arrival_rate=1200&max_batch=1&queue_limit=50', 12345],
];

function simulate(settings, seed) {
  return JSON.parse(tradeoffs('sim', 'lab', 'batching', settings, '--seed', String(seed))).metrics;
}

test('the worker and the native command compute the same bits', async ({ page, site }) => {
  // Cargo may have to build the command first.
  test.setTimeout(300_000);
  await page.addInitScript(() => {
    window.changes = [];
    document.addEventListener('tradeoffs:change', ({ detail }) => changes.push(detail));
  });
  for (const [settings, seed] of CASES) {
    await page.goto('about:blank');
    await page.goto(site.url(`${LAB}#${settings}`));
    await ready(page);
    expect(page.workers()).not.toHaveLength(0);
    const last = () => page.evaluate(() => window.changes.at(-1));
    await expect.poll(async () => (await last())?.seed, settings).toBe(1);
    const first = await last();
    if (seed !== 1) {
      const field = page.getByRole('spinbutton', { name: 'Seed' });
      await field.fill(String(seed));
      await field.press('Enter');
      await expect.poll(async () => (await last()).seed, settings).toBe(seed);
      expect((await last()).metrics.latency_p50).not.toBe(first.metrics.latency_p50);
    }
    const { metrics } = await last();
    // Both sides write the shortest text that reads back as the same bits.
    expect(metrics, `${settings}, seed ${seed}`).toEqual(simulate(settings, seed));
  }
});
