// Compares a lesson of the built site with a plain mdBook page of the same text, and the worker's
// simulators with native ones. `cargo xtask bench` runs it; it tests nothing, for times depend on
// the machine.
//
//   DIST=dist MDBOOK=mdbook CHROMIUM=/usr/bin/chromium node tests/bench/compare.mjs
//
// SPEED may name the program `speed`, already built; otherwise cargo builds it.
import { loadavg } from 'node:os';
import lighthouse from 'lighthouse';
import puppeteer from 'puppeteer-core';
import { startServer } from '../e2e/server.mjs';
import * as book from './book.mjs';
import { answers, paints, traffic, withPage } from './measure.mjs';
import { cases, speeds } from './speed.mjs';

const RUNS = 5;
const SPEED = { rounds: 5, seeds: 20 };
const LESSON = 'lesson/dynamic-batching/';
const SOURCE = 'content/lessons/dynamic-batching/lesson.md';
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

const SLIDER = {
  find: `[...document.querySelectorAll('[data-lab] input[type=range]')]
    .find((input) => input.labels[0]?.textContent.trim() === 'Maximum batch')`,
  shown: `element.getAttribute('aria-valuetext') + [...element.closest('[data-lab]')
    .querySelectorAll('.readout .value')].map((value) => value.textContent)`,
  key: 'ArrowRight',
};
const QUIZ = {
  find: `document.querySelector('.quiz button')`,
  shown: `document.querySelector('.quiz .verdict').textContent`,
  key: 'Enter',
};

async function main() {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-lcd-text',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    ],
  });
  const ours = await startServer({ root: process.env.DIST ?? 'dist', quality: 11 });
  const pages = [{ name: 'lesson', server: ours, path: LESSON, control: SLIDER }];
  const plain = await plainBook(browser, ours);
  if (plain) {
    pages.push({ name: 'mdBook', server: plain.server, path: 'lesson.html', control: QUIZ });
  }
  try {
    console.log(`${await browser.version()}; load average ${load()} at the start.`);
    await comparePages(browser, pages);
    await compareSpeeds(browser, ours);
    console.log(`Load average ${load()} at the end.`);
  } finally {
    await browser.close();
    await ours.close();
    await plain?.server.close();
    await plain?.remove();
  }
}

const load = () => loadavg().map((value) => value.toFixed(1)).join(' ');

async function plainBook(browser, ours) {
  const version = await book.version();
  if (!version) {
    console.log('Without mdBook on PATH or in MDBOOK there is nothing to compare the lesson with.');
    return null;
  }
  const computed = await withPage(browser, async (page) => {
    await page.setJavaScriptEnabled(false);
    await page.goto(ours.url(LESSON));
    const elsewhere = 'section.question, section.lab, live-part, template';
    return page.$$eval('.prose .computed', (all, not) =>
      all.filter((one) => !one.closest(not)).map((one) => one.textContent), elsewhere);
  });
  const { root, remove } = await book.build(SOURCE, computed);
  console.log(`Beside ${version}, with its standard settings.`);
  return { server: await startServer({ root, policy: null, quality: 11 }), remove };
}

async function comparePages(browser, pages) {
  // Also compresses everything once, before anything is timed.
  for (const page of pages) page.sent = await traffic(browser, page.server, page.path);
  for (const page of pages) page.runs = [];
  for (let run = 0; run < RUNS; run += 1) {
    for (const page of pages) {
      const url = page.server.url(page.path);
      const times = await paints(browser, url);
      // In a load of its own: input ends the search for the largest paint.
      page.runs.push({ ...times, answers: await answers(browser, url, page.control) });
    }
  }
  for (const page of pages) page.scores = await scores(browser, page.server.url(page.path));
  report(pages);
}

async function scores(browser, url) {
  const { port } = new URL(browser.wsEndpoint());
  const flags = { port: Number(port), onlyCategories: CATEGORIES, logLevel: 'silent' };
  const { lhr } = await lighthouse(url, flags);
  return CATEGORIES.map((category) => Math.round((lhr.categories[category].score ?? 0) * 100));
}

function report(pages) {
  const rows = [['', ...pages.map(({ name }) => name), 'ratio', 'aim']];
  const row = (label, values, aim = '', digits = 0) => {
    const medians = values.map(median);
    const ratio = medians.length === 2 && medians[1] > 0 ? medians[0] / medians[1] : NaN;
    const shown = values.map((all) => spread(all, digits));
    rows.push([label, ...shown, ...(Number.isNaN(ratio) ? ['', ''] : [ratio.toFixed(2), aim])]);
  };
  const sent = (get) => pages.map((page) => [get(page.sent)]);
  const timed = (key) => pages.map((page) => page.runs.map((run) => run[key]));
  row('Bytes to read', sent(({ read }) => read.bytes));
  row('Requests to read', sent(({ read }) => read.requests));
  row('Bytes in all', sent(({ all }) => all.bytes));
  row('Requests in all', sent(({ all }) => all.requests));
  row('First contentful paint, ms', timed('fcp'));
  row('Largest contentful paint, ms', timed('lcp'), '<= 0.45');
  row('Cumulative layout shift', timed('cls'), '', 3);
  row('Total blocking time, ms', timed('tbt'));
  row('First answer to a key, ms', timed('answers'), '<= 0.85');
  const all = pages.map((page) => page.scores.join(' '));
  rows.push([`Lighthouse: ${CATEGORIES.join(', ')}`, ...all, '', '']);
  console.log(`Medians of ${RUNS} interleaved runs (least–most); a slow phone, brotli 11.`);
  table(rows);
}

async function compareSpeeds(browser, server) {
  const measured = await speeds(browser, server, SPEED);
  console.log(`Simulated events, millions a second, ${SPEED.rounds} rounds of ${SPEED.seeds} seeds.`);
  const rows = [['', 'worker', 'native', '/ native', 'aim', '/ JavaScript', 'aim', '/ SimPy', 'aim']];
  for (const [i, { name }] of cases.entries()) {
    const millions = (key) => spread(measured[i].map((round) => round[key] / 1e6), 1);
    const ratio = (key, digits) => {
      const ratios = measured[i].map((round) => round.worker / round[key]);
      return ratios.some(Number.isNaN) ? 'no SimPy' : spread(ratios, digits);
    };
    rows.push([
      name, millions('worker'), millions('native'), ratio('native', 2), '>= 0.8',
      ratio('javascript', 1), '>= 2', ratio('simpy', 0), '>= 100',
    ]);
  }
  table(rows);
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function spread(values, digits) {
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)]
    .map((value) => value.toFixed(digits));
  return values.length === 1 ? middle : `${middle} (${least}–${most})`;
}

function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  for (const row of rows) {
    console.log(row.map((cell, i) => cell.padEnd(widths[i])).join('  ').trimEnd());
  }
  console.log();
}

await main();
