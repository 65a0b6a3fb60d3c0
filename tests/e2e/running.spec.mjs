// A lab while it works: the page stays quick, the last value wins, one sentence is spoken.
import { expect, ready, test } from './fixtures.mjs';
import { LAB, labOf, LESSON, settledReadouts } from './pages.mjs';

const BUSY = `${LAB}#arrival_rate=480&max_batch=8&replicas=4`;
const slider = (page, name) => labOf(page).getByRole('slider', { name });

async function open(page, site, address = BUSY) {
  await page.goto('about:blank');
  await page.goto(site.url(address));
  await ready(page);
  return settledReadouts(labOf(page));
}

async function throttle(page, rate) {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate });
  return devTools;
}

// Presses a key again and again, as fast as a keyboard repeats it.
async function hold(page, key, times) {
  for (let k = 0; k < times; k += 1) {
    await page.keyboard.press(key);
    await page.waitForTimeout(30);
  }
}

// The longest task of the page's main thread in milliseconds of work, whatever else this machine does.
async function longestTask(browser, page, act) {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await act();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  const mains = traceEvents
    .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
    .map(({ pid, tid }) => `${pid} ${tid}`);
  const tasks = traceEvents.filter(({ ph, pid, tid }) => ph === 'X' && mains.includes(`${pid} ${tid}`));
  return Math.max(0, ...tasks.map(({ tdur }) => (tdur ?? 0) / 1000));
}

// Where a page may have no worker it runs simulations itself, in slices.
function withoutWorkers() {
  window.Worker = class {
    constructor() {
      throw new DOMException('No workers here.', 'SecurityError');
    }
  };
}

for (const place of ['a worker', 'the page itself']) {
  test(`while ${place} simulates, no task takes 200 ms on a slow phone`, async ({
    browser, page, site,
  }) => {
    test.setTimeout(120_000);
    if (place === 'the page itself') await page.addInitScript(withoutWorkers);
    await open(page, site);
    // Where there are processors to spare, more help with the days.
    expect(page.workers().length > 0).toBe(place === 'a worker');
    await throttle(page, 4);
    await slider(page, 'Maximum wait').focus();
    const working = await longestTask(browser, page, async () => {
      await hold(page, 'Shift+ArrowRight', 20);
      await hold(page, 'Shift+ArrowLeft', 20);
      await settledReadouts(labOf(page));
    });
    expect(working).toBeGreaterThan(1);
    expect(working).toBeLessThan(200);
    // A long task is seen.
    const stalled = await longestTask(browser, page, () => page.evaluate(() => {
      let sum = 0;
      for (let k = 0; k < 6e7; k += 1) sum += Math.sqrt(k);
      return sum;
    }));
    expect(stalled).toBeGreaterThan(200);
  });
}

test('when the worker cannot be loaded the page simulates instead', async ({
  page, site, allowed,
}) => {
  const shown = await open(page, site);
  allowed.push(/500 .*worker-boot\.js\)$/);
  site.fail = (path) => path.endsWith('/worker-boot.js') && 500;
  expect(await open(page, site)).toEqual(shown);
});

test('the last value wins, also when the replies to earlier ones come late', async ({
  page, site,
}) => {
  await page.addInitScript(() => {
    const Original = window.Worker;
    window.late = 0;
    window.Worker = class Worker extends Original {
      set onmessage(listener) {
        // The first replies are overtaken by those that come later.
        const started = performance.now();
        super.onmessage = (event) => {
          if (window.release) return listener(event);
          window.late += 1;
          const wait = Math.max(0, 4000 - (performance.now() - started));
          return setTimeout(() => listener(event), wait);
        };
      }
    };
  });
  await page.goto(site.url(BUSY));
  await ready(page);
  const batch = slider(page, 'Maximum batch');
  await batch.press('Home');
  await expect.poll(() => page.evaluate(() => window.late)).toBeGreaterThan(0);
  await page.evaluate(() => (window.release = true));
  await batch.press('End');
  const last = await batch.getAttribute('aria-valuetext');
  await page.waitForTimeout(4500);
  const shown = await settledReadouts(labOf(page));
  expect(await batch.getAttribute('aria-valuetext')).toBe(last);
  const fresh = `${LAB}#arrival_rate=480&replicas=4&max_batch=${parseInt(last, 10)}`;
  await page.goto('about:blank');
  await page.addInitScript(() => (window.release = true));
  expect(await open(page, site, fresh)).toEqual(shown);
});

test('a drag shows results on its way and speaks once, when the hand rests', async ({
  page, site,
}) => {
  await open(page, site);
  // The settings of the address have been put into words before the hand moves.
  await expect(page.locator('#announcer')).toHaveText(/\w/);
  await page.evaluate(() => {
    window.spoken = [];
    const region = document.getElementById('announcer');
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) spoken.push(node.textContent.trim());
      }
    }).observe(region, { childList: true, characterData: true, subtree: true });
    window.seen = new Set();
    const value = document.querySelector('.readout .value');
    new MutationObserver(() => seen.add(value.textContent))
      .observe(value, { childList: true, characterData: true, subtree: true });
  });
  const spoken = () => page.evaluate(() => window.spoken);
  const wait = slider(page, 'Maximum wait');
  await wait.scrollIntoViewIfNeeded();
  const box = await wait.boundingBox();
  const at = (share) => [box.x + box.width * share, box.y + box.height / 2];
  await page.mouse.move(...at(0.1));
  await page.mouse.down();
  for (let share = 0.1; share < 0.8; share += 0.05) {
    await page.mouse.move(...at(share));
    await page.waitForTimeout(60);
  }
  expect(await spoken()).toEqual([]);
  await page.mouse.up();
  expect(await page.evaluate(() => window.seen.size)).toBeGreaterThan(1);
  await expect.poll(async () => (await spoken()).length).toBe(1);
  await page.waitForTimeout(1500);
  const [sentence, ...more] = await spoken();
  expect(more).toEqual([]);
  expect(sentence).toMatch(/wait/i);
  await expect(labOf(page).locator('.lab-sentence')).toHaveText(sentence);
});

for (const address of ['', LESSON, LAB]) {
  test(`nothing jumps while ${address || 'the start page'} loads slowly`, async ({ page, site }) => {
    const devTools = await throttle(page, 4);
    await devTools.send('Network.enable');
    await devTools.send('Network.emulateNetworkConditions', {
      offline: false, latency: 150, downloadThroughput: 200_000, uploadThroughput: 90_000,
    });
    await page.addInitScript(() => {
      window.shift = 0;
      window.shifted = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          if (entry.hadRecentInput) continue;
          window.shift += entry.value;
          window.shifted.push(...entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 90)));
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(site.url(address));
    await ready(page);
    await page.waitForTimeout(1500);
    const { shift, shifted } = await page.evaluate(() => ({ shift, shifted }));
    expect(shift, shifted.join('\n')).toBeLessThan(0.02);
    // A jump would have been seen.
    await page.evaluate(() => {
      const tall = document.createElement('div');
      tall.style.height = '400px';
      document.body.prepend(tall);
    });
    await expect.poll(() => page.evaluate(() => window.shift)).toBeGreaterThan(0.02);
  });
}
