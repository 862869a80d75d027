// What holds for every run: k6 can read each limit, nothing passes because nothing was measured, and no ramp is judged.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { isSeriesMarker } from 'k6-format/expressions';
import { deriveThresholds, type RunPlan, STOP_LIMIT, SUMMARY_TREND_STATS } from './derive.ts';
import { ALL, allLimits, expressionOf, partsOf, planOf, SINGLES, TYPES, window } from './plans.fixture.ts';

/** k6's grammar: <aggregation> <operator> <number>; another aggregation than the metric's type has is refused at start. */
const EXPRESSION = /^(avg|min|max|med|count|rate|value|p\(\d{1,2}(?:\.\d+)?\))(<=|>=|<|>)(\d+(?:\.\d+)?)$/;
const TREND = /^(avg|min|max|med|p\(.*\))$/;
const AGGREGATIONS: Record<string, RegExp> = {
  http_req_duration: TREND,
  http_req_receiving: TREND,
  target_cpu_pct: TREND,
  target_memory_mb: TREND,
  target_network_in_mb_per_s: TREND,
  target_network_out_mb_per_s: TREND,
  target_disk_mb_per_s: TREND,
  target_db_connections: TREND,
  http_req_failed: /^rate$/,
  checks: /^rate$/,
  over_limit: /^rate$/,
  response_from_plan: TREND,
  http_reqs: /^(count|rate)$/,
  observations: /^(count|rate)$/,
};
/** The load tags its samples with these, and with values that need no quoting. */
const TAG = /^((endpoint|phase|window|traffic|late):[a-z][a-z0-9-]*|figure:target_[a-z_]+|(status|error_code):\d+)$/;
/** Go's time.ParseDuration, without signs and exponents. */
const DURATION = /^\d+(\.\d+)?(ms|s|m|h)$/;

const everyPlan: [name: string, plan: RunPlan][] = TYPES.flatMap((type) =>
  [ALL, ...SINGLES].flatMap((tasks) =>
    [false, true].map((isObserved): [string, RunPlan] => [
      `${type} of ${tasks.join(', ')}${isObserved ? ', observed' : ''}`,
      planOf(type, { tasks, isObserved }),
    ]),
  ),
);

/** Any run: a subset of endpoints, compressed time, windows with few or many requests. */
const anyPlan = fc
  .record({
    type: fc.constantFrom(...TYPES),
    tasks: fc.subarray(ALL, { minLength: 1 }),
    timeScale: fc.double({ min: 0.001, max: 1, noNaN: true }),
    isObserved: fc.boolean(),
    requests: fc.array(fc.double({ min: 0, max: 1e5, noNaN: true }), { maxLength: 4 }),
  })
  .map(({ requests, ...rest }) => {
    const { phases, windows } = planOf(rest.type);
    const more = phases.flatMap((phase, at) =>
      requests.map((count, n) => window(`w-${at}-${n}`, phase, { requests: count, afterSpikeS: 25 })),
    );
    return planOf(rest.type, { ...rest, windows: [...windows, ...more] });
  });

function forEveryPlan(check: (plan: RunPlan) => void): void {
  for (const [name, plan] of everyPlan) {
    try {
      check(plan);
    } catch (cause) {
      throw new Error(`${name}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
  fc.assert(fc.property(anyPlan, check), { seed: 20250120, numRuns: 50 });
}

describe('the thresholds of every type, endpoint and subset', () => {
  it("parse under k6's grammar, with an aggregation that fits the metric", () => {
    forEveryPlan((plan) => {
      for (const [key, list] of Object.entries(deriveThresholds(plan))) {
        const { metric } = partsOf(key);
        const pairs = /\{(.*)\}$/.exec(key)?.[1]?.split(',') ?? [];
        for (const pair of pairs) assert.match(pair, TAG, key);
        for (const threshold of list) {
          const [, aggregation = ''] = EXPRESSION.exec(expressionOf(threshold)) ?? [];
          assert.match(aggregation, AGGREGATIONS[metric] ?? /^unknown metric$/, `${key}: ${expressionOf(threshold)}`);
          if (typeof threshold !== 'string') assert.match(threshold.delayAbortEval, DURATION);
        }
        assert.equal(new Set(list.map(expressionOf)).size, list.length, `${key} says something twice`);
      }
    });
  });

  it('ask trends only for statistics that the summary holds: a broken limit must show its figure', () => {
    forEveryPlan((plan) => {
      for (const { metric, expression } of allLimits(deriveThresholds(plan))) {
        const [, aggregation = ''] = EXPRESSION.exec(expression) ?? [];
        if (AGGREGATIONS[metric] === TREND) assert.ok(SUMMARY_TREND_STATS.includes(aggregation), expression);
      }
    });
  });

  it('have count>0 on the same samples beside every limit: a percentile of nothing must not pass', () => {
    forEveryPlan((plan) => {
      const limits = allLimits(deriveThresholds(plan));
      const guarded = limits.filter(({ expression }) => expression === 'count>0');
      for (const { metric, tags, expression } of limits.filter(({ metric }) => !metric.startsWith('target_'))) {
        if (metric === 'observations') continue;
        const isGuarded = guarded.some(
          (guard) => guard.metric === 'http_reqs' && JSON.stringify(guard.tags) === JSON.stringify(tags),
        );
        assert.ok(isGuarded, `${metric} ${JSON.stringify(tags)} ${expression}`);
      }
      // A source may know the CPU and not the memory: each figure has a guard of its own.
      for (const { metric, tags } of limits.filter(({ metric }) => metric.startsWith('target_'))) {
        const guard = JSON.stringify({ figure: metric, ...tags });
        assert.ok(
          guarded.some((limit) => limit.metric === 'observations' && JSON.stringify(limit.tags) === guard),
          metric,
        );
      }
    });
  });

  it('judge no ramp to a hold, and no sample of the observer', () => {
    forEveryPlan((plan) => {
      const ramps = plan.windows.filter(({ phase }) => phase === 'ramp').map(({ id }) => id);
      for (const { metric, tags, expression } of allLimits(deriveThresholds(plan))) {
        const text = `${metric} ${JSON.stringify(tags)} ${expression}`;
        assert.ok(tags.phase !== 'ramp' && !ramps.includes(tags.window ?? ''), text);
        // Memory that runs out is out in a ramp as well; so is a target that fails most requests.
        if (!plan.phases.includes('hold') || metric === 'target_memory_mb' || metric === 'observations') continue;
        if (tags.traffic === 'load' && [STOP_LIMIT, 'count>0'].includes(expression)) continue;
        assert.ok(
          tags.phase === 'hold' ||
            tags.window !== undefined ||
            (plan.type === 'spike' && (tags.traffic === 'load' || tags.late === 'yes')),
          text,
        );
      }
    });
  });

  it('keep series beside limits, never instead of them', () => {
    forEveryPlan((plan) => {
      for (const [key, list] of Object.entries(deriveThresholds(plan))) {
        const keepers = list.map(expressionOf).filter(isSeriesMarker);
        assert.ok(keepers.length === 0 || list.length === 1, `${key}: ${JSON.stringify(list)}`);
      }
      const few = allLimits(deriveThresholds({ ...plan, windows: [] })).length;
      assert.ok(few > 0 && allLimits(deriveThresholds(plan)).length >= few);
    });
  });
});
