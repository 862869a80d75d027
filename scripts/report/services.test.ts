// A service test's result in the report: operations where endpoints stand, and a service that is too slow fails its run.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gatherFacts } from 'k6-verdict/judge/facts';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { renderHtml } from 'k6-verdict/render/html';
import { renderMarkdown } from 'k6-verdict/render/markdown';
import { buildView } from 'k6-verdict/render/view';
import { policyOf } from '../../thresholds/policy.ts';

const trend = (p95: number, thresholds?: Record<string, { ok: boolean }>) => ({
  type: 'trend',
  contains: 'time',
  values: {
    count: 500,
    avg: p95 / 2,
    min: 1,
    med: p95 / 2,
    max: p95 * 1.5,
    'p(90)': p95 * 0.9,
    'p(95)': p95,
    'p(99)': p95 * 1.2,
  },
  ...(thresholds && { thresholds }),
});
const rate = (fails: number, thresholds?: Record<string, { ok: boolean }>) => ({
  type: 'rate',
  contains: 'default',
  values: { rate: fails / 1000, passes: fails, fails: 1000 - fails },
  ...(thresholds && { thresholds }),
});
const counter = (count: number, thresholds?: Record<string, { ok: boolean }>) => ({
  type: 'counter',
  contains: 'default',
  values: { count, rate: count / 10 },
  ...(thresholds && { thresholds }),
});

/** Ten seconds of a database test. `slowMs`: p95 of one of its queries. */
function result({ slowMs = 12, dropped = 0, failed = 0, seconds = 10 }) {
  return {
    run: {
      schema: 1,
      engine: 'local 0.1.0',
      type: 'database',
      service: 'PostgreSQL',
      endpoints: ['memories-by-agent', 'recent-biometrics'],
      target: 'postgres://127.0.0.1:5432/auren',
      startedAt: '2026-01-31T23:59:00Z',
      endedAt: '2026-01-31T23:59:10Z',
      timeScale: 1,
      commit: null,
      model: 'open',
      peakVus: 15,
      load: [
        { atS: 0, target: 100 },
        { atS: 10, target: 100 },
      ],
      phases: [{ name: 'hold', startS: 0, endS: 10 }],
      windows: [{ id: 'w01', phase: 'hold', startS: 0, endS: 10 }],
      policy: policyOf({ type: 'database', endpoints: [], service: 'PostgreSQL' }),
    },
    state: { testRunDurationMs: seconds * 1000 },
    metrics: {
      iterations: counter(1000 - dropped),
      dropped_iterations: counter(dropped, { 'count<50': { ok: dropped < 50 } }),
      // What k6 counts by itself: requests of setting up, in a test that makes others.
      http_req_duration: trend(900),
      service_op_duration: trend(slowMs),
      'service_op_duration{op:memories-by-agent}': trend(12, { 'p(95)<50': { ok: true } }),
      'service_op_duration{op:recent-biometrics}': trend(slowMs, { 'p(95)<50': { ok: slowMs < 50 } }),
      'service_op_duration{window:w01}': trend(slowMs),
      service_op_failed: rate(failed, { 'rate<0.001': { ok: failed < 1 }, 'rate<0.5': { ok: failed < 500 } }),
      'service_op_failed{op:memories-by-agent}': rate(0),
      'service_op_failed{op:recent-biometrics}': rate(failed),
      'service_ops{op:memories-by-agent}': counter(500, { 'count>0': { ok: true } }),
      'service_ops{op:recent-biometrics}': counter(500, { 'count>0': { ok: true } }),
    },
  };
}

const judged = (options: Parameters<typeof result>[0]) => judge(parseSummary('database.json', result(options)));

