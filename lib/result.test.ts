// What a run leaves behind: a file that holds the summary and the record but no secret, and a verdict that hides nothing.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RunRecord } from 'k6-format/run-record';
import type { SummaryMetric } from 'k6-format/summary';
import { policyOf } from '../thresholds/policy.ts';
import { limitsOf, limitsText, resultOf, type SummaryData } from './result.ts';

const run: RunRecord = {
  schema: 1,
  engine: 'k6 v2.3.0',
  type: 'stress',
  endpoints: ['home', 'health'],
  target: 'http://staging.example.com',
  startedAt: '2026-01-31T23:59:00.123Z',
  endedAt: '2026-02-01T00:09:00.123Z',
  timeScale: 1,
  commit: null,
  model: 'closed',
  peakVus: 200,
  load: [],
  phases: [],
  windows: [],
  policy: policyOf({ type: 'stress', endpoints: ['home', 'health'] }),
};

type Thresholds = SummaryMetric['thresholds'];
const metric = (
  type: SummaryMetric['type'],
  values: Record<string, number>,
  thresholds?: Thresholds,
): SummaryMetric => ({
  type,
  contains: 'default',
  values,
  ...(thresholds && { thresholds }),
});
const summary = (metrics: Record<string, SummaryMetric>): SummaryData => ({
  metrics,
  state: { testRunDurationMs: 600_000 },
});
const trend = { count: 1200, avg: 45.678_91, min: 1, med: 40, max: 300, 'p(90)': 80, 'p(95)': 85, 'p(99)': 120 };

describe('the result file', () => {
  const names: [name: string, record: Partial<RunRecord>, path: string][] = [
    ['has the type and the start, UTC', {}, 'results/stress-20260131T235900Z.json'],
    [
      'has the endpoint where there is one only',
      { endpoints: ['health'] },
      'results/stress-health-20260131T235900Z.json',
    ],
    ['has no milliseconds to lose', { startedAt: '2026-01-31T23:59:00Z' }, 'results/stress-20260131T235900Z.json'],
  ];
  for (const [name, record, path] of names) {
    it(name, () => {
      const files = resultOf(summary({}), () => ({ ...run, ...record }), undefined);
      assert.deepEqual(Object.keys(files), [path, 'stdout']);
      assert.match(path, /^results\/[^/:]+$/, 'k6 makes no folders, and some systems allow no colons');
      assert.ok(files.stdout?.includes(`result: ${path}`));
    });
  }

  it('is written where the caller needs it', () => {
    assert.deepEqual(Object.keys(resultOf(summary({}), () => run, '/tmp/out.json')), ['/tmp/out.json', 'stdout']);
  });

  it("holds k6's summary as it came, beside the record", () => {
    const data: SummaryData = {
      ...summary({ http_reqs: metric('counter', { count: 7, rate: 0.1 }) }),
      root_group: { name: '' },
      options: { noColor: true },
    };
    const text = resultOf(data, () => run, 'out.json')['out.json'] ?? '';
    assert.deepEqual(JSON.parse(text), { run, ...data });
    assert.ok(text.endsWith('}\n'));
  });

  it('never holds what setup returned: that may be a session', () => {
    const data = { ...summary({}), setup_data: { token: 'hunter2' }, another: 'hunter2' };
    assert.doesNotMatch(JSON.stringify(resultOf(data, () => run, undefined)), /hunter2|setup_data/);
  });

  it('is kept where k6 gives its machine-readable summary, which names no limit', () => {
    const config = { duration: 600 };
    for (const [passed, text] of [
      [false, /stress: at least one limit crossed, .*--new-machine-readable-summary=false/s],
      [true, /stress: limits not known/],
    ] as const) {
      const data = { version: '1.0.0', config, results: { passed, metrics: [] } };
      const files = resultOf(data, (ms) => ({ ...run, notes: [`${ms} ms`] }), 'out.json');
      assert.deepEqual(JSON.parse(files['out.json'] ?? ''), { run: { ...run, notes: ['600000 ms'] }, ...data });
      assert.match(files.stdout ?? '', text);
    }
  });

  it("asks for the record with the run's length, and with 0 where k6 has none", () => {
    const lengths: number[] = [];
    const record = (durationMs: number) => {
      lengths.push(durationMs);
      return run;
    };
    resultOf(summary({}), record, undefined);
    resultOf({ metrics: {} }, record, undefined);
    assert.deepEqual(lengths, [600_000, 0]);
  });
});

