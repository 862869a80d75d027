// What a script finds: k6's modules and globals, each with the behaviour that k6 documents.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { evaluate, runText } from './testing.fixture.ts';

test('no global of Node or of V8 alone is visible, those of k6 are', async () => {
  const { there, missing } = await evaluate(`
    const names = (list) => list.split(' ').filter((name) => typeof globalThis[name] !== 'undefined');
    tell('missing', names('process Buffer fetch URL URLSearchParams structuredClone queueMicrotask performance WeakRef FinalizationRegistry SharedArrayBuffer Atomics InternalError Iterator Intl setImmediate AbortController atob btoa window document __host'));
    tell('there', names('__ENV __VU __ITER console open crypto setTimeout clearTimeout setInterval clearInterval TextEncoder TextDecoder global Promise Map'));`);
  assert.deepEqual(missing, []);
  assert.equal((there as string[]).length, 15);
});

test('an iteration knows its VU, its number and its place in the run', async () => {
  const told = await evaluate(`
    tell('vu', [__VU, exec.vu.idInInstance, exec.vu.idInTest, __ITER, exec.vu.iterationInInstance, exec.vu.iterationInScenario]);
    tell('scenario', [exec.scenario.name, exec.scenario.executor, exec.scenario.iterationInTest, exec.scenario.iterationInInstance]);
    tell('started', Date.now() - exec.scenario.startTime < 5000);
    tell('instance', [exec.instance.vusActive, exec.instance.vusInitialized, exec.instance.iterationsCompleted, exec.instance.iterationsInterrupted]);
    tell('duration', exec.instance.currentTestRunDuration > 0);
    tell('progress', exec.scenario.progress);
    tell('options', [exec.test.options.scenarios.default.executor, exec.test.options.paused]);`);
  assert.deepEqual(told, {
    vu: [1, 1, 1, 0, 0, 0],
    scenario: ['default', 'per-vu-iterations', 0, 0],
    started: true,
    instance: [1, 1, 0, 0],
    duration: true,
    progress: 0,
    options: ['per-vu-iterations', null],
  });
});

test('progress is the share of iterations that have ended, where a scenario has a number of them', async () => {
  const scenarios = {
    shared: { executor: 'shared-iterations', vus: 1, iterations: 4 },
    each: { executor: 'per-vu-iterations', vus: 1, iterations: 2 },
  };
  const { stderr } = await runText(
    `import exec from 'k6/execution'; export const options = ${JSON.stringify({ scenarios })};
    export default function () { console.log(exec.scenario.name + '=' + exec.scenario.progress); }`,
  );
  assert.deepEqual(stderr.match(/shared=[\d.]+/g), ['shared=0', 'shared=0.25', 'shared=0.5', 'shared=0.75']);
  assert.deepEqual(stderr.match(/each=[\d.]+/g), ['each=0', 'each=0.5']);
});

test('names of checks and groups with :: are refused', async () => {
  const { refused, counted } = await evaluate(
    `const messageOf = (call) => { try { call(); return 'none'; } catch (error) { return error.message; } };
    tell('refused', [messageOf(() => check(1, { 'a::b': true })), messageOf(() => check(1, { 'a::b': true }, { a: 'b' })), messageOf(() => group('a::b', () => 1))]);
    tell('counted', [check(1, { 'a:b': true }), group('a:b', () => 1)]);`,
  );
  assert.deepEqual(refused, Array(3).fill('group and check names may not contain "::"'));
  assert.deepEqual(counted, [true, 1]);
});

test('__ENV has the environment, -e and PERF_ENGINE; a flag keeps the environment out', async () => {
  const body = `tell('env', [__ENV.A, __ENV.B, __ENV.PERF_ENGINE, __ENV.NOPE]);`;
  const { env } = await evaluate(body, { env: { A: 'system', B: 'system' }, args: ['-e', 'B=flag'] });
  const version = (env as string[])[2];
  assert.match(version ?? '', /^local \d+\.\d+\.\d+$/);
  assert.deepEqual(env, ['system', 'flag', version, null]);
  const without = await evaluate(body, { env: { A: 'system' }, args: ['--include-system-env-vars=false'] });
  assert.deepEqual(without.env, [null, null, version, null]);
});

