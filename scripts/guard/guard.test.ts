// The guard against tricky targets: none gets a permit. DNS is a table, so nothing here touches a network.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { testServer } from 'k6-kit/server.fixture';
import { type PerfConfigInput, readConfig } from './config.ts';
import { refuseEngineArgs } from './engine-args.ts';
import { changingVariables } from './engine-options.ts';
import { examine, type GuardRequest, guard } from './guard.ts';
import { placeOf } from './hosts.ts';
import { takeLock } from './lock.ts';
import { GuardRefusal } from './refusal.ts';
import { readTargetUrl } from './target-url.ts';

const NAMES: Record<string, string[]> = {
  'aupex.ai': ['93.184.216.34', '2606:2800:220:1::1'],
  'second.example': ['93.184.216.34'],
  'second6.example': ['2606:2800:220:1:0:0:0:1'],
  'mapped.example': ['::ffff:93.184.216.34'],
  'mixed.example': ['10.0.0.1', '93.184.216.34'],
  'stage.example': ['10.0.0.9'],
  'meta.example': ['169.254.169.254'],
  'home.example': ['127.0.0.1'],
  localhost: ['127.0.0.1', '::1'],
};
const resolve = async (host: string) => NAMES[host] ?? [];
const caps = { vus: 100, ratePerS: 200, minutes: 10 };
const CONFIG: PerfConfigInput = {
  environments: {
    stage: {
      hosts: [
        'stage.example',
        'second.example',
        'second6.example',
        'mapped.example',
        'mixed.example',
        'meta.example',
        'nowhere.example',
        '93.184.216.34',
        '169.254.169.254',
        '0.0.0.0',
      ],
      caps,
    },
    live: { hosts: ['aupex.ai'], production: true, caps },
  },
};
const config = readConfig(CONFIG);

const lockFolder = testFolder();

function request(target: string, change: Partial<GuardRequest> = {}): GuardRequest {
  return {
    target,
    config,
    envName: undefined,
    confirmed: undefined,
    reason: undefined,
    options: {
      scenarios: { health: { executor: 'ramping-vus', startVUs: 1, stages: [{ duration: '60s', target: 10 }] } },
    },
    endpoints: ['health'],
    writing: ['biometric-analyze'],
    isExplicit: false,
    engineArgs: [],
    env: {},
    now: new Date('2026-01-31T12:00:00Z'),
    ...change,
  };
}

const refused = (change: RegExp) => (error: unknown) => {
  assert.ok(error instanceof GuardRefusal, String(error));
  assert.match(error.message, change);
  assert.doesNotMatch(error.message, /\n|canary/);
  return true;
};

