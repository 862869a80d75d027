// What a smaller environment changes: limits of response times, and what the policy compares with. All else stays.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseExpression } from 'k6-format/expressions';
import { OPERATION_MS, PAGE_VITALS } from 'k6-format/load-names';
import { FULL_SCALE } from 'k6-format/scale';
import { limitOrigin } from 'k6-verdict/judge/limit-origin';
import { type PageTestName, pageTests, type ServiceTestName, serviceTests } from './baselines.ts';
import { deriveThresholds, type Thresholds } from './derive.ts';
import { derivePageThresholds } from './page-limits.ts';
import { ALL, allLimits, planOf, TYPES } from './plans.fixture.ts';
import { policyOf, scaledPolicy } from './policy.ts';
import { deriveServiceThresholds } from './service-limits.ts';

const LIMITS = 1.5;

/** Every derivation of limits, by what it is for. */
const DERIVED: [string, (limitScale: number) => Thresholds][] = [
  ...TYPES.map((type): (typeof DERIVED)[number] => [
    type,
    (limitScale) => deriveThresholds(planOf(type, { limitScale, isObserved: true })),
  ]),
  ...(Object.keys(pageTests) as PageTestName[]).map((test): (typeof DERIVED)[number] => [
    test,
    (limitScale) =>
      derivePageThresholds({
        ...{ test, limitScale, windows: ['w01'], phases: ['alone', 'normal'], endpoints: ALL, timeScale: 1 },
      }),
  ]),
  ...(Object.keys(serviceTests) as ServiceTestName[]).map((test): (typeof DERIVED)[number] => [
    test,
    (limitScale) =>
      deriveServiceThresholds({
        ...{ test, limitScale, windows: ['w01'], phases: ['hold'], plannedOperations: 10_000, timeScale: 1 },
      }),
  ]),
];

/** Metrics whose limits are times. */
const TIMES = new Set<string | null>([
  'http_req_duration',
  OPERATION_MS,
  ...Object.values(PAGE_VITALS).flatMap(({ metric, k6Metric, isTime }) => (isTime ? [metric, k6Metric] : [])),
]);

describe('limits at a scale', () => {
  for (const [name, derive] of DERIVED) {
    it(`of ${name}: each limit of a response time by its factor, every other limit as it is`, () => {
      const [full, scaled] = [allLimits(derive(1)), allLimits(derive(LIMITS))];
      assert.ok(full.length > 0);
      assert.deepEqual(
        scaled.map(({ metric, tags }) => ({ metric, tags })),
        full.map(({ metric, tags }) => ({ metric, tags })),
      );
      for (const [index, { metric, expression }] of full.entries()) {
        const [before, after] = [parseExpression(expression), parseExpression(scaled[index]!.expression)];
        const factor = TIMES.has(metric) && before?.stat !== 'count' ? LIMITS : 1;
        assert.deepEqual(
          { ...after, limit: Number(after?.limit.toPrecision(5)) },
          { ...before, limit: Number(((before?.limit ?? Number.NaN) * factor).toPrecision(5)) },
          `${metric} ${expression}`,
        );
      }
    });
  }
});

describe('the policy at a scale', () => {
  const scale = { users: 0.25, rate: 0.5, limits: LIMITS };

  it('explains each scaled limit as it explains the one of the tables', () => {
    for (const type of TYPES) {
      const policy = policyOf({ type });
      const originOf = (limitScale: number) =>
        allLimits(deriveThresholds(planOf(type, { limitScale }))).map(({ metric, tags, expression }) => {
          const { stat = null, limit = null } = parseExpression(expression) ?? {};
          const text = { metric, tags: new Map(Object.entries(tags)), stat, limit, expression };
          return limitOrigin(limitScale === 1 ? policy : scaledPolicy(policy, scale), text);
        });
      assert.deepEqual(originOf(LIMITS), originOf(1), type);
      assert.ok(type === 'smoke' || originOf(LIMITS).some((origin) => origin !== null), type);
    }
  });

  it('scales throughput by the rate and keeps shares, resources and the pace', () => {
    const policy = policyOf({ type: 'breakpoint' });
    const { capacity, growth, triggers, resources } = scaledPolicy(policy, scale);
    assert.deepEqual(capacity, { ...policy.capacity, maximumPerS: policy.capacity.maximumPerS / 2 });
    assert.deepEqual(
      growth,
      policy.growth.map((row) => ({ ...row, requestsPerS: row.requestsPerS / 2 })),
    );
    assert.deepEqual(triggers, { ...policy.triggers, p95Ms: policy.triggers.p95Ms * LIMITS });
    assert.equal(resources, policy.resources);
  });

  it('is the policy itself at full scale', () =>
    assert.deepEqual(scaledPolicy(policyOf({ type: 'baseline' }), FULL_SCALE), policyOf({ type: 'baseline' })));
});
