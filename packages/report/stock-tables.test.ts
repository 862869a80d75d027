// The tables of checks, metrics and tags of other people's scripts, in every shape of summary.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { verdictOf } from './render/verdict-json.ts';
import { iterations, reported, SIGN_OFF } from './stock.fixture.ts';

describe('checks', () => {
  const check = (name: string, passes: number, fails: number) => ({ name, passes, fails });
  const GROUPS = [
    {
      name: 'buy',
      checks: [check('has a basket', 9, 1)],
      groups: [{ name: 'pay', checks: [check('paid', 4, 0)], groups: [] }],
    },
    { name: 'setup', checks: [], groups: [] },
  ];
  const asArrays = { checks: [check('status is 200', 20, 0)], groups: GROUPS };
  const byName = (items: { name: string }[]) => Object.fromEntries(items.map((item) => [item.name, item]));
  const asObjects = (group: { checks: { name: string }[]; groups: typeof GROUPS }): unknown => ({
    checks: byName(group.checks),
    groups: byName(group.groups.map((inner) => ({ ...inner, ...(asObjects(inner as typeof group) as object) }))),
  });
  const TREE = [
    'status is 200 | 20 | 0 | 100 %',
    'buy | 13 | 1 | 92.9 %',
    '› has a basket | 9 | 1 | 90 %',
    '› pay | 4 | 0 | 100 %',
    '› › paid | 4 | 0 | 100 %',
    'setup | 0 | 0 | no checks',
  ];
  const rows: [string, unknown, readonly string[]][] = [
    ['handleSummary', { root_group: asArrays, metrics: { iterations } }, TREE],
    ['--summary-export', { root_group: asObjects(asArrays), metrics: { iterations: { count: 20, rate: 2 } } }, TREE],
    ...(['results', 'orderedChecks'] as const).map((list): [string, unknown, readonly string[]] => [
      `machine-readable (${list}), which keeps no groups`,
      {
        version: '1.0.0',
        results: {
          metrics: [{ name: 'iterations', ...iterations }],
          checks: { metrics: [], [list]: [check('status is 200', 19, 1), check('never', 0, 0)] },
        },
      },
      ['status is 200 | 19 | 1 | 95 %', 'never | 0 | 0 | never run'],
    ]),
  ];
  for (const [shape, value, expected] of rows) {
    it(`of ${shape} are a tree with passes, fails and share`, () => {
      const { view, markdown, html } = reported(value);
      assert.deepEqual(
        view.checks.rows.map(({ name, passes, fails, share }) => [name, passes, fails, share].join(' | ')),
        expected,
      );
      for (const row of expected) assert.ok(markdown.includes(`\n| ${row} |\n`), row);
      assert.equal(html.match(/<h2 id="checks">/g)?.length, 1);
    });
  }

  it('too many to read are counted', () => {
    const checks = Array.from({ length: 130 }, (_, index) => check(`c${index}`, 1, 0));
    const { view } = reported({ root_group: { checks, groups: [] }, metrics: { iterations } });
    assert.equal(view.checks.rows.length, 100);
    assert.equal(view.checks.omitted, '30 more rows are not listed');
  });

  it('for machines have their path', () => {
    const { judgement } = reported({ root_group: asArrays, metrics: { iterations } });
    assert.deepEqual(verdictOf(judgement, SIGN_OFF).checks?.at(-1), {
      name: 'paid',
      path: 'buy > pay > paid',
      passes: 4,
      fails: 0,
    });
  });
});

