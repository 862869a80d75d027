// A row that reads "not measured": the suite loads the endpoint and shows it, judges nothing by it, and three runs fill it with what
// the target really takes.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { inCopy, ROOT, type SuiteCopy } from '../../build/suite-copy.fixture.ts';
import { targets } from '../../thresholds/baselines.ts';

const PARTS = [
  ...['build', 'lib', 'packages', 'scripts', 'tests', 'thresholds'],
  ...['package.json', 'perf.config.ts', 'tsconfig.json', 'tsconfig.k6.json'],
];
const TABLE = 'thresholds/baselines.md';
/** The row's four figures, whatever they are. */
const HEALTH = /(\| health +\| `\/api\/health` +)(\|[^|\n]+){4}\|/;
const NONE = '| not measured '.repeat(4);
/** The reference target answers such an endpoint in this time, always. */
const TRUTH_MS = targets.apiResponseTime.limitMs;

/** Four cells of each step, three of the journey. */
const STEP = /(\| check-in-[\w-]+ +\| check-in \| `[^|]+)(?:\|[^|\n]+){4}\|/g;
const JOURNEY = /(\| check-in +)(?:\|[^|\n]+){3}\|/;

const RUNS = `import { writeFileSync } from 'node:fs';
import { deriveThresholds } from '../thresholds/derive.ts';
import { planOf } from '../thresholds/plans.fixture.ts';
import { policyOf } from '../thresholds/policy.ts';
import { requestsOf } from '../thresholds/tasks.ts';
import { virtualRun } from './report/virtual-run.fixture.ts';
for (const seed of [1, 2, 3])
  writeFileSync(\`run-\${seed}.json\`, JSON.stringify(virtualRun({ type: 'baseline', timeScale: 1, faults: [], seed })));
const thresholds = deriveThresholds(planOf('baseline', { tasks: ['check-in'] }));
writeFileSync('journey.json', JSON.stringify({ thresholds, policy: policyOf({ endpoints: requestsOf('check-in') }) }));
`;

async function node(copy: SuiteCopy, ...args: string[]): Promise<string> {
  // Other tests of this process may have changed its environment.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME };
  const ran = await promisify(execFile)(process.execPath, args, { cwd: copy.root, env }).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return ran.stdout + ran.stderr;
}
const perf = (copy: SuiteCopy, ...args: string[]) => node(copy, join(copy.root, 'scripts/start/start.js'), ...args);
const withoutRow = async (copy: SuiteCopy): Promise<void> => {
  await copy.edit(TABLE, HEALTH, `$1${NONE}|`);
  await copy.edit(TABLE, STEP, `$1${NONE}|`);
  await copy.edit(TABLE, JOURNEY, `$1${'| not measured '.repeat(3)}|`);
  assert.match(await perf(copy, 'baselines', 'generate'), /written/);
};

describe('a row that is not measured', () => {
  it('has no limits and is shown as such; three runs fill it', () =>
    inCopy(PARTS, async (copy) => {
      await withoutRow(copy);
      await copy.write('scripts/runs.ts', RUNS);
      assert.equal(await node(copy, '--import', 'tsx', 'scripts/runs.ts'), '');

      const { metrics, run } = JSON.parse(await readFile(join(copy.root, 'run-1.json'), 'utf8'));
      const limitsOf = (name: string) =>
        Object.entries<{ thresholds?: object }>(metrics)
          .filter(([key]) => key.startsWith('http_req_duration{') && key.includes(`endpoint:${name}`))
          .flatMap(([, { thresholds = {} }]) => Object.keys(thresholds))
          .filter((expression) => expression !== 'max>=0');
      assert.deepEqual(limitsOf('health'), []);
      assert.notDeepEqual(limitsOf('memory-stats'), []);
      assert.deepEqual(run.policy.unmeasured, ['health']);

      assert.match(await perf(copy, 'report', 'run-1.json', '--format', 'md'), /^PASSED baseline/);
      assert.match(
        await readFile(join(copy.root, 'run-1.report.md'), 'utf8'),
        /\| health \|.*\| not judged: not measured \|/,
      );
      assert.match(await perf(copy, 'list'), /health +25 % +not measured +- /);

      const walked = JSON.parse(await readFile(join(copy.root, 'journey.json'), 'utf8'));
      const judging = Object.entries<string[]>(walked.thresholds)
        .filter(([key]) => /^(journey_|step_|http_req_duration)/.test(key))
        .flatMap(([, expressions]) => expressions.filter((expression) => !/^(max>=0|rate>=0)$/.test(expression)));
      assert.deepEqual(judging, []);
      const { steps, ...row } = walked.policy.journeys['check-in'];
      assert.deepEqual(walked.policy.unmeasured, steps);
      assert.deepEqual(row, { avgMs: null, p95Ms: null, completedRatio: null });
      assert.match(await perf(copy, 'list'), /check-in +25 % +not measured +- +yes +6 +not measured/);

      const said = await perf(
        copy,
        'baselines',
        'propose',
        '--from',
        ...[1, 2, 3].map((seed) => `run-${seed}.json`),
        '--write',
      );
      assert.match(said, new RegExp(`health +P95 +not measured +${TRUTH_MS}ms +filled`));
      const document = await readFile(join(copy.root, TABLE), 'utf8');
      const filled = `\\| health +\\| \`/api/health\` +(\\| ${TRUTH_MS}ms +){4}\\|`;
      assert.match(document, new RegExp(filled));
      assert.match(await perf(copy, 'baselines', 'check'), /is what .* says/);
      await copy.write('before.md', document.replace(new RegExp(filled), `| health | \`/api/health\` ${NONE}|`));
      assert.match(await perf(copy, 'baselines', 'ledger', '--base', 'before.md'), /no limit is looser/);
    }));

  it('compiles', () =>
    inCopy(PARTS, async (copy) => {
      await withoutRow(copy);
      const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
      const lines = (await node(copy, tsc, '--noEmit', '-p', 'tsconfig.json')).split('\n');
      // Other folders are not in the copy.
      assert.deepEqual(
        lines.filter((line) => line.includes('null')),
        [],
      );
    }));
});
