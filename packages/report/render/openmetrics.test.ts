// The figures as OpenMetrics: what was measured, with labels that no name can end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from '../judge/judge.ts';
import { parseSummary } from '../parse/parse-summary.ts';
import { SHOP_SUMMARY } from '../shop-summary.fixture.ts';
import { renderOpenMetrics } from './openmetrics.ts';

const SAMPLE =
  /^k6_[a-z0-9_]+(\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?\d+(\.\d+)?(e-?\d+)?$/;

function linesOf(summary: object): string[] {
  const text = renderOpenMetrics(judge(parseSummary('shop.json', JSON.parse(JSON.stringify(summary)))));
  assert.ok(text.endsWith('\n# EOF\n'));
  const lines = text.slice(0, -'\n# EOF\n'.length).split('\n');
  for (const line of lines) assert.match(line, SAMPLE);
  return lines;
}

test('each endpoint has its latencies, the run its requests and crossed limits', () => {
  const lines = linesOf(SHOP_SUMMARY);
  const p95 = SHOP_SUMMARY.metrics['http_req_duration{endpoint:basket}'].values['p(95)'];
  assert.ok(lines.includes(`k6_latency_ms{endpoint="basket",stat="p95"} ${p95}`), lines.join('\n'));
  assert.ok(lines.some((line) => /^k6_limits_crossed [1-9]/.test(line)));
  assert.ok(lines.some((line) => /^k6_requests \d/.test(line)));
});

test('a hostile endpoint stays within its label', () => {
  const { metrics } = SHOP_SUMMARY;
  const nasty = 'http_req_duration{endpoint:a"b\\c}';
  const lines = linesOf({
    ...SHOP_SUMMARY,
    metrics: { ...metrics, [nasty]: metrics['http_req_duration{endpoint:basket}'] },
  });
  assert.ok(lines.some((line) => line.includes('endpoint="a\\"b')));
});
