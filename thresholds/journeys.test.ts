// What gates journeys and their steps, and how much load they make: from the tables, by the same rules as endpoints.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { journeySteps, journeys, testTypes, tolerances } from './baselines.ts';
import { averageLimitMs, deriveThresholds } from './derive.ts';
import { ALL, limitsOn, planOf, TYPES } from './plans.fixture.ts';
import { policyOf, scaledPolicy } from './policy.ts';
import { periodS, perUserPerS, plannedRow, requestsOf, stepsOf, tasksOf } from './tasks.ts';

const JOURNEY = 'check-in';
const STEPS = stepsOf(JOURNEY);
const measured = (value: number | null) => value ?? assert.fail(`${JOURNEY} is measured`);
const { avgMs, p95Ms, completedRatio } = {
  avgMs: measured(journeys[JOURNEY].avgMs),
  p95Ms: measured(journeys[JOURNEY].p95Ms),
  completedRatio: measured(journeys[JOURNEY].completedRatio),
};
const tolerated = (valueMs: number) => Number((valueMs * (1 + tolerances.baselineRow.valueRatio)).toPrecision(6));
const limits = (type: (typeof TYPES)[number], limitScale = 1) =>
  deriveThresholds(planOf(type, { tasks: [JOURNEY], limitScale }));

describe('the limits of a journey', () => {
  it('in the baseline test are its row, for each step as for an endpoint', () => {
    const found = limits('baseline');
    assert.deepEqual(limitsOn(found, 'journey_completed{journey:check-in,phase:hold}'), [`rate>${completedRatio}`]);
    assert.deepEqual(limitsOn(found, 'journey_duration{journey:check-in,phase:hold}'), [
      `avg<${tolerated(avgMs)}`,
      `p(95)<${tolerated(p95Ms)}`,
    ]);
    for (const step of STEPS) {
      const own = limitsOn(found, `http_req_duration{endpoint:${step},phase:hold}`);
      assert.ok(own.includes(`p(95)<${tolerated(plannedRow(step).p95Ms)}`), step);
      assert.deepEqual(limitsOn(found, `http_reqs{endpoint:${step},phase:hold}`), ['count>0']);
    }
  });

  it('ask of every type that journeys complete, and of one without errors that all do', () => {
    for (const type of TYPES) {
      const [limit] = Object.entries(limits(type)).flatMap(([key, list]) =>
        key.startsWith('journey_completed{') ? list.filter((text) => text !== 'rate>=0') : [],
      );
      assert.equal(limit, testTypes[type].errorRatio === 0 ? 'rate>=1' : `rate>${completedRatio}`, type);
    }
  });

  it('are scaled with those of response times; the share is not', () => {
    const found = limits('baseline', 2);
    const [average] = limitsOn(found, 'journey_duration{journey:check-in,phase:hold}');
    assert.equal(average, `avg<${2 * tolerated(avgMs)}`);
    const policy = policyOf({ type: 'baseline', endpoints: STEPS });
    const scaled = scaledPolicy(policy, { users: 1, rate: 1, limits: 2 }).journeys?.[JOURNEY];
    assert.deepEqual(scaled, {
      ...policy.journeys?.[JOURNEY],
      avgMs: 2 * avgMs,
      p95Ms: 2 * p95Ms,
    });
  });

  it('are not in a run of endpoints, nor is the journey in its policy', () => {
    for (const type of TYPES) assert.doesNotMatch(Object.keys(deriveThresholds(planOf(type))).join(), /journey|step_/);
    assert.equal('journeys' in policyOf({ type: 'baseline', endpoints: ALL }), false);
  });
});

describe('the load of a journey', () => {
  it('is asked for by its name, whose steps a record has', () => {
    assert.deepEqual(tasksOf(['home', ...STEPS]), ['home', JOURNEY]);
    assert.deepEqual(tasksOf(['SELECT one row']), ['SELECT one row']);
  });

  it('has the think times and the answers of its steps, and no more requests per user than an endpoint', () => {
    assert.deepEqual(requestsOf(JOURNEY), STEPS);
    const expectedS = STEPS.reduce((sum, step) => sum + journeySteps[step].thinkS + plannedRow(step).avgMs / 1000, 0);
    assert.ok(Math.abs(periodS(JOURNEY) - expectedS) < 1e-9);
    assert.ok(perUserPerS(JOURNEY) <= perUserPerS('health'));
  });

  it('counts in the average of a mix by how often each request is made', () => {
    const alone = STEPS.reduce((sum, step) => sum + plannedRow(step).avgMs, 0) / STEPS.length;
    assert.ok(Math.abs(averageLimitMs('baseline', [JOURNEY])! - tolerated(alone)) < 1e-3);
    assert.equal(averageLimitMs('baseline', [...ALL, JOURNEY]), testTypes.baseline.avgMs);
  });
});
