// Checks the prose of the course and of its documents: spelling, words to avoid, long and passive
// sentences.
//
//   node tests/prose/check.mjs                           everything
//   node tests/prose/check.mjs content/lessons/ab-tests  what is below these paths
//   node tests/prose/check.mjs --list …                  and each long and each passive sentence
import { reportOn } from './report.mjs';

const words = process.argv.slice(2);
const report = await reportOn(process.cwd(), {
  below: words.filter((word) => !word.startsWith('--')),
  list: words.includes('--list'),
});
for (const line of report.lines) console.log(line);
process.exitCode = report.faults === 0 ? 0 : 1;
