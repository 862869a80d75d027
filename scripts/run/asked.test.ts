// What was typed, read: choices of endpoints, and messages of load scripts in the words of the command line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endpoints, serviceTests } from '../../thresholds/baselines.ts';
import type { PerfConfig } from '../guard/config.ts';
import { inTypedWords, readEndpoints, readType, typedFor } from './asked.ts';

const config = {
  environments: { lab: { baseUrl: 'http://lab', metricsUrls: ['http://lab:9100'] } },
} as unknown as PerfConfig;

test('one endpoint has a bundle of its own, several are a choice, none are all', () => {
  assert.deepEqual(readEndpoints(undefined), { endpoint: undefined });
  assert.deepEqual(readEndpoints('home'), { endpoint: 'home' });
  assert.deepEqual(readEndpoints('home,home'), { endpoint: 'home' });
  assert.deepEqual(readEndpoints('home, health'), { endpoint: undefined, endpoints: ['home', 'health'] });
  for (const text of ['', 'home,', 'home;health', 'constructor'])
    assert.throws(() => readEndpoints(text), new RegExp(`expected one of ${Object.keys(endpoints)[0]}`), text);
});

test('every test of a service says how it is run', () => {
  for (const name of Object.keys(serviceTests))
    assert.throws(
      () => readType(name),
      new RegExp(`^UserError: ${name} tests a single service: .*services test \\w+; .*k6 run dist/${name}\\.js`),
    );
});

test('a message names the option, the place in the configuration, or the variable that was set', () => {
  const said = (asked: { target: string; envName?: string; timeScale?: string }, env = {}) => {
    const typed = typedFor({ timeScale: undefined, ...asked }, config, env);
    return ['BASE_URL', 'TIME_SCALE', 'METRICS_URLS'].map((name) =>
      inTypedWords(`${name} reads "x"`, typed).replace(' reads "x"', ''),
    );
  };
  assert.deepEqual(said({ target: 'x', timeScale: '2' }), ['--target', '--time-scale', 'METRICS_URLS']);
  assert.deepEqual(said({ target: 'x' }, { BASE_URL: 'x' }), ['BASE_URL', 'TIME_SCALE', 'METRICS_URLS']);
  assert.deepEqual(said({ target: 'http://lab', envName: 'lab' }), [
    ...['baseUrl of lab in perf.config.ts', 'TIME_SCALE', 'metricsUrls of lab in perf.config.ts'],
  ]);
  assert.equal(
    inTypedWords('AUTH_TOKEN is not set, or leave it out: ENDPOINTS=a,b', {}),
    'AUTH_TOKEN is not set, or leave it out: --endpoint a,b',
  );
  assert.equal(inTypedWords('something else', {}), 'something else');
});
