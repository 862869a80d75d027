// Runs groups of test files in parallel, all compiled together: `npm test`, `npm run test:slow`, `npm run test:long`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../start/compile.js';
import { BUILD, filesOf, GROUPS, type Group } from './together.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

const groups = process.argv.slice(2).map(groupOf);
const build = await compile(
  root,
  groups.flatMap((group) => [`scripts/test-groups/${group}.ts`, ...filesOf(group)]),
);
process.on('exit', () => rmSync(build, { recursive: true, force: true }));
const runner = spawn(
  process.execPath,
  [
    ...['--max-semi-space-size=64', '--test', '--test-reporter=spec', `--test-concurrency=${groups.length}`],
    ...groups.map((group) => join(build, `scripts/test-groups/${group}.mjs`)),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, [BUILD]: build } },
);
// Ctrl-C reaches both; this one waits for the other, which ends its tests.
process.on('SIGINT', () => {});
const [code] = await once(runner, 'exit');
process.exit(code ?? 1);

function groupOf(name: string): Group {
  const group = GROUPS.find((known) => known === name);
  if (group !== undefined) return group;
  console.error(`no group of tests is called ${name}: expected ${GROUPS.join(', ')}`);
  process.exit(2);
}
