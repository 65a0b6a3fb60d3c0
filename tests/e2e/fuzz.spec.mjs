// Hands that mean no harm and know no better: seeded pointers, keys and naughty strings on labs, and
// links that were never written by one. FUZZ=all visits every lab, FUZZ_SECONDS says for how long
// each, FUZZ_SEED repeats a run.
import { expect, ready, test } from './fixtures.mjs';
import { tradeoffs } from './native.mjs';

const SEED = Number(process.env.FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));
const SECONDS = Number(process.env.FUZZ_SECONDS ?? 5);
const FEW = ['batching', 'mm1'];
const EVERY = process.env.FUZZ === 'all';

const KEYS = [
  'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Shift+ArrowLeft', 'Shift+ArrowRight', 'Home',
  'End', 'PageUp', 'PageDown', 'Space', 'Enter', 'Escape', 'Backspace', 'Control+z',
  'Control+Shift+z', 'a', '1', '-',
];
const NAUGHTY = [
  '', '0', '-1', '1e309', '-1e309', 'NaN', 'Infinity', '0x10', '1,5', '1e-320', '٣', '½', '--5',
  '<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', "'; DROP TABLE labs; --", '\u202e123',
  '\u0000', '𝟙𝟚', 'a'.repeat(5000), '%00%ff', '{{7*7}}', '${7*7}', 'null', 'undefined',
];
const LINKS = [
  '#~1&~1&~1', '#~99&a=b', '#~seed=1e9', '#~pin=~pin=~pin', '#=&=&=', '#%', '#&&&&', '#a=%E0%A4%A',
  `#${'x=1&'.repeat(3000)}`, '#__proto__=1&constructor=1', '#~pin=,,,:::', '#\u0000=1',
];

// Mulberry32: the same seed, the same run.
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What is wrong with a lab as it is: figures that are no numbers, controls without a name. */
function faults() {
  const lab = document.querySelector('section.lab');
  if (!lab) return ['the lab is gone'];
  const found = [];
  const bad = /NaN|undefined|Infinity|\binf\b|\[object/;
  // What a learner has typed, or a link has said, is quoted in notes.
  const shown = '.readouts, .lab-sentence, .lab-stage, .baseline, .twin td, .verdict';
  for (const part of lab.querySelectorAll(shown)) {
    if (bad.test(part.textContent)) found.push(part.textContent.slice(0, 80));
  }
  for (const drawn of lab.querySelectorAll('svg *')) {
    for (const { name, value } of drawn.attributes) {
      if (/NaN|inf/i.test(value)) found.push(`${drawn.tagName} ${name}=${value.slice(0, 60)}`);
    }
  }
  for (const range of lab.querySelectorAll('input[type=range]')) {
    if (!/\S/.test(range.getAttribute('aria-valuetext') ?? '')) found.push(`${range.id} says nothing`);
  }
  for (const control of lab.querySelectorAll('button, input, select, textarea, summary')) {
    const named = control.textContent || control.getAttribute('aria-label')
      || [...(control.labels ?? [])].map((label) => label.textContent).join('');
    if (!/\S/.test(named)) found.push(`no name: ${control.outerHTML.slice(0, 80)}`);
  }
  return found;
}

// One thing that a hand does.
async function act(page, any) {
  const pick = (list) => list[Math.floor(any() * list.length)];
  const chance = any();
  const controls = page.locator(
    'section.lab :is(input, select, button, summary):visible:not([data-never])',
  );
  const control = controls.nth(Math.floor(any() * Math.max(1, await controls.count())));
  const soon = { timeout: 1500 };
  if (chance < 0.1) return page.keyboard.press(any() < 0.5 ? 'Tab' : 'Shift+Tab');
  if (chance < 0.45) {
    await control.focus(soon);
    const key = pick(KEYS);
    for (let k = 0; k < 1 + any() * 4; k += 1) await page.keyboard.press(key);
    return undefined;
  }
  if (chance < 0.6) return control.click({ ...soon, force: true, noWaitAfter: true });
  if (chance < 0.75) {
    const field = page.locator('section.lab input:is([type=number], [type=text]):visible').first();
    const fields = page.locator('section.lab input:is([type=number], [type=text]):visible');
    const count = await fields.count();
    const one = count > 0 ? fields.nth(Math.floor(any() * count)) : field;
    await one.focus(soon);
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(pick(NAUGHTY));
    return page.keyboard.press(any() < 0.7 ? 'Enter' : 'Tab');
  }
  if (chance < 0.9) {
    const { width, height } = page.viewportSize();
    const at = () => [any() * width, any() * height * 0.9];
    await page.mouse.move(...at());
    // A drag from a slider; elsewhere it would choose text.
    const range = page.locator('section.lab input[type=range]:visible').first();
    await range.scrollIntoViewIfNeeded(soon);
    const box = await range.boundingBox();
    if (box) await page.mouse.move(box.x + any() * box.width, box.y + box.height / 2);
    await page.mouse.down();
    for (let k = 0; k < 4; k += 1) await page.mouse.move(...at());
    return page.mouse.up();
  }
  const hash = any() < 0.5 ? pick(LINKS) : `#${pick(NAUGHTY)}=${pick(NAUGHTY)}&~pin=${pick(NAUGHTY)}`;
  return page.evaluate((text) => {
    location.hash = text;
  }, hash);
}

async function fuzz(page, site, id, any) {
  const address = site.url(`lab/${id}/`);
  await page.goto(address);
  await ready(page);
  let left = 0;
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame() && !frame.url().startsWith(address)) left += 1;
  });
  const journal = [];
  const end = Date.now() + SECONDS * 1000;
  while (Date.now() < end) {
    const before = journal.length;
    // What is covered or gone by now cannot be pressed; that is no fault.
    await act(page, any).catch((error) => journal.push(String(error).split('\n')[0]));
    if (journal.length > before && /closed|crash/i.test(journal.at(-1))) throw new Error(journal.at(-1));
    expect(await page.evaluate(faults), `${id}, seed ${SEED}`).toEqual([]);
    expect(left, `${id}, seed ${SEED}: the page was left`).toBe(0);
  }
  // It still works: the application has not stopped, and a reset is obeyed.
  await page.evaluate(() => {
    location.hash = '';
  });
  await expect(page.locator('html'), `${id}, seed ${SEED}`).toHaveAttribute('data-ready', 'true');
  await expect(page.locator('[data-lab][data-busy="false"]'), `${id}, seed ${SEED}`)
    .toHaveCount(1, { timeout: 30_000 });
  expect(await page.evaluate(faults), `${id}, seed ${SEED}, in the end`).toEqual([]);
}

