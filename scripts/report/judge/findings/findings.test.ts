// Faults that a target can have, each made once: the first finding names it. Healthy runs have nothing above 'info'.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rules } from 'k6-verdict/judge/findings/rules';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { buildTimeView } from 'k6-verdict/render/time-view';
import { trendOf } from 'k6-verdict/statistics.fixture';
import type { EndpointName } from '../../../../thresholds/baselines.ts';
import { SPIKE } from '../../runs.fixture.ts';
import { type ResultJson, type ResultOptions, suiteResult } from '../../suite-result.fixture.ts';

const BASELINE = {
  type: 'baseline',
  stages: [
    { phase: 'ramp', durationS: 10, from: 0, to: 50, windows: 3 },
    { phase: 'hold', durationS: 80, from: 50, to: 50, windows: 20 },
  ],
} as const satisfies ResultOptions;
const STRESS = {
  type: 'stress',
  stages: [
    { phase: 'ramp', durationS: 60, from: 0, to: 200, windows: 6 },
    { phase: 'hold', durationS: 60, from: 200, to: 200, windows: 12 },
  ],
} as const satisfies ResultOptions;
const ENDURANCE = { ...BASELINE, type: 'endurance' } as const;
const OPEN = { ...STRESS, model: 'open' } as const;

const only = (wanted: EndpointName, value: number, otherwise: number) => (endpoint: EndpointName) =>
  endpoint === wanted ? value : otherwise;

function findingsOf(options: ResultOptions, change: (result: ResultJson) => void = () => undefined) {
  const result = suiteResult(options);
  change(result);
  return judge(parseSummary('x.json', JSON.parse(JSON.stringify(result)))).findings;
}

/** Fault, how it is made, the rule whose finding comes first, what its text must name. */
const FAULTS: [string, ResultOptions, string, RegExp, ((result: ResultJson) => void)?][] = [
  ['a slow endpoint', { ...BASELINE, slowdown: only('memory-stats', 3, 1) }, 'slow-endpoint', /memory-stats is slow/],
  [
    'a slow endpoint in a stress test',
    { ...STRESS, slowdown: only('health', 8, 1) },
    'slow-endpoint',
    /health is slow/,
  ],
  [
    'errors everywhere',
    { ...BASELINE, errors: () => 0.05 },
    'errors-over-trigger',
    /^Requests fail with status 503.*4\.9\d % of all/,
  ],
  [
    'errors of one endpoint',
    { ...BASELINE, errors: only('home', 0.3, 0) },
    'errors-on-one-endpoint',
    /^home: requests fail with status 503.*100 % of the failures/,
  ],
  [
    'a leak',
    { ...ENDURANCE, memoryMb: ({ startS }) => 2000 + 10 * startS },
    'memory-growth',
    // The hold is too short to say when the memory is used up.
    /a leak.*each request: from [^;]*$/,
  ],
  [
    'a slow recovery',
    { ...SPIKE, slowdown: (_, w) => (w.phase === 'recovery' && w.startS < 76 ? 5 : 1) },
    'slow-recovery',
    /16 s after the spike/,
  ],
  [
    'no recovery',
    { ...SPIKE, slowdown: (_, w) => (w.phase === 'recovery' ? 5 : 1) },
    'slow-recovery',
    /not by the end/,
  ],
  [
    'saturation',
    { ...STRESS, slowdown: (_, w) => (w.startS >= 40 ? 8 : 1) },
    'saturation',
    /grow with the load.*0 ms later than its baseline at 50 users, [34]\d\d(?:\.\d)? ms at 183 users/,
  ],
  ['a queue that all wait in', { ...STRESS, queueMs: (w) => 8 * w.startS }, 'saturation', /grow with the load/],
  [
    'a knee',
    { ...STRESS, throughput: (w) => (w.startS >= 30 ? 0.5 : 1) },
    'knee',
    /no longer follows the load.*110\.*|117/,
  ],
  ['drift', { ...ENDURANCE, slowdown: (_, w) => 1 + w.startS / 90 }, 'latency-drift', /while the load stays the same/],
  ['CPU for ten minutes', { ...BASELINE, cpuPct: () => 75, run: { timeScale: 0.1 } }, 'cpu-over-trigger', /75|82\.5/],
  ['memory near its end', { ...BASELINE, memoryMb: () => 3500 }, 'memory-over-trigger', /3\.5 GB.*85 %/],
  ['dropped iterations', { ...OPEN, dropped: 500 }, 'coordinated-omission', /p99 is at least/],
  [
    'late turns',
    {
      ...BASELINE,
      metrics: {
        'response_from_plan{endpoint:home,phase:hold}': {
          type: 'trend',
          contains: 'time',
          values: { count: 100, avg: 300, min: 20, med: 50, max: 2000, 'p(90)': 900, 'p(95)': 1200, 'p(99)': 1800 },
        },
      },
    },
    'coordinated-omission',
    /p99 of home .*, from plan 1\.8 s/,
  ],
  [
    'a tail',
    { ...STRESS, tail: (endpoint, w) => (endpoint === 'home' && w.startS > 100 ? 10 : 1) },
    'tail-above-body',
    /^home: the slowest/,
  ],
  [
    'a busy generator',
    { ...BASELINE, generator: { reasons: ['the busiest thread was busy for 97 % of its time'] } },
    'generator-bottleneck',
    /busy for 97 %/,
  ],
  [
    'a generator that made it look like saturation',
    { ...STRESS, slowdown: (_, w) => (w.startS >= 40 ? 8 : 1), generator: { eventLoopDelayP99Ms: 162, reasons: [] } },
    'generator-bottleneck',
    /late by 162 ms/,
  ],
  [
    'a full pool',
    BASELINE,
    'connection-pool',
    /19 connections.*pool has 20/,
    (r) => void (r.metrics.target_db_connections = trendOf([10, 19], 'default')),
  ],
  [
    'traffic',
    BASELINE,
    'traffic-over-peak',
    /55 MB\/s/,
    (r) => void (r.metrics.target_network_out_mb_per_s = trendOf([55], 'default')),
  ],
  ['checks', BASELINE, 'checks-failed', /"shop > is JSON" 25 %/, (r) => Object.assign(r, { root_group: GROUPS })],
];
const GROUPS = {
  groups: [{ name: 'shop', groups: [], checks: [{ name: 'is JSON', passes: 30, fails: 10 }] }],
  checks: [],
};

