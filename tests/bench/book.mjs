// Makes a plain book of a lesson's text with mdBook, for comparison.
//
// The book has less to carry than the lesson: its figures, labs, questions and cards are left out,
// its formulas stay as typed, and one question of three buttons stands for all that is interactive.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MDBOOK = process.env.MDBOOK ?? 'mdbook';
const INTERACTIVE = /^```(cards|estimate|figure|lab|predict|questions)\n[^]*?^```\n/gm;
const COMPUTED = /`=[^`]+`/g;
const QUIZ = `
<div class="quiz" data-right="Yes: a short hold keeps the starts apart." data-wrong="No; look again.">
<p>You let an idle GPU wait up to 5 ms for company. What does p99 do?</p>
<button data-right>It falls</button> <button>It stays</button> <button>It rises</button>
<p class="verdict" role="status"></p>
</div>
`;

/** The version of mdBook, or nothing where there is none. */
export async function version() {
  try {
    return (await run(MDBOOK, ['--version'])).stdout.trim();
  } catch {
    return null;
  }
}

/**
 * Builds the book in a temporary folder.
 *
 * @param {string} lesson the file of the lesson.
 * @param {string[]} computed the texts of its computed values, in their order.
 * @returns the folder of the finished book, and `remove()`.
 */
export async function build(lesson, computed) {
  const folder = await mkdtemp(join(tmpdir(), 'book-'));
  await mkdir(join(folder, 'src'));
  const settings = '[book]\ntitle = "Lesson"\n\n[output.html]\nadditional-js = ["quiz.js"]\n';
  await writeFile(join(folder, 'book.toml'), settings);
  await writeFile(join(folder, 'src/SUMMARY.md'), '# Summary\n\n- [Lesson](lesson.md)\n');
  await writeFile(join(folder, 'src/lesson.md'), plain(await readFile(lesson, 'utf8'), computed));
  await copyFile(new URL('quiz.js', import.meta.url), join(folder, 'quiz.js'));
  await run(MDBOOK, ['build', folder]);
  return { root: join(folder, 'book'), remove: () => rm(folder, { recursive: true }) };
}

/** The lesson as Markdown that any tool understands. */
function plain(source, computed) {
  const [, header, body] = /^\+\+\+\n([^]*?)\n\+\+\+\n([^]*)$/.exec(source);
  const title = /^title = "(.*)"$/m.exec(header)[1];
  const text = body.replace(INTERACTIVE, '').replace(/\]\(term:[^)]+\)/g, '](#remember)');
  const places = text.match(COMPUTED)?.length ?? 0;
  if (places !== computed.length) {
    throw new Error(`The lesson has ${places} computed values and the page ${computed.length}.`);
  }
  const values = computed.values();
  return `# ${title}\n${text.replace(COMPUTED, () => values.next().value)}${QUIZ}`;
}
