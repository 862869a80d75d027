// Options: precedence, shortcuts, defaults, and what is refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOptions, parseFlags } from './flags.ts';
import { consolidate, type RawOptions, readSettings } from './options.ts';
import { plannedVus, readScenarios, scenarioLength } from './scenarios.ts';

const settings = (...levels: RawOptions[]) =>
  readSettings(
    consolidate(levels, () => {}),
    '0.0.0',
  );
const scenario = (...levels: RawOptions[]) => {
  const [only, ...rest] = settings(...levels).scenarios;
  assert.ok(only && rest.length === 0);
  return only;
};

test('without anything there is one iteration of one VU', () => {
  assert.deepEqual(scenario({}), {
    name: 'default',
    startTimeMs: 0,
    gracefulStopMs: 30_000,
    exec: 'default',
    env: {},
    tags: {},
    hasBrowser: false,
    executor: 'per-vu-iterations',
    vus: 1,
    iterations: 1,
    maxDurationMs: 600_000,
  });
});

const shortcuts: [name: string, options: RawOptions, executor: string, extra: object][] = [
  ['vus and duration', { vus: 5, duration: '10s' }, 'constant-vus', { vus: 5, durationMs: 10_000 }],
  ['iterations', { vus: 5, iterations: 50 }, 'shared-iterations', { vus: 5, iterations: 50 }],
  ['iterations with a duration', { iterations: 5, duration: '1m' }, 'shared-iterations', { maxDurationMs: 60_000 }],
  ['stages', { stages: [{ duration: '1s', target: 3 }] }, 'ramping-vus', { startVus: 1, gracefulRampDownMs: 30_000 }],
  ['vus alone', { vus: 7 }, 'shared-iterations', { vus: 7, iterations: 7 }],
];
for (const [name, options, executor, extra] of shortcuts) {
  test(`${name} stand for ${executor}`, () => {
    const made = scenario(options);
    assert.equal(made.executor, executor);
    for (const [key, value] of Object.entries(extra)) assert.deepEqual(made[key as keyof typeof made], value);
  });
}

const inScript = {
  scenarios: { a: { executor: 'constant-vus', duration: '1s' }, b: { executor: 'constant-vus', duration: '1s' } },
};

test('a flag that says how to execute replaces what the script says, and warns of lost scenarios', () => {
  const warnings: string[] = [];
  const raw = consolidate([inScript, {}, { duration: '5s' }], (text) => warnings.push(text));
  assert.deepEqual(raw, { duration: '5s' });
  assert.equal(warnings.length, 1);
  assert.equal(scenario({ stages: [{ duration: '1s', target: 3 }] }, { iterations: 4 }).executor, 'shared-iterations');
});

test('--vus alone replaces scenarios, but only changes the number beside a duration', () => {
  assert.equal(scenario(inScript, { vus: 3 }).executor, 'shared-iterations');
  assert.deepEqual(scenario({ vus: 1, duration: '9s' }, { vus: 3 }), scenario({ vus: 3, duration: '9s' }));
});

test('flags win over the environment, the environment over the script', () => {
  const { options: fromEnv } = environmentOptions({ K6_VUS: '2', K6_DURATION: '2s' });
  const { options: fromFlags } = parseFlags(['--vus', '3']);
  assert.deepEqual(scenario({ vus: 1, duration: '1s' }, fromEnv, fromFlags), scenario({ vus: 3, duration: '2s' }));
});

const refusedOptions: [name: string, options: RawOptions, message: RegExp][] = [
  ['an option of k6 that is missing here', { paused: true }, /option "paused" is not supported by the local runner/],
  ['two ways to execute', { stages: [{ duration: '1s', target: 1 }], duration: '5s' }, /stages together with duration/],
  ['scenarios beside a shortcut', { ...inScript, iterations: 5 }, /both scenarios and "iterations"/],
  ['a trend figure that is none', { summaryTrendStats: ['p(101)'] }, /summaryTrendStats/],
  ['a system tag that is missing here', { systemTags: ['ip'] }, /system tag "ip" is not supported/],
  ['a scenario without executor', { scenarios: { a: {} } }, /scenario "a": executor reads undefined/],
  [
    'an executor that is gone',
    { scenarios: { a: { executor: 'externally-controlled' } } },
    /expected one of shared-iterations/,
  ],
  [
    'a field of another executor',
    { scenarios: { a: { executor: 'constant-vus', duration: '1s', rate: 5 } } },
    /no field "rate"/,
  ],
  ['a missing duration', { scenarios: { a: { executor: 'constant-vus' } } }, /scenario "a": duration is missing/],
  [
    'missing VUs',
    { scenarios: { a: { executor: 'constant-arrival-rate', rate: 5, duration: '1s' } } },
    /preAllocatedVUs is missing/,
  ],
  ['fewer iterations than VUs', { vus: 5, iterations: 4 }, /4 iterations cannot be shared by 5 VUs/],
  [
    'maxVUs below preAllocatedVUs',
    { scenarios: { a: { executor: 'constant-arrival-rate', rate: 5, duration: '1s', preAllocatedVUs: 5, maxVUs: 4 } } },
    /maxVUs reads 4/,
  ],
  ['a negative target', { stages: [{ duration: '1s', target: -1 }] }, /stages\[0\]: target reads -1/],
];
for (const [name, options, message] of refusedOptions) {
  test(`options are refused for ${name}`, () => assert.throws(() => settings(options), message));
}