for (const [fault, options, rule, text, change] of FAULTS) {
  test(`${fault}: the first finding names it`, () => {
    const [first] = findingsOf(options, change);
    assert.equal(first?.rule, rule, JSON.stringify(first));
    assert.match(`${first.title}. ${first.evidence}`, text);
    if (first.rule !== 'limit-crossed') assert.ok(first.action, 'something to do');
  });
}

test('healthy runs have no finding', () => {
  const healthy: ResultOptions[] = [
    { ...BASELINE, cpuPct: () => 30, memoryMb: () => 2800 },
    { ...BASELINE, memoryMb: ({ startS }) => 90 + startS },
    { ...STRESS, cpuPct: () => 60, memoryMb: ({ startS }) => 2800 + startS / 100 },
    SPIKE,
    { ...ENDURANCE, memoryMb: ({ startS }) => 2800 + 300 * (1 - Math.exp(-startS / 8)) },
    OPEN,
  ];
  for (const options of healthy) assert.deepEqual(findingsOf(options), [], options.type);
});

test('a spike that slows the system down, and that it recovers from in time, asks for nothing', () => {
  const slow: ResultOptions[] = [
    { ...SPIKE, slowdown: (_, w) => (w.phase === 'spike' ? 1.4 : 1) },
    { ...SPIKE, queueMs: (w) => (w.phase === 'spike' ? 100 : 0) },
  ];
  for (const options of slow) {
    const found = findingsOf(options).map(({ rule, severity }) => [rule, severity]);
    assert.deepEqual(found, [['saturation', 'info']]);
  }
});

test('a step in the hold is a step and no slope', () => {
  const options: ResultOptions = { ...ENDURANCE, slowdown: (_, w) => (w.startS > 50 ? 2 : 1) };
  const judgement = judge(parseSummary('x.json', JSON.parse(JSON.stringify(suiteResult(options)))));
  assert.equal(judgement.findings[0]?.rule, 'slow-for-a-time');
  assert.match(judgement.findings[0]?.title ?? '', /^Every endpoint is slow from 5\d s on$/);
  assert.ok(!judgement.findings.some(({ rule }) => rule === 'latency-drift'));
  const row = buildTimeView(judgement).drifts.find(({ measure }) => measure === 'average latency');
  assert.deepEqual([row?.slope, row?.until], ['none', '']);
  assert.match(row?.sure ?? '', /^a step at 5\d s$/);
});

