// A run from its start to its exit code: setup, load, abort, teardown, thresholds, handleSummary.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { EXIT } from './exit-codes.ts';
import { inspectScript } from './run.ts';
import { runText, serve } from './testing.fixture.ts';

const exits: [name: string, code: number, script: string, args?: string[]][] = [
  [
    'a run that holds its thresholds',
    0,
    "export const options = { thresholds: { iterations: ['count>0'] } }; export default function () {}",
  ],
  [
    'a crossed threshold',
    99,
    "export const options = { thresholds: { iterations: ['count>1'] } }; export default function () {}",
  ],
  [
    'a crossed threshold with --no-thresholds',
    0,
    "export const options = { thresholds: { iterations: ['count>1'] } }; export default function () {}",
    ['--no-thresholds'],
  ],
  [
    'a crossed threshold with the option noThresholds',
    0,
    "export const options = { noThresholds: true, thresholds: { iterations: ['count>1'] } }; export default function () {}",
  ],
  [
    'setup() that takes too long',
    100,
    "import { sleep } from 'k6'; export const options = { setupTimeout: '100ms' }; export function setup() { sleep(5); } export default function () {}",
  ],
  [
    'teardown() that takes too long',
    101,
    "import { sleep } from 'k6'; export const options = { teardownTimeout: '100ms' }; export function teardown() { sleep(5); } export default function () {}",
  ],
  [
    'a malformed threshold',
    104,
    "export const options = { thresholds: { iterations: ['count>>1'] } }; export default function () {}",
  ],
  [
    'a threshold on nothing',
    104,
    "export const options = { thresholds: { nothing: ['count>1'] } }; export default function () {}",
  ],
  ['an option that is refused', 104, 'export const options = { paused: true }; export default function () {}'],
  [
    'a missing function',
    104,
    "export const options = { scenarios: { a: { executor: 'shared-iterations', exec: 'nope' } } }; export default function () {}",
  ],
  ['a syntax error', 107, 'export default function () {'],
  ['an exception in the init context', 107, 'throw new Error("init"); export default function () {}'],
  [
    'an exception in setup()',
    107,
    'export function setup() { throw new Error("setup"); } export default function () {}',
  ],
  [
    'an exception in teardown()',
    107,
    'export function teardown() { throw new Error("teardown"); } export default function () {}',
  ],
  [
    'exec.test.abort()',
    108,
    "import exec from 'k6/execution'; export default function () { exec.test.abort('enough'); }",
  ],
  ['exec.test.fail()', 110, "import exec from 'k6/execution'; export default function () { exec.test.fail('sad'); }"],
  ['a file that cannot be written', 255, 'export default function () {}', ['--summary-export', '/nowhere/at/all.json']],
];
for (const [name, code, script, args] of exits) {
  test(`exit code ${code}: ${name}`, async () => {
    const { exitCode, stderr } = await runText(script, { args: args ?? [] });
    assert.equal(exitCode, code, stderr);
    if (code !== 0) assert.match(stderr, /ERRO/);
  });
}

test('every exit code has its cause', () => {
  // A signal is a test of its own: signals.run.test.ts.
  const shown = new Set([...exits.map(([, code]) => code), EXIT.signal]);
  assert.deepEqual(new Set(Object.values(EXIT)), shown);
});

test('a missing script ends with 255 and its name', async () => {
  await assert.rejects(
    inspectScript({ script: '/nowhere/script.js', env: {} }),
    /\/nowhere\/script.js cannot be read: ENOENT/,
  );
});

