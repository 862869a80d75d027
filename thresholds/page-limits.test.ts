// The limits of the page load tests: the tables' numbers on the right metrics, each with a guard against an empty figure.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSeriesMarker } from 'k6-format/expressions';
import { VISITS } from 'k6-format/load-names';
import { type PageTestName, pageLimits, pageTests, targets } from './baselines.ts';
import { derivePageThresholds, type PagePlan, VITALS } from './page-limits.ts';
import { allLimits, expressionOf, limitsOn } from './plans.fixture.ts';

const TESTS = Object.keys(pageTests) as PageTestName[];
const planOf = (rest: Partial<PagePlan> = {}): PagePlan => ({
  ...{ test: 'page-load', windows: ['w01', 'w02'], phases: ['hold'], endpoints: [], timeScale: 1, limitScale: 1 },
  ...rest,
});
const UNDER_LOAD = planOf({
  test: 'page-load-under-load',
  phases: ['alone', 'normal', 'heavy'],
  endpoints: ['home', 'health'],
});

describe('the limits of the page load tests', () => {
  it("hold the load time of both visits against the guide's target", () => {
    const thresholds = derivePageThresholds(planOf());
    for (const visit of VISITS)
      assert.deepEqual(limitsOn(thresholds, `page_load{visit:${visit}}`), [`p(95)<${targets.pageLoadTime.limitMs}`]);
  });

  it("hold the Web Vitals against their rows, on our metrics by visit and on k6's own", () => {
    const thresholds = derivePageThresholds(planOf());
    const lcp = `p(75)<=${pageLimits.largestContentfulPaint.valueMs}`;
    assert.deepEqual(limitsOn(thresholds, 'page_lcp{visit:cold}'), [lcp]);
    assert.deepEqual(limitsOn(thresholds, 'page_lcp{visit:warm}'), [lcp]);
    assert.deepEqual(limitsOn(thresholds, 'browser_web_vital_lcp'), [lcp]);
    assert.deepEqual(limitsOn(thresholds, 'browser_web_vital_cls'), [
      `p(75)<=${pageLimits.cumulativeLayoutShift.value}`,
    ]);
  });

  it('cover every row of the table of page limits', () => {
    const used = Object.values(VITALS).map(({ label }) => label as string);
    for (const { label } of Object.values(pageLimits)) assert.ok(used.includes(label), label);
  });

  it('have a guard beside each figure of ours: a percentile of nothing must not pass', () => {
    for (const plan of [planOf(), UNDER_LOAD]) {
      const thresholds = derivePageThresholds(plan);
      for (const [vital, { metric }] of Object.entries(VITALS)) {
        for (const { tags } of allLimits(thresholds).filter((limit) => limit.metric === metric)) {
          const { visit, phase } = tags;
          const guard = `page_measured{vital:${vital},visit:${visit}${phase ? `,phase:${phase}` : ''}}`;
          assert.deepEqual(limitsOn(thresholds, guard), ['count>0'], guard);
        }
      }
    }
  });

  it('judge the load time under each load by itself', () => {
    const thresholds = derivePageThresholds(UNDER_LOAD);
    for (const phase of UNDER_LOAD.phases) {
      const key = `page_load{visit:cold,phase:${phase}}`;
      assert.deepEqual(limitsOn(thresholds, key), [`p(95)<${targets.pageLoadTime.limitMs}`], key);
    }
  });

  it('ask for requests beside the browser only where there are endpoints', () => {
    const has = (plan: PagePlan) => Object.keys(derivePageThresholds(plan)).some((key) => key.startsWith('http_req'));
    assert.equal(has(planOf()), false);
    assert.equal(has(UNDER_LOAD), true);
    assert.ok(limitsOn(derivePageThresholds(UNDER_LOAD), 'http_reqs{traffic:load}').includes('count>0'));
  });

  it('end a run whose page does not load, later in a longer run', () => {
    for (const test of TESTS) {
      const stop = (timeScale: number) =>
        derivePageThresholds({ ...UNDER_LOAD, test, timeScale }).page_failed?.find((t) => typeof t !== 'string');
      assert.deepEqual(stop(1), { threshold: 'rate<0.5', abortOnFail: true, delayAbortEval: '10s' });
      assert.deepEqual(stop(0.1), { threshold: 'rate<0.5', abortOnFail: true, delayAbortEval: '1s' });
    }
  });

  it('name no series twice as a limit and as a keeper', () => {
    for (const [key, list] of Object.entries(derivePageThresholds(UNDER_LOAD))) {
      const keepers = list.map(expressionOf).filter(isSeriesMarker);
      assert.ok(keepers.length === 0 || list.length === 1, `${key}: ${list.map(expressionOf).join(', ')}`);
    }
  });
});
