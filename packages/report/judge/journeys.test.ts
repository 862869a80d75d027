// Journeys in a report: their row of figures, and the step that breaks them or takes their time, by its name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_POLICY } from 'k6-format/policy';
import { parseSummary } from '../parse/parse-summary.ts';
import { renderMarkdown } from '../render/markdown.ts';
import { verdictOf } from '../render/verdict-json.ts';
import { buildView } from '../render/view.ts';
import { judge } from './judge.ts';

const STEPS = ['open', 'login', 'order'];
const rowOf = (avgMs: number) => ({ path: '/', avgMs, p50Ms: avgMs, p95Ms: 2 * avgMs, p99Ms: 3 * avgMs });
const finite = (text: string) => text.replaceAll(':null', ':1');
/** No policy at all but for the shop's rows and its journey. */
const POLICY = {
  ...JSON.parse(finite(JSON.stringify(NO_POLICY))),
  version: 'shop',
  test: { ...NO_POLICY.test, cpuPct: null, browserUsers: null },
  rows: Object.fromEntries(STEPS.map((step) => [step, rowOf(100)])),
  rowToleranceRatio: 0.1,
  journeys: { buy: { avgMs: 300, p95Ms: 400, completedRatio: 0.99, steps: STEPS } },
};
const SAMPLE = 'no token: looked for JSON path token, found an object with error';

const trend = (avg: number, limits: Record<string, { ok: boolean }> = {}) => ({
  ...{ type: 'trend', contains: 'time', thresholds: limits },
  values: { count: 100, avg, min: avg, med: avg, max: avg, 'p(90)': avg, 'p(95)': avg, 'p(99)': avg },
});
const rate = (passes: number, fails: number, limits: Record<string, { ok: boolean }> = {}) => ({
  ...{ type: 'rate', contains: 'default', thresholds: limits },
  values: { rate: passes / (passes + fails), passes, fails },
});

/** A run of 100 journeys: `failed` by step, and how long each step takes. */
function judged(
  failed: Record<string, number>,
  avgMs: Record<string, number> = {},
  endpoints = STEPS,
  policy = POLICY,
) {
  const lost = Object.values(failed).reduce((sum, count) => sum + count, 0);
  const sumMs = STEPS.reduce((sum, step) => sum + (avgMs[step] ?? 100), 0);
  const metrics = {
    'journey_completed{journey:buy}': rate(100 - lost, lost, { 'rate>0.99': { ok: lost < 1 } }),
    'journey_duration{journey:buy}': trend(sumMs, { 'avg<330': { ok: sumMs < 330 } }),
    ...Object.fromEntries(
      endpoints.flatMap((step) => [
        [`http_req_duration{endpoint:${step}}`, trend(avgMs[step] ?? 100)],
        [`step_failed{endpoint:${step}}`, rate(failed[step] ?? 0, 100 - (failed[step] ?? 0))],
      ]),
    ),
  };
  const run = {
    ...{ schema: 1, engine: 'local 0.1.0', type: 'baseline', endpoints, target: 'http://127.0.0.1:1', policy },
    ...{ startedAt: '2026-01-31T12:00:00Z', endedAt: '2026-01-31T12:00:10Z', timeScale: 1, commit: null },
    ...{ failureSamples: [{ endpoint: 'login', status: '200', code: '0', atS: 2, message: SAMPLE, users: 1 }] },
  };
  const summary = parseSummary('x.json', { metrics, state: { testRunDurationMs: 10_000 }, run });
  const judgement = judge(summary);
  const found = judgement.findings.filter(({ rule }) => rule.startsWith('journey-'));
  return { judgement, found: found.map(({ title, evidence }) => `${title}. ${evidence}`) };
}

const SIGNED = { testedBy: null, reviewedBy: null, now: new Date('2026-02-01T00:00:00Z') };

test('a journey that holds its row has its figures and no finding', () => {
  const { judgement, found } = judged({});
  assert.deepEqual(found, []);
  const [row] = buildView(judgement, SIGNED).journeys;
  assert.deepEqual(row, {
    ...{ name: 'buy', walked: '100', completed: '100 %', avg: '300 ms', p50: '300 ms', p95: '300 ms', p99: '300 ms' },
    ...{ row: '99 %, 300 / 400 ms', breaksAt: '', state: 'ok' },
  });
});

test('a row that is not measured is said to be, and so is a part of one', () => {
  const rowText = (change: object) => {
    const journeys = { buy: { ...POLICY.journeys.buy, ...change } };
    return buildView(judged({}, {}, STEPS, { ...POLICY, journeys }).judgement, SIGNED).journeys[0]?.row;
  };
  const untimed = { avgMs: null, p95Ms: null };
  assert.equal(rowText({ ...untimed, completedRatio: null }), 'not judged: not measured');
  assert.equal(rowText(untimed), '99 %, durations not measured');
  assert.equal(rowText({ completedRatio: null }), 'completion not measured, 300 / 400 ms');
});

test('the step at which journeys break is named, with what was looked for', () => {
  const { judgement, found } = judged({ login: 18, order: 2 });
  assert.deepEqual(found, [
    `Journey buy breaks, most often at login. 80 % completed, limit > 99 % (journey row); failed steps: login 18, order 2; after 2 s: ${SAMPLE}`,
  ]);
  const { journeys } = verdictOf(judgement, SIGNED);
  assert.deepEqual(
    journeys?.map(({ completedRatio, steps }) => [completedRatio, steps.map(({ failed }) => failed)]),
    [[0.8, [0, 18, 2]]],
  );
  assert.match(renderMarkdown(buildView(judgement, SIGNED)), /\| buy \| 100 \| 80 % .*\| login \(18\) \|/);
});

test('the step that takes a journey beyond its row is named', () => {
  const { found } = judged({}, { order: 160, login: 120 });
  assert.deepEqual(found, [
    'Journey buy takes longer than its row: order adds most. order takes 160 ms instead of 100 ms on average, 75 % of what all steps add; average duration 380 ms, limit < 330 ms (baseline + 10 %)',
  ]);
});

test('requests are called by what they are of', () => {
  const nouns = [STEPS, [...STEPS, 'ping'], ['ping']].map((names) => {
    const { endpoints, first } = buildView(judged({}, {}, names).judgement, SIGNED);
    return [endpoints.title, endpoints.noun, /\((.*?)\)/.exec(first.sentence)?.[1]];
  });
  assert.deepEqual(nouns.slice(0, 2), [
    ['Steps', 'Step', 'journey buy'],
    ['Endpoints and Steps', 'Endpoint or step', 'ping, journey buy'],
  ]);
  assert.deepEqual(nouns[2]?.slice(0, 2), ['Endpoints', 'Endpoint']);
});
