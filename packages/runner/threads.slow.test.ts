// Runs with several threads compared with the same run on one: counts, numbers, limits, and how they end.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { testFolder } from 'k6-kit/folder.fixture';
import { runText, serve, type TestOptions, type TestResult } from './testing.fixture.ts';

/** Runs a script with so many threads, and says what the log lines that begin with TOLD have behind it, sorted. */
async function runWith(threads: number, source: string, options: TestOptions = {}) {
  const result = await runText(source, {
    ...options,
    args: ['--threads', String(threads), ...(options.args ?? [])],
  });
  const told = [...result.stderr.matchAll(/TOLD(.*)/g)].map(([, text]) => JSON.parse(text as string) as number[]);
  return { ...result, told: told.sort((a, b) => (a[0] as number) - (b[0] as number)) };
}

const threadsOf = ({ summary }: TestResult): number | undefined => summary?.state.generator?.threads;
const valuesOf = ({ summary }: TestResult, metric: string): Record<string, number> | undefined =>
  summary?.metrics[metric]?.values;
const upTo = (count: number, first = 0): number[] => Array.from({ length: count }, (_, index) => first + index);

/** Every kind of metric and check, fed by the number of the iteration alone: the same samples however they are spread. */
const COUNTED = `
  import { check, group } from 'k6';
  import exec from 'k6/execution';
  import { Counter, Rate, Trend } from 'k6/metrics';
  import { SharedArray } from 'k6/data';
  const words = new SharedArray('words', () => ['null', 'één', 'two']);
  const [sum, share, spread] = [new Counter('sum'), new Rate('share'), new Trend('spread', true)];
  export const options = {
    scenarios: {
      shared: { executor: 'shared-iterations', vus: 5, iterations: 60, exec: 'work' },
      own: { executor: 'per-vu-iterations', vus: 3, iterations: 7, exec: 'work' },
    },
    thresholds: { 'spread{scenario:shared}': ['max<60'], 'sum{scenario:own}': ['count>0'], checks: ['rate>0.1'] },
  };
  export const setup = () => ({ add: 1 });
  export function work(data) {
    const n = exec.scenario.iterationInTest;
    sum.add(n + data.add); share.add(n % 3 === 0); spread.add((n * 37) % 60);
    group('outer', () => check(n, { even: (value) => value % 2 === 0, word: () => words[n % 3] !== words[(n + 1) % 3] }));
  }`;
const FIGURES = [
  'sum',
  'share',
  'spread',
  'spread{scenario:shared}',
  'sum{scenario:own}',
  'checks',
  'iterations',
  'vus_max',
];

for (const threads of [2, 3]) {
  test(`${threads} threads: every metric, check and verdict is that of one thread`, async () => {
    const [one, several] = [await runWith(1, COUNTED), await runWith(threads, COUNTED)];
    assert.equal(threadsOf(several), threads, several.stderr);
    assert.equal(several.exitCode, 0, several.stderr);
    for (const name of FIGURES.filter((figure) => valuesOf(one, figure))) {
      const whole = (values = {}): object =>
        Object.fromEntries(Object.entries(values).filter(([key]) => key !== 'rate' || name === 'share'));
      assert.deepEqual(whole(valuesOf(several, name)), whole(valuesOf(one, name)), name);
      assert.deepEqual(several.summary?.metrics[name]?.thresholds, one.summary?.metrics[name]?.thresholds);
    }
    assert.ok(valuesOf(one, 'spread{scenario:shared}'));
    const [outer, expected] = [several, one].map(({ summary }) => summary?.root_group.groups[0]);
    assert.deepEqual(outer, expected);
  });
}

test('numbers of VUs and iterations are given once, over all threads', async () => {
  const { told } = await runWith(
    3,
    `import exec from 'k6/execution'; import { sleep } from 'k6';
    export const options = { vus: 7, iterations: 40 };
    export default function () {
      console.log('TOLD' + JSON.stringify([exec.scenario.iterationInTest, exec.scenario.iterationInInstance, __VU, exec.vu.idInTest, exec.instance.vusInitialized]));
      sleep(0.02);
    }`,
  );
  assert.deepEqual(
    told.map(([inTest]) => inTest),
    upTo(40),
  );
  for (const [inTest, inInstance, vu, inAll, initialized] of told) {
    assert.equal(inTest, inInstance);
    assert.equal(vu, inAll);
    assert.equal(initialized, 7);
  }
  // Seven VUs that pause cannot be kept from their share of forty iterations.
  assert.deepEqual([...new Set(told.map(([, , vu]) => vu as number))].sort(), upTo(7, 1));
});

test('an execution segment in several threads has the numbers of its segment', async () => {
  const script = `import exec from 'k6/execution';
    export const options = { scenarios: { it: { executor: 'per-vu-iterations', vus: 12, iterations: 2 } } };
    export default function () { console.log('TOLD' + JSON.stringify([exec.scenario.iterationInTest, exec.vu.idInTest])); }`;
  const parts = ['0:1/3', '1/3:1'].map((segment) =>
    runWith(2, script, { args: ['--execution-segment', segment, '--execution-segment-sequence', '0,1/3,1'] }),
  );
  const told = (await Promise.all(parts)).flatMap((part) => part.told);
  const sorted = (index: number): number[] => told.map((one) => one[index] as number).sort((a, b) => a - b);
  assert.deepEqual(sorted(0), upTo(24));
  assert.deepEqual([...new Set(sorted(1))], upTo(12, 1));
});

