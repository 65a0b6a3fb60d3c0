// Simulated events per second, in the browser's worker and natively.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { withPage } from './measure.mjs';

const run = promisify(execFile);
const CARGO = 'run --quiet --locked --profile native --features xtask --bin speed --'.split(' ');

/**
 * Runs the same seeds natively and in the worker, round by round.
 *
 * @returns for each round the events per second of both.
 */
export async function speeds(browser, server, { rounds, seeds }) {
  await native(1);
  return withPage(browser, async (page) => {
    // A page with no lab, so that nothing else computes.
    await page.goto(server.url('glossary/'), { waitUntil: 'networkidle0' });
    const measured = [];
    for (let round = 0; round < rounds; round += 1) {
      const ours = await native(seeds);
      const boot = server.url('worker-boot.js');
      const theirs = await page.evaluate(inWorker, boot, ours.values, seeds);
      if (JSON.stringify(ours.events) !== JSON.stringify(theirs.events)) {
        throw new Error('The worker and the native build simulate different events.');
      }
      const events = ours.events.reduce((sum, more) => sum + more, 0);
      measured.push({ native: events / ours.seconds, worker: events / theirs.seconds });
    }
    return measured;
  });
}

/** Builds the program if need be. */
async function native(seeds) {
  const program = process.env.SPEED;
  const { stdout } = await (program
    ? run(program, [String(seeds)])
    : run('cargo', [...CARGO, String(seeds)]));
  return JSON.parse(stdout);
}

// In the page. The messages are those of `sim::runner`, in postcard: varints, little-endian floats.
async function inWorker(url, values, seeds) {
  const worker = new Worker(url, { type: 'module' });
  const varint = (number) => {
    const bytes = [];
    for (let rest = number; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) return [...bytes, rest];
      bytes.push((rest % 128) + 128);
    }
  };
  const request = (seed) => {
    const id = [...new TextEncoder().encode('batching')];
    const floats = [...new Uint8Array(Float64Array.from(values).buffer)];
    const parts = [[0], varint(seed), varint(id.length), id, varint(values.length), floats];
    return Uint8Array.from([...parts, varint(seed)].flat());
  };
  // `done` follows the lab and the ticket, which are one byte each; `events` are the end.
  const isDone = (bytes) => new DataView(bytes.buffer, bytes.byteOffset).getFloat64(2, true) === 1;
  const eventsOf = (bytes) => {
    let first = bytes.length - 1;
    while (bytes[first - 1] >= 128) first -= 1;
    return bytes.slice(first).reduceRight((number, byte) => number * 128 + (byte % 128), 0);
  };
  const simulate = (seed) =>
    new Promise((resolve, reject) => {
      worker.onerror = () => reject(new Error('The worker failed.'));
      worker.onmessage = ({ data }) => isDone(data) && resolve(eventsOf(data));
      worker.postMessage(request(seed));
    });

  // The browser compiles what runs often a second time; both builds are measured when warm.
  for (let seed = 1; seed <= 5; seed += 1) await simulate(seed);
  const start = performance.now();
  const events = [];
  for (let seed = 1; seed <= seeds; seed += 1) events.push(await simulate(seed));
  const seconds = (performance.now() - start) / 1000;
  worker.terminate();
  return { events, seconds };
}