test.describe('under a hand that knows no better', () => {
  test.use({ asksFirst: true, permissions: ['clipboard-write'], acceptDownloads: true });

  test('labs keep their countenance', async ({ page, site }) => {
    console.info(`Repeat this run with FUZZ_SEED=${SEED}.`);
    const ids = EVERY
      ? tradeoffs('sim', 'list').trim().split('\n').map((line) => line.split(' ')[0])
      : FEW;
    test.setTimeout(60_000 + ids.length * (SECONDS * 1000 + 40_000));
    const any = random(SEED);
    for (const id of ids) await fuzz(page, site, id, any);
  });

  test('what the watch looks for is found', async ({ page, site, allowed }) => {
    allowed.push(/attribute d: Expected number/);
    await page.goto(site.url('lab/mm1/'));
    await ready(page);
    expect(await page.evaluate(faults)).toEqual([]);
    await page.evaluate(() => {
      document.querySelector('.readout .value').textContent = 'NaN ms';
      document.querySelector('svg.chart').innerHTML += '<path d="M1 NaN"/>';
      document.querySelector('section.lab .lab-tools').append(document.createElement('button'));
    });
    const found = (await page.evaluate(faults)).join('\n');
    expect(found).toMatch(/NaN ms/);
    expect(found).toMatch(/d=M1 NaN/);
    expect(found).toMatch(/no name/);
  });
});

test('wrong links to every kind of lab leave it with sane figures', async ({ page, site }) => {
  test.setTimeout(120_000);
  await page.goto(site.url('lab/batching/'));
  await ready(page);
  for (const hash of LINKS) {
    await page.evaluate((text) => {
      location.hash = text;
    }, hash);
    await page.waitForTimeout(60);
    expect(await page.evaluate(faults), hash.slice(0, 40)).toEqual([]);
  }
});
