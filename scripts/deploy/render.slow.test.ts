// Sizes and Kubernetes files: what is asked for follows from the load, and every field is one that its kind has.

import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { parse } from 'yaml';
import { endpoints } from '../../thresholds/baselines.ts';
import { perf as perfIn, ROOT } from '../perf.fixture.ts';
import { LAB, labWorld, writeLabConfig } from './lab.fixture.ts';
import type { TestRun } from './manifests.ts';
import { measuredCost } from './measured-cost.ts';
import {
  DEFAULT_GENERATOR,
  demandOf,
  K6_RATE_PER_CORE_PER_S,
  PUBLISHED_COST,
  SIZING_USERS,
  sizeFor,
} from './sizing.ts';

const perf = (args: string[], cwd = ROOT, env: Record<string, string> = {}) =>
  perfIn(args, {
    ...{ env: { AUTH_TOKEN: 'canary-token', ...env }, cwd, guardWorld: labWorld },
    now: () => new Date('2026-01-31T12:00:00Z'),
  });

test('every instance stays within 80 % of its generator, and one less would not', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2e6 }),
      fc.integer({ min: 1, max: 4e6 }),
      fc.integer({ min: 1, max: 1e5 }),
      (users, rate, bytes) => {
        const { instances, cores, memoryMb, networkMbit, perInstance } = sizeFor(demandOf(users, rate, bytes));
        const { cores: own, memoryMb: memory, networkMbit: network } = DEFAULT_GENERATOR;
        const fill = (count: number): number =>
          Math.max(
            cores / count / own,
            memoryMb / count / memory,
            networkMbit / count / network,
            users / count / 28_232,
          );
        assert.ok(fill(instances) <= 0.8 + 1e-9);
        assert.ok(instances === 1 || fill(instances - 1) > 0.8);
        assert.ok(perInstance.users * instances >= users);
      },
    ),
    { numRuns: propertyRuns(200), seed: 1 },
  );
});

test('what binds is named, and settings are asked for only where they are needed', () => {
  assert.deepEqual(
    [sizeFor(demandOf(200, undefined, 5_000)).boundBy, sizeFor(demandOf(200, undefined, 5_000)).settings],
    ['one is enough', []],
  );
  assert.equal(demandOf(200, undefined, 1).ratePerS, 400);
  assert.equal(demandOf(undefined, 400, 1).users, 200);
  assert.equal(sizeFor(demandOf(100, 100 * K6_RATE_PER_CORE_PER_S, 10)).boundBy, 'CPU');
  assert.equal(sizeFor(demandOf(100, 1000, 1_000_000)).boundBy, 'bandwidth');
  assert.match(sizeFor(demandOf(2_000, undefined, 5_000)).settings.join(), /ulimit -n/);
});

test('files over the default and the share of ports stand in every row', async () => {
  const { perInstance, settings } = sizeFor(demandOf(2_000, undefined, 5_000));
  assert.deepEqual([perInstance.openFiles, Math.round(perInstance.portPct)], [2_064, 7]);
  assert.equal(settings.length, 1);
  const { output } = await perf(['plan', '--users', '900']);
  assert.match(output, /^ *900 .* 964 +3\.2 %$/m);
  assert.match(output, /^ *10000 .* 2564\* +8\.9 %$/m);
});

test('the cost of a measured run takes the place of the published one', async (t) => {
  const folder = testFolder(t);
  const counter = (count: number) => ({ type: 'counter', contains: 'default', values: { count, rate: count / 10 } });
  const metrics = { http_reqs: counter(4_000), data_received: counter(8_000_000) };
  const state = { testRunDurationMs: 10_000, generator: { cpuPct: 50, reasons: [] } };
  const write = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
  await write('local.json', { metrics, state, root_group: {} });
  await write('k6.json', { metrics, state: { testRunDurationMs: 10_000 }, root_group: {} });
  await write('empty.json', { metrics: { http_reqs: counter(0) }, state, root_group: {} });
  const local = await measuredCost(join(folder, 'local.json'));
  // 400 requests/s on half a core.
  assert.deepEqual([local.answerBytes, local.cost.ratePerCorePerS], [2_000, 800]);
  assert.equal(sizeFor(demandOf(100, 8_000, local.answerBytes), local.cost).cores, 10);
  assert.deepEqual(await measuredCost(join(folder, 'k6.json')), { answerBytes: 2_000, cost: PUBLISHED_COST });
  await assert.rejects(measuredCost(join(folder, 'empty.json')), /empty\.json: no requests in it/);
  const { code, output } = await perf(['plan', '--users', '100', '--like', join(folder, 'local.json')]);
  assert.equal(code, EXIT.passed, output);
  assert.match(output, /answers of 2000 bytes/);
  assert.match(output, /measured by local\.json \(local runner\)/);
});