describe('a service test in the report', () => {
  it('shows its operations where endpoints stand, over the whole run', () => {
    const facts = gatherFacts(parseSummary('database.json', result({ slowMs: 40 })));
    assert.deepEqual(
      facts.endpoints.map(({ name, requests, latency }) => [name, requests, latency?.p95Ms]),
      [
        ['memories-by-agent', 500, 12],
        ['recent-biometrics', 500, 40],
      ],
    );
    assert.deepEqual([facts.requests, facts.latency?.p95Ms, facts.phase], [1000, 40, null]);
  });

  it('names the service, and judges each limit once', () => {
    const judgement = judged({});
    const view = buildView(judgement, { testedBy: null, reviewedBy: null, now: new Date(0) });
    assert.ok(view.configuration.some(({ label, value }) => label === 'Service' && value === 'PostgreSQL'));
    assert.deepEqual(view.aboveTarget.rows, []);
    assert.equal(judgement.outcome, 'passed');
    assert.equal(judgement.verdicts.length, 7);
    const subjects = judgement.verdicts.filter(({ unit }) => unit === 'ms').map(({ subject }) => subject);
    assert.deepEqual(subjects, ['memories-by-agent', 'recent-biometrics']);
  });

  it('calls them operations, and has no row of baselines for them', () => {
    const view = buildView(judged({ failed: 20 }), { testedBy: null, reviewedBy: null, now: new Date(0) });
    const [html, markdown] = [renderHtml(view), renderMarkdown(view)];
    assert.match(html, /<h2 id="endpoints"><a href="#endpoints">Operations<\/a><\/h2>/);
    assert.match(
      markdown,
      /### Operations\n\| Operation \| Requests \| Errors \| Average \| P50 \| P95 \| P99 \|\n(?:\|-+:?)+/,
    );
    for (const text of [html, markdown]) assert.doesNotMatch(text, /Endpoint\b|Baseline|no row/);
  });

  it('fails on a slow query, also when the load could not be kept up because of it', () => {
    const judgement = judged({ slowMs: 80, dropped: 300 });
    assert.equal(judgement.outcome, 'failed');
    assert.equal(judgement.validity.level, 'WARN');
    const titles = judgement.findings.map(({ title }) => title).join('\n');
    assert.match(titles, /recent-biometrics: a limit was crossed/);
  });

  it('that stopped because most operations failed has failed, however short it was', () => {
    const judgement = judged({ failed: 900, seconds: 2 });
    assert.equal(judgement.outcome, 'failed');
    assert.ok(judgement.validity.reasons.some(({ message }) => /stopped itself .* most requests failed/.test(message)));
  });

  it('says what the service said when it refused operations, and what helps', () => {
    const sample = { endpoint: 'recent-biometrics', status: '0', code: '0', atS: 3.2, users: 5 };
    const rows: [change: object, title: RegExp, action: RegExp][] = [
      [
        { failureSamples: [{ ...sample, message: 'sorry, too many clients already' }] },
        /^PostgreSQL refused operations: sorry, too many clients already$/,
        /Database Connection Pool/,
      ],
      [
        { service: 'Redis', engineExit: 107, engineError: 'OOM command not allowed' },
        /^Redis refused .*OOM/,
        /Redis Memory Limit/,
      ],
      [
        { failureSamples: [{ ...sample, message: 'deadlock detected' }] },
        /deadlock detected/,
        /^Read the log of PostgreSQL/,
      ],
    ];
    for (const [change, title, action] of rows) {
      const raw = result({ failed: 20 });
      const { findings } = judge(parseSummary('database.json', { ...raw, run: { ...raw.run, ...change } }));
      const [first] = findings;
      assert.equal(first?.rule, 'operations-refused');
      assert.match(first?.title ?? '', title);
      assert.match(first?.action ?? '', action);
    }
    assert.ok(judged({ failed: 20 }).findings.every(({ rule }) => rule !== 'operations-refused'));
  });

  it('names the error with which a script gave up', () => {
    const raw = result({ seconds: 1 });
    const run = { ...raw.run, engineExit: 107, engineError: 'OOM command not allowed' };
    const { validity } = judge(parseSummary('database.json', { ...raw, run }));
    assert.ok(
      validity.reasons.some(({ message }) =>
        message.endsWith('its script threw (exit code 107): OOM command not allowed'),
      ),
    );
  });
});