test('arrivals of the open model are spread over threads, each once', async () => {
  const result = await runWith(
    2,
    `export const options = { scenarios: { open: {
      executor: 'constant-arrival-rate', rate: 150, duration: '1s', preAllocatedVUs: 100 } } };
    export default () => {};`,
  );
  assert.equal(threadsOf(result), 2);
  const { plannedIterations, startedIterations } = result.summary?.state.generator ?? {};
  assert.equal(plannedIterations, 150);
  assert.equal(startedIterations, valuesOf(result, 'iterations')?.count);
});

test('iterations that maxDuration cuts off are counted as dropped once', async () => {
  const result = await runWith(
    2,
    `import { sleep } from 'k6';
    export const options = { scenarios: { it: { executor: 'shared-iterations', vus: 4, iterations: 1000, maxDuration: '300ms' } } };
    export default () => sleep(0.1);`,
  );
  const [run, dropped] = ['iterations', 'dropped_iterations'].map((name) => valuesOf(result, name)?.count ?? 0);
  assert.equal((run as number) + (dropped as number), 1000);
});

const endings: [name: string, code: number, pattern: RegExp, script: string][] = [
  [
    'a crossed threshold',
    99,
    /thresholds have been crossed/,
    "export const options = { iterations: 4, vus: 4, thresholds: { iterations: ['count>4'] } }; export default () => {};",
  ],
  [
    'a threshold that ends the run',
    99,
    /threshold crossed, test aborted: bad/,
    `import { sleep } from 'k6'; import { Counter } from 'k6/metrics'; const bad = new Counter('bad');
    export const options = { vus: 4, duration: '60s', thresholds: { bad: [{ threshold: 'count<1', abortOnFail: true }] } };
    export default () => { bad.add(1); sleep(0.2); };`,
  ],
  [
    'exec.test.abort() in one VU',
    108,
    /test aborted: enough/,
    `import exec from 'k6/execution'; import { sleep } from 'k6';
    export const options = { vus: 4, duration: '60s' };
    export default () => { if (__VU === 2) exec.test.abort('enough'); sleep(60); };`,
  ],
  [
    'exec.test.abort() while another VU loops for ever',
    108,
    /test aborted: enough/,
    `import exec from 'k6/execution'; import { sleep } from 'k6';
    export const options = { vus: 2, duration: '60s' };
    export default () => { if (__VU === 2) { sleep(0.3); exec.test.abort('enough'); } for (;;); };`,
  ],
  [
    'exec.test.fail()',
    110,
    /marked as failed: sad/,
    "import exec from 'k6/execution'; export const options = { vus: 2, iterations: 2 }; export default () => exec.test.fail('sad');",
  ],
  [
    'an exception in the init context of a later VU',
    107,
    /no third/,
    "export const options = { vus: 4, iterations: 4 }; if (__VU === 3) throw new Error('no third'); export default () => {};",
  ],
];
for (const [name, code, pattern, script] of endings) {
  test(`two threads end as one does: ${name}`, async () => {
    const { exitCode, stderr } = await runWith(2, script);
    assert.equal(exitCode, code, stderr);
    assert.match(stderr, pattern);
  });
}

test('a signal interrupts the VUs of all threads; teardown and summary still come', async () => {
  const stopping = new AbortController();
  const result = await runWith(
    2,
    `import { sleep } from 'k6';
    export const options = { vus: 4, duration: '60s' };
    export default () => { console.log('BEGUN'); sleep(60); };
    export const teardown = () => console.log('TORN');`,
    {
      signal: stopping.signal,
      onStderr: (text) => {
        if (text.match(/BEGUN/g)?.length === 4) stopping.abort();
      },
    },
  );
  assert.equal(result.exitCode, 105);
  assert.match(result.stderr, /TORN/);
  assert.equal(valuesOf(result, 'iterations'), undefined);
});

test('an exception of every iteration is counted over all threads', async () => {
  const { stderr } = await runWith(
    2,
    "export const options = { vus: 4, iterations: 90 }; export default () => { throw new Error('sorry'); };",
  );
  assert.match(stderr, /sorry.*: 90 times in all/);
});

test('each request is counted once, in the summary and in the output', async (t) => {
  const server = await serve((_request, response) => response.end('ok'));
  const folder = testFolder(t);
  try {
    const file = join(folder, 'points.json');
    const result = await runWith(
      3,
      `import http from 'k6/http';
      export const options = { vus: 6, iterations: 120 };
      export default () => { http.get(__ENV.URL); };`,
      { env: { URL: server.url }, args: ['--out', `json=${file}`] },
    );
    assert.equal(server.seen.length, 120);
    assert.equal(valuesOf(result, 'http_reqs')?.count, 120);
    const points = readFileSync(file, 'utf8').match(
      /"Point","data":.*"metric":"http_reqs"|"metric":"http_reqs".*"Point"/g,
    );
    assert.equal(points?.length, 120);
  } finally {
    await server.close();
  }
});

test('a thread that ends by itself ends the run with 255 and its name, and the others with it', async () => {
  const onWorker = (worker: Worker): void => {
    process.off('worker', onWorker);
    worker.on('message', ({ kind }: { kind: string }) => {
      if (kind === 'samples') void worker.terminate();
    });
  };
  process.on('worker', onWorker);
  const { exitCode, stderr, summary } = await runWith(
    2,
    "import { sleep } from 'k6'; export const options = { vus: 4, duration: '60s' }; export default () => sleep(0.1);",
  );
  assert.equal(exitCode, 255);
  assert.match(stderr, /thread 1 of 2 ended by itself/);
  assert.ok((summary?.state.testRunDurationMs ?? Number.POSITIVE_INFINITY) < 30_000);
});