test('perf plan --users draws up the table to a million users', async () => {
  const { code, output } = await perf(['plan', '--users', '1000', '--rps', '2000']);
  assert.equal(code, EXIT.passed, output);
  for (const users of SIZING_USERS) assert.match(output, new RegExp(`^ *${users} `, 'm'));
  assert.equal((await perf(['plan'])).code, EXIT.badInput);
  assert.equal((await perf(['plan', '--users', '0'])).code, EXIT.badInput);
});

test('deploy render writes a base whose parts fit together, without the token', async (t) => {
  const out = testFolder(t);
  await writeLabConfig(out);
  const args = [
    'deploy',
    'render',
    'stress',
    '--endpoint',
    'memory-stats',
    '--target',
    LAB,
    '--instances',
    '4',
    '--out',
    out,
  ];
  const { code, output } = await perf(args, out);
  assert.equal(code, EXIT.passed, output);
  const names = ['testrun.yaml', 'results.yaml', 'collector.yaml', 'network-policy.yaml', 'kustomization.yaml'];
  const texts: Record<string, string> = Object.fromEntries(
    await Promise.all(
      [...names, 'stress-memory-stats.js'].map(
        async (name) => [name, await readFile(join(out, name), 'utf8')] as const,
      ),
    ),
  );
  for (const [name, text] of Object.entries(texts)) assert.ok(!text.includes('canary-token'), name);
  const run: TestRun = parse(texts['testrun.yaml'] ?? '');
  const [results, job, policy, base] = names.slice(1).map((name) => parse(texts[name] ?? ''));
  assert.equal(run.spec.parallelism, 4);
  // Limits that abort a run need limits.
  assert.equal(run.spec.arguments, undefined);
  // The initializer passes its environment on as arguments.
  assert.ok(run.spec.initializer.env?.every((variable) => 'value' in variable));
  // The volume is of no run: `kubectl delete -k` keeps it.
  assert.deepEqual(base.resources, ['testrun.yaml', 'collector.yaml', 'network-policy.yaml']);
  const [bundle] = base.configMapGenerator;
  const { name, file } = run.spec.script.configMap;
  assert.deepEqual([bundle.name, bundle.files], [name, [file]]);
  assert.equal(results.metadata.name, run.spec.runner.volumes?.[0]?.persistentVolumeClaim?.claimName);
  assert.deepEqual(results.spec.accessModes, ['ReadWriteMany']);
  const pod = job.spec.template.spec;
  assert.deepEqual(pod.volumes[0], run.spec.runner.volumes?.[0]);
  // Generators and collector see one folder of the volume, which has the run's id.
  assert.deepEqual(pod.containers[0].volumeMounts[0], run.spec.runner.volumeMounts?.[0]);
  const id = run.metadata.labels?.['app.kubernetes.io/instance'];
  assert.match(id ?? '', /^260131-1200-[0-9a-f]{4}$/);
  assert.equal(run.spec.runner.volumeMounts?.[0]?.subPath, id);
  assert.deepEqual(pod.containers[0].args.slice(0, 6), ['merge', '/results', '--run', id, '--expect', '4']);
  assert.deepEqual(run.spec.runner.env?.find((variable) => variable.name === 'PERF_RUN_ID')?.value, id);
  const labels = [job, policy].map(({ metadata }) => metadata.labels['app.kubernetes.io/instance']);
  assert.deepEqual([...labels, bundle.options.labels['app.kubernetes.io/instance']], [id, id, id]);
  assert.deepEqual(policy.spec.podSelector.matchLabels, run.spec.runner.metadata.labels);
  assert.deepEqual(policy.spec.egress[1], {
    to: [{ ipBlock: { cidr: '10.0.0.5/32' } }],
    ports: [{ protocol: 'TCP', port: 8080 }],
  });
  // A ConfigMap holds a mebibyte.
  const { length } = texts['stress-memory-stats.js'] ?? '';
  assert.ok(length > 0 && length < 1_048_576);
});

