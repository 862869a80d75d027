// A distributed run on one machine: local runners in processes of their own against the reference target, merged; and one that is killed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { RunRecord } from 'k6-format/run-record';
import { testFolder } from 'k6-kit/folder.fixture';
import { HistogramSum, readHistograms } from 'k6-local/histograms';
import type { SummaryData } from '../../lib/result.ts';
import { perf } from '../perf.fixture.ts';
import { startTarget, type Target } from '../target/start.ts';

const folder = testFolder();
let target: Target;
before(async () => {
  target = await startTarget({});
});
after(() => target.close());

/** A run over `count` instances; returns its result, and how many requests of it the target has counted. */
async function runOver(count: number, timeScale: number, during: () => void = () => {}) {
  const before = target.stats().total.requests;
  const env = { PATH: process.env.PATH, AUTH_TOKEN: target.token };
  const now = () => new Date(`2026-01-31T12:00:0${count}Z`);
  during();
  const args = [
    'run',
    'baseline',
    '--target',
    target.url,
    '--time-scale',
    String(timeScale),
    '--local-instances',
    String(count),
  ];
  const { output } = await perf([...args, '--out', folder], { cwd: folder, env, now });
  const file = join(folder, `baseline-20260131T12000${count}Z`);
  const result = JSON.parse(await readFile(`${file}.json`, 'utf8').catch(() => assert.fail(output))) as SummaryData & {
    run: RunRecord;
  };
  const report = await readFile(`${file}.report.md`, 'utf8');
  return { file: `${file}.json`, result, report, output, counted: target.stats().total.requests - before };
}

test('one, two, four and eight instances: every request that the target has counted is in the merged result, once', async () => {
  for (const count of [1, 2, 4, 8]) {
    const { file, result, report, counted, output } = await runOver(count, 0.008);
    // The guard and the surroundings ask the target for its identity, which is none of its endpoints.
    assert.equal(result.metrics.http_reqs?.values.count, counted, output);
    assert.equal(result.metrics.http_req_duration?.values.count, counted);
    assert.equal(result.metrics.vus_max?.values.max, 50);
    const histograms = new HistogramSum();
    histograms.add(await readHistograms(file.replace(/\.json$/, '.hdr.gz'), 'merged'));
    assert.equal(histograms.series.get('http_req_duration')?.sink.count, counted);
    assert.deepEqual(result.run.instances, { expected: count, lost: 0 });
    assert.match(report, new RegExp(`merged from the histograms of ${count} load generators: counts are exact`));
    assert.ok(
      Object.values(result.metrics).some(({ thresholds }) => thresholds),
      'nothing was judged',
    );
  }
});

test('an instance that is killed is lost, and the rest is judged as incomplete', async () => {
  // Killed once it is at work, by its segment.
  const seen = target.stats().total.requests;
  const kill = (): void => {
    const timer = setInterval(() => {
      if (target.stats().total.requests === seen) return;
      clearInterval(timer);
      const pids = execFileSync('pgrep', ['-f', '--', '--execution-segment=0:1/3 ']).toString();
      for (const pid of pids.trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
    }, 100);
    setTimeout(() => clearInterval(timer), 60_000).unref();
  };
  const { result, report, output } = await runOver(3, 0.015, kill);
  assert.match(output, /instance 1 of 3 was killed: it is lost/);
  assert.deepEqual(result.run.instances, { expected: 3, lost: 1 });
  assert.ok((result.metrics.http_reqs?.values.count ?? 0) > 0);
  assert.match(report, /incomplete: 1 of 3 load generators left no result/);
});

test('a part that crosses a limit of the whole says nothing of it, and what else it says has its name', async () => {
  const env = { PATH: process.env.PATH, AUTH_TOKEN: target.token };
  // One VU for two: the second one has no requests at all, which none of its limits allows.
  const line = ['run', 'smoke', '--target', target.url, '--local-instances', '2', '--out', folder];
  const { output } = await perf(line, { cwd: folder, env });
  assert.match(output, /^PASSED smoke/m);
  assert.match(output, /^instance [12] of 2: WARN.* has no VUs in this execution segment$/m);
  assert.doesNotMatch(output, /thresholds have been crossed/);
});