describe('metrics', () => {
  const trend = (contains: string, values: Record<string, number>) => ({ type: 'trend', contains, values });
  const METRICS = {
    iterations,
    'basket_wait{name:search}': trend('time', { avg: 30, 'p(99.9)': 70 }),
    basket_wait: trend('time', { avg: 40, 'p(99.9)': 80 }),
    answer_size: trend('data', { avg: 41_200, count: 7 }),
    items: trend('default', { avg: 4.5, med: 4 }),
    http_req_duration: trend('time', { avg: 12, 'p(95)': 20 }),
    'http_req_duration{scenario:browse}': trend('time', { avg: 11, 'p(95)': 19 }),
    grpc_req_duration: trend('time', { avg: 5, 'p(95)': 8 }),
    grpc_streams: { type: 'counter', contains: 'default', values: { count: 3, rate: 0.3 } },
    ws_paired_time: trend('time', { avg: 3, 'p(99.9)': 4 }),
    ws_msgs_sent: { type: 'counter', contains: 'default', values: { count: 1200, rate: 120 } },
    browser_web_vital_lcp: trend('time', { avg: 900, 'p(95)': 1200 }),
    browser_web_vital_cls: trend('default', { avg: 0.02, 'p(95)': 0.1 }),
    data_sent: { type: 'counter', contains: 'data', values: { count: 1_300_000, rate: 13_000 } },
    coupon_ok: { type: 'rate', contains: 'default', values: { rate: 0.25, passes: 3, fails: 9 } },
    never: { type: 'rate', contains: 'default', values: { rate: 0, passes: 0, fails: 0 } },
    queue: { type: 'gauge', contains: 'default', values: { value: 2, min: 1, max: 6 } },
  };
  const flat = Object.fromEntries(
    Object.entries(METRICS).map(([key, { type, values }]) => {
      const { rate, ...rest } = values as Record<string, number>;
      return [key, type === 'rate' ? { ...rest, value: rate } : values];
    }),
  );
  const listed = Object.entries(METRICS).map(([name, metric]) => ({ name, ...metric }));
  const SHAPES: Record<string, unknown> = {
    handleSummary: { root_group: {}, state: {}, metrics: METRICS },
    '--summary-export': { root_group: {}, metrics: flat },
    'machine-readable': { version: '1.0.0', results: { metrics: listed } },
  };
  const lines = (value: unknown) =>
    reported(value).view.metrics.flatMap(({ title, stats, trends, values }) => [
      `# ${title}: ${stats.join(', ')}`,
      ...trends.map(({ name, figures }) => `${name}: ${figures.join(', ')}`),
      ...values.map(({ name, type, value, detail }) => `${name} (${type}): ${value}, ${detail}`),
    ]);
  for (const [shape, value] of Object.entries(SHAPES)) {
    // An export names no unit: only k6's own metrics are known by their names.
    const [ms, size] = shape === '--summary-export' ? ['', '41,200'] : [' ms', '41.2 KB'];
    it(`of ${shape} are in groups with their units, sub-metrics under their metric`, () => {
      assert.deepEqual(lines(value), [
        '# Custom: Samples, Average, P50, P99.9',
        `answer_size: 7, ${size}, not measured, not measured`,
        `basket_wait: not measured, 40${ms}, not measured, 80${ms}`,
        `› name:search: not measured, 30${ms}, not measured, 70${ms}`,
        'items: not measured, 4.5, 4, not measured',
        `ws_paired_time: not measured, 3${ms}, not measured, 4${ms}`,
        'coupon_ok (rate): 25 %, 3 of 12',
        'never (rate): not measured, no samples',
        'queue (gauge): 2, 1 to 6',
        '# HTTP: Average, P95',
        'http_req_duration: 12 ms, 20 ms',
        '› scenario:browse: 11 ms, 19 ms',
        '# gRPC: Average, P95',
        'grpc_req_duration: 5 ms, 8 ms',
        'grpc_streams (counter): 3, 0.3/s',
        '# WebSocket: ',
        'ws_msgs_sent (counter): 1,200, 120/s',
        '# Browser and web vitals: Average, P95',
        'browser_web_vital_cls: 0.02, 0.1',
        'browser_web_vital_lcp: 900 ms, 1.2 s',
        '# Execution: ',
        'data_sent (counter): 1.3 MB, 13 KB/s',
        'iterations (counter): 20, 2/s',
      ]);
    });
  }

  it('are in every format, for machines with what k6 wrote', () => {
    const { judgement, markdown, html } = reported(SHAPES.handleSummary);
    assert.match(
      markdown,
      /\n#### gRPC\n\| Trend \| Average \| P95 \|\n\|---\|--:\|--:\|\n\| grpc_req_duration \| 5 ms \| 8 ms \|\n/,
    );
    assert.match(html, /<th scope="row">grpc_req_duration<\/th><td class="n">5 ms<\/td>/);
    assert.deepEqual(
      verdictOf(judgement, SIGN_OFF).metrics?.find(({ tags }) => tags.name === 'search'),
      {
        key: 'basket_wait{name:search}',
        name: 'basket_wait',
        tags: { name: 'search' },
        group: 'custom',
        type: 'trend',
        contains: 'time',
        unit: 'ms',
        values: { avg: 30, 'p(99.9)': 70 },
      },
    );
  });
});