test('a page load test is not for several machines', async () => {
  const { code, output } = await perf(['deploy', 'render', 'page-load', '--target', 'http://127.0.0.1:8080']);
  assert.equal(code, EXIT.badInput);
  assert.match(output, /^deploy render is for load that needs several machines, and page-load has one browser/);
});

/** Renders into a folder with the lab's configuration; returns the environment of the runner and what the guard has noted. */
async function rendered(
  args: string[],
  { env = {}, change = {} }: { env?: Record<string, string>; change?: Parameters<typeof writeLabConfig>[1] } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'deploy-'));
  try {
    await writeLabConfig(folder, change);
    const { code, output } = await perf(['deploy', 'render', ...args, '--out', 'k8s'], folder, env);
    const files = await readdir(join(folder, 'k8s')).catch(() => []);
    const read = (name: string) => readFile(join(folder, 'k8s', name), 'utf8');
    if (files.length === 0) return { code, output, files, variables: {}, record: undefined };
    const { spec }: TestRun = parse(await read('testrun.yaml'));
    const plain = spec.runner.env?.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])) ?? [];
    const record = JSON.parse(await read('guard.json'));
    return { code, output, files, variables: Object.fromEntries(plain) as Record<string, string>, record };
  } finally {
    await rm(folder, { recursive: true });
  }
}

// What is asked for, and what is wrong with it.
const WRONG: [string[], RegExp][] = [
  [['--instances', '2'], /^--instances 2: the run has 1 VUs at most, .*expected 1 to 1$/],
  [['--image', 'grafana/k6:latest'], /read "grafana\/k6:latest", expected NAME:TAG, not latest, or NAME@sha256:DIGEST/],
  [['--collector-image', 'registry:5000/us'], /read "registry:5000\/us", expected NAME:TAG/],
  [['--run-id', 'Nightly'], /read "Nightly", expected 1 to 20 lower-case letters/],
  [['--egress', '10.0.0.0/33'], /--egress has "10\.0\.0\.0\/33": expected addresses such as/],
];
for (const [args, says] of WRONG) {
  test(`deploy render refuses ${args.join(' ')} before a file is written`, async () => {
    const { code, output, files } = await rendered(['smoke', '--target', LAB, ...args]);
    assert.deepEqual([code, files], [EXIT.badInput, []], output);
    assert.match(output.trim().replace(/^error: /, ''), says);
  });
}

