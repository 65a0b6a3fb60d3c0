// What every test gets: a site that can be broken, a foreign page around it, and a watch that
// fails the test on anything unexpected that the browser reports.
import { test as base, expect } from '@playwright/test';
import { startServer } from './server.mjs';
import { siteRoot } from './site.mjs';

export { expect };

/**
 * Collects what must not happen in a context: messages of the console above `info`, uncaught
 * errors, refusals of the content policy and requests to other origins.
 *
 * @returns the list, which `verify` compares with the expected patterns.
 */
export function watchContext(context) {
  const reports = [];
  context.on('console', (message) => {
    if (!['error', 'warning', 'assert'].includes(message.type())) return;
    const where = message.location().url;
    reports.push(`${message.type()}: ${message.text()} (${where})`);
  });
  context.on('weberror', (error) => reports.push(`uncaught: ${error.error()}`));
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url());
    const local = ['127.0.0.1', 'localhost'].includes(hostname);
    if (!local && !['data:', 'blob:', 'about:'].includes(protocol)) {
      reports.push(`off-origin request: ${request.url()}`);
    }
  });
  return reports;
}

/** Fails on every report that no pattern allows. */
export function verify(reports, allowed) {
  const unexpected = reports
    .filter((report) => !allowed.some((pattern) => pattern.test(report)))
    .map((report) => report.slice(0, 600))
    .slice(0, 5);
  expect(unexpected, 'nothing unexpected is reported by the browser').toEqual([]);
}

export const test = base.extend({
  /** The path under which the site is served. */
  basePath: ['/', { option: true }],

  /** Reports of the browser that a test expects; push patterns to it. */
  allowed: async ({}, use) => {
    await use([]);
  },

  /** Whether labs ask for a prediction before their first change; most tests have no time for that. */
  asksFirst: [false, { option: true }],

  quiet: [
    async ({ context, asksFirst }, use) => {
      if (!asksFirst) {
        await context.addInitScript(() => {
          try {
            sessionStorage.setItem('tradeoffs-mark:no-asking', '1');
          } catch {
            // A frame without storage is never asked.
          }
        });
      }
      await use();
    },
    { auto: true },
  ],

  watch: [
    async ({ context, allowed }, use) => {
      const reports = watchContext(context);
      await use(reports);
      verify(reports, allowed);
    },
    { auto: true },
  ],

  /** The server of the course. */
  site: async ({ basePath }, use) => {
    const server = await startServer({ root: siteRoot(), base: basePath });
    await use(server);
    await server.close();
  },

  /** A server of somebody else's pages: another name, so another site to the browser. */
  foreign: async ({}, use) => {
    const server = await startServer({ policy: null, host: 'localhost' });
    await use(server);
    await server.close();
  },
});

/** Waits until the application has started on a page or in a frame. */
export async function ready(pageOrFrame) {
  await expect(pageOrFrame.locator('html')).toHaveAttribute('data-ready', 'true', {
    timeout: 20_000,
  });
}

/** Waits until the site can be read without a network. */
export async function offlineReady(page) {
  await page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    if (active.state === 'activated') return;
    await new Promise((done) => {
      active.addEventListener('statechange', () => active.state === 'activated' && done());
    });
  });
}

/** What a browser reports when the server is down. */
export const NO_NETWORK = /Failed to load resource|net::ERR_|Failed to fetch|NetworkError/;
