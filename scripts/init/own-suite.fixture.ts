// A suite of `perf init` in a folder of its own, for the tests of one file: a smoke test of a second, and how to change and start it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { writeSuite } from './suite.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Gone after the last test of the group. */
export async function ownSuite() {
  const folder = join(testFolder(), 'shop');
  const files = await writeSuite(folder, root);
  const edit = async (file: string, from: string, to: string): Promise<void> => {
    const text = await readFile(join(folder, file), 'utf8');
    assert.ok(text.includes(from), `${file} has ${from}`);
    await writeFile(join(folder, file), text.replace(from, to));
  };
  const started = (program: string, ...args: string[]): { status: number | null; output: string } => {
    // As npm hands it on from package.json.
    const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined, npm_package_config_perf: root };
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: folder,
      encoding: 'utf8',
      env,
      timeout: 60_000,
    });
    return { status, output: stdout + stderr };
  };
  await edit('thresholds/tables.ts', 'durationS: 5', 'durationS: 1');
  return { folder, files, edit, started, npm: (...args: string[]) => started('npm', ...args) };
}
