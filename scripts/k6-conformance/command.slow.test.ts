// The conformance job with a stand-in for k6: what it finds where k6 counts, names keys, or ends otherwise. k6 itself is in the workflow only.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { OPERATION_FAILED, OPERATIONS_DONE } from 'k6-format/load-names';
import { EXIT } from 'k6-kit/exit-codes';
import { endpoints, journeys } from '../../thresholds/baselines.ts';
import { main } from '../cli.ts';
import { suiteResult } from '../report/suite-result.fixture.ts';
import { type StandInRun, standInK6 } from '../run/stand-in-k6.fixture.ts';
import { need } from '../services/stack/need.fixture.ts';
import type { Conformance } from './findings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STAGES = [{ phase: 'hold', durationS: 5, from: 1, to: 1, windows: 1 }] as const;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-conformance-'));
  // A PostgreSQL that refuses to be root has to get through.
  await chmod(folder, 0o711);
});
after(() => rm(folder, { recursive: true }));

const ends = (exitCode: number): readonly StandInRun[] => [{ result: undefined, exitCode }];
/** Exit codes as documented, and no summary. */
const SHAPES = {
  ...{ 'exit-0': ends(0), 'exit-99': ends(99), 'exit-107': ends(107), 'exit-108': ends(108) },
  ...{ 'shape-false': ends(0), 'shape-true': ends(0) },
};

/** A stand-in that sends nothing, and leaves what a k6 may leave. */
async function conform(
  runs: Readonly<Record<string, readonly StandInRun[]>>,
  only: readonly string[] = ['smoke'],
  env: Record<string, string> = {},
) {
  await rm(join(folder, 'summary.md'), { force: true });
  const k6 = await standInK6(folder, { ...SHAPES, ...runs });
  let [out, err] = ['', ''];
  const code = await main(['k6-conformance', '--only', ...only, '--out', 'found'], {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    ...{ isTty: false, cwd: folder, root, now: () => new Date() },
    env: { PATH: process.env.PATH, K6_BIN: k6.path, GITHUB_STEP_SUMMARY: join(folder, 'summary.md'), ...env },
  });
  const read = async (name: string) => JSON.parse(await readFile(join(folder, 'found', name), 'utf8'));
  const found = (await read('conformance.json').catch(() => assert.fail(out + err))) as Conformance;
  const about = (subject: string) => found.findings.filter((one) => one.subject === subject);
  return { code, out, found, about, badge: await read('badge.json') };
}

