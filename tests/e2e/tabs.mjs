// Chromium with real tabs. Under Playwright every page believes that it is in front; here a tab behind
// another is hidden, and can be frozen and discarded as browsers do to save memory.
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import puppeteer from 'puppeteer-core';

const executablePath = process.env.CHROMIUM ?? ['/usr/bin/chromium'].find(existsSync)
  ?? chromium.executablePath();

/**
 * A browser on a profile, its first page, how to close it, and `reach`: the same browser from now on,
 * with hands on those tabs only whose targets are wanted. A tab that is being debugged is not discarded.
 */
export async function startTabs(profile) {
  const browser = await puppeteer.launch({
    browser: 'chrome', executablePath, headless: true, userDataDir: profile, defaultViewport: null,
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  });
  const child = browser.process();
  const close = async () => {
    const gone = new Promise((done) => child.on('exit', done));
    child.kill('SIGKILL');
    await gone;
  };
  const browserWSEndpoint = browser.wsEndpoint();
  let connection = browser;
  const reach = async (targetFilter) => {
    await connection.disconnect();
    connection = await puppeteer.connect({ browserWSEndpoint, targetFilter, defaultViewport: null });
    return connection;
  };
  return { browser, page: await browser.newPage(), close, reach };
}

/** The browser's own page about tabs. */
export const DISCARDS = 'chrome://discards/';

/** The page with this address. */
export async function pageAt(browser, address) {
  const target = await browser.waitForTarget((one) => one.type() === 'page' && one.url() === address);
  return target.page();
}

/** Loads an address and waits until the application has started. */
export async function load(page, address) {
  await page.goto(address);
  await page.waitForSelector('html[data-ready=true]');
}

/** Hides a tab and stops everything in it; gives what lets it go on. */
export async function freeze(page) {
  const devTools = await page.createCDPSession();
  await devTools.send('Page.setWebLifecycleState', { state: 'frozen' });
  return () => devTools.send('Page.setWebLifecycleState', { state: 'active' });
}

/** Opens the page of the browser itself on which tabs can be discarded. */
export async function openDiscards(browser) {
  const page = await browser.newPage();
  await page.goto('chrome://chrome-urls/');
  const enable = await button(page, 'document', 'Enable internal debugging pages');
  await enable.evaluate((element) => element.click());
  // It has taken the word when it offers the opposite.
  await button(page, 'document', 'Disable internal debugging pages');
  await page.goto(DISCARDS);
}

/** Discards the tab with this address. It is loaded again when somebody looks at it. */
export async function discard(page, address) {
  const link = await button(page, address, '[Urgent Discard]');
  await link.evaluate((element) => element.click());
}

/** What has these words and can be pressed, within the row of an address; all is in shadow trees. */
async function button(page, address, words) {
  for (let tries = 0; tries < 100; tries += 1) {
    // The browser's own pages forbid the usual ways to wait.
    const found = await page.evaluateHandle((wanted, name) => {
      const all = (root) => [...root.querySelectorAll('*')]
        .flatMap((element) => [element, ...(element.shadowRoot ? all(element.shadowRoot) : [])]);
      const rows = wanted === 'document' ? [document]
        : all(document).filter((row) => row.tagName === 'TR' && row.textContent.includes(wanted));
      return rows.flatMap((row) => all(row)).find((element) => !element.hasAttribute('disabled')
        && element.textContent.trim() === name);
    }, address, words);
    const element = found.asElement();
    if (element) return element;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`There is no “${words}” for ${address}.`);
}
