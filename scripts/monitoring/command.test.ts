// `perf monitoring`: what it writes, what it refuses, and how it tells that a file is stale.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { alerts } from '../../thresholds/baselines.ts';
import { perf } from '../perf.fixture.ts';
import { RECORD } from './recordings.ts';

let folder = '';
async function run(...args: string[]): Promise<{ code: number; text: string }> {
  const { code, output: text } = await perf(['monitoring', ...args], { cwd: folder });
  return { code, text };
}

describe('perf monitoring', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'monitoring-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('the committed files are what the tables say', async () => {
    const { code, text } = await run('check');
    assert.equal(code, EXIT.passed, text);
  });

  test('what generate writes, check takes; one changed line is named with its file', async () => {
    assert.equal((await run('generate', '--out', 'fresh')).code, EXIT.passed);
    assert.equal((await run('check', '--out', 'fresh')).code, EXIT.passed);
    const path = join(folder, 'fresh', 'prometheus', 'rules.yml');
    const text = await readFile(path, 'utf8');
    const rule = `${RECORD.cpu} > ${alerts.cpuUsage.thresholdPct}`;
    const line = text.split('\n').findIndex((one) => one.includes(rule)) + 1;
    await writeFile(path, text.replace(rule, `${rule}.5`));
    const stale = await run('check', '--out', 'fresh');
    assert.equal(stale.code, EXIT.badInput);
    assert.match(stale.text, new RegExp(`^fresh/prometheus/rules.yml: line ${line} is not what the tables say; run `));
    assert.equal(stale.text.trim().split('\n').length, 1);
  });

  test('a file that is missing is named', async () => {
    const { code, text } = await run('check', '--out', 'nowhere');
    assert.equal(code, EXIT.badInput);
    assert.match(text, /^nowhere\/prometheus\/rules.yml: is missing; run /);
  });

  for (const scale of ['0', '2', 'fast']) {
    test(`a scale of "${scale}" is refused and nothing is written`, async () => {
      const { code, text } = await run('generate', '--out', 'refused', '--scale', scale);
      assert.equal(code, EXIT.badInput);
      assert.match(text, new RegExp(`^--scale reads "${scale}": expected a factor above 0`));
      assert.ok(!(await readdir(folder)).includes('refused'));
    });
  }
});
