// Tabs that the browser has put to sleep: hidden and frozen for a long time, or discarded and loaded
// again. What others did in the meantime is read before anything is written.
import { expect, test } from './fixtures.mjs';
import { LESSON } from './pages.mjs';
import { eventsIn, give, SAVED, untilSaved } from './progress.mjs';
import { temporaryDirectory } from './site.mjs';
import { discard, DISCARDS, freeze, load, openDiscards, pageAt, startTabs } from './tabs.mjs';

test.describe.configure({ timeout: 150_000 });

const text = (page, selector) => page.$eval(selector, (element) => element.textContent);
const answered = async (page) => Number.parseInt(await text(page, '.lesson-progress'), 10);

/** Lets a page believe that so many minutes have passed. */
const pass = (page, minutes) => page.evaluate((more) => {
  const { now } = Date;
  Date.now = () => now() + more * 60_000;
}, minutes);

test('s22 a tab that was frozen while another worked for twenty minutes keeps all of it', async ({
  site,
}) => {
  const { browser, page, close } = await startTabs(temporaryDirectory());
  await load(page, site.url(LESSON));
  await give(page, 0);
  await untilSaved(page);
  await page.evaluate(() => {
    window.ticks = 0;
    setInterval(() => { window.ticks += 1; }, 50);
  });
  const other = await browser.newPage();
  await load(other, site.url(LESSON));
  const goOn = await freeze(page);
  const ticks = await page.evaluate(() => window.ticks);
  for (const place of [1, 2, 3, 4, 1]) {
    await pass(other, 4);
    await give(other, place);
    await untilSaved(other);
  }
  expect(await page.evaluate(() => [document.visibilityState, window.ticks]), 'it is asleep')
    .toEqual(['hidden', ticks]);
  await goOn();
  await page.bringToFront();
  await expect.poll(() => answered(page)).toBe(5);
  // It writes only now, and over nothing: the same question, and one of its own.
  await give(page, 1, 5);
  await untilSaved(page);
  await expect.poll(() => answered(other)).toBe(6);
  for (const tab of [page, other]) {
    await load(tab, site.url(LESSON));
    await expect.poll(() => answered(tab)).toBe(6);
  }
  expect((await eventsIn(page, 'answered')).size, 'every try').toBe(8);
  await close();
});

test('s23 a tab that the browser has discarded reads again before it writes', async ({ site }) => {
  const { browser, page, close, reach } = await startTabs(temporaryDirectory());
  // Another address of the same page, so that the browser's list can tell the two tabs apart.
  const [address, another] = [site.url(`${LESSON}?first`), site.url(LESSON)];
  await load(page, address);
  await give(page, 1);
  await untilSaved(page);
  await load(await browser.newPage(), another);
  await openDiscards(browser);
  const without = await reach((target) => target.url() !== address);
  await discard(await pageAt(without, DISCARDS), address);
  const other = await pageAt(without, another);
  await other.bringToFront();
  await give(other, 2, 3);
  await untilSaved(other);
  const all = await reach();
  const [back, beside] = [await pageAt(all, address), await pageAt(all, another)];
  await back.bringToFront();
  await back.waitForSelector('html[data-ready=true]');
  expect(await back.evaluate(() => document.wasDiscarded), 'it was discarded').toBe(true);
  await expect.poll(() => answered(back)).toBe(3);
  await give(back, 4);
  await untilSaved(back);
  expect(await text(back, '.save-status')).toBe(SAVED);
  await beside.bringToFront();
  await expect.poll(() => answered(beside)).toBe(4);
  expect((await eventsIn(back, 'answered')).size).toBe(4);
  await close();
});
