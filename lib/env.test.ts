// What the environment may say to a load script; everything else is one clear line before the first request.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TaskName } from '../thresholds/tasks.ts';
import { type Environment, type Offer, readSettings } from './env.ts';

const offer: Offer = [
  { name: 'home', needsToken: false },
  { name: 'health', needsToken: false },
  { name: 'memory-stats', needsToken: true },
];
const sound: Environment = { BASE_URL: 'http://staging.example.com', AUTH_TOKEN: 'abc.DEF-123' };
const read = (env: Environment) => readSettings({ ...sound, ...env }, offer);

/** The message with which `env` is refused. It is one line, which k6 prints as it is. */
function refusal(env: Environment): string {
  let message = '';
  assert.throws(
    () => read(env),
    (error: Error) => (message = error.message) !== '',
  );
  assert.doesNotMatch(message, /\n/);
  return message;
}

describe('without anything but the target and the token', () => {
  it('a run is of all endpoints, at full length, by k6', () => {
    assert.deepEqual(read({}), {
      baseUrl: 'http://staging.example.com',
      authToken: 'abc.DEF-123',
      tasks: ['home', 'health', 'memory-stats'],
      timeScale: 1,
      scale: { users: 1, rate: 1, limits: 1 },
      resultFile: undefined,
      engine: 'k6',
      commit: null,
      monitoring: undefined,
    });
  });

  it('an empty value counts as none: CI passes unset variables on as empty ones', () => {
    const empty = {
      ENDPOINTS: '',
      TIME_SCALE: '',
      RESULT_FILE: '',
      PERF_ENGINE: '',
      PERF_COMMIT: '',
      PERF_RUN_ID: '',
      PROMETHEUS_URL: '',
      METRICS_URLS: '',
    };
    assert.deepEqual(read(empty), read({}));
  });
});

describe('PERF_RUN_ID', () => {
  it('is what a label of Kubernetes may hold', () => {
    assert.equal(read({ PERF_RUN_ID: '260131-1200-k3f9' }).runId, '260131-1200-k3f9');
    for (const text of ['a b', '-a', 'a/../b', 'a'.repeat(64)])
      assert.match(refusal({ PERF_RUN_ID: text }), /^PERF_RUN_ID reads ".*": expected 1 to 63 letters/);
  });
});

describe('ENDPOINTS', () => {
  it('leaves journeys out of the mix unless they are asked for, or there is nothing else', () => {
    const journey = { name: 'check-in', needsToken: true } as const;
    const chosenOf = (env: Environment, from: Offer) => readSettings({ ...sound, ...env }, from).tasks;
    assert.deepEqual(chosenOf({}, [...offer, journey]), ['home', 'health', 'memory-stats']);
    assert.deepEqual(chosenOf({ ENDPOINTS: 'check-in,home' }, [...offer, journey]), ['home', 'check-in']);
    assert.deepEqual(chosenOf({}, [journey]), ['check-in']);
  });

  const chosen: [name: string, text: string, tasks: TaskName[]][] = [
    ['one', 'health', ['health']],
    // The order is that of the tables, so that the same choice makes the same run.
    ['several in any order', 'health,home', ['home', 'health']],
    ['the same twice', 'home,home', ['home']],
    ['with blanks around the names', ' home , health ', ['home', 'health']],
  ];
  for (const [name, ENDPOINTS, tasks] of chosen) {
    it(`reads ${name}`, () => assert.deepEqual(read({ ENDPOINTS }).tasks, tasks));
  }

  const refused: [name: string, text: string, shown: string][] = [
    ['an unknown one', 'home,login', '"login"'],
    // Known to the tables, but this bundle was made without it.
    ['one that the bundle does not offer', 'knowledge-graph', '"knowledge-graph"'],
    ['a comma at the end', 'home,', '""'],
    ['a blank', ' ', '""'],
    ['another case', 'Home', '"Home"'],
    ['a blank between names', 'home health', '"home health"'],
    ['a name that every object has', 'constructor', '"constructor"'],
    ['a line break in the name', 'ho\nme', '"ho\\nme"'],
  ];
  for (const [name, ENDPOINTS, shown] of refused) {
    it(`refuses ${name}`, () => {
      assert.equal(
        refusal({ ENDPOINTS }),
        `ENDPOINTS has ${shown}: expected a comma-separated choice of home, health, memory-stats`,
      );
    });
  }
});

