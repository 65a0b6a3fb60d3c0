// Browsers that a test starts, and kills, by itself: with a profile that outlives them.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from '@playwright/test';

const CHROMIUM = process.env.CHROMIUM ?? ['/usr/bin/chromium'].find(existsSync)
  ?? chromium.executablePath();
const FIREFOX = process.env.FIREFOX ?? ['/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync);

/** Whether there is a Firefox to test with. */
export const hasFirefox = Boolean(FIREFOX);

/** Chromium on a profile, and how to kill it. */
export async function startChromium(profile, ...more) {
  const browser = spawn(CHROMIUM, [
    '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
    '--remote-debugging-port=0', `--user-data-dir=${profile}`, ...more, 'about:blank',
  ], { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise((done, fail) => {
    let said = '';
    browser.stderr.on('data', (data) => {
      said += data;
      const found = /DevTools listening on (ws:\S+)/.exec(said);
      if (found) done(found[1]);
    });
    browser.on('exit', () => fail(new Error(said)));
  });
  const connection = await chromium.connectOverCDP(address);
  const [context] = connection.contexts();
  const page = await context.newPage();
  const lost = new Promise((done) => connection.on('disconnected', done));
  const kill = () => Promise.all([die(browser), lost]);
  return { context, page, pid: browser.pid, kill };
}

/** Firefox on a profile, and how to kill it. */
export async function startFirefox(profile) {
  const { default: puppeteer } = await import('puppeteer-core');
  const browser = await puppeteer.launch({
    browser: 'firefox', executablePath: FIREFOX, headless: true, userDataDir: profile,
  });
  const kill = async () => {
    await die(browser.process());
    // The driver now puts back the preferences that it replaced; the next start must not meet it.
    while (readdirSync(profile).some((name) => name.endsWith('.puppeteer'))) await delay(20);
  };
  return { browser, page: await browser.newPage(), kill };
}

/** As a power cut to the program: no word of warning, nothing written any more. */
function die(child) {
  const gone = new Promise((done) => child.on('exit', done));
  child.kill('SIGKILL');
  return gone;
}

/** The processes that show pages, among the children of a browser. */
export function renderers(pid) {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const read = (id, file) => {
    try {
      return readFileSync(`/proc/${id}/${file}`, 'utf8');
    } catch {
      return '';
    }
  };
  const parent = (id) => Number(/^PPid:\s*(\d+)/m.exec(read(id, 'status'))?.[1]);
  const isBelow = (id) => {
    for (let at = parent(id); at > 1; at = parent(at)) if (at === pid) return true;
    return false;
  };
  const shows = (id) => /--type=renderer|\btab\0*$/.test(read(id, 'cmdline'));
  return processes.filter((id) => isBelow(id) && shows(id)).map(Number);
}