test('setup hands a copy of its data to every VU, to teardown and to the summary', async () => {
  const { stderr, summary } = await runText(`
    export const options = { vus: 2, iterations: 2 };
    export function setup() { return { list: [1], gone: undefined, when: new Date(0) }; }
    export default function (data) { data.list.push(__VU); console.log('DATA' + JSON.stringify(data)); }
    export function teardown(data) { console.log('END' + JSON.stringify(data)); }`);
  for (const vu of [1, 2])
    assert.match(stderr, new RegExp(`DATA\\{"list":\\[1,${vu}\\],"when":"1970-01-01T00:00:00.000Z"\\}`));
  assert.match(stderr, /END\{"list":\[1\],"when"/);
  assert.deepEqual(summary?.setup_data, { list: [1], when: '1970-01-01T00:00:00.000Z' });
});

test('async setup and teardown are awaited; noSetup and noTeardown leave them out', async () => {
  const script = `
    export async function setup() { await new Promise((resolve) => setTimeout(resolve, 20)); return 'set up'; }
    export default function (data) { console.log('GOT ' + data); }
    export async function teardown() { await null; console.log('TORN'); }`;
  const all = await runText(script);
  assert.match(all.stderr, /GOT set up/);
  assert.match(all.stderr, /TORN/);
  const none = await runText(`export const options = { noSetup: true, noTeardown: true }; ${script}`);
  assert.match(none.stderr, /GOT undefined/);
  assert.doesNotMatch(none.stderr, /TORN/);
});

test('after an exception in setup() there is a summary, but neither load nor teardown', async () => {
  const { stderr, summary } = await runText(`
    export function setup() { throw new Error('no'); }
    export default function () { console.log('LOAD'); }
    export function teardown() { console.log('TORN'); }`);
  assert.doesNotMatch(stderr, /LOAD|TORN/);
  assert.equal(summary?.metrics.iterations, undefined);
});

test('samples of setup() have its group and no scenario', async () => {
  const { summary } = await runText(`
    import { check } from 'k6';
    export const options = { thresholds: { 'iteration_duration{group:::setup}': ['max>=0'], 'iteration_duration{scenario:default}': ['max>=0'], 'checks{group:::setup}': ['rate>=0'] }, summaryTrendStats: ['count'] };
    export function setup() { check(1, { one: (n) => n === 1 }); }
    export default function () {}`);
  assert.equal(summary?.metrics['iteration_duration{group:::setup}']?.values.count, 1);
  assert.equal(summary?.metrics['iteration_duration{scenario:default}']?.values.count, 1);
  assert.equal(summary?.metrics['checks{group:::setup}']?.values.passes, 1);
  assert.equal(summary?.root_group.groups[0]?.path, '::setup');
});

test('abort() ends the run at once and still tears down', async () => {
  const { stderr, summary } = await runText(`
    import exec from 'k6/execution'; import { sleep } from 'k6';
    export const options = { vus: 3, duration: '1m' };
    export default function () { if (__VU === 2) { try { exec.test.abort('enough'); } catch { console.log('CAUGHT'); } } sleep(30); }
    export function teardown() { console.log('TORN'); }`);
  assert.match(stderr, /test aborted: enough/);
  assert.match(stderr, /TORN/);
  assert.ok((summary?.state.testRunDurationMs ?? 0) < 10_000);
});

/** What the log has of errors, whole: a stack would be lines of its own. */
const errorsIn = (stderr: string): string[] =>
  stderr
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('WARN'))
    .map((line) => line.replace(/^ERRO\[\d+\] /, ''));

const ABORTS = ['__VU === 0', '__VU === 2', 'setup', 'iteration', 'teardown', 'handleSummary'];
for (const threads of ['1', '2']) {
  test(`abort() ends with 108 and one line wherever it is called, caught or not, with ${threads} threads`, async () => {
    for (const where of ABORTS) {
      const { exitCode, stderr } = await runText(
        `import exec from 'k6/execution';
        export const options = { vus: 2, iterations: 2 };
        const at = (place) => { if (place === '${where}') { exec.test.abort('enough'); } };
        const caught = (place) => { try { at(place); } catch {} };
        if (${where.startsWith('__VU') && where}) caught('${where}');
        export const setup = () => caught('setup'), teardown = () => at('teardown'), handleSummary = () => { caught('handleSummary'); return {}; };
        export default function () { caught('iteration'); }`,
        { args: ['--threads', threads] },
      );
      assert.deepEqual([exitCode, errorsIn(stderr)], [108, ['test aborted: enough']], where);
    }
  });
}