describe('TIME_SCALE', () => {
  const scales: [text: string, scale: number][] = [
    ['1', 1],
    ['0.1', 0.1],
    ['.5', 0.5],
    ['0.001', 0.001],
  ];
  for (const [TIME_SCALE, scale] of scales) {
    it(`reads ${TIME_SCALE}`, () => assert.equal(read({ TIME_SCALE }).timeScale, scale));
  }

  // Above 1 a nightly run would not end in its night; other values are not factors.
  for (const TIME_SCALE of [
    '0',
    '0.0',
    '-1',
    '2',
    '1.01',
    '1e-3',
    'NaN',
    'Infinity',
    '0x1',
    '0,5',
    '5.',
    ' 0.5',
    '0.5x',
    '50%',
  ]) {
    it(`refuses ${JSON.stringify(TIME_SCALE)}`, () => {
      const wanted = `TIME_SCALE reads ${JSON.stringify(TIME_SCALE)}: expected a factor on all durations, from 0.001 to 1, such as 0.1`;
      assert.equal(refusal({ TIME_SCALE }), wanted);
    });
  }
});

describe('USERS_SCALE, RATE_SCALE and LIMITS_SCALE', () => {
  it('are factors, from an environment by name or by hand', () => {
    const given = { USERS_SCALE: '0.25', RATE_SCALE: '.5', LIMITS_SCALE: '1.5' };
    assert.deepEqual(read(given).scale, { users: 0.25, rate: 0.5, limits: 1.5 });
    const environment = 'staging';
    assert.deepEqual(read({ LIMITS_SCALE: '1000', PERF_ENVIRONMENT: environment }).scale, {
      ...{ users: 1, rate: 1, limits: 1000, environment },
    });
  });

  for (const variable of ['USERS_SCALE', 'RATE_SCALE', 'LIMITS_SCALE']) {
    it(`${variable} refuses what is no factor from 0.001 to 1000`, () => {
      for (const text of ['0', '-1', '0.0009', '1001', 'NaN', 'Infinity', '1e3', '0,5', '25%'])
        assert.equal(
          refusal({ [variable]: text }),
          `${variable} reads ${JSON.stringify(text)}: expected a factor from 0.001 to 1000, such as 0.25`,
        );
    });
  }
});

describe('PROMETHEUS_URL and METRICS_URLS', () => {
  it('name where resource usage comes from; Prometheus knows all hosts and is taken first', () => {
    const exporters = { METRICS_URLS: 'http://a:9100/metrics, http://b:9100/metrics/' };
    const urls = ['http://a:9100/metrics', 'http://b:9100/metrics'];
    assert.deepEqual(read(exporters).monitoring, { kind: 'exporters', urls });
    const prometheus = { PROMETHEUS_URL: 'http://prometheus:9090/' };
    assert.deepEqual(read({ ...exporters, ...prometheus }).monitoring, {
      kind: 'prometheus',
      url: 'http://prometheus:9090',
    });
  });

  it('exporters may be told what to tell, Prometheus may not', () => {
    const urls = ['http://a:9100/metrics?collect[]=cpu&name[]=process_cpu_seconds_total'];
    assert.deepEqual(read({ METRICS_URLS: urls[0] ?? '' }).monitoring, { kind: 'exporters', urls });
    assert.match(refusal({ PROMETHEUS_URL: 'http://a:9090?x=1' }), /^PROMETHEUS_URL has "http:\/\/a:9090\?\.\.\."/);
    assert.doesNotMatch(refusal({ METRICS_URLS: 'http://a:9100/?token=hunter2 x' }), /hunter2/);
  });

  for (const variable of ['PROMETHEUS_URL', 'METRICS_URLS']) {
    it(`${variable} is refused like a malformed target, and a password in it is not repeated`, () => {
      assert.equal(
        refusal({ [variable]: 'prometheus:9090' }),
        `${variable} has "prometheus:9090": expected http(s)://host[:port][/path] without user, query or fragment`,
      );
      assert.doesNotMatch(refusal({ [variable]: 'http://me:hunter2@prometheus:9090' }), /hunter2|me:/);
    });
  }
});
