// The addresses that the tests visit, and the steps that several of them share.

export const PAGES = [
  '',
  'lesson/dynamic-batching/',
  'lab/',
  'lab/batching/',
  'glossary/',
  'placement/',
  'review/',
  'progress/',
  'plan/',
  'embedding/',
  'embed/lesson/dynamic-batching/',
  'embed/lab/batching/',
  '404.html',
];
export const LESSON = 'lesson/dynamic-batching/';
export const LAB = 'lab/batching/';

/** The lab of a page. */
export function labOf(pageOrFrame) {
  const lab = pageOrFrame.locator('[data-lab="batching"]');
  return pageOrFrame.locator('section.lab').filter({ has: lab }).first();
}

/** The read-outs of a lab, as pairs of label and text. */
export function readouts(lab) {
  return lab.locator('.readout').evaluateAll((lists) =>
    lists.flatMap((list) =>
      [...list.querySelectorAll('.value')].map((value) => [
        (value.closest('div, dl')?.querySelector('dt') ?? value).textContent.trim(),
        value.textContent.trim(),
      ]),
    ),
  );
}

/**
 * The read-outs once the simulation has settled: not busy, the same twice, and all of them figures.
 */
export async function settledReadouts(lab) {
  let before = '';
  for (let tries = 0; tries < 60; tries += 1) {
    const now = await readouts(lab);
    const text = JSON.stringify(now);
    const busy = await lab.locator('[data-busy="true"]').count();
    const done = busy === 0 && now.length > 0 && now.every(([, value]) => /\d/.test(value));
    if (done && text === before) return now;
    before = done ? text : '';
    await new Promise((after) => setTimeout(after, 200));
  }
  throw new Error(`The read-outs do not settle: ${before || 'there are none'}`);
}

/** Answers a question of any kind with its first option or a number, by keyboard. */
export async function answer(question, { number = '10', confidence = 'I think so' } = {}) {
  const sure = question.getByRole('group', { name: 'How sure are you?' });
  const choices = question.locator('fieldset.options input');
  const field = question.locator('input:not([type=radio]):not([type=checkbox])');
  if (await field.count()) {
    await field.first().fill(number);
  } else {
    await choices.first().focus();
    await choices.first().press('Space');
  }
  const level = sure.getByRole('radio', { name: confidence });
  await level.focus();
  await level.press('Space');
  await question.getByRole('button', { name: 'Answer' }).press('Enter');
}
