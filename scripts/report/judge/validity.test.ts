// Is the run usable: each rule on both sides of its boundary.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { STOP_LIMIT } from '../../../thresholds/derive.ts';
import { type ResultOptions, suiteResult } from '../suite-result.fixture.ts';

const OPEN = {
  type: 'stress',
  model: 'open',
  endpoints: ['home', 'health'],
  stages: [{ phase: 'hold', durationS: 10, from: 100, to: 100, windows: 2 }],
} as const satisfies ResultOptions;
const CLOSED = { ...OPEN, model: 'closed' } as const;

function validityOf(
  options: ResultOptions,
  change: (result: ReturnType<typeof suiteResult>) => void = () => undefined,
) {
  const result = suiteResult(options);
  // The two endpoints make up 65 % of the load's weight; the achieved rate is what the plan says.
  result.run.load = result.run.load.map((point) => ({
    ...point,
    target: (result.metrics.iterations!.values.count! / 10) * (options.model === 'open' ? 1 : 0.5),
  }));
  change(result);
  const judgement = judge(parseSummary('x.json', JSON.parse(JSON.stringify(result))));
  const reasons = judgement.validity.reasons.map((reason) => `${reason.rule} ${reason.level}`);
  return { level: judgement.validity.level, reasons, exitCode: judgement.exitCode };
}

test('an undisturbed run is valid', () => {
  assert.deepEqual(validityOf(OPEN), { level: 'VALID', reasons: [], exitCode: 0 });
  assert.deepEqual(validityOf(CLOSED).reasons, []);
});

test('each disturbance is told with its weight', () => {
  type Change = (result: ReturnType<typeof suiteResult>) => void;
  const generator =
    (record: object): Change =>
    (result) =>
      Object.assign(result.state, { generator: record });
  const failing =
    (message: string): Change =>
    ({ run }) =>
      Object.assign(run, {
        failureSamples: [{ endpoint: 'home', status: '0', code: '1210', atS: 1, message, users: 3 }],
      });
  const rows: [string, ResultOptions, Change, string[]][] = [
    ['2 % dropped', { ...OPEN, dropped: 13 }, () => undefined, ['dropped-iterations WARN']],
    ['9 % dropped', { ...OPEN, dropped: 65 }, () => undefined, ['dropped-iterations DISCARDED']],
    [
      'a breakpoint test drops where it ends',
      { ...OPEN, type: 'breakpoint', dropped: 65 },
      () => undefined,
      ['dropped-iterations WARN'],
    ],
    ['all but few VUs', OPEN, (r) => Object.assign(r.run, { peakVus: 27 }), ['vu-ceiling WARN']],
    ['VUs to spare', OPEN, (r) => Object.assign(r.run, { peakVus: 29 }), []],
    ['nine tenths of the rate', OPEN, (r) => void (r.metrics.iterations!.values.count! *= 0.9), ['achieved-rate WARN']],
    ['half the rate', OPEN, (r) => void (r.metrics.iterations!.values.count! *= 0.5), ['achieved-rate DISCARDED']],
    ['a generator with a reason', CLOSED, generator({ reasons: ['busy for 97 %'] }), ['generator-unreliable WARN']],
    ['a generator without one', CLOSED, generator({ eventLoopDelayP99Ms: 30, cpuPct: 100, reasons: [] }), []],
    ['a very late event loop', CLOSED, generator({ eventLoopDelayP99Ms: 300 }), ['generator-delay DISCARDED']],
    [
      'two builds',
      CLOSED,
      (r) => Object.assign(r.run, { targetBuilds: ['a', 'b'] }),
      ['target-build-changed DISCARDED'],
    ],
    ['one build', CLOSED, (r) => Object.assign(r.run, { targetBuilds: ['a', 'a'] }), []],
    [
      'a generator without files',
      CLOSED,
      failing('dial: socket: too many open files'),
      ['generator-exhausted DISCARDED'],
    ],
    [
      'k6 without ports',
      CLOSED,
      failing('dial tcp: cannot assign requested address'),
      ['generator-exhausted DISCARDED'],
    ],
    ['a target that refuses', CLOSED, failing('dial: connection refused'), []],
    ['a clock that was set', CLOSED, (r) => Object.assign(r.run, { clockStepMs: -3_600_000 }), ['clock-step WARN']],
    ['a clock that was trimmed', CLOSED, (r) => Object.assign(r.run, { clockStepMs: 40 }), []],
    ['three quarters of the time', CLOSED, (r) => void (r.run.phases[0]!.endS = 13.3), ['ended-early DISCARDED']],
    ['nearly all of the time', CLOSED, (r) => void (r.run.phases[0]!.endS = 10.4), []],
    ['a third of the time', CLOSED, (r) => void (r.run.phases[0]!.endS = 30), ['ended-early DISCARDED']],
    ['a third of the time, by its own stop limit', CLOSED, stop, ['ended-early WARN']],
    ['Ctrl-C shortly before the end', CLOSED, (r) => void (r.run.engineExit = 105), ['ended-early DISCARDED']],
    ['a script that threw', CLOSED, (r) => void (r.run.engineExit = 107), ['ended-early DISCARDED']],
    ['a breakpoint test cut off', { ...OPEN, type: 'breakpoint' }, cutOff, ['ended-early DISCARDED']],
    ['a breakpoint test that broke', { ...OPEN, type: 'breakpoint' }, breakLimit, []],
    ['4 % of iterations late', OPEN, late(0.04), []],
    ['64 % of iterations late', OPEN, late(0.64), ['late-iterations DISCARDED']],
    ['a breakpoint test that was late', { ...OPEN, type: 'breakpoint' }, late(0.64), []],
    ['a silent endpoint', CLOSED, silence, ['endpoint-without-samples DISCARDED']],
    ['a restart', CLOSED, restart, ['target-restarted DISCARDED']],
  ];
  for (const [name, options, change, reasons] of rows) {
    const found = validityOf(options, change);
    assert.deepEqual(found.reasons, reasons, name);
    if (reasons.some((text) => text.endsWith('DISCARDED'))) assert.equal(found.exitCode, 3, name);
  }
});

