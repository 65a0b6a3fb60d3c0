// The course's native command.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** What the command prints. `TRADEOFFS` names the program; without it cargo finds or builds it. */
export function tradeoffs(...words) {
  const [program, ...before] = process.env.TRADEOFFS
    ? [process.env.TRADEOFFS]
    : ['cargo', 'run', '--quiet', '--features', 'tools', '--bin', 'tradeoffs', '--'];
  return execFileSync(program, [...before, ...words], { cwd: REPOSITORY, encoding: 'utf8' });
}
