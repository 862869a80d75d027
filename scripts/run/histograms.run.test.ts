// A run by the local runner leaves its histograms next to the result, with the result's own figures; the history takes them along.
import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { HistogramSum, histogramsBeside, readHistograms } from 'k6-local/histograms';
import type { SummaryData } from '../../lib/result.ts';
import { perf as perfIn } from '../perf.fixture.ts';
import { startTarget, type Target } from '../target/start.ts';

const folder = testFolder();
let target: Target;
before(async () => {
  target = await startTarget({});
});
after(() => target.close());

async function perf(...args: string[]): Promise<string> {
  const env = { PATH: process.env.PATH, AUTH_TOKEN: target.token };
  const now = (): Date => new Date('2026-01-31T12:00:00Z');
  const { code, output } = await perfIn(args, { env, cwd: folder, now });
  assert.notEqual(code, 2, output);
  return output;
}

test('a smoke run leaves its histograms, and any percentile of it can be asked of the history', async () => {
  await perf('run', 'smoke', '--engine', 'local', '--target', target.url, '--out', folder);
  const file = join(folder, 'smoke-20260131T120000Z.json');
  const { metrics } = JSON.parse(await readFile(file, 'utf8')) as SummaryData;
  const sum = new HistogramSum();
  sum.add(await readHistograms(histogramsBeside(file), 'smoke'));
  for (const name of ['http_reqs', 'iterations', 'data_received']) {
    const { sink } = sum.series.get(name) ?? assert.fail(name);
    assert.equal(sink.type === 'counter' && sink.sum, metrics[name]?.values.count, name);
  }
  const store = join(folder, 'history.duckdb');
  await perf('history', 'add', file, '--store', store);
  const told = await perf('history', 'percentile', '--endpoint', 'health', '--p', '99.9', '--store', store, '--json');
  const { together } = JSON.parse(told) as { together: { samples: number; valuesMs: number[] } };
  const health =
    metrics['http_req_duration{endpoint:health,phase:hold}'] ?? metrics['http_req_duration{endpoint:health}'];
  assert.equal(together.samples, health?.values.count);
  assert.ok((together.valuesMs[0] ?? 0) > 0);
  await access(`${file.replace('.json', '')}.report.md`);
});
