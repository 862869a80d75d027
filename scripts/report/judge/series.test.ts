// The windows of a run that ended before its plan are those that it came to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherSeries } from 'k6-verdict/judge/series';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { suiteResult } from '../suite-result.fixture.ts';

test('a run that stopped itself has no empty windows after its end, and the rate of its last part', () => {
  const stages = [{ phase: 'hold', durationS: 100, from: 50, to: 50, windows: 10 }] as const;
  const result = suiteResult({ type: 'baseline', stages, throughput: ({ startS }) => (startS === 40 ? 0.5 : 1) });
  result.state.testRunDurationMs = 45_000;
  const series = gatherSeries(parseSummary('x.json', JSON.parse(JSON.stringify(result))));
  assert.equal(series.length, 5);
  assert.equal(series.at(-1)?.endS, 45);
  const [before, last] = series.slice(-2).map(({ requestsPerS }) => requestsPerS ?? 0);
  assert.ok(Math.abs(before! - last!) < 3, `${before} and ${last}`);
});