describe('limits', () => {
  it('are all expressions but those that only keep a series', () => {
    const data = summary({
      'http_req_duration{endpoint:home}': metric('trend', trend, { 'p(95)<200': { ok: true }, 'max>=0': { ok: true } }),
      http_req_failed: metric(
        'rate',
        { rate: 0.02, passes: 2, fails: 98 },
        { 'rate<0.01': { ok: false }, 'rate>=0': { ok: true } },
      ),
      http_reqs: metric('counter', { count: 0, rate: 0 }, { 'count>=0': { ok: true }, 'count>0': { ok: false } }),
      vus: metric('gauge', { value: 1, min: 1, max: 1 }, { 'value>=0': { ok: true } }),
      iterations: metric('counter', { count: 5, rate: 1 }),
    });
    assert.deepEqual(limitsOf(data), [
      { text: 'http_req_duration{endpoint:home} p(95)<200, is 85', ok: true },
      { text: 'http_req_failed rate<0.01, is 0.02', ok: false },
      { text: 'http_reqs count>0, is 0', ok: false },
    ]);
  });

  const figures: [name: string, expression: string, values: Record<string, number>, is: string][] = [
    ['k6 calls the median med', 'p(50)<10', { med: 12 }, '12'],
    ['a figure has four significant digits', 'avg<10', { avg: 12.345_678 }, '12.35'],
    ['blanks around the operator are allowed', 'avg < 10', { avg: 12 }, '12'],
    // --summary-trend-stats on the command line takes the script's place.
    ['what the summary lacks was not measured', 'p(99)<10', { avg: 12 }, 'not measured'],
  ];
  for (const [name, expression, values, is] of figures) {
    it(name, () => {
      const data = summary({ m: metric('trend', values, { [expression]: { ok: false } }) });
      assert.deepEqual(limitsOf(data), [{ text: `m ${expression}, is ${is}`, ok: false }]);
    });
  }
});