// What is asked for, and why nothing is written.
const REFUSED: [string, string[], RegExp, Parameters<typeof rendered>[1]?][] = [
  ['production by its name', ['smoke', '--target', 'https://aupex.ai'], /aupex\.ai is production: expected/],
  ['production by its environment', ['smoke', '--env', 'live', '--target', 'https://aupex.ai'], /is production/],
  ['a host on no list', ['smoke', '--target', 'http://10.0.0.77'], /10\.0\.0\.77 is not on the allow-list/],
  ['loopback', ['smoke', '--target', 'http://127.0.0.1:8080'], /127\.0\.0\.1 is this machine's loopback/],
  ['IPv6 loopback', ['smoke', '--target', 'http://[::1]:8080'], /::1 is this machine's loopback/],
  [
    'a listed name of loopback',
    ['smoke', '--target', 'http://127.0.0.1:8080', '--env', 'lab'],
    /is this machine's loopback/,
    { change: { hosts: ['127.0.0.1'] } },
  ],
  [
    'more VUs than the caps allow',
    ['stress', '--target', LAB],
    /the run has 200 VUs and the environment lab caps them at 50/,
    { change: { caps: { vus: 50, ratePerS: 5000, minutes: 100 } } },
  ],
  [
    "a length that this machine's TIME_SCALE hides",
    ['stress', '--target', LAB, '--time-scale', '1'],
    /minutes and the environment lab caps them at 5/,
    { env: { TIME_SCALE: '0.01' }, change: { caps: { vus: 500, ratePerS: 5000, minutes: 5 } } },
  ],
  [
    'an endpoint that writes where that is not allowed',
    ['smoke', '--endpoint', 'biometric-analyze', '--target', LAB],
    /biometric-analyze writes and the environment lab does not allow that/,
    { change: { writes: false } },
  ],
];
for (const [what, args, says, world] of REFUSED) {
  test(`deploy render refuses ${what} before a file is written`, async () => {
    const { code, output, files } = await rendered(args, world);
    assert.equal(code, EXIT.guardRefused, output);
    assert.match(output, says);
    assert.equal(output.trim().split('\n').length, 1, output);
    assert.deepEqual(files, []);
  });
}

test('pods are told what the guard has decided: target, endpoints, what was left out, its scale; the time scale of here as well', async () => {
  const scale = { users: 0.25, limits: 1.5 };
  const world = { env: { TIME_SCALE: '0.5', RATE_SCALE: '0.1' }, change: { writes: false, scale } };
  const { variables, record, output } = await rendered(['baseline', '--target', 'HTTP://LAB.internal:8080/'], world);
  assert.equal(variables.BASE_URL, LAB, output);
  const reading = Object.keys(endpoints).filter((name) => name !== 'biometric-analyze');
  assert.deepEqual(variables.ENDPOINTS?.split(',').toSorted(), reading.toSorted());
  assert.equal(variables.PERF_LEFT_OUT, 'biometric-analyze');
  assert.equal(variables.TIME_SCALE, '0.5');
  // The environment's scale is one: a factor that it leaves out is 1, whatever the shell has.
  const { USERS_SCALE, RATE_SCALE, LIMITS_SCALE, PERF_ENVIRONMENT } = variables;
  assert.deepEqual([USERS_SCALE, RATE_SCALE, LIMITS_SCALE, PERF_ENVIRONMENT], ['0.25', '1', '1.5', 'lab']);
  assert.equal(variables.ALLOW_PRODUCTION, undefined);
  assert.deepEqual([record.environment, record.host, record.leftOut], ['lab', 'lab.internal', ['biometric-analyze']]);
});

test('production with leave, its name and a reason is rendered; the reason is kept beside the files', async () => {
  const sure = ['--target', 'https://aupex.ai', '--confirm-production', 'aupex.ai', '--reason', 'drill of 2.4'];
  const { code, output, variables, record } = await rendered(['smoke', ...sure], { env: { ALLOW_PRODUCTION: 'yes' } });
  assert.equal(code, EXIT.passed, output);
  assert.deepEqual([variables.ALLOW_PRODUCTION, record.production, record.reason], ['yes', true, 'drill of 2.4']);
});

test('--collect http writes the token into one file that others cannot read; a render without it leaves nothing of it', async (t) => {
  const folder = testFolder(t);
  await writeLabConfig(folder);
  const rendering = ['deploy', 'render', 'smoke', '--target', LAB, '--out', 'k8s'];
  const { code, output } = await perf([...rendering, '--collect', 'http'], folder);
  assert.equal(code, EXIT.passed, output);
  const read = (name: string) => readFile(join(folder, 'k8s', name), 'utf8');
  const base = parse(await read('kustomization.yaml'));
  const own = ['collector-service.yaml', 'collector-secret.yaml', 'collector-policy.yaml'];
  assert.deepEqual(base.resources, ['testrun.yaml', 'collector.yaml', 'network-policy.yaml', ...own]);
  const token: string = parse(await read('collector-secret.yaml')).stringData.UPLOAD_TOKEN;
  assert.match(token, /^[\w-]{32}$/);
  const having: string[] = [];
  for (const name of await readdir(join(folder, 'k8s'))) if ((await read(name)).includes(token)) having.push(name);
  assert.deepEqual(having, ['collector-secret.yaml']);
  assert.equal((await stat(join(folder, 'k8s', 'collector-secret.yaml'))).mode & 0o777, 0o600);
  assert.equal((await perf(rendering, folder)).code, EXIT.passed);
  const left = await readdir(join(folder, 'k8s'));
  assert.ok(
    own.every((name) => !left.includes(name)),
    left.join(),
  );
});
