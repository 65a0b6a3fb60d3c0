// The browser tests. `SITE=sample` runs those that need no more than the hand-written scripts,
// against a small sample of the site, before anything is compiled.
import { existsSync } from 'node:fs';
import { defineConfig, devices } from '@playwright/test';

const DEBIAN = '/usr/bin/chromium';
const executablePath = process.env.CHROMIUM ?? (existsSync(DEBIAN) ? DEBIAN : undefined);

// Tests of the scripts alone; the others need lessons and labs.
const SCRIPTS = /(boot|embed|frame|hosting|offline|theme|update)\.spec\.mjs$/;
// What differs on a phone.
const PHONE = /(lab|questions|questions-types|reading)\.spec\.mjs$/;

const built = [
  { name: 'desktop', use: { viewport: { width: 1280, height: 900 } } },
  { name: 'phone', testMatch: PHONE, use: { ...devices['Pixel 7'] } },
];
const sample = [{ name: 'sample', testMatch: SCRIPTS }];

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: 'list',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: {
    browserName: 'chromium',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-lcd-text',
        // A request to any other host must fail, so that none goes unnoticed.
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1',
      ],
    },
    trace: 'retain-on-failure',
  },
  projects: process.env.SITE === 'sample' ? sample : built,
});
