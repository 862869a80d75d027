// For tests: one made-up run as each of k6's three summary formats.
import type { Summary as Model } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';

interface Values {
  [stat: string]: number;
}

export interface MadeUp {
  type: 'trend' | 'rate' | 'counter' | 'gauge';
  contains: 'default' | 'time' | 'data';
  values: Values;
  thresholds?: Record<string, boolean>;
}

export type MadeUpRun = Record<string, MadeUp>;

export const trend = (scale: number): MadeUp => ({
  type: 'trend',
  contains: 'time',
  values: {
    avg: 80 * scale,
    min: 20 * scale,
    med: 70 * scale,
    max: 300 * scale,
    'p(90)': 120 * scale,
    'p(95)': 160 * scale,
  },
});
export const rate = (passes: number, fails: number): MadeUp => ({
  type: 'rate',
  contains: 'default',
  values: { rate: passes / (passes + fails), passes, fails },
});
export const counter = (count: number): MadeUp => ({
  type: 'counter',
  contains: 'default',
  values: { count, rate: count / 60 },
});

/** A shop under load: two names, one group, one check. */
export function shopRun(change: MadeUpRun = {}): MadeUpRun {
  return {
    http_req_duration: { ...trend(1), thresholds: { 'p(95)<200': true } },
    'http_req_duration{name:search}': trend(1.5),
    'http_req_duration{name:cart}': trend(0.5),
    http_req_blocked: trend(0.01),
    'group_duration{group:::shop}': trend(3),
    'iteration_duration{scenario:evening}': trend(9),
    http_req_failed: { ...rate(12, 5988), thresholds: { 'rate<0.01': true } },
    checks: rate(5990, 10),
    http_reqs: counter(6000),
    iterations: counter(3000),
    vus_max: { type: 'gauge', contains: 'default', values: { value: 50, min: 50, max: 50 } },
    ...change,
  };
}

const CHECK = { name: 'status is 200', path: '::shop::status is 200', id: 'c', passes: 5990, fails: 10 };
const GROUP = { name: 'shop', path: '::shop', id: 'g' };
const ROOT = { name: '', path: '', id: 'r' };

/** By format. The tolerances and limits of all three mean the same. */
export const SHAPES = {
  'handle-summary': (run: MadeUpRun) => ({
    root_group: { ...ROOT, checks: [], groups: [{ ...GROUP, groups: [], checks: [CHECK] }] },
    options: { summaryTrendStats: [], summaryTimeUnit: '', noColor: false },
    state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 60_000 },
    metrics: mapped(run, ({ thresholds, ...metric }) => ({
      ...metric,
      ...(thresholds && { thresholds: mapped(thresholds, (ok) => ({ ok })) }),
    })),
  }),
  'summary-export': (run: MadeUpRun) => ({
    root_group: { ...ROOT, checks: {}, groups: { shop: { ...GROUP, groups: {}, checks: { [CHECK.name]: CHECK } } } },
    metrics: mapped(run, ({ type, values: { rate: share, ...values }, thresholds }) => ({
      ...values,
      ...(share !== undefined && { [type === 'rate' ? 'value' : 'rate']: share }),
      ...(thresholds && { thresholds: mapped(thresholds, (ok) => !ok) }),
    })),
  }),
  'machine-readable': (run: MadeUpRun) => ({
    version: '1.0.0',
    metadata: { k6Version: '2.3.0' },
    config: { duration: 60 },
    results: {
      passed: Object.values(run).every(({ thresholds = {} }) => Object.values(thresholds).every(Boolean)),
      metrics: Object.entries(run).map(([name, { type, contains, values }]) => ({
        name,
        type,
        contains,
        values: Object.fromEntries(
          Object.entries(values).map(([stat, value]) => [stat.replace(/^p\((.+)\)$/, 'p$1'), value]),
        ),
      })),
      checks: { metrics: [], results: [{ ...CHECK, name: 'shop > status is 200' }] },
    },
  }),
} as const;
export type Shape = keyof typeof SHAPES;

function mapped<From, To>(record: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

export function summaryOf(run: MadeUpRun, shape: Shape = 'handle-summary', file = 'run.json'): Model {
  return parseSummary(file, JSON.parse(JSON.stringify(SHAPES[shape](run))));
}