test('after abort() in setup() there is neither load nor teardown; after one in the load there is teardown', async () => {
  const script = (where: string): string => `import exec from 'k6/execution';
    const abort = (place) => { console.log(place); if (place === '${where}') exec.test.abort(); };
    export const setup = () => abort('SETUP'), teardown = () => abort('TEARDOWN');
    export default function () { abort('LOAD'); }`;
  const said = async (where: string): Promise<string[]> =>
    (await runText(script(where))).stderr.match(/[A-Z]{4,}$/gm) ?? [];
  assert.deepEqual(await said('SETUP'), ['SETUP']);
  assert.deepEqual(await said('LOAD'), ['SETUP', 'LOAD', 'TEARDOWN']);
});

test('fail() in the init context marks the test as failed, and the run goes on', async () => {
  const { exitCode, stderr, summary } = await runText(
    "import exec from 'k6/execution'; if (__VU === 0) exec.test.fail('sad'); export default function () {}",
  );
  assert.deepEqual([exitCode, errorsIn(stderr)], [110, ['test marked as failed: sad']]);
  assert.equal(summary?.metrics.iterations?.values.count, 1);
});

test('a VU whose init context throws in mid-run ends the run with 107', async () => {
  const { exitCode, stderr, summary } = await runText(`
    import { sleep } from 'k6';
    export const options = { scenarios: { open: { executor: 'constant-arrival-rate', rate: 50, duration: '30s', preAllocatedVUs: 1, maxVUs: 5 } } };
    if (__VU === 2) throw new Error('no second one');
    export default function () { sleep(1); }`);
  assert.equal(exitCode, 107);
  assert.equal(stderr.match(/ERRO\[\d+\] no second one/g)?.length, 1, stderr);
  assert.ok((summary?.state.testRunDurationMs ?? Infinity) < 10_000);
});

test('ramping-vus: a ramp down to 0 ends with the stages when gracefulRampDown is 0s', async () => {
  const { summary } = await runText(`
    import { sleep } from 'k6';
    const stages = [{ duration: '150ms', target: 2 }, { duration: '150ms', target: 0 }];
    export const options = { scenarios: { ramp: { executor: 'ramping-vus', startVUs: 0, stages, gracefulRampDown: '0s' } } };
    export default function () { sleep(20); }`);
  assert.ok((summary?.state.testRunDurationMs ?? Infinity) < 5000);
});

test('abortOnFail ends the run with 99 and a summary that shows the threshold', async () => {
  const started = Date.now();
  const { exitCode, stderr, summary } = await runText(`
    import { Rate } from 'k6/metrics'; import { sleep } from 'k6';
    const bad = new Rate('bad');
    export const options = { vus: 2, duration: '1m', thresholds: { bad: [{ threshold: 'rate<0.5', abortOnFail: true }] } };
    export default function () { bad.add(1); sleep(0.05); }`);
  assert.equal(exitCode, 99);
  assert.ok(Date.now() - started < 10_000);
  assert.match(stderr, /threshold crossed, test aborted: bad: rate<0.5/);
  assert.deepEqual(summary?.metrics.bad?.thresholds, { 'rate<0.5': { ok: false } });
});

test('a signal ends the run with 105, teardown and summary', async () => {
  const stopping = new AbortController();
  const { exitCode, stdout, stderr, summary } = await runText(
    `import { sleep } from 'k6';
    export const options = { vus: 2, duration: '1m' };
    export default function () { if (__ITER === 3) console.log('RUNNING'); sleep(0.02); }
    export function teardown() { console.log('TORN'); }
    export function handleSummary(data) { return { stdout: 'SUMMARY ' + data.metrics.iterations.values.count }; }`,
    { signal: stopping.signal, onStderr: (text) => text.includes('RUNNING') && stopping.abort() },
  );
  assert.equal(exitCode, 105);
  assert.match(stderr, /TORN/);
  assert.match(stdout, /^SUMMARY \d+$/);
  assert.ok((summary?.metrics.iterations?.values.count ?? 0) > 2);
});

