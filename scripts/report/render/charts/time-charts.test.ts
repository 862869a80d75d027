// A chart's caption speaks of what is drawn, and of nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { timeCharts } from 'k6-verdict/render/charts/time-charts';
import { RUNS } from '../../runs.fixture.ts';
import type { ResultJson } from '../../suite-result.fixture.ts';

const chartsOf = (result: ResultJson) => timeCharts(judge(parseSummary('x.json', JSON.parse(JSON.stringify(result)))));

test('the broken line is explained exactly where there is one', () => {
  const charts = Object.values(RUNS).flatMap((make) => chartsOf(make()));
  const has = (drawn: boolean) => charts.filter(({ svg }) => svg.includes('class="limit"') === drawn);
  assert.ok(has(true).length > 5 && has(false).length > 5);
  for (const { how, svg, title } of charts) {
    assert.equal(/broken line/.test(how), svg.includes('class="limit"'), title);
  }
});

test('percentiles that the run did not keep are not explained', () => {
  const result = RUNS['baseline-passed']!();
  for (const metric of Object.values(result.metrics)) delete metric.values['p(99)'];
  const latency = chartsOf(result).find(({ id }) => id === 'chart-latency');
  assert.match(latency?.how ?? '', /^Half of the requests are under p50, one in 20 is over p95\./);
  assert.doesNotMatch(`${latency?.how} ${latency?.svg}`, /p99/);
});
