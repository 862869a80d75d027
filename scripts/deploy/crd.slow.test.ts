// Checks files for k6-operator against a definition of a TestRun: what a cluster would refuse or drop is named before one sees it.

import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { stringify } from 'yaml';
import { perf as perfIn } from '../perf.fixture.ts';
import { collector } from './collector.ts';
import { problemsWith, readCrd } from './crd.ts';
import { LAB, labWorld, writeLabConfig } from './lab.fixture.ts';
import { testRun } from './manifests.ts';
import { REQUEST } from './request.fixture.ts';
import { TEST_RUN_CRD } from './testrun-crd.fixture.ts';

/** No anchors, as in published files. */
const PLAIN = { aliasDuplicateObjects: false };
const folder = testFolder();
let crdFile = '';
before(async () => {
  await writeLabConfig(folder);
  crdFile = join(folder, 'crd.yaml');
  // A release's bundle: other objects before the definition, an empty document after it.
  const other = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'k6-operator-system' } };
  await writeFile(crdFile, `${stringify(other)}---\n${stringify(TEST_RUN_CRD, PLAIN)}---\n`);
});

async function perf(...args: string[]): Promise<{ code: number; output: string }> {
  const { code, output } = await perfIn(args, { cwd: folder, guardWorld: labWorld });
  return { code, output };
}

const crd = () => readCrd(crdFile, 'TestRun', 'k6.io/v1alpha1');

test('what is rendered fits, with and without limits on the instances, and whichever way results are collected', async () => {
  for (const change of [{ judgesParts: true }, { judgesParts: false }, { uploadToken: 'a-token-of-this-run' }])
    assert.deepEqual(problemsWith(testRun({ ...REQUEST, ...change }), await crd()), []);
});

type Spec = ReturnType<typeof testRun>['spec'] & Record<string, unknown>;
/** Each a change to a sound TestRun and what is said of it. */
const BROKEN: [string, (spec: Spec) => void, RegExp][] = [
  [
    'a field that a cluster would drop',
    (spec) => Object.assign(spec, { deadline: 5 }),
    /^spec has the unknown field deadline$/,
  ],
  [
    'the same inside a pod',
    (spec) => Object.assign(spec.runner, { cpu: 1 }),
    /^spec\.runner has the unknown field cpu$/,
  ],
  [
    'a truth value where the operator has text',
    (spec) => Object.assign(spec, { quiet: true }),
    /^spec\.quiet must be string$/,
  ],
  [
    'text where it has a number',
    (spec) => Object.assign(spec, { parallelism: '4' }),
    /^spec\.parallelism must be integer$/,
  ],
  ['a word it does not know', (spec) => Object.assign(spec, { cleanup: 'pre' }), /^spec\.cleanup needs one of post$/],
  [
    'a field that is missing',
    (spec) => Reflect.deleteProperty(spec, 'script'),
    /^spec must have required property 'script'$/,
  ],
  ['a variable twice', (spec) => spec.runner.env!.push(spec.runner.env![0]!), /^spec\.runner\.env has an item twice$/],
  [
    'an amount without a unit that exists',
    (spec) => Object.assign(spec.runner.resources!.requests!, { cpu: '4 cores' }),
    /^spec\.runner\.resources\.requests\.cpu has the wrong form, expected /,
  ],
];
for (const [name, breakIt, said] of BROKEN) {
  test(`named: ${name}`, async () => {
    const object = structuredClone(testRun(REQUEST));
    breakIt(object.spec as Spec);
    const problems = problemsWith(object, await crd());
    assert.equal(problems.length, 1, problems.join('\n'));
    assert.match(problems[0]!, said);
  });
}

