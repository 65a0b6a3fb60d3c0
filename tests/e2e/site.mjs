// Where the site under test comes from, and how a test deploys another version of it.
import { createHash } from 'node:crypto';
import {
  cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tradeoffs } from './native.mjs';
import { buildSample } from './sample/build.mjs';

/** Whether the tests run against the small sample instead of the built course. */
export const isSample = process.env.SITE === 'sample';

const temporary = [];
process.on('exit', () => temporary.forEach((path) => rmSync(path, { recursive: true })));

/** An empty directory that is removed when the tests end. */
export function temporaryDirectory() {
  const path = mkdtempSync(join(tmpdir(), 'tradeoffs-'));
  temporary.push(path);
  return path;
}

let root;

/** The directory of the site: the sample, or `dist` (or `DIST`). */
export function siteRoot() {
  root ??= isSample ? buildSample(temporaryDirectory()) : builtSite();
  return root;
}

function builtSite() {
  const path = process.env.DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));
  if (existsSync(join(path, 'index.html'))) return path;
  throw new Error(`There is no site in ${path}. Build it first, or set SITE=sample.`);
}

/** A site of another course, given as its folder, with the programs of the site under test. */
export function siteOf(content) {
  const to = temporaryDirectory();
  cpSync(fileURLToPath(new URL('../../public', import.meta.url)), to, { recursive: true });
  const programs = /^(app-.*|study-.*|index\.html|worker\.js|worker_bg\.wasm)$/;
  for (const file of readdirSync(siteRoot()).filter((name) => programs.test(name))) {
    // The build of a site gives this one its name.
    const name = file.replace(/^study-.*\.js$/, 'study.js').replace(/^study-.*\.wasm$/, 'study_bg.wasm');
    cpSync(join(siteRoot(), file), join(to, name));
  }
  tradeoffs('site', '--content', content, '--staging', to);
  return to;
}

/** The files that the service worker of a site keeps, as pairs of path and SHA-256. */
export function keptFiles(directory) {
  const worker = readFileSync(join(directory, 'sw.js'), 'utf8');
  return JSON.parse(/^const \[FILES\] = \[(.*)\];$/m.exec(worker)[1]);
}

/**
 * Copies a site, changes files and names the result a new version.
 *
 * @param {string} directory the site to start from.
 * @param {string} version the name of the new version.
 * @param {Record<string, (text: string) => string>} changes how each file changes, by path.
 * @returns the new directory.
 */
export function newVersion(directory, version, changes) {
  const to = temporaryDirectory();
  cpSync(directory, to, { recursive: true });
  for (const [path, change] of Object.entries(changes)) {
    const file = join(to, path);
    const before = readFileSync(file, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`The change of ${path} changes nothing.`);
    writeFileSync(file, after);
  }
  const files = keptFiles(directory).map(([path]) => [path, hashOf(join(to, path))]);
  const worker = readFileSync(join(to, 'sw.js'), 'utf8')
    .replace(/^const VERSION = '.*';$/m, `const VERSION = '${version}';`)
    .replace(/^const \[FILES\] = \[.*\];$/m, () => `const [FILES] = [${JSON.stringify(files)}];`);
  writeFileSync(join(to, 'sw.js'), worker);
  return to;
}

/** The SHA-256 of a file, in hexadecimal digits. */
export function hashOf(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