// Why the target is tricky, the target.
const TRICKY: [string, string][] = [
  ['production', 'https://aupex.ai'],
  ['upper case', 'https://AUPEX.AI'],
  ['trailing dot', 'https://aupex.ai.'],
  ['two trailing dots', 'https://aupex.ai..'],
  ['default port', 'https://aupex.ai:443'],
  ['another port', 'https://aupex.ai:8443'],
  ['a host below', 'https://api.aupex.ai'],
  ['a host far below', 'https://a.b.aupex.ai'],
  ['a listed second name', 'https://second.example'],
  ['a listed second name, IPv6 written out', 'https://second6.example'],
  ['a listed name with a mapped answer', 'https://mapped.example'],
  ['a listed name with one answer of production', 'https://mixed.example'],
  ['a listed name without answer', 'https://nowhere.example'],
  ['a listed name on cloud metadata', 'http://meta.example'],
  ['cloud metadata', 'http://169.254.169.254'],
  ['any address', 'http://0.0.0.0'],
  ['any address in IPv6', 'http://[::]'],
  ["production's address", 'https://93.184.216.34'],
  ["production's address, mapped", 'https://[::ffff:93.184.216.34]'],
  ["production's address, mapped in hex", 'https://[::ffff:5db8:d822]'],
  ["production's address, compatible", 'https://[::93.184.216.34]'],
  ["production's address through NAT64", 'https://[64:ff9b::5db8:d822]'],
  ["production's address through 6to4", 'https://[2002:5db8:d822::1]'],
  ["production's IPv6 address written out", 'https://[2606:2800:0220:0001:0000:0000:0000:0001]'],
  ["production's address in decimal", 'http://1572395042'],
  ["production's address in hex", 'http://0x5db8d822'],
  ["production's address in octal", 'http://0135.0270.0330.0042'],
  ["production's address with a short form", 'http://93.12113954'],
  ['loopback in decimal', 'http://2130706433'],
  ['loopback in short', 'http://127.1'],
  ['user information', 'https://stage.example@aupex.ai'],
  ['user information with password', 'https://user:canary@stage.example'],
  ['user information behind %40', 'https://stage.example%40aupex.ai'],
  ['percent-encoded host', 'https://%61upex.ai'],
  ['full-width letters', 'https://ａｕｐｅｘ.ai'],
  ['ideographic full stop', 'https://aupex。ai'],
  ['Cyrillic letter', 'https://аupex.ai'],
  ['soft hyphen', 'https://au\u00adpex.ai'],
  ['punycode', 'https://xn--upex-63d.ai'],
  ['backslash', 'https://stage.example\\@aupex.ai'],
  ['tab inside', 'https://au\tpex.ai'],
  ['newline at the end', 'https://aupex.ai\n'],
  ['leading blank', ' https://aupex.ai'],
  ['query with a secret', 'https://stage.example/?token=canary'],
  ['fragment', 'https://stage.example#@aupex.ai'],
  ['another scheme', 'ftp://stage.example'],
  ['no scheme', '//aupex.ai'],
  ['zone', 'http://[fe80::1%25eth0]'],
  ['a name like an allowed one', 'https://stage.example.evil.example'],
  ['a name that ends like an allowed one', 'https://mystage.example'],
  ['an unlisted name on loopback', 'http://home.example'],
  ['nothing', ''],
];
test('the table has at least 30 rows', () => assert.ok(TRICKY.length >= 30));
for (const [why, target] of TRICKY) {
  test(`refused: ${why}`, async () => {
    await assert.rejects(guard(request(target), { resolve, lockFolder }), refused(/^guard: /));
    await assert.rejects(placeOfEnv(target), refused(/^guard: /));
  });
}

/** The same with the environment named: --env opens nothing. */
async function placeOfEnv(target: string) {
  const url = readTargetUrl(target);
  return placeOf(url, config, 'stage', resolve);
}

test('a listed host that is not production has its place; so the table above is refused for its reasons', async () => {
  const place = await placeOf(readTargetUrl('https://Stage.Example.:443/'), config, undefined, resolve);
  assert.deepEqual([place.environmentName, place.isProduction], ['stage', false]);
});

for (const target of [
  'http://127.0.0.1:8080',
  'http://LOCALHOST:8081',
  'http://[::1]:8082',
  'http://[::ffff:127.0.0.1]:8083',
]) {
  test(`loopback needs no configuration: ${target}`, async () => {
    const { place } = await examine(request(target, { config: readConfig({ environments: {} }) }), {
      resolve,
      lockFolder,
    });
    assert.equal(place.environmentName, 'loopback');
  });
}

test('a name whose answer changes to production is refused', async () => {
  let asked = 0;
  const moving = async (host: string) => (host === 'stage.example' && asked++ > 0 ? ['93.184.216.34'] : resolve(host));
  await placeOf(readTargetUrl('http://stage.example'), config, undefined, moving);
  await assert.rejects(
    placeOf(readTargetUrl('http://stage.example'), config, undefined, moving),
    refused(/production/),
  );
});

// Nothing resolves, as on a machine without a network: what the lists say is said all the same.
for (const [what, target, says] of [
  ['a host on no list', 'http://unlisted.example', /unlisted\.example is not on the allow-list/],
  ['production', 'https://aupex.ai', /aupex\.ai is production: expected/],
  ['a host below production', 'https://eu.aupex.ai', /the production host eu\.aupex\.ai is not on the allow-list/],
] as const) {
  test(`without name resolution ${what} is refused for what it is, and not as a target that is down`, () =>
    assert.rejects(guard(request(target), { resolve: async () => [], lockFolder }), (error: GuardRefusal) => {
      assert.equal(error.exitCode, EXIT.guardRefused);
      return refused(says)(error);
    }));
}

test('a listed host that does not resolve is a target that is down, production too once it is confirmed', async () => {
  const world = { resolve: async () => [], lockFolder };
  const down = { code: 'E_UNRESOLVED', exitCode: EXIT.targetDown };
  await assert.rejects(guard(request('http://stage.example'), world), down);
  const leave = { env: { ALLOW_PRODUCTION: 'yes' }, confirmed: 'aupex.ai', reason: 'drill' };
  await assert.rejects(guard(request('https://aupex.ai', leave), world), down);
});