describe('requests by tag', () => {
  const limited = (values: Record<string, number>) => ({
    type: 'trend',
    contains: 'time',
    values,
    thresholds: { 'p(95)<50': { ok: true } },
  });
  const whole = { http_req_duration: limited({ avg: 12, 'p(95)': 20 }), iterations };
  const rowsOf = (metrics: unknown) =>
    reported({ state: {}, metrics }).view.endpoints.rows.map((row) =>
      [row.name, row.requests, row.errors, row.p95].join(' | '),
    );

  it('are rows of their own, whatever the tag', () => {
    const metrics = {
      ...whole,
      'http_req_duration{expected_response:true}': limited({ avg: 12, 'p(95)': 20 }),
      'http_req_duration{name:search}': limited({ avg: 14, 'p(95)': 25 }),
      'http_req_failed{name:search}': { type: 'rate', values: { rate: 0.1, passes: 2, fails: 18 } },
      'http_req_duration{scenario:browse,status:200}': limited({ avg: 9, 'p(95)': 15, count: 7 }),
    };
    assert.deepEqual(rowsOf(metrics), [
      'name:search | 20 | 10 % | 25 ms',
      'scenario:browse, status:200 | 7 | not measured | 15 ms',
    ]);
    const { markdown, html } = reported({ state: {}, metrics });
    assert.match(markdown, /^### Requests by Tag\n\| Tags \| Requests/m);
    for (const page of [markdown, html]) assert.doesNotMatch(page, /tell endpoints apart|[Bb]aseline/);
  });

  it('have a bar of their p95 against the limit on the same tags', () => {
    const trend = { type: 'trend', contains: 'time', values: { avg: 14, 'p(95)': 25, count: 9 } };
    const limit = { thresholds: { 'p(95)<20': { ok: false } } };
    const metrics = { 'http_req_duration{name:search}': { ...trend, ...limit }, 'http_req_duration{name:buy}': trend };
    const { html } = reported({ state: {}, metrics });
    assert.match(html, /<tr class="over"><th scope="row">name:search<.*limit &lt; 20 ms, .*125 % used/);
    assert.match(html, /<tr class="none"><th scope="row">name:buy<.*no limit/);
  });

  it('that are not kept apart are said to be together, with what to do', () => {
    const { markdown } = reported({ state: {}, metrics: whole });
    assert.match(markdown, /figures of all requests together.*http_req_duration\{name:search\}/);
  });

  it('are no section where nothing was requested', () => {
    assert.doesNotMatch(reported({ state: {}, metrics: { iterations } }).markdown, /Requests by Tag|Endpoints/);
  });

  it('with an endpoint among the tags are the table of endpoints, without columns of tables that are not there', () => {
    const metrics = { ...whole, 'http_req_duration{endpoint:home}': limited({ avg: 14, 'p(95)': 25 }) };
    const { markdown } = reported({ state: {}, metrics });
    assert.match(markdown, /^### Endpoints$/m);
    assert.doesNotMatch(markdown, /[Bb]aseline/);
  });
});
