// Runs the test files of a group in one process: starting Node and the compiler for each of a hundred costs more than they do.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nameSources } from '../start/stack-lines.js';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Groups of some equal length, by folder; what is in none of these folders is tested with the commands, so that no file is left out. */
const FOLDERS = {
  packages: /^packages\/(?!(history|report)\/)/,
  suite: /^(build|lib|thresholds|packages\/report|scripts\/(baselines|fault-table|guard|report))\//,
} as const;
/** Tests that put load on a target for many seconds, mostly waiting: in parallel with the others. */
const RUNS = /\.run\.test\.ts$/;
/** Seconds of work each: every bundle, several threads, many trials. Not after each edit, but in every CI run: `npm run test:slow`. */
const SLOW = /\.slow\.test\.ts$/;
/** Those of them that load a target or wait for programs of their own: in parallel with those that compute. */
const SLOW_RUNS = /^scripts\/(cluster-check|import|init|k6-conformance|run|suite)\/.*\.slow\.test\.ts$/;
/** Tests of times, in which the work of others would be: alone, after the slow ones. */
const QUIET = /\.quiet\.test\.ts$/;
/** Minutes of such runs, real servers, a browser, trials by the thousand: `npm run test:long`. */
const LONG = /\.long\.test\.ts$/;

/** The variable with the folder of a build that has the tests of all groups in it: compiled together, each on its own takes three times as long. */
export const BUILD = 'TEST_BUILD';

export const GROUPS = ['packages', 'suite', 'commands', 'runs', 'slow', 'slowRuns', 'quiet', 'long'] as const;
export type Group = (typeof GROUPS)[number];

/** Paths of a group's test files, from the repository. */
export function filesOf(group: Group): string[] {
  const folders = ['bench', 'build', 'lib', 'packages', 'scripts', 'thresholds'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  const tests = files.filter((file) => file.endsWith('.test.ts'));
  return tests.filter((file) => groupOf(file) === group || (group === 'long' && hasManyRuns(file))).sort();
}

function groupOf(file: string): Group {
  if (RUNS.test(file)) return 'runs';
  if (SLOW.test(file)) return SLOW_RUNS.test(file) ? 'slowRuns' : 'slow';
  if (QUIET.test(file)) return 'quiet';
  if (LONG.test(file)) return 'long';
  if (FOLDERS.packages.test(file)) return 'packages';
  return FOLDERS.suite.test(file) ? 'suite' : 'commands';
}

/** Whether a file tries properties, which is worth it more often where there is time. */
function hasManyRuns(file: string): boolean {
  return readFileSync(join(root, file), 'utf8').includes('k6-kit/property-runs.fixture');
}

/**
 * Loads the files before the first of their tests runs. Node runs the hooks that come after all tests whenever each test that it knows of has
 * ended: between two files they would remove the folders of tests still to come.
 */
export function runTogether(group: Group): void {
  if (group === 'long') process.env.PROPERTY_FACTOR ??= '10';
  const loaded = loadAll(filesOf(group));
  test(`the files of the group ${group} load`, () => loaded);
}

async function loadAll(files: readonly string[]): Promise<void> {
  const build = process.env[BUILD] ?? assert.fail('a group is run by scripts/test-groups/cli.ts, which compiles it');
  nameSources(build);
  let hooksRan = false;
  after(() => {
    hooksRan = true;
  });
  for (const file of files) await import(pathToFileURL(join(build, file.replace(/\.ts$/, '.mjs'))).href);
  test('no hook of a group runs before its last test', () => assert.equal(hooksRan, false));
}
