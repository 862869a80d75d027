// The check of a cluster with a stand-in for kubectl: what it asks in which order, and where it ends when the cluster does not follow.

import assert from 'node:assert/strict';
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { labWorld } from '../deploy/lab.fixture.ts';
import type { Conformance } from '../k6-conformance/findings.ts';
import { listening, perf } from '../perf.fixture.ts';
import { performTest } from '../run/perform.ts';
import { spawnTarget } from '../run/spawn-target.ts';
import { type Answer, standInKubectl } from './stand-in-kubectl.fixture.ts';

const SCALE = '0.01';
const folder = testFolder();

const SERVICE: Answer = { asked: 'get service', prints: JSON.stringify({ spec: { clusterIP: '10.0.0.5' } }) };
const jobIs = (type: string): Answer => ({
  asked: 'get job',
  prints: JSON.stringify({ status: { conditions: [{ type, status: 'True' }] } }),
});

async function checked(answers: readonly Answer[], args: readonly string[] = [], path?: string) {
  const own = await mkdtemp(join(folder, 'c-'));
  const kubectl = await standInKubectl(own, answers);
  const line = ['cluster-check', '--image', 'performance:check', '--operator', 'bundle.yaml', '--time-scale', SCALE];
  const said = await perf([...line, '--out', 'found', ...args], {
    ...{ cwd: own, now: () => new Date('2026-01-31T12:00:00Z'), guardWorld: labWorld },
    env: { PATH: path ?? `${kubectl.folder}:${process.env.PATH}`, HOME: process.env.HOME },
  });
  return { ...said, kubectl, read: (name: string) => readFile(join(own, 'found', name), 'utf8') };
}

/** What two instances would leave: a run here, with their number in its record. */
async function clusterRun() {
  const { io } = listening({ cwd: folder, env: process.env });
  const target = await spawnTarget([], io);
  try {
    const plan = { type: 'baseline', endpoint: undefined, target: target.url, timeScale: SCALE } as const;
    const engine = { kind: 'local', label: 'local runner' } as const;
    const { resultFile } = await performTest(
      { ...plan, engine, engineArgs: ['--quiet'], outDir: join(folder, 'run'), testedBy: undefined },
      { ...io, env: { ...io.env, AUTH_TOKEN: target.token, GITHUB_ACTIONS: undefined } },
    );
    const result = JSON.parse(await readFile(resultFile ?? '', 'utf8'));
    result.run.instances = { expected: 2, lost: 0 };
    return { result, stats: await target.stats() };
  } finally {
    await target.stop();
  }
}

test('operator, target, run, result: in this order, and compared with a run here', async () => {
  const { result, stats } = await clusterRun();
  const { code, out, err, kubectl, read } = await checked([
    ...[SERVICE, jobIs('Complete')],
    { asked: 'logs job/', prints: 'PASSED: as planned\n' },
    { asked: 'get pod perf-reader', prints: JSON.stringify({ status: { phase: 'Succeeded' } }) },
    { asked: 'logs perf-reader', prints: JSON.stringify(result) },
    { asked: 'get --raw', prints: JSON.stringify(stats) },
  ]);
  assert.ok([EXIT.passed, EXIT.thresholds].includes(code as 0), err);
  const calls = await kubectl.calls();
  const order = [
    /^apply --server-side -f bundle\.yaml$/,
    /^--namespace k6-operator-system rollout status deployment /,
    /^apply -f -$/,
    /^apply -f -$/,
    /^rollout status deployment\/perf-target /,
    /^get service perf-target -o json$/,
    /^apply -f \S+\/k8s\/results\.yaml$/,
    /^apply -k \S+\/k8s$/,
    /^get job \S+-collector -o json$/,
    /^logs job\/\S+-collector$/,
    /^delete pod perf-reader --ignore-not-found$/,
    /^apply -f -$/,
    /^get pod perf-reader -o json$/,
    /^logs perf-reader$/,
    /^get --raw \/api\/v1\/namespaces\/perf-check\/services\/perf-target:8080\/proxy\/__target\/stats$/,
  ];
  assert.equal(calls.length, order.length, calls.join('\n'));
  for (const [at, call] of order.entries()) assert.match(calls[at] ?? '', call);
  // What it put there meets the strictest level, which the namespace enforces.
  assert.match(await kubectl.inputs(), /"pod-security\.kubernetes\.io\/enforce":"restricted"/);
  const run = await read('k8s/testrun.yaml');
  assert.match(run, /parallelism: 2\n/);
  assert.match(run, /value: http:\/\/10\.0\.0\.5:8080\n/);
  const { findings } = JSON.parse(await read('findings.json')) as Conformance;
  const held = findings.filter(({ holds }) => holds).map(({ claim }) => claim);
  // A run of three seconds may cross a limit by chance; these it cannot.
  for (const claim of ['every instance reached the collector', "the merged count of requests is the target's own"])
    assert.ok(held.includes(claim), JSON.stringify(findings));
  assert.equal(findings.length, 5);
  assert.match(out, /^## .{1,2} k6 in a cluster \(grafana\/k6:\S+\): [2-5] of 5 claims hold\n/);
  assert.match(await read('cluster/baseline.merged.report.md'), /^## /m);
});

// What the cluster does, and the line that says so.
const FAILURES: [string, readonly Answer[], readonly string[], RegExp][] = [
  [
    'refuses the operator',
    [{ asked: 'bundle.yaml', fails: 'error: the server is down\n' }],
    [],
    /^kubectl apply --server-side -f: error: the server is down$/m,
  ],
  [
    'does not start the target',
    [{ asked: 'deployment/perf-target', fails: 'error: timed out waiting for the condition' }],
    [],
    /^kubectl rollout status deployment\/perf-target: error: timed out/m,
  ],
  [
    'never ends the run',
    [SERVICE, { asked: 'get job', prints: '{}' }],
    ['--wait', '1'],
    /^the collector did not end within 1 s/m,
  ],
  [
    'ends the run without a result',
    [SERVICE, jobIs('Failed'), { asked: 'get pod perf-reader', prints: '{"status":{"phase":"Failed"}}' }],
    [],
    /^there is no \S+\/baseline\.merged\.json on the volume/m,
  ],
  [
    'prints no JSON',
    [{ asked: 'get service', prints: 'No resources' }],
    [],
    /^kubectl get service perf-target: expected JSON$/m,
  ],
];
for (const [what, answers, args, says] of FAILURES)
  test(`a cluster that ${what} ends the check with 2 and what the cluster says`, async () => {
    const { code, out, err, read } = await checked(
      [...answers, { asked: 'describe pods', prints: 'why it is so' }],
      args,
    );
    assert.deepEqual([code, out], [EXIT.badInput, ''], err);
    assert.match(err, says);
    assert.match(await read('cluster.txt'), /# kubectl describe pods\nwhy it is so/);
  });

test('without kubectl nothing is tried', async () => {
  const { code, err } = await checked([], [], '/nonexistent');
  assert.equal(code, EXIT.badInput);
  assert.match(err, /^no kubectl in PATH: expected one that reaches a cluster/);
});