test('where production does not resolve, other hosts are refused', async () => {
  const blind = async (host: string) => (host === 'aupex.ai' ? [] : resolve(host));
  await assert.rejects(
    guard(request('http://stage.example'), { resolve: blind, lockFolder }),
    refused(/productionHosts/),
  );
});

// Each way to leave out one of the three.
for (const [what, change] of [
  ['leave', { confirmed: 'aupex.ai', reason: 'drill' }],
  ['the confirmation', { env: { ALLOW_PRODUCTION: 'yes' }, reason: 'drill' }],
  ['the right host', { env: { ALLOW_PRODUCTION: 'yes' }, confirmed: 'yes', reason: 'drill' }],
  ['a reason', { env: { ALLOW_PRODUCTION: 'yes' }, confirmed: 'aupex.ai', reason: ' ' }],
] as [string, Partial<GuardRequest>][]) {
  test(`production without ${what} is refused`, () =>
    assert.rejects(
      guard(request('https://aupex.ai', change), { resolve, lockFolder }),
      refused(/aupex\.ai is production: expected/),
    ));
}
test('production with all three is refused for something else: its load', async () => {
  const leave = { env: { ALLOW_PRODUCTION: 'yes' }, confirmed: 'aupex.ai', reason: 'drill' };
  const options = { scenarios: { health: { vus: 101, maxDuration: '1s' } } };
  await assert.rejects(
    guard(request('https://aupex.ai', { ...leave, options }), { resolve, lockFolder }),
    refused(/101 VUs .* caps them at 100/),
  );
});

// On loopback with an environment: the caps hold there too.
const LOCAL: PerfConfigInput['environments'][string] = { hosts: ['127.0.0.1'], caps };
const local = (change: Partial<typeof LOCAL> = {}) => readConfig({ environments: { local: { ...LOCAL, ...change } } });

for (const [what, scenario, message] of [
  ['VUs', { startVUs: 101, stages: [{ duration: '1s', target: 1 }] }, /101 VUs/],
  ['rate', { maxVUs: 10, startRate: 1, stages: [{ duration: '1s', target: 201 }] }, /201 requests\/s .* at 200/],
  ['duration', { startVUs: 1, stages: [{ duration: '10m1s', target: 1 }] }, /10\.02 minutes .* at 10/],
] as [string, object, RegExp][]) {
  test(`the cap on ${what} holds`, () =>
    assert.rejects(
      guard(
        request('http://127.0.0.1:1', {
          envName: 'local',
          config: local(),
          options: { scenarios: { health: scenario } },
        }),
        {
          resolve,
          lockFolder,
        },
      ),
      refused(message),
    ));
}

test('an endpoint that writes: left out, or refused by name when it was asked for', async () => {
  const asked = { envName: 'local', config: local(), endpoints: ['health', 'biometric-analyze'] as const };
  await assert.rejects(
    guard(request('http://127.0.0.1:1', { ...asked, isExplicit: true }), { resolve, lockFolder }),
    refused(/biometric-analyze writes/),
  );
});

for (const args of [['-e', 'BASE_URL=https://aupex.ai'], ['-eBASE_URL=x'], ['--http-debug=full'], ['--config', 'x']]) {
  test(`after --, ${args[0]} is refused`, () =>
    assert.rejects(
      guard(request('http://127.0.0.1:1', { engineArgs: args }), { resolve, lockFolder }),
      refused(/after --/),
    ));
}

