// The summary of a script that this suite knows nothing of: its own endpoints, limits, checks and numbers.

const duration = (scale: number) => ({
  type: 'trend',
  contains: 'time',
  values: {
    count: 600,
    avg: 3.1 * scale,
    min: scale,
    med: 3 * scale,
    max: 9 * scale,
    'p(90)': 4 * scale,
    'p(95)': 5 * scale,
    'p(99)': 7 * scale,
  },
});
const counter = (count: number) => ({ type: 'counter', contains: 'default', values: { count, rate: count / 60 } });
const rate = (passes: number, fails: number) => ({
  type: 'rate',
  contains: 'default',
  values: { rate: passes / (passes + fails), passes, fails },
});

/** `handleSummary` as k6 calls it. */
export const SHOP_SUMMARY = {
  root_group: {
    name: '',
    path: '',
    id: 'd41d8cd98f00b204e9800998ecf8427e',
    groups: [],
    checks: [{ name: 'basket <is> "full"', path: '::basket', id: '1', passes: 590, fails: 10 }],
  },
  options: { summaryTrendStats: ['count', 'avg', 'med', 'p(95)', 'p(99)'], summaryTimeUnit: '', noColor: false },
  state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 60_000 },
  metrics: {
    iterations: counter(1200),
    http_reqs: { ...counter(1200), thresholds: { 'count>1000': { ok: true } } },
    'http_reqs{endpoint:catalog}': counter(600),
    'http_reqs{endpoint:basket}': counter(600),
    http_req_failed: { ...rate(12, 1188), thresholds: { 'rate<0.005': { ok: false } } },
    'http_req_failed{endpoint:catalog}': rate(0, 600),
    'http_req_failed{endpoint:basket}': rate(12, 588),
    http_req_duration: { ...duration(7), values: { ...duration(7).values, count: 1200 } },
    'http_req_duration{endpoint:catalog}': { ...duration(7), thresholds: { 'p(95)<36': { ok: true } } },
    'http_req_duration{endpoint:basket}': {
      ...duration(11),
      thresholds: { 'p(95)<50': { ok: false }, 'avg<40': { ok: true } },
    },
    checks: rate(590, 10),
    basket_size: {
      type: 'trend',
      contains: 'default',
      values: { avg: 4, min: 1, med: 4, max: 9, 'p(90)': 7, 'p(95)': 8 },
      thresholds: { 'max<8': { ok: false } },
    },
    vus: { type: 'gauge', contains: 'default', values: { value: 7, min: 7, max: 7 } },
    vus_max: { type: 'gauge', contains: 'default', values: { value: 7, min: 7, max: 7 } },
  },
};
