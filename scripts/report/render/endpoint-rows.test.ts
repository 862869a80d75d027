// What is said of endpoints above the API target: the known ones are known, the others are news.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherFacts } from 'k6-verdict/judge/facts';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { aboveTarget } from 'k6-verdict/render/endpoint-rows';
import { suiteResult } from '../suite-result.fixture.ts';

const measured = (factor: number) => {
  const stages = [{ phase: 'hold', durationS: 60, from: 50, to: 50, windows: 10 }] as const;
  const result = suiteResult({ type: 'baseline', stages, slowdown: () => factor });
  const summary = parseSummary('x.json', JSON.parse(JSON.stringify(result)));
  return aboveTarget(gatherFacts(summary).endpoints, summary.policy).rows;
};

test('a p95 within the tolerance of its row is as in its baseline, a higher one says how many times it is', () => {
  const row = (factor: number) => measured(factor).find(({ name }) => name === 'knowledge-graph')?.measured ?? '';
  assert.match(row(1), /, as in its baseline$/);
  assert.match(row(0.7), /, better than its baseline$/);
  assert.match(row(2), /^6\d\d(?:\.\d+)? ms, 1\.9\d? times its baseline$/);
});