test('a scenario may ask for a browser, and for nothing else', () => {
  const withOptions = (options: unknown) => scenario({ scenarios: { a: { executor: 'shared-iterations', options } } });
  assert.equal(withOptions({ browser: { type: 'chromium' } }).hasBrowser, true);
  assert.equal(withOptions({}).hasBrowser, false);
  assert.throws(() => withOptions({ browser: { type: 'firefox' } }), /type reads "firefox": expected "chromium"/);
  assert.throws(() => withOptions({ browser: { type: 'chromium', x: 1 } }), /options.browser.x is not supported/);
  assert.throws(() => withOptions({ other: {} }), /options.other is not supported/);
});

test('numbers may be text, as templates write them', () => {
  assert.deepEqual(scenario({ vus: '5', duration: '1s' }), scenario({ vus: 5, duration: '1s' }));
});

test('VUs are planned for scenarios that overlap, grace included, and reused by those that do not', () => {
  const one = (startTime: string) => ({
    executor: 'constant-vus',
    vus: 10,
    duration: '10s',
    gracefulStop: '5s',
    startTime,
  });
  assert.equal(plannedVus(readScenarios({ a: one('0s'), b: one('5s') })), 20);
  assert.equal(plannedVus(readScenarios({ a: one('0s'), b: one('14s') })), 20);
  assert.equal(plannedVus(readScenarios({ a: one('0s'), b: one('15s') })), 10);
});

test('a scenario is as long as its stages', () => {
  const stages = [
    { duration: '1m', target: 1 },
    { duration: '30s', target: 2 },
  ];
  const [ramp] = readScenarios({ a: { executor: 'ramping-arrival-rate', preAllocatedVUs: 1, stages } });
  assert.equal(ramp && scenarioLength(ramp), 90_000);
});

const refusedFlags: [args: string[], message: RegExp][] = [
  [['--nope'], /unknown option '--nope'/],
  [['--local-ips', '::1'], /--local-ips is not supported by the local runner/],
  [['-e', 'NAME'], /--env reads "NAME": expected name=value/],
  [['--stage', '10s'], /--stage reads "10s": expected time:target/],
  [['--new-machine-readable-summary'], /not supported/],
];
for (const [args, message] of refusedFlags) {
  test(`flags ${args.join(' ')} are refused by name`, () => assert.throws(() => parseFlags(args), message));
}

test("k6's flags are read", () => {
  const flags = parseFlags([
    ...[
      '-u',
      '5',
      '-d',
      '10s',
      '-e',
      'A=1',
      '--env',
      'B=x=y',
      '--tag',
      'team=a',
      '--no-thresholds',
      '--no-setup',
      '-q',
      '--no-color',
    ],
    ...[
      '--summary-export=out.json',
      '--summary-trend-stats',
      'avg,p(99)',
      '--scenario',
      'a,b',
      '--insecure-skip-tls-verify',
    ],
    ...['--new-machine-readable-summary=false', '--include-system-env-vars=false'],
  ]);
  assert.deepEqual(flags.env, { A: '1', B: 'x=y' });
  assert.deepEqual(flags.scenarios, ['a', 'b']);
  assert.equal(flags.summaryExport, 'out.json');
  assert.deepEqual([flags.isQuiet, flags.hasColor, flags.includesSystemEnv], [true, false, false]);
  const { vus, duration, tags, noThresholds, noSetup, noTeardown, summaryTrendStats, insecureSkipTLSVerify } =
    flags.options;
  assert.deepEqual(
    [vus, duration, tags, noThresholds, noSetup, noTeardown],
    [5, '10s', { team: 'a' }, true, true, undefined],
  );
  assert.deepEqual([summaryTrendStats, insecureSkipTLSVerify], [['avg', 'p(99)'], true]);
});

test('variables that k6 would heed and the runner cannot are refused', () => {
  assert.throws(() => environmentOptions({ K6_LOCAL_IPS: '::1' }), /K6_LOCAL_IPS is not supported/);
  assert.deepEqual(environmentOptions({ K6_BIN: '/usr/bin/k6', K6_NO_USAGE_REPORT: 'true' }).summaryExport, undefined);
});
