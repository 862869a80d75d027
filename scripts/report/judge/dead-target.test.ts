// A target that answers nothing, or nothing as it should: the cause is the first finding, the headline and the only advice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { headline } from 'k6-verdict/render/headline';
import { renderMarkdown } from 'k6-verdict/render/markdown';
import { buildView } from 'k6-verdict/render/view';
import { endpoints } from '../../../thresholds/baselines.ts';
import { type ResultJson, type ResultOptions, suiteResult } from '../suite-result.fixture.ts';

const HOLD = { phase: 'hold', durationS: 20, from: 20, to: 20, windows: 4 } as const;
const TYPES: readonly ResultOptions[] = [
  { type: 'smoke', stages: [HOLD] },
  { type: 'baseline', stages: [{ phase: 'ramp', durationS: 10, from: 0, to: 20, windows: 2 }, HOLD] },
  {
    type: 'spike',
    stages: [
      { ...HOLD, windows: 5 },
      { ...HOLD, phase: 'spike', windows: 10 },
      { ...HOLD, phase: 'recovery', windows: 15 },
    ],
  },
  { type: 'breakpoint', model: 'open', stages: [{ phase: 'ramp', durationS: 40, from: 10, to: 100, windows: 8 }] },
];
const NAMES = Object.keys(endpoints);
const counter = (count: number) => ({ type: 'counter', contains: 'default', values: { count, rate: 1 } }) as const;

/** A run in which every request to `dead` ended with `status`; 0 means no answer, for the reason of k6's error code. */
function runOf(options: ResultOptions, status: string, code: string, dead = NAMES): ResultJson {
  const result = suiteResult({ ...options, errors: (endpoint) => Number(dead.includes(endpoint)) });
  const { metrics } = result;
  for (const key of Object.keys(metrics)) if (key.includes('status:')) delete metrics[key];
  let failed = 0;
  for (const endpoint of dead) {
    const count = metrics[`http_reqs{endpoint:${endpoint}}`]?.values.count ?? 0;
    metrics[`http_reqs{endpoint:${endpoint},status:${status}}`] = counter(count);
    failed += count;
  }
  if (status !== '0') return result;
  metrics[`http_reqs{error_code:${code},traffic:load}`] = counter(failed);
  for (const [key, metric] of Object.entries(metrics)) {
    if (!key.startsWith('http_req_duration')) continue;
    for (const stat of Object.keys(metric.values)) if (stat !== 'count') metric.values[stat] = 0;
  }
  return result;
}

function reportOf(result: ResultJson) {
  const judgement = judge(parseSummary('x.json', JSON.parse(JSON.stringify(result))));
  const view = buildView(judgement, { testedBy: null, reviewedBy: null, now: new Date('2026-02-01T08:00:00Z') });
  return { judgement, line: headline(judgement).headline, markdown: renderMarkdown(view) };
}