test('a signal ends setup() as well: no load, and a summary', async () => {
  const stopping = new AbortController();
  const { exitCode, stdout, stderr } = await runText(
    `import { sleep } from 'k6';
    export function setup() { console.log('SETTING UP'); sleep(50); }
    export default function () { console.log('LOADING'); }
    export function handleSummary() { return { stdout: 'SUMMARY' }; }`,
    { signal: stopping.signal, onStderr: (text) => text.includes('SETTING UP') && stopping.abort() },
  );
  assert.deepEqual([exitCode, stdout], [105, 'SUMMARY'], stderr);
  assert.doesNotMatch(stderr, /LOADING/);
});

test('a script that loops for ever or catches its interruption is stopped at the end of the grace', async () => {
  const { exitCode, summary } = await runText(`
    import { sleep } from 'k6';
    export const options = { scenarios: { stubborn: { executor: 'constant-vus', vus: 2, duration: '300ms', gracefulStop: '100ms' } } };
    export default function () { for (;;) { try { sleep(0.01); } catch {} } }`);
  assert.equal(exitCode, 0);
  assert.equal(summary?.metrics.iterations, undefined);
  assert.ok((summary?.state.testRunDurationMs ?? 0) < 5000);
});

test('a VU that never waits does not starve the others', async () => {
  const { summary } = await runText(`
    import { sleep } from 'k6';
    import { Counter } from 'k6/metrics';
    const [busy, calm] = [new Counter('busy'), new Counter('calm')];
    export const options = { scenarios: {
      busy: { executor: 'constant-vus', vus: 1, duration: '1s', exec: 'spin' },
      calm: { executor: 'constant-vus', vus: 1, duration: '1s', exec: 'rest' } } };
    export function spin() { busy.add(1); }
    export function rest() { calm.add(1); sleep(0.02); }`);
  assert.ok((summary?.metrics.calm?.values.count ?? 0) >= 15);
  assert.ok((summary?.metrics.busy?.values.count ?? 0) > 1000);
});

test('scenarios have their own function, environment, tags and start', async () => {
  const { stderr, summary } = await runText(
    `import exec from 'k6/execution';
    export const options = { scenarios: {
      first: { executor: 'shared-iterations', exec: 'one', env: { WHO: 'first' }, tags: { side: 'left' } },
      second: { executor: 'per-vu-iterations', vus: 2, exec: 'two', startTime: '300ms' } },
      thresholds: { 'iterations{side:left}': ['count>=0'], 'iterations{scenario:second}': ['count>=0'] } };
    export function one() { console.log('ONE ' + __ENV.WHO + exec.vu.metrics.tags.side + exec.vu.metrics.tags.scenario); }
    export function two() { console.log('TWO ' + __ENV.WHO + ' ' + (exec.instance.currentTestRunDuration >= 299)); }`,
    { env: { WHO: 'all' } },
  );
  assert.match(stderr, /ONE firstleftfirst/);
  assert.equal(stderr.match(/TWO all true/g)?.length, 2);
  assert.equal(summary?.metrics['iterations{side:left}']?.values.count, 1);
  assert.equal(summary?.metrics['iterations{scenario:second}']?.values.count, 2);
});

test('--scenario runs what it names and drops the thresholds of the others', async () => {
  const script = `
    export const options = { scenarios: { a: { executor: 'shared-iterations' }, b: { executor: 'shared-iterations', iterations: 5 } },
      thresholds: { 'iterations{scenario:b}': ['count>100'], 'iterations{scenario:a}': ['count==1'] } };
    export default function () {}`;
  const { exitCode, summary } = await runText(script, { args: ['--scenario', 'a'] });
  assert.equal(exitCode, 0);
  assert.equal(summary?.metrics.iterations?.values.count, 1);
  assert.equal((await runText(script, { args: ['--scenario', 'nope'] })).exitCode, 104);
});

test('minIterationDuration stretches the time between iterations', async () => {
  const { summary } = await runText(
    "export const options = { iterations: 4, minIterationDuration: '50ms' }; export default function () {}",
  );
  assert.ok((summary?.state.testRunDurationMs ?? 0) >= 195);
});

