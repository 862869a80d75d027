// A chart's caption speaks of what is drawn, and of nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { draw } from 'k6-verdict/render/charts/draw';
import { RUNS } from '../../runs.fixture.ts';
import type { ResultJson } from '../../suite-result.fixture.ts';

const chartsOf = (result: ResultJson) => {
  const drawings = draw(judge(parseSummary('x.json', JSON.parse(JSON.stringify(result)))));
  return [...drawings.timeline, ...drawings.overTime, ...drawings.resources];
};

test('the broken line is explained exactly where there is one', () => {
  const charts = Object.values(RUNS).flatMap((make) => chartsOf(make()));
  const has = (drawn: boolean) => charts.filter(({ drawing }) => drawing.includes('class="limit"') === drawn);
  assert.ok(has(true).length > 5 && has(false).length > 5);
  for (const { how, drawing, title } of charts) {
    assert.equal(/broken line/.test(how), drawing.includes('class="limit"'), title);
  }
});

test('percentiles that the run did not keep are not explained', () => {
  const result = RUNS['baseline-passed']!();
  for (const metric of Object.values(result.metrics)) delete metric.values['p(99)'];
  const latency = chartsOf(result).find(({ id }) => id === 'latency');
  assert.match(latency?.how ?? '', /^Half of the requests are under p50, one in 20 is over p95\./);
  assert.doesNotMatch(`${latency?.how} ${latency?.drawing}`, /p99/);
});
