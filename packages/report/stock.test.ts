// Summaries of other people's scripts, in every shape: what their reports say, and what they do not claim.
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { iterations, reported } from './stock.fixture.ts';

const machine = (metadata: unknown) => ({
  version: '1.0.0',
  metadata,
  results: { metrics: [{ name: 'iterations', ...iterations }] },
});

describe('title and engine', () => {
  const rows: [string, unknown, title: string, engine: string][] = [
    ['handleSummary', { state: {}, metrics: { iterations } }, 'nightly.json', 'not recorded'],
    [
      '--summary-export',
      { root_group: {}, metrics: { iterations: { count: 20, rate: 2 } } },
      'nightly.json',
      'not recorded',
    ],
    [
      'machine-readable',
      machine({ generatedAt: '2026-01-31T12:05:00Z', k6Version: 'v2.3.0' }),
      '2026-01-31',
      'k6 v2.3.0',
    ],
    ['its other spelling', machine({ generated_at: '2026-01-30', k6_version: '1.5.0' }), '2026-01-30', 'k6 1.5.0'],
    ['machine-readable without metadata', machine(undefined), 'nightly.json', 'not recorded'],
    ['machine-readable with a wrong date', machine({ generatedAt: 'today' }), 'nightly.json', 'not recorded'],
  ];
  for (const [shape, value, title, engine] of rows) {
    it(`of ${shape} are the file's own`, () => {
      const { view, html } = reported(value);
      assert.equal(view.title, 'nightly.json');
      assert.equal(/written (\S+)/.exec(view.first.sentence)?.[1] ?? view.title, title);
      assert.equal(view.context.find(({ label }) => label === 'Engine')?.value, engine);
      assert.ok(html.includes(`<h1>${view.title}</h1>`));
    });
  }
});

test('what only a suite of its own can record is not listed as missing', () => {
  const { markdown, html } = reported({ state: {}, metrics: { iterations } });
  for (const page of [markdown, html]) assert.doesNotMatch(page, /Time scale|Commit|Resources|Peak CPU/);
});

describe('validity without a plan of the load', () => {
  const gauge = (max: number) => ({ type: 'gauge', contains: 'default', values: { value: max, min: 1, max } });
  const run = (dropped: number, used: number, allocated: number) =>
    reported({
      state: {},
      metrics: {
        iterations: { type: 'counter', values: { count: 1000, rate: 10 } },
        ...(dropped > 0 && { dropped_iterations: { type: 'counter', values: { count: dropped, rate: 1 } } }),
        vus: gauge(used),
        vus_max: gauge(allocated),
      },
    }).judgement.validity;
  const rows: [string, ReturnType<typeof run>, string, string[]][] = [
    ['all VUs in use and nothing dropped', run(0, 50, 50), 'VALID', []],
    ['some iterations dropped with VUs to spare', run(20, 10, 50), 'WARN', ['dropped-iterations']],
    ['some iterations dropped with all VUs in use', run(20, 50, 50), 'WARN', ['dropped-iterations', 'vu-ceiling']],
    ['a tenth of iterations dropped', run(110, 50, 50), 'DISCARDED', ['dropped-iterations', 'vu-ceiling']],
  ];
  for (const [name, { level, reasons }, expected, rules] of rows) {
    it(`of a run with ${name} is ${expected}`, () => {
      assert.equal(level, expected);
      assert.deepEqual(
        reasons.map(({ rule }) => rule),
        rules,
      );
    });
  }

  it('blames no generator for a script with too few VUs', () => {
    const metrics = { iterations, dropped_iterations: { type: 'counter', values: { count: 1, rate: 1 } } };
    const { judgement } = reported({ state: {}, metrics: { ...metrics, vus: gauge(5), vus_max: gauge(5) } });
    assert.ok(judgement.validity.reasons.some(({ rule }) => rule === 'vu-ceiling'));
    assert.deepEqual(
      judgement.findings.filter(({ rule }) => rule === 'generator-bottleneck'),
      [],
    );
  });

  it('names the ceiling', () => {
    const [, ceiling] = run(20, 48, 50).reasons;
    assert.match(ceiling!.message, /^48 of 50 VUs were in use \(96 %\) while iterations were dropped: raise maxVUs/);
  });

  it('has a note where checks by name and their metric were cut off apart', () => {
    const noteOf = (passes: number) =>
      reported({
        state: { testRunDurationMs: 10_000 },
        root_group: { checks: [{ name: 'ok', passes: 10, fails: 1 }], groups: [] },
        metrics: { iterations, checks: { type: 'rate', values: { rate: 1, passes, fails: 0 } } },
      }).view.notes;
    assert.deepEqual(noteOf(11), []);
    assert.match(noteOf(10).join(), /11 results, the metric "checks" 10: iterations were interrupted/);
  });
});

describe('results of a run without HTTP requests', () => {
  const timed = (avg: number) => ({ type: 'trend', contains: 'time', values: { avg, 'p(95)': 2 * avg } });
  const rows: [string, Record<string, unknown>, string][] = [
    ['gRPC', { grpc_req_duration: timed(5), iteration_duration: timed(9) }, 'gRPC Request 5 ms, 10 ms'],
    ['WebSocket', { ws_session_duration: timed(7), iteration_duration: timed(9) }, 'WebSocket Session 7 ms, 14 ms'],
    ['neither', { iteration_duration: timed(9) }, 'Iteration 9 ms, 18 ms'],
  ];
  for (const [name, metrics, expected] of rows) {
    it(`but ${name} are of what it did`, () => {
      const { view, markdown } = reported({
        state: { testRunDurationMs: 10_000 },
        metrics: { iterations, ...metrics },
      });
      const [average, p95] = view.results;
      assert.equal(`${average!.label.replace('Average ', '')} ${average!.value}, ${p95!.value}`, expected);
      assert.match(markdown, /\*\*Iterations\*\*: 20 \(2\/s\)/);
      assert.doesNotMatch(markdown, /Total Requests|Error Rate/);
    });
  }
});