test('check returns whether all checks passed and counts each; group tags and times its content', async () => {
  const { summary } = await runText(`
    import { check, group } from 'k6';
    export const options = { thresholds: { 'checks{check:is odd}': ['rate>=0'], 'group_duration{group:::outer::inner}': ['max>=0'] }, iterations: 4 };
    export default function () {
      const fine = check(3, { 'is odd': (n) => n % 2 === 1, 'is small': (n) => n < 10 });
      const bad = check(4, { 'is odd': (n) => n % 2 === 1 }, { more: 'tags' });
      const value = group('outer', () => group('inner', () => { check(1, { deep: () => true }); return 7; }));
      check([fine, bad, value], { values: ([a, b, c]) => a === true && b === false && c === 7 });
    }`);
  assert.ok(summary);
  const { root_group, metrics } = summary;
  const counts = root_group.checks.map(({ name, path, passes, fails }) => [name, path, passes, fails]);
  assert.deepEqual(counts, [
    ['is odd', '::is odd', 4, 4],
    ['is small', '::is small', 4, 0],
    ['values', '::values', 4, 0],
  ]);
  const inner = root_group.groups[0]?.groups[0];
  assert.equal(inner?.path, '::outer::inner');
  assert.equal(inner?.id, createHash('md5').update('::outer::inner').digest('hex'));
  assert.equal(inner?.checks[0]?.passes, 4);
  assert.deepEqual(metrics['checks{check:is odd}']?.values, { rate: 0.5, passes: 4, fails: 4 });
  assert.equal(metrics.group_duration?.type, 'trend');
  assert.ok(metrics['group_duration{group:::outer::inner}']);
});

test('fail() and other exceptions end the iteration only, and are logged', async () => {
  const { exitCode, stderr, summary } = await runText(`
    import { fail } from 'k6';
    export const options = { iterations: 3 };
    export default function () { if (__ITER === 0) fail('not today'); if (__ITER === 1) null.x; }`);
  assert.equal(exitCode, 0);
  assert.match(stderr, /ERRO\[\d+\] not today/);
  assert.match(stderr, /TypeError: .*null/);
  assert.equal(summary?.metrics.iterations?.values.count, 3);
});

test('sleep takes its time, randomSeed repeats a sequence', async () => {
  const told = await evaluate(`
    const start = Date.now(); sleep(0.15); tell('slept', Date.now() - start >= 149);
    randomSeed(1); const a = [Math.random(), Math.random()]; randomSeed(1); const b = [Math.random(), Math.random()];
    tell('same', a[0] === b[0] && a[1] === b[1] && a[0] !== a[1] && a[0] >= 0 && a[0] < 1);`);
  assert.deepEqual(told, { slept: true, same: true });
});

