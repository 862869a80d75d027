// A row that reads "not measured": the suite loads what it is of and shows it, judges nothing by it, and three runs fill it with what
// the target really takes.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inCopy } from '../../build/suite-copy.fixture.ts';
import { targets } from '../../thresholds/baselines.ts';
import { NONE, node, PARTS, perf, TABLE, withoutRow } from './unmeasured.fixture.ts';

/** The reference target answers such an endpoint in this time, always. */
const TRUTH_MS = targets.apiResponseTime.limitMs;

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
});