describe('the text on the terminal', () => {
  const healthy = {
    'http_req_duration{endpoint:home}': metric('trend', trend, { 'p(95)<200': { ok: true } }),
    'http_req_failed{endpoint:home}': metric('rate', { rate: 0.0125, passes: 15, fails: 1185 }),
  };

  it('says how it went, on what and by which engine, and shows each endpoint', () => {
    assert.deepEqual(limitsText(summary(healthy), { ...run, endpoints: ['home'] }).split('\n'), [
      '  stress: 1 of 1 limits held, http://staging.example.com, k6 v2.3.0',
      '',
      '  endpoint  requests  errors      avg    p50    p95     p99',
      '  home          1200  1.25 %  45.7 ms  40 ms  85 ms  120 ms',
      '',
    ]);
  });

  it('names every broken limit with its figure', () => {
    const broken = { http_req_failed: metric('rate', { rate: 0.02 }, { 'rate<0.01': { ok: false } }) };
    const text = limitsText(summary({ ...healthy, ...broken }), run);
    assert.match(text, /^ {2}stress: 1 of 2 limits crossed, /);
    assert.ok(text.endsWith('\n  broken: http_req_failed rate<0.01, is 0.02'));
  });

  it("has no verdict, which is the report's, and says how much of its time a run took that ended early", () => {
    const half: RunRecord = {
      ...run,
      load: [
        { atS: 0, target: 1 },
        { atS: 1200, target: 1 },
      ],
    };
    const crossed = { m: metric('rate', { rate: 1 }, { 'rate<1': { ok: false } }) };
    for (const metrics of [healthy, crossed, {}]) {
      const text = limitsText(summary(metrics), half);
      assert.match(text, / in 600 of 1200 s, http/);
      assert.doesNotMatch(text, /PASSED|FAILED|JUDGED/);
    }
    assert.match(limitsText(summary({}), half), /^ {2}stress: no limit to judge in/);
    // A smoke test is over with its last request.
    assert.doesNotMatch(limitsText(summary(healthy), { ...half, policy: policyOf({ type: 'smoke' }) }), / s,/);
  });

  it('shows the hold where limits judge it, as the report does', () => {
    const held = {
      ...healthy,
      'http_req_duration{endpoint:home,phase:hold}': metric('trend', { ...trend, count: 900, 'p(99)': 131.06 }),
      'http_req_failed{endpoint:home,phase:hold}': metric('rate', { rate: 0.5, passes: 450, fails: 450 }),
    };
    const home = { ...run, endpoints: ['home'] as RunRecord['endpoints'] };
    assert.deepEqual(limitsText(summary(held), home).split('\n').slice(2, 4), [
      '  endpoint in hold  requests  errors      avg    p50    p95     p99',
      '  home                   900    50 %  45.7 ms  40 ms  85 ms  131 ms',
    ]);
    // A breakpoint test is judged as a whole.
    assert.match(
      limitsText(summary(held), { ...home, type: 'breakpoint', policy: policyOf({ type: 'breakpoint' }) }),
      /endpoint {2}requests.*\n {2}home +1200 /,
    );
  });

  it('says that compressed time is compressed', () => {
    assert.match(limitsText(summary(healthy), { ...run, timeScale: 0.1 }), /k6 v2\.3\.0, durations x 0\.1$/m);
  });

  it('says what is scaled, and for which environment', () => {
    const scale = { users: 0.25, rate: 1, limits: 1.5, environment: 'staging' };
    const [head = ''] = limitsText(summary(healthy), { ...run, timeScale: 0.1, scale }).split('\n');
    assert.ok(head.endsWith(', durations x 0.1, users x 0.25, limits x 1.5 (environment staging)'), head);
  });

  it('says "not measured" of an endpoint without requests, whether k6 left it out or filled it with zeros', () => {
    const zeros = Object.fromEntries(Object.keys(trend).map((statistic) => [statistic, 0]));
    for (const metrics of [healthy, { ...healthy, 'http_req_duration{endpoint:health}': metric('trend', zeros) }]) {
      const row = limitsText(summary(metrics), run)
        .split('\n')
        .find((line) => line.includes('  health '));
      assert.equal(row?.match(/not measured/g)?.length, 5);
      assert.match(row ?? '', /^ {2}health +0 +not measured/);
    }
  });

  it('says why the target was of no use, and gives no response times that nobody measured', () => {
    const silent = {
      'http_req_duration{endpoint:home}': metric('trend', {
        ...Object.fromEntries(Object.keys(trend).map((key) => [key, 0])),
        count: 7,
      }),
      'http_req_failed{endpoint:home}': metric('rate', { rate: 1, passes: 7, fails: 0 }),
      'http_reqs{endpoint:home}': metric('counter', { count: 7, rate: 1 }),
      'http_reqs{endpoint:home,status:0}': metric('counter', { count: 7, rate: 1 }),
      'http_reqs{traffic:load,error_code:1212}': metric('counter', { count: 7, rate: 1 }),
    };
    const lines = limitsText(summary(silent), { ...run, endpoints: ['home'] }).split('\n');
    assert.match(lines.find((line) => line.startsWith('  home')) ?? '', /7 +100 %( +not measured){4}$/);
    assert.equal(
      lines.at(-1),
      '  cause: the target refused every connection (7 of 7 requests failed): start the target, or correct its host and port',
    );
  });
});
