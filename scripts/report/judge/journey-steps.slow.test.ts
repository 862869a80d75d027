// Each step of each journey, made slow and made to fail: findings and the first screen name that step, by the limits and the policy of a real run.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { holds, parseExpression } from 'k6-format/expressions';
import { JOURNEY_COMPLETED, JOURNEY_MS, STEP_FAILED } from 'k6-format/load-names';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { firstScreen } from 'k6-verdict/render/first-screen';
import { gaugeOf, type MetricJson, rateOf, trendOf } from 'k6-verdict/statistics.fixture';
import { type JourneyName, journeys, type StepName } from '../../../thresholds/baselines.ts';
import { deriveThresholds } from '../../../thresholds/derive.ts';
import { expressionOf, partsOf, planOf } from '../../../thresholds/plans.fixture.ts';
import { policyOf } from '../../../thresholds/policy.ts';
import { answersMs, plannedRow, stepsOf } from '../../../thresholds/tasks.ts';

const WALKS = 400;
/** A time under each figure of its row. */
const QUICK = 0.9;
const SLOW_MS = 400;
const FAILING = 0.3;

interface Trouble {
  slow?: StepName;
  failing?: StepName;
  /** Whether the journey ends where the step fails. */
  isEnd?: boolean;
}

/** A baseline run of the journey, in which one step has a trouble; its limits and policy are those of the tables. */
function judged(journey: JourneyName, { slow, failing, isEnd = false }: Trouble) {
  const steps = stepsOf(journey);
  const lost = failing === undefined ? 0 : WALKS * FAILING;
  const samplesOf = (step: StepName) => {
    const isAfter = isEnd && failing !== undefined && steps.indexOf(step) > steps.indexOf(failing);
    const ms = plannedRow(step).p50Ms * QUICK + (step === slow ? SLOW_MS : 0);
    return Array<number>(isAfter ? WALKS - lost : WALKS).fill(ms);
  };
  const outcomes = (ones: number, count: number) => Array.from({ length: count }, (_, at) => Number(at < ones));
  const lostAt = (chosen: readonly StepName[]) => (failing !== undefined && chosen.includes(failing) ? lost : 0);
  const counter = (count: number): MetricJson => ({
    type: 'counter',
    contains: 'default',
    values: { count, rate: count / 300 },
  });
  const metricOf = (name: string, chosen: readonly StepName[]): MetricJson => {
    const times = chosen.flatMap(samplesOf);
    if (name === JOURNEY_MS) {
      const tookMs = answersMs(journey) * QUICK + (slow === undefined ? 0 : SLOW_MS);
      return trendOf(Array<number>(WALKS - lost).fill(tookMs), 'time');
    }
    if (name === JOURNEY_COMPLETED) return rateOf(outcomes(WALKS - lost, WALKS));
    if (name === 'http_req_failed' || name === STEP_FAILED) return rateOf(outcomes(lostAt(chosen), times.length));
    if (name === 'checks') return rateOf(outcomes(times.length - lostAt(chosen), times.length));
    if (name === 'http_reqs') return counter(times.length);
    return trendOf(times, 'time');
  };
  const metrics: Record<string, MetricJson> = { vus_max: gaugeOf(50), iterations: counter(WALKS) };
  for (const [key, list] of Object.entries(deriveThresholds(planOf('baseline', { tasks: [journey], windows: [] })))) {
    const { metric, tags } = partsOf(key);
    if (metric === 'over_limit') continue;
    const chosen = tags.endpoint === undefined ? steps : [tags.endpoint as StepName];
    // No request is without an answer.
    const isSilent = tags.status !== undefined || tags.error_code !== undefined;
    const value = isSilent ? counter(tags.status === '500' ? lostAt(chosen) : 0) : metricOf(metric, chosen);
    const limits = list.map(expressionOf).map((text) => {
      const rule = parseExpression(text)!;
      return [text, { ok: holds(rule, value.values[rule.stat]!) }];
    });
    metrics[key] = { ...value, thresholds: Object.fromEntries(limits) };
  }
  for (const step of failing === undefined ? [] : [failing])
    metrics[`http_reqs{endpoint:${step},status:500}`] = counter(lost);
  const run = {
    ...{ schema: 1, engine: 'local 0.1.0', type: 'baseline', endpoints: steps, target: 'http://127.0.0.1:1' },
    ...{ startedAt: '2026-01-31T12:00:00Z', endedAt: '2026-01-31T12:05:00Z', timeScale: 1, commit: null, peakVus: 50 },
    ...{ model: 'closed', load: [{ atS: 0, target: 50 }], windows: [] },
    phases: [{ name: 'hold', startS: 0, endS: 300 }],
    policy: policyOf({ type: 'baseline', endpoints: steps }),
  };
  const judgement = judge(parseSummary('x.json', { metrics, state: { testRunDurationMs: 300_000 }, run }));
  const says = firstScreen(judgement).says.map(({ label, text }) => `${label}: ${text}`);
  return { judgement, says, titles: judgement.findings.map(({ title }) => title) };
}

for (const journey of Object.keys(journeys) as JourneyName[]) {
  describe(`journey ${journey}`, () => {
    it('in which nothing is wrong passes, and no step is named', () => {
      const { judgement, titles } = judged(journey, {});
      assert.deepEqual([judgement.outcome, titles], ['passed', []]);
    });

    for (const step of stepsOf(journey)) {
      it(`is found to be slow at ${step}, and at no other step`, () => {
        const { titles, says } = judged(journey, { slow: step });
        assert.ok(
          titles.includes(`Journey ${journey} takes longer than its row: ${step} adds most`),
          titles.join('\n'),
        );
        assertNamed(step, stepsOf(journey), says, titles);
      });

      for (const isEnd of [true, false])
        it(`is found to break at ${step}, and at no other step, where it ${isEnd ? 'ends' : 'goes on'}`, () => {
          const { titles, says } = judged(journey, { failing: step, isEnd });
          assert.ok(titles.includes(`Journey ${journey} breaks, most often at ${step}`), titles.join('\n'));
          assertNamed(step, stepsOf(journey), says, titles);
        });
    }
  });
}

/** The first screen's limit or finding has the step, and neither it nor a finding's title has another one. */
function assertNamed(
  step: StepName,
  steps: readonly StepName[],
  says: readonly string[],
  titles: readonly string[],
): void {
  const found = says.filter((line) => line.startsWith('Found: '));
  assert.ok(
    found.some((line) => line.includes(step)),
    says.join('\n'),
  );
  const others = steps.filter((name) => name !== step);
  for (const text of [...found, ...titles]) assert.ok(!others.some((name) => text.includes(name)), text);
}
