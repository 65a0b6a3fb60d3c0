// Simulated events per second: natively, in the browser's worker, in plain JavaScript in the same
// browser, and with SimPy; round by round, so that all see the same machine.
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { withPage } from './measure.mjs';

const run = promisify(execFile);
const CARGO = 'run --quiet --locked --profile native --features xtask --bin speed --'.split(' ');
const here = (name) => new URL(name, import.meta.url);

/** The simulations that are compared. */
export const cases = JSON.parse(await readFile(here('cases.json'), 'utf8'));

/**
 * Runs the same seeds of each case natively and in the worker, and as much in the other ways.
 *
 * @returns for each case, for each round, the events per second of each way; `simpy` is absent where
 * Python has no SimPy.
 */
export async function speeds(browser, server, { rounds, seeds }) {
  const plain = await readFile(here('plain.js'), 'utf8');
  await native(cases[0], 1);
  return withPage(browser, async (page) => {
    // A page with no lab, so that nothing else computes.
    await page.goto(server.url('glossary/'), { waitUntil: 'networkidle0' });
    const measured = cases.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      const python = await simpy();
      for (const [i, one] of cases.entries()) {
        const ours = await native(one, seeds);
        const boot = server.url('worker-boot.js');
        const theirs = await page.evaluate(inWorker, boot, one.simulator, ours.values, seeds);
        if (JSON.stringify(ours.events) !== JSON.stringify(theirs.events)) {
          throw new Error(`The worker and the native build simulate different events: ${one.name}.`);
        }
        const events = ours.events.reduce((sum, more) => sum + more, 0);
        measured[i].push({
          native: events / ours.seconds,
          worker: events / theirs.seconds,
          javascript: await inJavaScript(page, plain, one),
          simpy: python && python[one.plain].events / python[one.plain].seconds,
        });
      }
    }
    return measured;
  });
}

/** Builds the program if need be. */
async function native({ simulator, settings }, seeds) {
  const program = process.env.SPEED;
  const what = [simulator, settings, String(seeds)];
  const { stdout } = await (program ? run(program, what) : run('cargo', [...CARGO, ...what]));
  return JSON.parse(stdout);
}

async function simpy() {
  try {
    const { stdout } = await run('python3', [here('simpy_speed.py').pathname]);
    return JSON.parse(stdout);
  } catch {
    return undefined;
  }
}

/** The same in plain JavaScript on the page, once to warm up and once to be timed. */
function inJavaScript(page, source, { plain, size }) {
  // As one expression, since the page's policy forbids scripts that are not files of the site.
  return page.evaluate(`(() => {
    ${source.replaceAll('export function', 'function')}
    ${plain}(${JSON.stringify(size)});
    const start = performance.now();
    const { events } = ${plain}(${JSON.stringify(size)});
    return (1000 * events) / (performance.now() - start);
  })()`);
}

// In the page. The messages are those of `sim::runner`, in postcard: varints, little-endian floats.
async function inWorker(url, simulator, values, seeds) {
  const worker = new Worker(url, { type: 'module' });
  const varint = (number) => {
    const bytes = [];
    for (let rest = number; ; rest = Math.floor(rest / 128)) {
      if (rest < 128) return [...bytes, rest];
      bytes.push((rest % 128) + 128);
    }
  };
  const request = (seed) => {
    const id = [...new TextEncoder().encode(simulator)];
    const floats = [...new Uint8Array(Float64Array.from(values).buffer)];
    // An order of the first kind, a run; of the lab 0.
    const parts = [[0, 0], varint(seed), varint(id.length), id, varint(values.length), floats];
    // The last byte: there is nothing to compare with.
    return Uint8Array.from([...parts, varint(seed), [0]].flat());
  };
  // After the kind of the answer, the lab and the ticket, one byte each, stands the sentence, if the
  // outcome is whole: then how much is done, and the number of events at the very end.
  const isWhole = (bytes) => bytes[3] === 1;
  const eventsOf = (bytes) => {
    let first = bytes.length - 1;
    while (bytes[first - 1] >= 128) first -= 1;
    return bytes.slice(first).reduceRight((number, byte) => number * 128 + (byte % 128), 0);
  };
  const simulate = (seed) =>
    new Promise((resolve, reject) => {
      worker.onerror = () => reject(new Error('The worker failed.'));
      worker.onmessage = ({ data }) => isWhole(data) && resolve(eventsOf(data));
      worker.postMessage(request(seed));
    });

  // The browser compiles what runs often a second time; both builds are measured when warm.
  for (let seed = 1; seed <= 3; seed += 1) await simulate(seed);
  const start = performance.now();
  const events = [];
  for (let seed = 1; seed <= seeds; seed += 1) events.push(await simulate(seed));
  const seconds = (performance.now() - start) / 1000;
  worker.terminate();
  return { events, seconds };
}
