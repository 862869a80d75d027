// Where a limit comes from: every limit on a response time that our rules make has a name, and two on one figure have two.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OVER_LIMIT } from 'k6-format/load-names';
import { parseSelector } from 'k6-format/selectors';
import { limitOrigin } from 'k6-verdict/judge/limit-origin';
import { type EndpointName, endpoints, testTypes } from '../../../thresholds/baselines.ts';
import { deriveThresholds, type RunPlan } from '../../../thresholds/derive.ts';
import { policyOf } from '../../../thresholds/policy.ts';

const NAMES = Object.keys(endpoints) as EndpointName[];

/** Every limit of a run by the figure that it is on. */
function limitsOf(type: RunPlan['type']): Map<string, string[]> {
  const plan = {
    type,
    tasks: NAMES,
    windows: [],
    phases: ['ramp', 'hold'],
    timeScale: 1,
    limitScale: 1,
    isObserved: true,
  };
  const origins = new Map<string, string[]>();
  for (const [key, thresholds] of Object.entries(deriveThresholds(plan))) {
    const { name: metric, tags } = parseSelector(key);
    for (const threshold of thresholds) {
      const expression = typeof threshold === 'string' ? threshold : threshold.threshold;
      const [, stat = '', limit = ''] = /^([^<>=]+)[<>=]+(.+)$/.exec(expression) ?? [];
      // Guards, kept series, and shares whose name says already what they are of.
      if (expression.endsWith('>=0') || stat === 'count' || metric === OVER_LIMIT) continue;
      const figure = `${key} ${stat}`;
      const origin = limitOrigin(policyOf({ type }), { metric, tags, stat, limit: Number(limit), expression });
      origins.set(figure, [...(origins.get(figure) ?? []), origin ?? `none for ${expression}`]);
    }
  }
  return origins;
}

for (const type of Object.keys(testTypes) as RunPlan['type'][]) {
  test(`${type}: limits have origins, and two on one figure have different ones`, () => {
    const limits = limitsOf(type);
    assert.ok(limits.size > 0);
    for (const [figure, origins] of limits) {
      assert.equal(new Set(origins).size, origins.length, `${figure}: ${origins.join(', ')}`);
      for (const origin of origins) assert.doesNotMatch(origin, /^none/, figure);
    }
  });
}

test('a limit that no rule of ours gives has none', () => {
  const own = { metric: 'http_req_duration', tags: new Map([['endpoint', 'home']]), stat: 'p(95)' };
  assert.equal(limitOrigin(policyOf({ type: 'baseline' }), { ...own, limit: 123, expression: 'p(95)<123' }), null);
  assert.equal(
    limitOrigin(policyOf({ type: 'baseline' }), {
      metric: 'my_trend',
      tags: new Map(),
      stat: 'avg',
      limit: 5,
      expression: 'avg<5',
    }),
    null,
  );
});
