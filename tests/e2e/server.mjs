// A small static server that a test can break on purpose.
//
//   node tests/e2e/server.mjs dist --base /a/b/ --port 8080
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { extname, join, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.xml': 'application/xml',
};
const COMPRESSIBLE = /^(text\/|application\/(json|wasm|xml|manifest)|image\/svg)/;

// The policy under which the course must work. Only embeds may be framed by other sites.
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/**
 * Serves a directory, or pages from memory, or both.
 *
 * @param {object} options
 * @param {string} [options.root] the directory.
 * @param {string} [options.base] the path under which it appears, with slashes at both ends.
 * @param {string|null} [options.policy] the Content-Security-Policy of its files.
 * @param {string} [options.host] the name in its origin; another name makes another site.
 * @param {number} [options.port] 0 takes a free one.
 * @param {number} [options.quality] how hard brotli tries: 11 as a host with prepared files would.
 * @returns the server: its `origin`, `url(path)`, `close()`, the `seen` paths and the switches
 *   `root`, `pages`, `down`, `fail`, `delay`, `types`, `redirectIndex`, `compress`.
 */
export async function startServer(options = {}) {
  const server = {
    root: options.root && resolve(options.root),
    base: options.base ?? '/',
    policy: options.policy === undefined ? POLICY : options.policy,
    // Pages from memory, by path; they are sent without a policy.
    pages: new Map(),
    // While true, every connection is cut, as if there were no network.
    down: false,
    // (path) => false, a status, or {status, body, type}: what goes wrong with this request.
    fail: () => false,
    // Milliseconds before each answer, or a function of the path that returns them or a promise.
    delay: 0,
    // Content types that differ from the usual ones, by extension.
    types: {},
    // Whether `x/index.html` is redirected to `x/`, as some hosts do.
    redirectIndex: false,
    compress: true,
    quality: options.quality ?? 5,
    seen: [],
  };
  const sockets = new Set();
  const http = createServer((request, response) => {
    respond(server, request, response).catch((error) => response.destroy(error));
  });
  http.on('connection', (socket) => {
    if (server.down) socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise((done) => http.listen(options.port ?? 0, done));
  server.origin = `http://${options.host ?? '127.0.0.1'}:${http.address().port}`;
  server.url = (path = '') => server.origin + server.base + path;
  server.cut = () => {
    server.down = true;
    for (const socket of sockets) socket.destroy();
  };
  server.restore = () => {
    server.down = false;
  };
  server.close = () => {
    server.cut();
    return new Promise((done) => http.close(done));
  };
  return server;
}

async function respond(server, request, response) {
  const url = new URL(request.url, server.origin);
  const path = decodeURIComponent(url.pathname);
  server.seen.push(path);
  const delay = typeof server.delay === 'function' ? await server.delay(path) : server.delay;
  if (delay > 0) await new Promise((done) => setTimeout(done, delay));
  if (server.down) return response.destroy();

  const fault = server.fail(path);
  if (fault) {
    const { status = 200, body = 'Broken on purpose.', type = 'text/plain' } =
      typeof fault === 'number' ? { status: fault } : fault;
    return send(server, request, response, status, type, Buffer.from(body));
  }
  if (server.pages.has(path)) {
    const body = Buffer.from(server.pages.get(path));
    response.setHeader('Content-Type', TYPES['.html']);
    return response.end(body);
  }
  return sendFile(server, request, response, path);
}

async function sendFile(server, request, response, path) {
  const inside = server.root && path.startsWith(server.base);
  const file = inside && join(server.root, path.slice(server.base.length));
  if (!file || !(file + sep).startsWith(server.root + sep)) {
    return send(server, request, response, 404, 'text/plain', Buffer.from('Not here.'));
  }
  if (server.redirectIndex && path.endsWith('/index.html')) {
    return redirect(response, path.slice(0, -'index.html'.length));
  }
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory() && !path.endsWith('/')) return redirect(response, `${path}/`);
  const actual = found?.isDirectory() ? join(file, 'index.html') : file;
  const body = await readFile(actual).catch(() => null);
  if (body) return send(server, request, response, 200, typeOf(server, actual), body);
  const page = await readFile(join(server.root, '404.html')).catch(() => 'Not found.');
  return send(server, request, response, 404, TYPES['.html'], Buffer.from(page));
}

function redirect(response, to) {
  response.writeHead(301, { Location: to }).end();
}

function typeOf(server, file) {
  const extension = extname(file);
  return server.types[extension] ?? TYPES[extension] ?? 'application/octet-stream';
}

async function send(server, request, response, status, type, body) {
  const embedded = new URL(request.url, server.origin).pathname.includes('/embed/');
  const headers = {
    'Content-Type': type,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    // Sandboxed frames have an opaque origin, to which every file is of another origin.
    'Access-Control-Allow-Origin': '*',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'Cache-Control': 'no-cache',
    Vary: 'Accept-Encoding',
  };
  if (server.policy) {
    const ancestors = embedded ? '*' : "'self'";
    headers['Content-Security-Policy'] = `${server.policy}; frame-ancestors ${ancestors}`;
  }
  const [encoding, bytes] = server.compress && COMPRESSIBLE.test(type)
    ? await compressed(request.headers['accept-encoding'] ?? '', body, server.quality)
    : [null, body];
  if (encoding) headers['Content-Encoding'] = encoding;
  response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : bytes);
}

const compressions = new Map();

async function compressed(accepted, body, quality) {
  const encoding = ['br', 'gzip'].find((name) => accepted.includes(name));
  if (!encoding) return [null, body];
  const key = `${encoding}${quality}:${createHash('sha256').update(body).digest('hex')}`;
  if (!compressions.has(key)) {
    const options = { params: { [constants.BROTLI_PARAM_QUALITY]: quality } };
    const made = encoding === 'br'
      ? promisify(brotliCompress)(body, options)
      : promisify(gzip)(body);
    compressions.set(key, made);
  }
  return [encoding, await compressions.get(key)];
}

async function main([root = 'dist', ...rest]) {
  const option = (name, standard) => {
    const at = rest.indexOf(`--${name}`);
    return at === -1 ? standard : rest[at + 1];
  };
  const server = await startServer({
    root,
    base: option('base', '/'),
    port: Number(option('port', '8080')),
  });
  console.log(`Serving ${root} at ${server.url()}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(process.argv.slice(2));
}
