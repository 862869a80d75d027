// A row that was changed and not generated: no run begins with the old limits.

import assert from 'node:assert/strict';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { main } from '../cli.ts';
import { listening } from '../perf.fixture.ts';
import { refuseStaleBaselines } from './current.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const TABLES = 'thresholds/baselines.md';

const root = testFolder();
before(async () => {
  await mkdir(join(root, 'thresholds'));
  for (const file of [TABLES, 'thresholds/baselines.ts']) await cp(join(repository, file), join(root, file));
});

function io() {
  const { io, said } = listening({ env: { PATH: '' }, cwd: root, root });
  return { ...io, output: () => said.output };
}

async function withTables(change: (text: string) => string, use: () => Promise<void>): Promise<void> {
  const text = await readFile(join(root, TABLES), 'utf8');
  await writeFile(join(root, TABLES), change(text));
  await use().finally(() => writeFile(join(root, TABLES), text));
}

/** Another p95 of the health endpoint. */
const changeRow = (text: string): string => {
  const changed = text.replace(/(`\/api\/health`.*)\b25ms\b/, (_, before) => `${before}26ms`);
  assert.notEqual(changed, text);
  return changed;
};

const target = ['--target', 'http://127.0.0.1:1'];
const COMMANDS = [
  ['run', 'smoke', ...target],
  ['plan', 'smoke', ...target],
  ['deploy', 'render', 'smoke', ...target, '--out', 'k8s'],
  ['drill', 'spike', '--release', '1', ...target],
  ['calibrate', ...target],
];
for (const args of COMMANDS) {
  test(`perf ${args.slice(0, 2).join(' ')} refuses limits that are older than the tables, and says where`, () =>
    withTables(changeRow, async () => {
      const world = io();
      assert.equal(await main(args, world), EXIT.badInput, world.output());
      assert.match(
        world.output(),
        /^thresholds\/baselines\.ts:\d+: is not what thresholds\/baselines\.md says; run `npm run perf -- baselines generate`/,
      );
      assert.equal(world.output().trim().split('\n').length, 1);
    }));
}

test('words around the tables are no other limits', () =>
  withTables(
    (text) => text.replace('\n## ', '\nA new sentence.\n\n## '),
    () => refuseStaleBaselines(io()),
  ));