// A variable, and what it would change without a trace in the script.
const CHANGING: [string, string][] = [
  ['K6_MIN_ITERATION_DURATION', 'the load'],
  ['K6_BATCH', 'the load'],
  ['K6_BATCH_PER_HOST', 'the load'],
  ['K6_NO_CONNECTION_REUSE', 'the load'],
  ['K6_EXECUTION_SEGMENT_SEQUENCE', 'the load'],
  ['K6_HOSTS', 'where the load goes'],
  ['K6_CONFIG', 'where the load goes'],
  ['K6_BROWSER_ARGS', 'where the load goes'],
  ['K6_HTTP_DEBUG', 'who sees the token'],
  ['K6_SOMETHING_NEW', 'the test'],
  ['K6_INSECURE_SKIP_TLS_VERIFY', 'who sees the token'],
  ['K6_BLOCK_HOSTNAMES', 'what counts as an error'],
  ['K6_DISCARD_RESPONSE_BODIES', 'what counts as an error'],
  ['K6_NO_SETUP', 'what is judged'],
  ['K6_NO_THRESHOLDS', 'what is judged'],
  ['K6_SYSTEM_TAGS', 'what is judged'],
];
for (const [name, changes] of CHANGING) {
  test(`${name} is refused where the load has caps; without, it is said to change ${changes}, or refused`, () => {
    const env = { [name]: 'canary' };
    const refusal = refused(new RegExp(`${name} is set and could change ${changes}:`));
    assert.throws(() => refuseEngineArgs([], env, true), refusal);
    const [found] = changingVariables(env);
    assert.deepEqual([found?.name, found?.changes], [name, changes]);
    if (found?.isHarmful) assert.throws(() => refuseEngineArgs([], env, false), refusal);
    else refuseEngineArgs([], env, false);
  });
}

test('variables of output, and switches that are off, change nothing', () => {
  const env = {
    K6_OUT: 'json=x',
    K6_WEB_DASHBOARD: 'true',
    K6_BIN: '/k6',
    K6_BROWSER_ARGS: 'no-sandbox,disable-gpu',
    K6_NO_SETUP: 'false',
    K6_THROW: '',
    MY_K6_VUS: '3',
  };
  refuseEngineArgs([], env, true);
  assert.deepEqual(changingVariables(env), []);
});

async function withServer(
  location: string | undefined,
  body: string,
  use: (url: string, seen: string[]) => Promise<void>,
) {
  const seen: string[] = [];
  const { url, close } = await testServer((question, answer) => {
    seen.push(JSON.stringify(question.headers));
    answer.writeHead(location === undefined ? 200 : 302, location === undefined ? {} : { location }).end(body);
  });
  await use(url, seen).finally(close);
}

test('a redirect to production is refused, and the token is not sent', () =>
  withServer('https://aupex.ai/', '', async (url, seen) => {
    await assert.rejects(
      guard(request(url, { envName: 'local', config: local(), env: { AUTH_TOKEN: 'token-canary' } }), {
        resolve,
        lockFolder,
      }),
      refused(/redirects to aupex\.ai/),
    );
    assert.equal(seen.length, 1);
    assert.doesNotMatch(seen.join(), /canary|authorization/i);
  }));

const identity = { path: '/who', field: 'environment', value: 'staging' };
test('a target that says it is another is refused', () =>
  withServer(undefined, '{"environment":"production"}', (url) =>
    assert.rejects(
      guard(request(url, { envName: 'local', config: local({ identity }) }), { resolve, lockFolder }),
      refused(/"production".*expected "staging"/),
    ),
  ));

test('a target that says the right name gets its permit; the record has the figures', () =>
  withServer(undefined, '{"environment":"staging"}', async (url) => {
    const endpoints = ['health', 'biometric-analyze'] as const;
    const permit = await guard(request(url, { envName: 'local', config: local({ identity }), endpoints }), {
      resolve,
      lockFolder,
    });
    await permit.release();
    assert.deepEqual(permit.record.load, { vus: 10, ratePerS: 20, minutes: 1 });
    assert.deepEqual(permit.record.endpoints, ['health']);
  }));

test('a target that is down has its own exit code', () =>
  assert.rejects(
    guard(request('http://127.0.0.1:1', { envName: 'local', config: local() }), { resolve, lockFolder }),
    (error: GuardRefusal) => error.exitCode === EXIT.targetDown,
  ));

test('one run per target: a second is refused, a left-over lock is taken over with a note', async () => {
  const ask = {
    folder: lockFolder,
    host: 'x',
    addresses: ['10.0.0.1'],
    port: 1,
    now: new Date('2026-01-31T12:00:00Z'),
    minutes: 10,
  };
  const first = await takeLock(ask);
  await assert.rejects(takeLock(ask), refused(/is loading x:1 already/));
  await takeLock({ ...ask, port: 2 }).then((other) => other.release());
  const late = await takeLock({ ...ask, now: new Date('2026-01-31T12:11:00Z') });
  assert.match(late.note ?? '', /left over: taken over/);
  await first.release();
  await assert.rejects(takeLock(ask), refused(/already/), "the first's release leaves the second's lock alone");
  const dead = await takeLock({ ...ask, isAlive: () => false });
  assert.match(dead.note ?? '', /left over/);
  await dead.release();
});