test('the four kinds of metrics add up, with tags of their own and of the VU', async () => {
  const { summary } = await runText(`
    import exec from 'k6/execution';
    import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
    const [counter, gauge, rate, trend] = [new Counter('c'), new Gauge('g'), new Rate('r'), new Trend('t', true)];
    export const options = { iterations: 4, summaryTrendStats: ['avg', 'min', 'max', 'med', 'p(90)', 'count'],
      thresholds: { 'c{kind:a}': ['count>=0'], 'c{color:red,kind:a}': ['count>=0'], 't{empty:yes}': ['avg<1'], 'c{vu:tag}': ['count>=0'] } };
    export default function () {
      counter.add(2, { kind: __ITER % 2 ? 'a' : 'b' });
      exec.vu.metrics.tags.color = 'red';
      counter.add(1, { kind: 'a' });
      delete exec.vu.metrics.tags.color;
      gauge.add(__ITER); rate.add(__ITER > 0); trend.add(__ITER * 10);
      exec.vu.tags.vu = 'tag';
    }`);
  const values = (name: string) => summary?.metrics[name]?.values;
  assert.equal(values('c')?.count, 12);
  assert.equal(values('c{kind:a}')?.count, 8);
  assert.equal(values('c{color:red,kind:a}')?.count, 4);
  assert.equal(values('c{vu:tag}')?.count, 9);
  assert.deepEqual(values('g'), { value: 3, min: 0, max: 3 });
  assert.deepEqual(values('r'), { rate: 0.75, passes: 3, fails: 1 });
  assert.deepEqual(values('t'), { avg: 15, min: 0, max: 30, med: 15, 'p(90)': 27, count: 4 });
  assert.deepEqual(values('t{empty:yes}'), { avg: 0, min: 0, max: 0, med: 0, 'p(90)': 0, count: 0 });
  assert.deepEqual([summary?.metrics.t?.contains, summary?.metrics.c?.contains], ['time', 'default']);
});

test('more samples than the mailbox holds are all counted', async () => {
  const { summary } = await runText(`
    import { Counter } from 'k6/metrics';
    const c = new Counter('c');
    export default function () { for (let i = 0; i < 5000; i++) c.add(1); }`);
  assert.equal(summary?.metrics.c?.values.count, 5000);
});

const badInits: [name: string, code: string, message: RegExp][] = [
  ['a metric name that k6 refuses', "new Counter('two words');", /invalid metric name "two words"/],
  ['a metric that exists with another type', "new Counter('http_req_duration');", /exists with type trend/],
  ['a request', "http.get('http://127.0.0.1:1');", /init context/],
  ['sleep', 'sleep(1);', /init context/],
  ['scenario information', 'exec.scenario.name;', /VU context/],
];
for (const [name, code, message] of badInits) {
  test(`the init context refuses ${name}`, async () => {
    const imports =
      "import http from 'k6/http'; import exec from 'k6/execution'; import { sleep } from 'k6'; import { Counter } from 'k6/metrics';";
    const { exitCode, stderr } = await runText(`${imports}\n${code}\nexport default function () {}`);
    assert.equal(exitCode, 107);
    assert.match(stderr, message);
  });
}

test('iterations refuse what belongs to the init context', async () => {
  const told = await evaluate(`
    const message = (action) => { try { action(); return 'nothing thrown'; } catch (error) { return error.message; } };
    tell('metric', message(() => new Counter('late')));
    tell('open', message(() => open('script.js')));
    tell('shared', message(() => new SharedArray('late', () => [1])));`);
  assert.match(String(told.metric), /init context/);
  assert.match(String(told.open), /init stage/);
  assert.match(String(told.shared), /init context/);
});

test('open reads text and bytes beside the script', async () => {
  const told = await evaluate(`tell('text', text); tell('bytes', [...new Uint8Array(bytes)]);`, {
    init: "const text = open('./data.txt'); const bytes = open('data.txt', 'b');",
    files: { 'data.txt': 'zwölf' },
  });
  assert.deepEqual(told, { text: 'zwölf', bytes: [...Buffer.from('zwölf')] });
});

test('a SharedArray is built once for all VUs and cannot be changed', async () => {
  const { stderr } = await runText(`
    import { SharedArray } from 'k6/data';
    const list = new SharedArray('users', () => { console.log('BUILT'); return [{ name: 'a' }, { name: 'b' }]; });
    export const options = { vus: 3, iterations: 3 };
    export default function () {
      list[0].name = 'changed';
      let refused = false;
      try { list[0] = 1; } catch { refused = true; }
      console.log('SAW' + JSON.stringify([list.length, list[0].name, list.map((user) => user.name).join(), Array.isArray(list), refused, list[5] ?? null, list.indexOf(1)]));
    }`);
  assert.equal(stderr.match(/BUILT/g)?.length, 1);
  assert.equal(stderr.match(/SAW\[2,"a","a,b",true,true,null,-1\]/g)?.length, 3);
});

