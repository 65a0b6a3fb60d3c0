// Faults that are meant, each with its reason: exceptions.toml.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';

const PATH = 'tests/prose/exceptions.toml';
const KEYS = ['file', 'rule', 'text', 'reason'];
const RULES = ['length', 'spelling', 'words'];

/** The exceptions of the repository at `root`: `excuse(fault)`, and faults for those in vain. */
export function exceptionsIn(root) {
  const path = join(root, PATH);
  const toml = existsSync(path) ? getStaticTOMLValue(parseTOML(readFileSync(path, 'utf8'))) : {};
  const all = (toml.exception ?? []).map((exception) => ({ ...sound(exception), used: false }));
  return {
    excuse({ path: file, rule, quotes }) {
      const one = all.find((it) => it.file === file && it.rule === rule && quotes.includes(it.text));
      if (one) one.used = true;
      return one !== undefined;
    },
    unused: () => all.filter(({ used }) => !used).map(({ file, text }) => ({
      at: PATH, says: `nothing in ${file} needs the exception for “${text}”`, help: 'take it out',
    })),
  };
}

function sound(exception) {
  const [missing] = KEYS.filter((key) => typeof exception[key] !== 'string' || !exception[key].trim());
  if (missing) throw new Error(`${PATH}: an exception has no \`${missing}\`; it needs ${KEYS.join(', ')}.`);
  if (!RULES.includes(exception.rule)) {
    throw new Error(`${PATH}: \`${exception.rule}\` is no rule; choose from ${RULES.join(', ')}.`);
  }
  return exception;
}
