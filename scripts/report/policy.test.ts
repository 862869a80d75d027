// A result is judged by what it carries: changed tables change nothing in the report of an old one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { NO_POLICY } from 'k6-format/policy';
import { testFolder } from 'k6-kit/folder.fixture';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { renderMarkdown } from 'k6-verdict/render/markdown';
import { verdictOf } from 'k6-verdict/render/verdict-json';
import { verdictJsonSchema } from 'k6-verdict/render/verdict-schema.fixture';
import { buildView } from 'k6-verdict/render/view';
import { makeReport } from 'k6-verdict/report';
import { inCopy, ROOT } from '../../build/suite-copy.fixture.ts';
import { readPolicyFile } from '../baselines/policy-file.ts';
import type { Io } from '../io.ts';
import { SPIKE } from './runs.fixture.ts';
import { type ResultJson, suiteResult } from './suite-result.fixture.ts';

const folder = testFolder();

const BASELINE = {
  type: 'baseline',
  stages: [{ phase: 'hold', durationS: 60, from: 50, to: 50, windows: 6 }],
  slowdown: () => 1.6,
  cpuPct: () => 75,
  memoryMb: () => 3700,
} as const;
const parsed = (result: unknown) => parseSummary('x.json', JSON.parse(JSON.stringify(result)));

test('a changed row changes nothing in the report of an old result', async () => {
  const file = join(folder, 'old.json');
  await writeFile(file, JSON.stringify(suiteResult(BASELINE)));
  const now = new Date('2026-02-01T00:00:00Z');
  await makeReport({ file, outDir: join(folder, 'before'), now, formats: ['md', 'html', 'json', 'junit'] });
  await inCopy(['packages/report', 'thresholds', 'package.json', 'tsconfig.json'], async (copy) => {
    const tables = 'thresholds/baselines.ts';
    await copy.edit(tables, /p95Ms: \d+/g, 'p95Ms: 7');
    await copy.edit(tables, /(abovePct|aboveMs|limitPct): \d+/g, '$1: 1');
    await copy.write(
      'again.ts',
      `import { makeReport } from './packages/report/report.ts';
import { policyOf } from './thresholds/policy.ts';
const [file, outDir] = process.argv.slice(2);
await makeReport({ file, outDir, now: new Date('2026-02-01T00:00:00Z'), formats: ['md', 'html', 'json', 'junit'] });
console.log(policyOf({}).rows.home.p95Ms, policyOf({}).triggers.cpuPct);`,
    );
    const args = ['--import', 'tsx', join(copy.root, 'again.ts'), file, join(folder, 'after')];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    assert.equal(stdout.trim(), '7 1', 'the copy has other tables');
  });
  const names = await readdir(join(folder, 'before'));
  assert.equal(names.length, 4);
  for (const name of names)
    assert.ok(
      (await readFile(join(folder, 'before', name))).equals(await readFile(join(folder, 'after', name))),
      `${name} is the same byte for byte`,
    );
});

test('a result of an older version is judged by its own limits alone, and the report says so', () => {
  const { policy: _, ...run } = suiteResult(BASELINE).run;
  const old = judge(parsed({ ...suiteResult(BASELINE), run }));
  assert.equal(old.summary.policy, NO_POLICY);
  assert.equal(old.outcome, 'failed');
  assert.deepEqual(
    old.verdicts.map(({ outcome }) => outcome),
    judge(parsed(suiteResult(BASELINE))).verdicts.map(({ outcome }) => outcome),
  );
  assert.ok(old.facts.endpoints.every(({ baseline }) => baseline === null));
  assert.ok(!old.findings.some(({ rule }) => /trigger|slow/.test(rule)));
  assert.ok(old.warnings.some((warning) => /carries no tables/.test(warning)));
});

test('the recovery of a spike without a policy has no allowance, in words and as JSON', () => {
  const { policy: _, ...run } = suiteResult(SPIKE).run;
  const old = judge(parsed({ ...suiteResult(SPIKE), run }));
  assert.equal(old.recovery?.allowedS, null);
  const signed = { testedBy: null, reviewedBy: null, now: new Date(0) };
  assert.match(renderMarkdown(buildView(old, signed)), /Allowed.*the result does not say/);
  const told = JSON.parse(JSON.stringify(verdictOf(old, signed)));
  assert.equal(told.recovery.allowedS, null);
  assert.ok(new Ajv2020().validate(verdictJsonSchema() as object, told));
});

test('a policy that cannot be read is a warning with its place, and no policy', () => {
  const broken: ((policy: NonNullable<ResultJson['run']['policy']>) => unknown)[] = [
    () => null,
    () => [],
    () => 'x',
    (policy) => ({ ...policy, rowToleranceRatio: '0.1' }),
    (policy) => ({ ...policy, rows: { home: { ...policy.rows.home!, p95Ms: -1 } } }),
    (policy) => ({ ...policy, growth: Array(101).fill(policy.growth[0]) }),
    (policy) => ({ ...policy, version: '<script>' }),
  ];
  for (const breakIt of broken) {
    const result = suiteResult(BASELINE);
    const { policy, ...run } = result.run;
    const { summary, warnings } = judge(parsed({ ...result, run: { ...run, policy: breakIt(policy!) } }));
    assert.equal(summary.policyFrom, null);
    assert.ok(warnings.some((warning) => /policy of the run cannot be read \(run\.policy/.test(warning)));
  }
});

test('another document judges a result without tables; a bad one is told with its line', async () => {
  const io = { root: ROOT, cwd: folder } as Io;
  const text = await readFile(join(ROOT, 'thresholds/baselines.md'), 'utf8');
  await writeFile(join(folder, 'mine.md'), text.replace('| 45ms    | 40ms  | 85ms ', '| 45ms    | 40ms  | 99ms '));
  const policy = (await readPolicyFile('mine.md', io))(null);
  assert.equal(policy.rows.home?.p95Ms, 99);
  const scaled = (await readPolicyFile('mine.md', io))({ scale: { users: 1, rate: 1, limits: 2 } });
  assert.equal(scaled.rows.home?.p95Ms, 2 * 99, 'a run at a scale keeps it');
  assert.notEqual(policy.version, suiteResult(BASELINE).run.policy?.version);
  await writeFile(join(folder, 'bad.md'), text.replace('| 45ms ', '| fast '));
  await assert.rejects(readPolicyFile('bad.md', io), /^[\w: ]*bad\.md:\d+:\d+: [^\n]*fast[^\n]*$/);
});

test('a policy is small', () => {
  const bytes = Buffer.byteLength(JSON.stringify(suiteResult(BASELINE).run.policy));
  assert.ok(bytes < 6000, `${bytes} bytes`);
});