test('k6/encoding knows four Base64 variants', async () => {
  const told = await evaluate(`
    const text = 'hellö>>?';
    for (const variant of ['std', 'rawstd', 'url', 'rawurl']) {
      const encoded = encoding.b64encode(text, variant);
      tell(variant, [encoded, encoding.b64decode(encoded, variant, 's') === text, new Uint8Array(encoding.b64decode(encoded, variant)).length]);
    }
    tell('bytes', encoding.b64encode(new Uint8Array([1, 2, 3, 255]).buffer));`);
  const bytes = Buffer.from('hellö>>?');
  assert.deepEqual(told.std, [bytes.toString('base64'), true, bytes.length]);
  assert.deepEqual(told.rawstd, [bytes.toString('base64').replace(/=+$/, ''), true, bytes.length]);
  assert.deepEqual(told.rawurl, [bytes.toString('base64url'), true, bytes.length]);
  assert.equal(told.bytes, Buffer.from([1, 2, 3, 255]).toString('base64'));
});

test('k6/crypto hashes as OpenSSL does', async () => {
  const told = await evaluate(`
    for (const name of ['md5', 'sha1', 'sha256', 'sha384', 'sha512', 'sha512_224', 'sha512_256', 'ripemd160']) tell(name, crypto[name]('text', 'hex'));
    tell('hmac', crypto.hmac('sha256', 'secret', 'text', 'base64'));
    const hasher = crypto.createHash('sha256'); hasher.update('te'); hasher.update('xt'); tell('parts', hasher.digest('hex'));
    const keyed = crypto.createHMAC('sha256', 'secret'); keyed.update('text'); tell('keyed', keyed.digest('base64'));
    tell('binary', new Uint8Array(crypto.md5(new Uint8Array([1, 2]).buffer, 'binary')).length);
    tell('random', new Uint8Array(crypto.randomBytes(8)).length);
    tell('rawurl', crypto.sha256('text', 'base64rawurl'));
    tell('uuid', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(globalThis.crypto.randomUUID()));
    tell('values', globalThis.crypto.getRandomValues(new Uint8Array(16)).some((byte) => byte !== 0));`);
  for (const [name, algorithm] of [
    ['md5', 'md5'],
    ['sha512_224', 'sha512-224'],
    ['sha512', 'sha512'],
    ['ripemd160', 'ripemd160'],
  ] as const) {
    assert.equal(told[name], createHash(algorithm).update('text').digest('hex'));
  }
  assert.equal(told.hmac, createHmac('sha256', 'secret').update('text').digest('base64'));
  assert.equal(told.keyed, told.hmac);
  assert.equal(told.parts, told.sha256);
  assert.equal(told.rawurl, createHash('sha256').update('text').digest('base64url'));
  assert.deepEqual([told.binary, told.random, told.uuid, told.values], [16, 8, true, true]);
});

test('TextEncoder and TextDecoder speak UTF-8', async () => {
  const text = 'aé€😀\u0000z';
  const told = await evaluate(`
    const text = ${JSON.stringify(text)};
    const bytes = new TextEncoder().encode(text);
    tell('bytes', [...bytes]);
    tell('back', new TextDecoder().decode(bytes) === text && new TextDecoder('utf-8').decode(bytes.buffer) === text);
    tell('broken', new TextDecoder().decode(new Uint8Array([0x61, 0xff, 0x62])));`);
  assert.deepEqual(told, { bytes: [...Buffer.from(text)], back: true, broken: 'a\ufffdb' });
});