function stop({ run, metrics }: ReturnType<typeof suiteResult>): void {
  run.phases[0]!.endS = 30;
  metrics['http_req_failed{traffic:load}'] = {
    type: 'rate',
    contains: 'default',
    values: { rate: 0.9, passes: 90, fails: 10 },
    thresholds: { [STOP_LIMIT]: { ok: false } },
  };
}

function cutOff({ run }: ReturnType<typeof suiteResult>): void {
  run.phases[0]!.endS = 30;
}

function breakLimit({ run, metrics }: ReturnType<typeof suiteResult>): void {
  run.phases[0]!.endS = 30;
  metrics.iterations!.thresholds = { 'count>1000000': { ok: false } };
}

function late(ratio: number): (result: ReturnType<typeof suiteResult>) => void {
  return ({ state, metrics }) => {
    state.generator = { lateStarts: Math.round(metrics.iterations!.values.count! * ratio), reasons: [] };
  };
}

function silence({ metrics }: ReturnType<typeof suiteResult>): void {
  for (const [key, metric] of Object.entries(metrics)) {
    if (!key.includes('endpoint:home')) continue;
    for (const stat of Object.keys(metric.values)) metric.values[stat] = 0;
  }
}

function restart({ metrics }: ReturnType<typeof suiteResult>): void {
  metrics.target_start_time_s = { type: 'gauge', contains: 'default', values: { value: 1100, min: 1000, max: 1100 } };
}

test('a summary without anything measured is discarded', () => {
  const { validity, exitCode } = judge(
    parseSummary('x.json', { state: { testRunDurationMs: 0 }, options: {}, metrics: {} }),
  );
  assert.deepEqual([validity.level, exitCode], ['DISCARDED', 3]);
});
