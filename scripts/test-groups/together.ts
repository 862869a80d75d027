// Runs the test files of a group in one process: starting Node and the compiler for each of a hundred costs more than they do.
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Groups of some equal length, by folder; what is in none of these folders is tested with the commands, so that no file is left out. */
const FOLDERS = {
  packages: /^(packages|target)\//,
  suite: /^(build|lib|thresholds|scripts\/(baselines|fault-table|guard|report))\//,
} as const;
/** Tests that put load on a target for many seconds: they come last and alone. */
const RUNS = /\.run\.test\.ts$/;
/** Minutes of such runs, real servers, a browser, trials by the thousand: `npm run test:long`. */
const LONG = /\.long\.test\.ts$/;

export const GROUPS = ['packages', 'suite', 'commands', 'runs', 'long'] as const;
export type Group = (typeof GROUPS)[number];

/** Paths of a group's test files, from the repository. */
export function filesOf(group: Group): string[] {
  const folders = ['bench', 'build', 'lib', 'packages', 'scripts', 'target', 'thresholds'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  );
  return files.filter((file) => file.endsWith('.test.ts') && groupOf(file) === group).sort();
}

function groupOf(file: string): Group {
  if (RUNS.test(file)) return 'runs';
  if (LONG.test(file)) return 'long';
  if (FOLDERS.packages.test(file)) return 'packages';
  return FOLDERS.suite.test(file) ? 'suite' : 'commands';
}

export async function runTogether(group: Group): Promise<void> {
  for (const file of filesOf(group)) await import(pathToFileURL(join(root, file)).href);
}