test('a short hold extrapolates nothing, a long one not beyond a day for each hour', () => {
  const inS = (durationS: number, perS: number) => {
    const stages = [{ phase: 'hold', durationS, from: 10, to: 10, windows: 20 }] as const;
    const options: ResultOptions = { type: 'baseline', stages, memoryMb: ({ startS }) => 2000 + perS * startS };
    const { drifts } = judge(parseSummary('x.json', JSON.parse(JSON.stringify(suiteResult(options)))));
    return drifts.find(({ name }) => name === 'memory')?.limitInS ?? null;
  };
  assert.equal(inS(100, 10), null);
  assert.equal(inS(200, 0.1), null);
  assert.ok((inS(200, 1) ?? 0) > 1500);
});

test('a scaling trigger is named where it was crossed, and nowhere else', () => {
  const actionsOf = (factor: number) =>
    findingsOf({ ...BASELINE, slowdown: () => factor })
      .map(({ action }) => action ?? '')
      .join(' ');
  assert.doesNotMatch(actionsOf(1.3), /trigger/);
  assert.match(actionsOf(5), /scaling trigger: Response Time \(p95\)/);
  const cpu = findingsOf({ ...BASELINE, cpuPct: () => 75 }).find(({ rule }) => rule === 'cpu-over-trigger');
  assert.match(`${cpu?.title} ${cpu?.action}`, /^CPU peaks above 70 % Take a profile/);
});

test('a lower bound of p99 that says nothing new is not told as one', () => {
  const [dropped] = findingsOf({ ...OPEN, dropped: 3 });
  assert.equal(dropped?.rule, 'coordinated-omission');
  assert.doesNotMatch(`${dropped.title} ${dropped.evidence}`, /worse|at least/);
});

test('failures that time out are no slowness, and slow their users down without being a limit of capacity', () => {
  const findings = findingsOf({
    ...STRESS,
    errors: only('health', 0.02, 0),
    throughput: (w) => (w.startS > 40 ? 0.6 : 1),
  });
  assert.equal(findings[0]?.rule, 'errors-on-one-endpoint');
  assert.ok(!findings.some(({ rule }) => rule === 'knee' || rule === 'saturation'));
});

test('what is slower by less than the generator itself was late is not said to be slow', () => {
  const rulesOf = (eventLoopDelayP99Ms: number) =>
    findingsOf({ ...BASELINE, queueMs: () => 30, generator: { eventLoopDelayP99Ms, reasons: [] } }).map(
      ({ rule }) => rule,
    );
  assert.equal(rulesOf(5)[0], 'slow-everywhere');
  assert.ok(!rulesOf(75).includes('slow-everywhere'));
});

test('the causes are ranked by how much of the trouble they explain', () => {
  const rulesOf = (errors: number, slow: number) =>
    findingsOf({ ...BASELINE, errors: only('home', errors, 0), slowdown: only('knowledge-graph', slow, 1) })
      .map(({ rule }) => rule)
      .filter((rule) => rule !== 'limit-crossed');
  assert.deepEqual(rulesOf(0.5, 1.6).slice(0, 2), ['errors-on-one-endpoint', 'slow-endpoint']);
  assert.deepEqual(rulesOf(0.008, 4).slice(0, 2), ['slow-endpoint', 'errors-on-one-endpoint']);
});

test('failures that are faster than answers are told', () => {
  const findings = findingsOf({ ...BASELINE, errors: () => 0.3 }, ({ metrics }) => {
    metrics['http_req_duration{expected_response:true}'] = trendOf([300, 400], 'time');
  });
  assert.ok(findings.some((finding) => finding.rule === 'fast-failures'));
});

test('findings come worst first, each with evidence and under its own rule', () => {
  const order = ['critical', 'serious', 'minor', 'info'];
  const findings = findingsOf({
    ...STRESS,
    slowdown: (_, w) => 1 + w.startS / 10,
    errors: () => 0.02,
    cpuPct: () => 90,
  });
  const ranks = findings.map(({ severity }) => order.indexOf(severity));
  assert.deepEqual(
    ranks,
    [...ranks].sort((a, b) => a - b),
  );
  for (const finding of findings) {
    assert.ok(finding.evidence.length > 10, finding.rule);
    assert.ok(Object.hasOwn(rules, finding.rule), finding.rule);
  }
});
