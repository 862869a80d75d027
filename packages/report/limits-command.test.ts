// `limits` as it is typed: what goes where, and what is wrong in one line.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { CommanderError } from 'commander';
import { build } from 'esbuild';
import { testFolder } from 'k6-kit/folder.fixture';
import { limitsCommand } from './limits-command.ts';
import { SHOP_SUMMARY } from './shop-summary.fixture.ts';

const folder = testFolder();
before(async () => {
  await writeFile(join(folder, 'shop.json'), JSON.stringify(SHOP_SUMMARY));
  const { http_reqs } = SHOP_SUMMARY.metrics;
  await writeFile(join(folder, 'counters.json'), JSON.stringify({ ...SHOP_SUMMARY, metrics: { http_reqs } }));
});

async function run(...args: string[]) {
  let [stdout, stderr] = ['', ''];
  const io = {
    stdout: (text: string) => void (stdout += text),
    stderr: (text: string) => void (stderr += text),
    env: {},
    cwd: folder,
    now: () => new Date(0),
  };
  const command = limitsCommand(io, 'k6-verdict').exitOverride();
  command.configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
  await command.parseAsync(args, { from: 'user' }).catch((error: unknown) => {
    if (!(error instanceof CommanderError)) throw error;
  });
  return { stdout, stderr };
}

test('standard output is the configuration and nothing else', async () => {
  const { stdout, stderr } = await run('--from', 'shop.json');
  const { thresholds } = JSON.parse(stdout) as { thresholds: Record<string, string[]> };
  assert.deepEqual(thresholds['http_reqs{endpoint:basket}'], ['count>0']);
  assert.match(stderr, /^\d+ limits, and 2 counters above 0: from shop\.json plus 10 %, rounded up/);
});

test('with --out it is a file, and the module is one that TypeScript reads', async () => {
  const { stdout, stderr } = await run('--from', 'shop.json', '--format', 'ts', '--out', 'thresholds.ts');
  assert.equal(stderr, '');
  assert.match(stdout, /^\d+ limits/);
  await build({ entryPoints: [join(folder, 'thresholds.ts')], outfile: join(folder, 'thresholds.mjs'), format: 'esm' });
  const { thresholds } = (await import(join(folder, 'thresholds.mjs'))) as { thresholds: Record<string, string[]> };
  const json = JSON.parse((await run('--from', 'shop.json')).stdout) as { thresholds: unknown };
  assert.deepEqual({ ...thresholds }, json.thresholds);
  assert.match(await readFile(join(folder, 'thresholds.ts'), 'utf8'), /plus 10 %/);
});

test('a result given twice counts once', async () => {
  assert.deepEqual(await run('--from', 'shop.json', 'shop.json'), await run('--from', 'shop.json'));
});

test('the tolerance is a percentage', async () => {
  for (const wrong of ['10', '-1%', 'ten%', ''])
    assert.match((await run('--from', 'shop.json', '--tolerance', wrong)).stderr, /Expects a percentage such as 10%\./);
});

test('results that make no limit are an error with the way out', async () => {
  await assert.rejects(run('--from', 'counters.json'), {
    code: 'E_LIMITS_NONE',
    message: /^no limit can be made from counters\.json: .*; see --metric$/,
  });
});