test("handleSummary gets k6's classic object and its files are written whole", async (t) => {
  const folder = testFolder(t);
  const { stdout, stderr, exitCode } = await runText(
    `import { check } from 'k6';
    export const options = { thresholds: { checks: ['rate>0.9', 'rate<2'] } };
    export default function () { check(1, { fine: () => true }); }
    export function handleSummary(data) {
      return { stdout: 'to stdout', stderr: 'to stderr', [__ENV.OUT + '/summary.json']: JSON.stringify(data), [__ENV.OUT + '/bytes']: new Uint8Array([1, 255]).buffer };
    }`,
    { env: { OUT: folder } },
  );
  assert.equal(exitCode, 0);
  assert.equal(stdout, 'to stdout');
  assert.match(stderr, /to stderr/);
  assert.deepEqual(readdirSync(folder).sort(), ['bytes', 'summary.json']);
  assert.deepEqual([...readFileSync(join(folder, 'bytes'))], [1, 255]);
  const data = JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8'));
  assert.deepEqual(Object.keys(data).sort(), ['metrics', 'options', 'root_group', 'state']);
  assert.deepEqual(data.options, {
    summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'],
    summaryTimeUnit: '',
    noColor: true,
  });
  assert.deepEqual(data.metrics.checks, {
    type: 'rate',
    contains: 'default',
    values: { rate: 1, passes: 1, fails: 0 },
    thresholds: { 'rate>0.9': { ok: true }, 'rate<2': { ok: true } },
  });
  assert.deepEqual(Object.keys(data.metrics.iteration_duration.values), data.options.summaryTrendStats);
  assert.ok(!('http_reqs' in data.metrics), 'a metric without samples is absent');
});

test('a handleSummary that throws falls back to the built-in text', async () => {
  const threw = await runText(
    "export default function () {} export function handleSummary() { throw new Error('sorry'); }",
  );
  assert.match(threw.stderr, /handleSummary\(\) failed: sorry/);
  assert.match(threw.stdout, /iterations/);
});

test('--summary-export writes the flat shape, where a true threshold was crossed', async (t) => {
  const folder = testFolder(t);
  const file = join(folder, 'export.json');
  await runText(
    `import { check, group } from 'k6';
    export const options = { thresholds: { checks: ['rate>2', 'rate<2'] } };
    export default function () { group('g', () => check(1, { fine: () => true })); }`,
    { args: ['--summary-export', file, '--summary-trend-stats', 'avg,p(99),count'] },
  );
  const data = JSON.parse(readFileSync(file, 'utf8'));
  assert.deepEqual(Object.keys(data).sort(), ['metrics', 'root_group']);
  assert.deepEqual(data.metrics.checks, {
    value: 1,
    passes: 1,
    fails: 0,
    thresholds: { 'rate>2': true, 'rate<2': false },
  });
  assert.deepEqual(Object.keys(data.metrics.iteration_duration), ['avg', 'p(99)', 'count']);
  assert.equal(data.root_group.groups.g.checks.fine.passes, 1);
});

test('the number of VUs is recorded every second, requests match the server count', async () => {
  const server = await serve((_request, response) => response.end('ok'));
  try {
    const { summary } = await runText(
      `import http from 'k6/http'; import { sleep } from 'k6';
      export const options = { vus: 4, duration: '1500ms' };
      export default function () { http.get(__ENV.URL); sleep(0.05); }`,
      { env: { URL: server.url } },
    );
    assert.deepEqual(summary?.metrics.vus?.values, { value: 4, min: 4, max: 4 });
    assert.deepEqual(summary?.metrics.vus_max?.values, { value: 4, min: 4, max: 4 });
    assert.equal(summary?.metrics.http_reqs?.values.count, server.seen.length);
  } finally {
    await server.close();
  }
});

test('inspectScript gives the options and throws what the init context throws', async () => {
  const source =
    "export const options = { vus: 3, thresholds: { x: ['bad'] } }; if (!__ENV.OK) throw new Error('OK is not set'); export default function () {}";
  await assert.rejects(inspectScript({ script: 'a.js', source, env: {} }), /^StartError: OK is not set/);
  await assert.rejects(inspectScript({ script: 'a.js', source, env: { OK: '1' } }), /threshold on "x"/);
});
