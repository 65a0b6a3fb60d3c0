// Builds a small site that keeps the contract between pages and scripts, from the scripts as they
// are in the repository, so that these can be tested in seconds and without a compiler.
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, '../../..');
const templates = join(repository, 'src/site/assets');
// The smallest module there is: the magic number and the version.
const WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
const APP = { js: 'app-1.js', wasm: 'app-1.wasm' };
const NAMES = { VERSION: 'v1' };

const LAB = `<section class="lab"><live-part data-part="lab"><div data-lab="batching">
  <h2>How long should a request wait for company?</h2>
  <label>Maximum batch <input type="range" min="1" max="32" value="8"></label>
  <dl class="readouts"><div class="readout"><dt>p99 latency</dt>
    <dd><span class="value">waiting</span></dd></div></dl>
  <form><button>Answer</button></form>
  <button type="button" class="sample-more">More</button>
  <p class="sample-note" hidden>A long note.</p>
</div></live-part></section>`;
const TEXT = '<p>Waiting for company makes batches, and batches make throughput.</p>';

const PAGES = {
  'index.html': ['Tradeoffs', TEXT],
  'lesson/dynamic-batching/index.html': ['Dynamic batching', TEXT + LAB],
  'lab/index.html': ['Labs', '<a href="batching/">Batching</a>'],
  'lab/batching/index.html': ['Batching', LAB],
  'embedding/index.html': ['Embedding', TEXT],
  'embed/lesson/dynamic-batching/index.html': ['Dynamic batching', TEXT + LAB],
  'embed/lab/batching/index.html': ['Batching', LAB],
  '404.html': ['Not found', '<p>There is no such page.</p>'],
};

/** Writes the sample into a directory and returns it. */
export function buildSample(to) {
  for (const [path, [title, body]] of Object.entries(PAGES)) put(to, path, page(path, title, body));
  for (const name of ['theme.js', 'embed.js', 'frame.js']) {
    cpSync(join(repository, 'public', name), join(to, name));
  }
  put(to, APP.js, read(join(here, 'app.js')));
  put(to, APP.wasm, WASM);
  put(to, 'worker.js', read(join(here, 'worker.js')));
  put(to, 'worker_bg.wasm', WASM);
  put(to, 'style.css', read(join(here, 'style.css')));
  put(to, 'favicon.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>');
  put(to, 'boot.js', read(join(templates, 'boot.js')));
  put(to, 'worker-boot.js', read(join(templates, 'worker-boot.js')));
  const files = filesOf(to).map((path) => [path, sha256(join(to, path))]);
  put(to, 'sw.js', fill(read(join(templates, 'sw.js')), { FILES: JSON.stringify(files) }));
  return to;
}

function page(path, title, body) {
  const up = '../'.repeat(path.split('/').length - 1) || './';
  const embedded = path.startsWith('embed/');
  const frame = embedded ? `<script defer src="${up}frame.js"></script>` : '';
  return `<!doctype html>
<html lang="en" data-root="${up}"${embedded ? ' data-embed' : ''}>
<head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width">
<script src="${up}theme.js"></script>
<link rel="stylesheet" href="${up}style.css"><link rel="icon" href="${up}favicon.svg">
<link rel="modulepreload" href="${up}${APP.js}">
<link rel="preload" href="${up}${APP.wasm}" as="fetch" crossorigin="anonymous">
<script type="module" src="${up}boot.js"></script>${frame}</head>
<body><main id="main"><h1>${title}</h1>${body}</main>
<div id="boot-failure" role="alert" hidden>The lab did not start. <button>Try again</button></div>
<div class="update-notice" role="status" hidden>A new version. <button>Update</button></div>
</body></html>
`;
}

function fill(text, more = {}) {
  return Object.entries({ ...NAMES, ...more }).reduce(
    (filled, [name, value]) => filled.replaceAll(`/*${name}*/`, () => value),
    text,
  );
}

function filesOf(directory) {
  return readdirSync(directory, { recursive: true })
    .filter((path) => statSync(join(directory, path)).isFile())
    .map((path) => relative(directory, join(directory, path)).split(sep).join('/'))
    .sort();
}

function sha256(file) {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function read(file) {
  return readFileSync(file, 'utf8');
}

function put(to, path, content) {
  mkdirSync(dirname(join(to, path)), { recursive: true });
  writeFileSync(join(to, path), content);
}