test('timers run in order, an iteration waits for them, and what they throw ends it', async () => {
  const { stderr, summary } = await runText(`
    import { setTimeout as later } from 'k6/timers';
    export const options = { iterations: 2 };
    export default function () {
      const seen = [];
      const cancelled = setTimeout(() => seen.push('cancelled'), 5);
      setTimeout((value) => seen.push(value), 400, 'late');
      later(() => seen.push('soon'), 1);
      let count = 0;
      const interval = setInterval(() => { seen.push('tick'); if (++count === 2) { clearInterval(interval); } }, 8);
      setTimeout(() => { console.log('SEEN' + seen.join()); if (__ITER === 1) throw new Error('from a timer'); }, 600);
      clearTimeout(cancelled);
    }`);
  assert.equal(stderr.match(/SEENsoon,tick,tick,late/g)?.length, 2);
  assert.match(stderr, /ERRO.*from a timer/);
  assert.ok((summary?.metrics.iteration_duration?.values.min ?? 0) >= 59);
});

test('promises and async functions work, calls that wait among them', async () => {
  const told = await evaluate(`
    const order = [];
    const later = (ms, value) => new Promise((resolve) => setTimeout(resolve, ms, value));
    const work = async (name) => { order.push(name + 1); await null; order.push(name + 2); sleep(0.01); await later(5); order.push(name + 3); return name; };
    tell('all', await Promise.all([work('a'), work('b'), 'plain']));
    tell('order', order.join());
    tell('race', await Promise.race([later(50, 'slow'), later(1, 'fast')]));
    tell('any', await Promise.any([Promise.reject(new Error('no')), later(1, 'yes')]));
    tell('settled', (await Promise.allSettled([1, Promise.reject('x')])).map(({ status }) => status));
    tell('finally', await Promise.reject(new Error('e')).catch((error) => error.message).finally(() => order.push('end')));
    const none = await Promise.any([Promise.reject(1)]).catch((error) => error.constructor.name + error.errors.join());
    tell('none', none);
    async function* count() { yield 1; yield 2; }
    const iterator = count(); tell('generator', [(await iterator.next()).value, (await iterator.next()).value, (await iterator.next()).done]);
    try { await work(); throw new TypeError('caught'); } catch (error) { tell('caught', error.message); }`);
  assert.deepEqual(told, {
    all: ['a', 'b', 'plain'],
    order: 'a1,b1,a2,b2,a3,b3',
    race: 'fast',
    any: 'yes',
    settled: ['fulfilled', 'rejected'],
    finally: 'e',
    none: 'AggregateError1',
    generator: [1, 2, true],
    caught: 'caught',
  });
});

test('a rejected async iteration is an exception, and group refuses async functions', async () => {
  const { stderr, exitCode } = await runText(`
    import { group } from 'k6';
    export const options = { iterations: 2 };
    export default async function () {
      if (__ITER === 0) { await null; throw new Error('async trouble'); }
      group('g', async () => {});
    }`);
  assert.equal(exitCode, 0);
  assert.match(stderr, /async trouble/);
  assert.match(stderr, /group\(\) does not support async functions/);
});

const refusedModules: [name: string, code: string, message: RegExp][] = [
  ['a package', "import x from 'lodash';", /import of "lodash"/],
  ['a name that a module lacks', "import { nope } from 'k6';", /nope/],
  ['top-level await', 'await null;', /top-level await is not supported/],
];
for (const [name, code, message] of refusedModules) {
  test(`${name} is refused before the run`, async () => {
    const { exitCode, stderr, summary } = await runText(`${code}\nexport default function () {}`);
    assert.match(stderr, message);
    assert.ok(exitCode === 107 || exitCode === 255, String(exitCode));
    assert.equal(summary, undefined);
  });
}

test('modules next to the script are loaded, TypeScript too', async () => {
  const { stderr, exitCode } = await runText(
    "import { double } from './lib/../math.ts';\nexport default function () { console.log('GOT' + double(21)); }",
    {
      files: { 'math.ts': 'export const double = (n: number): number => n * 2;\n' },
    },
  );
  assert.equal(exitCode, 0);
  assert.match(stderr, /GOT42/);
});