// Status, k6's error code, what the target did, what to do.
const CAUSES: [string, string, RegExp, RegExp][] = [
  ['0', '1212', /refused every connection/, /start the target/i],
  ['0', '1101', /has a name that does not resolve/, /correct the host name/i],
  ['0', '1310', /failed every TLS handshake/, /scheme.*certificate/i],
  ['0', '1050', /answered no request in time/, /hangs/i],
  ['0', '1211', /answered no request in time/, /firewall/i],
  ['0', '1220', /closed every connection without an answer/, /log of the target/i],
  ['0', '1210', /could not be reached from here/, /route/i],
  ['0', '1701', /answered every request with a body that cannot be unpacked/, /Content-Encoding/],
  ['0', '1900', /answered every request with more than the local runner keeps/, /--max-body-mib/],
  ['0', '9999', /answered no request \(/, /whether the target runs/i],
  ['401', '', /answered every request with 401/, /AUTH_TOKEN/],
  ['403', '', /answered every request with 403/, /token/],
  ['404', '', /answered every request with 404/, /base URL/],
  ['500', '', /answered every request with 500/, /repair the API/i],
  ['503', '', /answered every request with 503/, /repair the API/i],
];
for (const options of TYPES) {
  for (const [status, code, did, action] of CAUSES) {
    test(`${options.type}, ${status} ${code}: the cause, its action and nothing else`, () => {
      const { judgement, line, markdown } = reportOf(runOf(options, status, code));
      const { findings, recommendations, validity } = judgement;
      assert.deepEqual(
        findings.map(({ rule }) => rule),
        ['dead-target'],
      );
      assert.match(`${findings[0]!.title} (`, did);
      assert.match(line, did);
      assert.match(line, action);
      assert.equal(recommendations.length, 1);
      assert.match(recommendations[0]!, action);
      assert.notEqual(validity.level, 'VALID');
      assert.doesNotMatch(markdown, /scaling|gunicorn|replicas|First to Saturate|Drift in the Hold/i);
      // An answer that could not be read has no status and is an answer.
      if (status === '0' && !['1701', '1900'].includes(code)) {
        assert.deepEqual([judgement.outcome, judgement.exitCode], ['discarded', EXIT.targetDown]);
        assert.doesNotMatch(markdown, /\b0 ms/);
      } else assert.deepEqual([judgement.outcome, judgement.exitCode], ['failed', EXIT.thresholds]);
    });
  }
}

test('an endpoint that takes no token of ours is the cause, though the others are well', () => {
  const { judgement, line } = reportOf(runOf(TYPES[1]!, '401', '', ['memory-stats']));
  const [first] = judgement.findings;
  assert.equal(first?.title, 'The target answered every request with 401 to memory-stats');
  assert.match(judgement.recommendations[0]!, /AUTH_TOKEN/);
  assert.match(line, /requests to memory-stats failed\): set AUTH_TOKEN/);
  assert.doesNotMatch(judgement.recommendations.join(), /Emergency/);
  assert.equal(judgement.outcome, 'failed');
});

test('a mistake of access does not hide what else fails', () => {
  const result = runOf(TYPES[1]!, '401', '', ['memory-stats']);
  const { values } = result.metrics['http_req_failed{endpoint:home,phase:hold}']!;
  const half = Math.round(values.fails! / 2);
  Object.assign(values, { passes: half, fails: half, rate: 0.5 });
  Object.assign(result.metrics['http_req_failed{endpoint:home}']!.values, { passes: half });
  const found = reportOf(result).judgement.findings.map(({ rule }) => rule);
  assert.equal(found[0], 'dead-target');
  assert.ok(
    found.some((rule) => rule.startsWith('errors-')),
    found.join(),
  );
});

test('a server error of one endpoint alone is no dead target', () => {
  const { judgement } = reportOf(runOf(TYPES[1]!, '500', '', ['home']));
  assert.equal(judgement.facts.dead, null);
  assert.ok(!judgement.findings.some(({ rule }) => rule === 'dead-target'));
});

test('one good answer is enough not to be dead', () => {
  const result = runOf(TYPES[1]!, '0', '1212');
  for (const [key, { values }] of Object.entries(result.metrics))
    if (key.startsWith('http_req_failed') && key.includes('health')) values.passes! -= 1;
  assert.equal(reportOf(result).judgement.facts.dead, null);
});

test('a summary of another script that got no answer has no response times', () => {
  const metrics = {
    http_reqs: counter(50),
    http_req_failed: { type: 'rate', contains: 'default', values: { rate: 1, passes: 50, fails: 0 } },
    http_req_duration: {
      type: 'trend',
      contains: 'time',
      values: { count: 50, avg: 0, min: 0, med: 0, max: 0, 'p(95)': 0 },
      thresholds: { 'p(95)<200': { ok: true } },
    },
  };
  const { facts, verdicts } = judge(parseSummary('x.json', { metrics, state: { testRunDurationMs: 1000 } }));
  assert.equal(facts.latency, null);
  assert.deepEqual(
    verdicts.map(({ outcome, note }) => [outcome, note]),
    [['not-measured', 'every request failed before an answer']],
  );
});