test('numbers stand for amounts, null where it is allowed, anything where the definition keeps the unknown', async () => {
  const object = structuredClone(testRun(REQUEST));
  Object.assign(object.spec.runner.resources!.requests!, { cpu: 4 });
  Object.assign(object.spec.runner, { affinity: { whatever: [1] }, nodeSelector: { disk: 'ssd' } });
  Object.assign(object.spec.runner.securityContext!, { fsGroup: null });
  assert.deepEqual(problemsWith(object, await crd()), []);
});

test('deploy check takes a folder, and names what does not fit with exit code 2', async () => {
  const dir = join(folder, 'base');
  await mkdir(dir);
  await writeFile(join(dir, 'testrun.yaml'), stringify(testRun(REQUEST), PLAIN));
  await writeFile(join(dir, 'collector.yaml'), stringify(collector(REQUEST), PLAIN));
  assert.deepEqual(await perf('deploy', 'check', 'base', '--crd', 'crd.yaml'), {
    code: EXIT.passed,
    output: 'collector.yaml, testrun.yaml: fit Kubernetes 1.30.0 and crd.yaml\n',
  });
  const text = await readFile(join(dir, 'testrun.yaml'), 'utf8');
  await writeFile(join(dir, 'testrun.yaml'), text.replace('separate: false', 'separate: "yes"'));
  const { code, output } = await perf('deploy', 'check', 'base', '--crd', 'crd.yaml');
  assert.equal(code, EXIT.badInput);
  assert.match(
    output,
    /^testrun\.yaml: spec\.separate must be boolean: expected what Kubernetes .*crd\.yaml defines;.*\n$/,
  );
  await writeFile(join(dir, 'testrun.yaml'), 'kind: [');
  assert.equal((await perf('deploy', 'check', 'base', '--crd', 'crd.yaml')).code, EXIT.badInput);
});

test('deploy render writes nothing that the definition does not take', async () => {
  const { spec, ...rest } = TEST_RUN_CRD;
  const old = structuredClone({ ...rest, spec });
  Reflect.deleteProperty(old.spec.versions[0]!.schema.openAPIV3Schema.properties!.spec!.properties!, 'separate');
  await writeFile(join(folder, 'old.yaml'), stringify(old, PLAIN));
  const args = ['deploy', 'render', 'smoke', '--endpoint', 'health', '--target', LAB, '--out', 'rendered'];
  const { code, output } = await perf(...args, '--crd', 'old.yaml');
  assert.equal(code, EXIT.badInput, output);
  assert.match(output, /unknown field separate/);
  assert.ok(!(await readdir(folder)).includes('rendered'));
  assert.equal((await perf(...args, '--crd', 'crd.yaml')).code, EXIT.passed);
});

test('a file without the definition is said so in one line', async () => {
  await writeFile(join(folder, 'none.yaml'), 'kind: Namespace\n');
  await writeFile(join(folder, 'newer.yaml'), stringify(TEST_RUN_CRD, PLAIN).replace('v1alpha1', 'v2'));
  await writeFile(join(folder, 'broken.yaml'), 'a: [1\n');
  for (const [file, said] of [
    ['none.yaml', /has no definition, expected the CustomResourceDefinition of TestRun with k6\.io\/v1alpha1/],
    ['newer.yaml', /has TestRun, expected .* with k6\.io\/v1alpha1/],
    ['broken.yaml', /expected YAML/],
    ['absent.yaml', /absent\.yaml: no such file/],
  ] as const) {
    await assert.rejects(readCrd(join(folder, file), 'TestRun', 'k6.io/v1alpha1'), said);
  }
});

const PUBLISHED = process.env.K6_OPERATOR_CRD;
test("what is rendered fits the operator's own definition", {
  skip: !PUBLISHED && 'K6_OPERATOR_CRD names none',
}, async () => {
  const published = await readCrd(PUBLISHED!, 'TestRun', 'k6.io/v1alpha1');
  for (const uploadToken of [undefined, 'a-token-of-this-run'])
    assert.deepEqual(problemsWith(testRun({ ...REQUEST, uploadToken }), published), []);
});