test('a k6 that counts otherwise, leaves nothing or ends with another code is found, and the rest is still compared', async () => {
  const result = suiteResult({ type: 'smoke', stages: STAGES });
  const some: StandInRun = { result, exitCode: 0 };
  const tasks = Object.keys({ ...endpoints, ...journeys });
  const names = ['smoke', ...tasks.map((name) => `smoke-${name}`)];
  const { code, out, found, about, badge } = await conform({
    ...Object.fromEntries(names.map((name) => [name, [some]])),
    'smoke-home': [{ result: undefined, exitCode: 107 }],
    'exit-107': [{ result: undefined, exitCode: 97 }],
  });
  assert.equal(code, EXIT.thresholds, out);
  assert.deepEqual(
    about('smoke').map(({ claim, holds }) => [claim, holds]),
    [
      ['k6 runs the bundle to its end and leaves a result', true],
      // It has sent nothing.
      ["k6's count of requests is the target's own", false],
      ["both engines' summaries have the same keys", false],
    ],
  );
  assert.match(about('smoke')[1]!.expected, /^0 requests$/);
  for (const journey of Object.keys(journeys)) {
    const counts = about(`smoke-${journey}`).find(({ claim }) => claim.includes("the target's own"));
    assert.deepEqual([counts?.expected, counts?.holds], ['0 requests', false]);
  }
  assert.deepEqual(
    about('smoke-home').map(({ found: what, holds }) => [what, holds]),
    [['exit code 107, no result', false]],
  );
  assert.deepEqual(
    about('k6: setup() throws').map(({ expected, found: what, holds }) => [expected, what, holds]),
    [['107', '97', false]],
  );
  for (const what of ['limits held', 'a limit was crossed', 'setup() throws', 'exec.test.abort()'])
    assert.deepEqual(
      about(`local runner: ${what}`).map(({ found: is, holds }) => [is, holds]),
      [[about(`local runner: ${what}`)[0]?.expected, true]],
    );
  assert.equal(about('--summary-export, classic')[0]?.holds, false);
  assert.match(out, /^## ❌ k6 v2\.3\.0: \d+ of \d+ claims hold\n/);
  assert.match(out, /\| smoke-home +\| k6 runs the bundle to its end/);
  assert.match(out, /Not run: exit code 97: needs an account of Grafana Cloud\./);
  assert.deepEqual(
    [badge.label, badge.color, badge.message],
    ['k6 v2.3.0', 'red', out.slice(out.indexOf(': ') + 2, out.indexOf('\n'))],
  );
  assert.equal(await readFile(join(folder, 'summary.md'), 'utf8'), `${out}\n`);
  assert.equal(found.engine, 'k6 v2.3.0');
});

test('a service test: an operation that k6 did not make, or that failed, is found; so is a k6 without the extension', async (t) => {
  if (!need(t, 'redis', 'postgres')) return;
  const result = suiteResult({ type: 'smoke', stages: STAGES });
  const metrics = {
    [`${OPERATIONS_DONE}{op:get}`]: { type: 'counter', contains: 'default', values: { count: 5, rate: 1 } },
    [OPERATION_FAILED]: { type: 'rate', contains: 'default', values: { rate: 0.4, passes: 2, fails: 3 } },
  };
  const some: StandInRun = { result: { ...result, metrics: { ...result.metrics, ...metrics } }, exitCode: 0 };
  const { about, found } = await conform({ cache: [some], database: ends(107) }, ['cache', 'database']);
  assert.deepEqual(
    about('cache').map(({ claim, holds }) => [claim, holds]),
    [
      ['k6 runs the bundle to its end and leaves a result', true],
      ["both engines' summaries have the same keys", false],
      ['every operation of a service is made and answered', false],
    ],
  );
  assert.match(about('cache').at(-1)!.found, /^without \S+.*, 2 failed$/);
  assert.deepEqual(
    about('database').map(({ found: what }) => what),
    ['exit code 107, no result'],
  );
  assert.deepEqual(found.notRun, ['exit code 97: needs an account of Grafana Cloud']);
});

test('a page test that leaves nothing is found; without a Chromium page tests are listed as not run', async () => {
  const names = ['page-load', 'page-load-under-load'];
  const { found } = await conform({}, names, { PATH: '/nonexistent' });
  assert.deepEqual(
    found.notRun.slice(0, 2),
    names.map((name) => `${name}: there is no Chromium`),
  );
  // Of the local runner's part it is enough that it ends: this browser is none.
  const browser = { K6_BROWSER_EXECUTABLE_PATH: '/bin/false' };
  const { about } = await conform({ 'page-load': ends(107) }, ['page-load'], browser);
  assert.deepEqual(
    about('page-load').map(({ found: what, holds }) => [what, holds]),
    [['exit code 107, no result', false]],
  );
});

test('a type that there is not is one line, before k6 is looked for', async () => {
  await writeFile(join(folder, 'none'), '');
  let err = '';
  const code = await main(['k6-conformance', '--only', 'smok'], {
    ...{ stdout: () => {}, isTty: false, cwd: folder, root, now: () => new Date(), env: {} },
    stderr: (text) => {
      err += text;
    },
  });
  assert.deepEqual([code, err.trim()], [EXIT.badInput, err.trim().split('\n')[0]]);
  assert.match(err, /--only reads "smok": expected some of smoke/);
});
