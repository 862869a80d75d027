// Nothing loads past the guard: which files may start a program or a script, who may import them, and which commands get there.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OWN_TARGET, WAYS } from './ways.fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const START_LOAD = 'scripts/run/start-load.ts';

/** Every file that starts a program, a thread or a script, and what for. Only the first four load. */
const STARTERS: Readonly<Record<string, string>> = {
  'scripts/run/k6-process.ts': 'k6, to load',
  'scripts/run/run-bundle.ts': 'the local runner, to load',
  'scripts/run/local-instances.ts': 'local runners that share a load',
  'scripts/run/tool.ts': 'the tools of a probe, to load',
  'scripts/run/perform.ts': 'git, for the commit',
  'scripts/engines.ts': 'k6 version',
  'scripts/run/spawn-target.ts': 'the reference target',
  'scripts/gate/system.ts': 'base and head of a system on this machine, by command or docker',
  'scripts/drill/operator.ts': 'commands of perf.config.ts before a drill',
  'scripts/baselines/propose-command.ts': 'git, for earlier tables',
  'scripts/workflows/history-branch.ts': 'git, for the branch of the history',
  'scripts/test-groups/cli.ts': 'the tests',
  'scripts/site/cli.ts': 'the generator of the site',
  'scripts/deploy/server-check.ts': 'kubectl, which asks a cluster without changing it',
  'scripts/cluster-check/cluster.ts': 'kubectl, in a cluster to try things in, with a target of its own',
  'scripts/pack/pack.ts': 'npm pack',
  'scripts/images/record.ts': 'npm start, for the examples',
  'scripts/pack/types.ts': 'tsc, for declarations',
  'scripts/pack/release-assets.ts': 'npm sbom',
  'scripts/monitor/docker.ts': 'docker, to list containers',
  'scripts/report/bench.ts': 'reports, to time them',
  'scripts/fault-table/real-run.ts': 'runs on targets that it starts itself, for the table of faults',
  'scripts/init/template/start.ts': 'runner and report of a suite of its own, on environments of its own configuration',
  'packages/report/render/pdf.ts': 'Chromium, to print a report',
  'scripts/services/stack/process.ts': 'servers of the stack, and programs that end by themselves',
};
/** What loads, and the only files that take it: the guard is in front of all of it. */
const LOADERS: Readonly<Record<string, readonly string[]>> = {
  startK6: ['scripts/run/cloud.ts', 'scripts/run/run-bundle.ts'],
  runBundle: [START_LOAD],
  runInstances: [START_LOAD],
  performRemote: [START_LOAD],
  runTool: [START_LOAD],
};

const files = ['scripts', 'packages/report', 'packages/history']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => `${folder}/${file}`),
  )
  // Files of tests are in no command.
  .filter((file) => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file));
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/** What a file imports when it runs: types are gone by then. */
function importsOf(file: string): string[] {
  const found = textOf(file).matchAll(
    /^(?:import|export)\s+(type\s)?[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)/gm,
  );
  return [...found].flatMap(([, type, named, dynamic]) => (type ? [] : [named ?? dynamic ?? '']));
}
const localImports = (file: string): string[] =>
  importsOf(file)
    .filter((path) => path.startsWith('.'))
    .map((path) => relative(root, resolve(root, dirname(file), path)));

test('programs, threads and scripts are started by known files only', () => {
  const starting = files.filter((file) => {
    const imports = importsOf(file);
    const isProcess = imports.some((path) => /^(node:)?(child_process|cluster|worker_threads)$/.test(path));
    const isRunner = imports.includes('k6-local/run') && /\brunScript\b/.test(textOf(file));
    // What runs a program to its end, outside of the stack whose servers it sets up.
    const isProgram =
      !file.startsWith('scripts/services/stack/') && /import[^;]*\bcomplete\b[^;]*process\.ts/.test(textOf(file));
    return isProcess || isRunner || isProgram;
  });
  assert.deepEqual(starting.toSorted(), Object.keys(STARTERS).toSorted());
});

test('of what loads, only startLoad takes the part that does', () => {
  for (const [name, takers] of Object.entries(LOADERS)) {
    const users = files.filter((file) => new RegExp(`import[^;]*\\b${name}\\b[^;]*from`).test(textOf(file)));
    assert.deepEqual(users.toSorted(), takers, name);
  }
});

test('the table of faults, which has targets of its own, is no part of any command', () => {
  const users = files.filter((file) => localImports(file).some((path) => path.startsWith('scripts/fault-table/')));
  assert.ok(
    users.every((file) => file.startsWith('scripts/fault-table/')),
    users.join(),
  );
});

test('a permit comes from the guard, and startLoad alone asks for one', () => {
  const askers = files.filter((file) => /import[^;]*[{,]\s*guard\b[^;]*from '[^']*guard\.ts'/.test(textOf(file)));
  assert.deepEqual(askers, [START_LOAD]);
});

test('every command that gets to the load is in the walk of every-way.slow.test.ts', () => {
  const commands = [
    ...textOf('scripts/commands.ts').matchAll(
      /^ {2}'?([\w-]+)'?: \{|import\('\.\/([^']+)'\)|import\('(\.\.\/[^']+)'\)/gm,
    ),
  ];
  assert.ok(commands.length > 20);
  const reaching: string[] = [];
  let command = '';
  for (const [, name, file, outside] of commands) {
    if (name) command = name;
    else if (reaches(outside ? outside.slice(3) : `scripts/${file}`, new Set())) reaching.push(command);
  }
  assert.deepEqual(
    reaching.toSorted(),
    [...new Set([...OWN_TARGET, ...WAYS.map(({ name }) => name.split(' ')[0])])].toSorted(),
  );
});

function reaches(file: string, seen: Set<string>): boolean {
  if (file === START_LOAD) return true;
  if (seen.has(file)) return false;
  seen.add(file);
  return localImports(file).some((next) => next.startsWith('scripts/') && reaches(next, seen));
}
