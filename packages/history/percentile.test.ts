// Which series of a run's histograms answers: of the judged phase before the whole, of operations before requests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPERATION_MS } from 'k6-format/load-names';
import { encodeHistograms, seriesOf } from 'k6-local/histograms';
import { Metrics } from 'k6-local/metrics';
import { answer } from './percentile.ts';
import { type HistoryRun, WHOLE_RUN } from './run.ts';
import { syntheticRun } from './runs.fixture.ts';

/** Samples of 1 ms in the ramp, 2 ms in the hold, 4 ms outside the load; an operation of 8 ms. */
function histogramsOf(kind: 'load' | 'service'): Buffer {
  const metrics = new Metrics();
  const add = (name: string, ms: number, tags: Record<string, string>) =>
    metrics.add(metrics.get(name)!, ms, metrics.tagSets.of(tags), 0);
  metrics.define(OPERATION_MS, 'trend', 'time');
  metrics.submetric(`${OPERATION_MS}{op:read}`, OPERATION_MS, { op: 'read' });
  for (const tags of [
    { endpoint: 'front' },
    { phase: 'hold' },
    { traffic: 'load' },
    { endpoint: 'front', phase: 'hold' },
  ]) {
    const named = Object.entries(tags).map(([name, value]) => `${name}:${value}`);
    metrics.submetric(`http_req_duration{${named}}`, 'http_req_duration', tags);
  }
  add('http_req_duration', 1, { endpoint: 'front', phase: 'ramp', traffic: 'load' });
  add('http_req_duration', 2, { endpoint: 'front', phase: 'hold', traffic: 'load' });
  add('http_req_duration', 4, { traffic: 'other' });
  if (kind === 'service') add(OPERATION_MS, 8, { op: 'read' });
  return encodeHistograms(seriesOf(metrics));
}

// What is asked, and the samples and the median of what answers.
const CASES: [
  string,
  { kind: 'load' | 'service'; phase?: string; endpoint?: string; metric?: string },
  number,
  number,
][] = [
  ['the hold where limits judge it', { kind: 'load', phase: 'hold' }, 1, 2],
  ['all of the load where they judge the whole run', { kind: 'load' }, 2, 1],
  ['an endpoint in the hold', { kind: 'load', phase: 'hold', endpoint: 'front' }, 1, 2],
  ['an endpoint over the whole run', { kind: 'load', endpoint: 'front' }, 2, 1],
  ['operations of a service', { kind: 'service' }, 1, 8],
  ['one operation', { kind: 'service', endpoint: 'read' }, 1, 8],
  ['the metric that was asked for', { kind: 'service', metric: 'http_req_duration' }, 2, 1],
];
for (const [name, { kind, phase, endpoint = WHOLE_RUN, metric }, samples, leastMs] of CASES)
  test(`percentiles are those of ${name}`, async () => {
    const run: HistoryRun = syntheticRun({ seed: 1, windows: 2, requestsPerWindow: 20 });
    const histograms = new Map([[run.id, histogramsOf(kind)]]);
    const asked = { runs: [run], histograms, endpoint, metric, percents: [0], judgedPhaseOf: () => phase };
    const { together } = await answer(asked);
    assert.equal(together?.samples, samples);
    assert.ok(Math.abs(together.valuesMs[0]! - leastMs) < 0.01, `${together.valuesMs[0]}`);
  });

test('a run without such a sample is named, one without histograms is passed over', async () => {
  const [run, bare] = [1, 2].map((seed) => syntheticRun({ seed, windows: 2, requestsPerWindow: 20 }));
  const histograms = new Map([[run!.id, histogramsOf('load')]]);
  const asked = { histograms, endpoint: 'ping', metric: undefined, percents: [50], judgedPhaseOf: () => undefined };
  const { together, unmeasured } = await answer({ ...asked, runs: [run!, bare!] });
  assert.deepEqual([together, unmeasured], [undefined, [run!.id]]);
});
