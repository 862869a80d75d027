// `perf deploy check` on files that are broken on purpose, one thing each: what a cluster refuses is found, what it takes is not.

import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { perf, ROOT } from '../perf.fixture.ts';
import { BROKEN } from './broken-files.fixture.ts';
import { collector, resultsVolume } from './collector.ts';
import { kubernetesSchema } from './kubernetes-schema.ts';
import { testRun } from './manifests.ts';
import { networkPolicy } from './network-policy.ts';
import { checkerFor } from './object-check.ts';
import { changed, copyOf, FILES, HTTP, writeBase } from './rendered.fixture.ts';
import { yamlOf } from './yaml-file.ts';

const checker = checkerFor(ROOT, undefined);
const folder = testFolder();
before(async () => {
  await writeBase(folder);
});

async function check(dir: string, args: string[] = [], env: Record<string, string> = {}) {
  const { code, output } = await perf(['deploy', 'check', dir, ...args], { env, cwd: dir });
  return { code, output };
}

test('what is rendered fits, in every kind; what was not looked at is said', async () => {
  assert.deepEqual(await check(folder), {
    code: EXIT.passed,
    output:
      'collector-policy.yaml, collector-secret.yaml, collector-service.yaml, collector.yaml, config.yaml, kustomization.yaml, network-policy.yaml, results.yaml, testrun.yaml: fit Kubernetes 1.30.0\n' +
      'not checked: testrun.yaml (own fields of a TestRun: --crd)\n',
  });
});

test('a run that sends its files by HTTP fits as well; the uploader next to k6 is checked like any container', () => {
  for (const object of [testRun(HTTP), collector(HTTP), networkPolicy(HTTP, []), resultsVolume(HTTP)])
    assert.deepEqual(checker.problemsOf(JSON.parse(JSON.stringify(object))), []);
  const run = JSON.parse(JSON.stringify(testRun(HTTP)));
  const [uploader] = run.spec.runner.initContainers;
  Object.assign(uploader, { retries: 3 });
  run.spec.runner.volumes.pop();
  const problems = checker.problemsOf(run)?.join('\n') ?? '';
  assert.match(problems, /^spec\.runner\.initContainers\.0 has the unknown field retries$/m);
  assert.match(problems, /^spec\.runner\.initContainers\.0\.volumeMounts\.1 has the name "tmp", which no volume has$/m);
});

for (const broken of BROKEN) {
  test(`${broken.file}: ${broken.what}`, async () => {
    const object = changed(broken);
    if (broken.file === 'kustomization.yaml') {
      const own = await mkdtemp(join(folder, 'own-'));
      for (const name of [...Object.keys(FILES), 'stress.js']) await cp(join(folder, name), join(own, name));
      await writeFile(join(own, broken.file), yamlOf(object));
      const { code, output } = await check(own);
      assert.equal(code, EXIT.badInput, output);
      return assert.match(output, broken.said);
    }
    const problems = checker.problemsOf(object) ?? [];
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0] ?? '', broken.said);
  });
}

/** What a server takes although it looks odd. */
const SOUND: [keyof typeof FILES, string, (object: never) => void][] = [
  [
    'testrun.yaml',
    'image: null',
    ({ spec }: { spec: { runner: object } }) => Object.assign(spec.runner, { image: null }),
  ],
  ['collector.yaml', 'suspend: null', ({ spec }: { spec: object }) => Object.assign(spec, { suspend: null })],
  [
    'collector.yaml',
    'numbers as amounts, and a limit of 1 for 1000m',
    ({ spec }: { spec: { template: { spec: { containers: { resources: object }[] } } } }) =>
      Object.assign(spec.template.spec.containers[0]!, {
        resources: { requests: { cpu: '1000m' }, limits: { cpu: 1 } },
      }),
  ],
  [
    'network-policy.yaml',
    'a port by its name',
    ({ spec }: { spec: { egress: { ports: object[] }[] } }) =>
      Object.assign(spec.egress[1]!.ports[0]!, { port: 'web' }),
  ],
  [
    'results.yaml',
    'labels with a domain, and an empty value',
    ({ metadata }: { metadata: { labels: object } }) =>
      Object.assign(metadata.labels, { 'team.example.com/owner': '', plain: 'A_b.c-1' }),
  ],
];
for (const [file, what, change] of SOUND)
  test(`${file} may have ${what}`, () => {
    const object = copyOf(file);
    change(object as never);
    assert.deepEqual(checker.problemsOf(object), []);
  });

