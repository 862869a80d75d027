// For tests: copies of the suite in whose tables an endpoint, a journey and its steps are not measured.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SuiteCopy } from '../../build/suite-copy.fixture.ts';

export const PARTS = [
  ...['build', 'lib', 'packages', 'scripts', 'tests', 'thresholds'],
  ...['package.json', 'perf.config.ts', 'tsconfig.json', 'tsconfig.k6.json'],
];
export const TABLE = 'thresholds/baselines.md';
/** The row's four figures, whatever they are. */
const HEALTH = /(\| health +\| `\/api\/health` +)(\|[^|\n]+){4}\|/;
export const NONE = '| not measured '.repeat(4);
/** Four cells of each step, three of the journey. */
const STEP = /(\| check-in-[\w-]+ +\| check-in \| `[^|]+)(?:\|[^|\n]+){4}\|/g;
const JOURNEY = /(\| check-in +)(?:\|[^|\n]+){3}\|/;

/** Runs Node in the copy; returns what it printed. */
export async function node(copy: SuiteCopy, ...args: string[]): Promise<string> {
  // Other tests of this process may have changed its environment.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const ran = await promisify(execFile)(process.execPath, args, { cwd: copy.root, env }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return ran.stdout + ran.stderr;
}
export const perf = (copy: SuiteCopy, ...args: string[]) =>
  node(copy, join(copy.root, 'scripts/start/start.js'), ...args);
/** Takes the figures out of the tables, and generates their module. */
export const withoutRow = async (copy: SuiteCopy): Promise<void> => {
  await copy.edit(TABLE, HEALTH, `$1${NONE}|`);
  await copy.edit(TABLE, STEP, `$1${NONE}|`);
  await copy.edit(TABLE, JOURNEY, `$1${'| not measured '.repeat(3)}|`);
  assert.match(await perf(copy, 'baselines', 'generate'), /written/);
};
