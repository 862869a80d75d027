// Suites that were made by an import pass their own check and run.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { perf as perfIn } from '../perf.fixture.ts';
import { logLines, shopDocument, shopSession } from './shop.fixture.ts';

const folder = testFolder();
before(async () => {
  await writeFile(join(folder, 'shop.json'), JSON.stringify(shopDocument()));
  await writeFile(join(folder, 'session.har'), JSON.stringify(shopSession()));
  await writeFile(join(folder, 'access.log'), [...logLines(30_000, 'json')].join('\n'));
  for (const [kind, file] of [
    ['openapi', 'shop.json'],
    ['har', 'session.har'],
    ['accesslog', 'access.log'],
  ] as const)
    await perf('import', kind, file, '--into', 'shop');
  const tables = join(folder, 'shop/thresholds/tables.ts');
  const text = await readFile(tables, 'utf8');
  await writeFile(
    tables,
    text
      .replace('durationS: 5,', 'durationS: 1,')
      .replace('durationS: 60', 'durationS: 3')
      .replace('durationS: 240', 'durationS: 3'),
  );
});
/** What a command that passes prints. */
async function perf(...args: string[]): Promise<string> {
  const { code, output } = await perfIn(args, { cwd: folder });
  assert.equal(code, EXIT.passed, output);
  return output;
}

function npm(...args: string[]): { status: number | null; output: string } {
  const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined };
  const { status, stdout, stderr } = spawnSync('npm', ['-s', ...args], {
    cwd: join(folder, 'shop'),
    encoding: 'utf8',
    env,
    timeout: 100_000,
  });
  return { status, output: stdout + stderr };
}

test('its check passes', () => {
  const { status, output } = npm('run', 'check');
  assert.equal(status, 0, output);
});

for (const type of ['smoke', 'mix', 'day'])
  test(`${type} runs, and says what it leaves out`, () => {
    const { status, output } = npm('start', '--', type);
    assert.equal(status, EXIT.passed, output);
    assert.match(output, /^PASSED /m);
    assert.match(
      output,
      /left out, since they lack something or write: post-v1-login, post-v1-pictures, get-v1-search/,
    );
  });

test('where writing is not allowed only reading endpoints are called', async () => {
  const config = join(folder, 'shop/perf.config.ts');
  const allowing = await readFile(config, 'utf8');
  await writeFile(config, allowing.replace('writes: true', 'writes: false'));
  const { status, output } = npm('start', '--', 'smoke');
  assert.equal(status, EXIT.passed, output);
  assert.match(
    output,
    /left out, since they lack something or write: post-v1-articles, put-v1-articles-article-id, delete,/,
  );
  await writeFile(config, allowing);
});

test('three runs fill the rows that are not measured, with what the stand-in takes', async () => {
  for (const _ of [2, 3]) assert.equal(npm('start', '--', 'mix').status, EXIT.passed);
  const runs = (await readdir(join(folder, 'shop/results'))).filter((name) => /^mix-[^.]*\.json$/.test(name));
  assert.equal(runs.length, 3, runs.join());
  const from = runs.map((name) => `shop/results/${name}`);
  const said = await perf('baselines', 'propose', '--into', 'shop', '--from', ...from, '--write');
  const filled = [...said.matchAll(/^(\S+) +p95Ms +(\d+) +3 runs/gm)];
  assert.ok(filled.length > 3, said);
  const rows = await readFile(join(folder, 'shop/thresholds/tables.ts'), 'utf8');
  for (const [, name = '', limitMs = ''] of filled) {
    // It waits 20 ms, and the tolerance is 10 %.
    assert.ok(Number(limitMs) >= 22 && Number(limitMs) < 200, `${name}: ${limitMs}`);
    assert.match(rows, new RegExp(`${name}.*p95Ms: ${limitMs}, `));
  }
  assert.equal(npm('run', 'check').status, 0);
});