test('kinds of other groups are listed as not checked; a file that is not YAML, or expands without end, is one line', async () => {
  const own = await mkdtemp(join(folder, 'odd-'));
  await writeFile(join(own, 'a.yaml'), yamlOf(FILES['results.yaml']));
  await writeFile(join(own, 'b.yaml'), 'apiVersion: apps/v1\nkind: Deployment\n');
  const { output } = await check(own);
  assert.match(output, /^a\.yaml: fit Kubernetes .*\nnot checked: b\.yaml \(Deployment\)\n$/);
  const bomb = Array.from({ length: 30 }, (_, at) => `a${at + 1}: &a${at + 1} [*a${at}, *a${at}]`).join('\n');
  for (const [text, said] of [
    ['kind: [', /b\.yaml: .*expected YAML/],
    [`a0: &a0 [x]\n${bomb}\n`, /b\.yaml: .*expected YAML/],
    ['- 1\n- 2\n', /b\.yaml: kind is missing/],
    ['just words\n', /b\.yaml: must be object/],
  ] as const) {
    await writeFile(join(own, 'b.yaml'), text);
    const { code, output: told } = await check(own);
    assert.equal(code, EXIT.badInput, told);
    assert.match(told, said);
    assert.equal(told.trim().split('\n').length, 1, told);
  }
});

test('files are read and written as kubectl reads them: yes is a truth value, unless it is quoted', async () => {
  const own = await mkdtemp(join(folder, 'yaml-'));
  const config = (data: object) => ({ ...FILES['config.yaml'], data });
  await writeFile(join(own, 'a.yaml'), yamlOf(config({ a: 'yes', b: '0644', c: '2026-01-31', d: 'on' })));
  assert.equal((await check(own)).code, EXIT.passed);
  await writeFile(join(own, 'a.yaml'), `${yamlOf(config({}))}`.replace('data: {}', 'data: { a: yes }'));
  assert.match((await check(own)).output, /^a\.yaml: data\.a must be string:/);
});

test('the published types are read to the last line, and refer to nothing that is not there', () => {
  const { types } = kubernetesSchema(ROOT);
  const refs = JSON.stringify(types).match(/#\/\$defs\/\w+/g) ?? [];
  assert.ok(refs.length > 300, `${refs.length} references`);
  for (const ref of refs) assert.ok(types[ref.slice('#/$defs/'.length)], ref);
});

test('--server shows what kubectl says, and its refusal is one line with exit code 2', async () => {
  const bin = await mkdtemp(join(folder, 'bin-'));
  const stub = (text: string) => writeFile(join(bin, 'kubectl'), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  await stub(`echo "$@" >> ${bin}/asked; echo 'job.batch/x created (server dry run)'`);
  const { code, output } = await check(folder, ['--server'], { PATH: bin });
  assert.equal(code, EXIT.passed, output);
  assert.match(output, /job\.batch\/x created \(server dry run\)/);
  const asked = (await readFile(join(bin, 'asked'), 'utf8')).trim().split('\n');
  assert.deepEqual(asked, [
    `apply --dry-run=server --validate=strict -k ${folder}`,
    `apply --dry-run=server --validate=strict -f ${join(folder, 'results.yaml')}`,
  ]);
  await stub(`echo 'Error from server (Forbidden): jobs.batch is forbidden' >&2; exit 1`);
  const refused = await check(folder, ['--server'], { PATH: bin });
  assert.equal(refused.code, EXIT.badInput);
  assert.match(refused.output, /^the server refuses .*: Error from server \(Forbidden\): jobs\.batch is forbidden\n$/);
  assert.match((await check(folder, ['--server'], { PATH: '/nonexistent' })).output, /^--server: no kubectl in PATH/);
});
