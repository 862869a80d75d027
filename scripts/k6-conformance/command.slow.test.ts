// The conformance job with a stand-in for k6: what it finds where k6 counts, names keys, or ends otherwise. k6 itself is in the workflow only.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { endpoints } from '../../thresholds/baselines.ts';
import { main } from '../cli.ts';
import { suiteResult } from '../report/suite-result.fixture.ts';
import { type StandInRun, standInK6 } from '../run/stand-in-k6.fixture.ts';
import type { Conformance } from './findings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STAGES = [{ phase: 'hold', durationS: 5, from: 1, to: 1, windows: 1 }] as const;
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'k6-conformance-'));
});
after(() => rm(folder, { recursive: true }));

/** A stand-in that sends nothing, and leaves what a k6 may leave. */
async function conform(runs: Readonly<Record<string, readonly StandInRun[]>>) {
  const k6 = await standInK6(folder, runs);
  let [out, err] = ['', ''];
  const code = await main(['k6-conformance', '--only', 'smoke', '--out', 'found'], {
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
    ...{ isTty: false, cwd: folder, root, now: () => new Date() },
    env: { PATH: process.env.PATH, K6_BIN: k6.path, GITHUB_STEP_SUMMARY: join(folder, 'summary.md') },
  });
  const read = async (name: string) => JSON.parse(await readFile(join(folder, 'found', name), 'utf8'));
  const found = (await read('conformance.json').catch(() => assert.fail(out + err))) as Conformance;
  const about = (subject: string) => found.findings.filter((one) => one.subject === subject);
  return { code, out, found, about, badge: await read('badge.json') };
}

test('a k6 that counts otherwise, leaves nothing or ends with another code is found, and the rest is still compared', async () => {
  const result = suiteResult({ type: 'smoke', stages: STAGES });
  const some: StandInRun = { result, exitCode: 0 };
  const names = ['', ...Object.keys(endpoints).map((name) => `-${name}`)].map((name) => `smoke${name}`);
  const { code, out, found, about, badge } = await conform({
    ...Object.fromEntries(names.map((name) => [name, [some]])),
    'smoke-home': [{ result: undefined, exitCode: 107 }],
    ...{ 'exit-0': [{ result: undefined, exitCode: 0 }], 'exit-99': [{ result: undefined, exitCode: 99 }] },
    ...{ 'exit-107': [{ result: undefined, exitCode: 97 }], 'exit-108': [{ result: undefined, exitCode: 108 }] },
    ...{ 'shape-false': [{ result: undefined, exitCode: 0 }], 'shape-true': [{ result: undefined, exitCode: 0 }] },
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
  assert.match(out, /Not run: database: needs its service.*exit code 97: needs an account of Grafana Cloud/);
  assert.deepEqual(
    [badge.label, badge.color, badge.message],
    ['k6 v2.3.0', 'red', out.slice(out.indexOf(': ') + 2, out.indexOf('\n'))],
  );
  assert.equal(await readFile(join(folder, 'summary.md'), 'utf8'), `${out}\n`);
  assert.equal(found.engine, 'k6 v2.3.0');
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
