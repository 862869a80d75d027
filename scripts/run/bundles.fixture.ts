// Bundles of the suite on the local runner, against the reference target: each ends, counts right and leaves its result.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { runScript } from 'k6-local/run';
import { endpoints, type TestTypeName, testTypes } from '../../thresholds/baselines.ts';
import { buildInto } from '../build.ts';
import { FEWER, TIME_SCALE } from '../k6-conformance/clock.ts';
import { startTarget, type Target } from '../target/start.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = testFolder();
before(async () => {
  await buildInto(folder, root);
});

async function run(bundle: string, target: Target, scale: string, args: readonly string[]) {
  const resultFile = join(folder, `${bundle}.result.json`);
  let output = '';
  const note = (text: string) => {
    output += text;
  };
  const { exitCode } = await runScript({
    script: join(folder, `${bundle}.js`),
    env: { BASE_URL: target.url, AUTH_TOKEN: target.token, TIME_SCALE: scale, RESULT_FILE: resultFile },
    args: ['--quiet', ...args],
    io: { stdout: note, stderr: note, isTty: false },
  });
  const text = await readFile(resultFile, 'utf8').catch(() => assert.fail(`${bundle} left no result:\n${output}`));
  return { exitCode, result: JSON.parse(text), output };
}

/** `endpointsOf`: whose bundles of their own are run besides the one with all. */
export function testBundles(endpointsOf: (type: TestTypeName, index: number) => readonly string[]): void {
  const types = Object.keys(testTypes) as TestTypeName[];
  for (const [index, type] of types.entries()) testType(type, ['', ...endpointsOf(type, index)]);
}

function testType(type: TestTypeName, choices: readonly string[]): void {
  describe(type, () => {
    let target: Target;
    before(async () => {
      target = await startTarget({ port: 0 });
    });
    after(() => target.close());

    it(`runs with all endpoints and with ${choices.slice(1).join(', ')} alone, and counts what the target counts`, async () => {
      const bundles = choices.map((endpoint) => (endpoint === '' ? type : `${type}-${endpoint}`));
      const argsOf = (bundle: string) => (bundle === type ? [] : (FEWER[type] ?? []));
      const runs = await Promise.all(
        bundles.map((bundle) => run(bundle, target, TIME_SCALE[type] ?? '0.001', argsOf(bundle))),
      );
      let counted = 0;
      for (const [index, { exitCode, result, output }] of runs.entries()) {
        const only = choices[index];
        // A run of a second has too few requests to hold every limit; that it was judged is what counts here.
        assert.ok(exitCode === 0 || exitCode === 99, `${bundles[index]} ended with ${exitCode}:\n${output}`);
        assert.equal(result.run.type, type);
        assert.deepEqual(result.run.endpoints.toSorted(), only === '' ? Object.keys(endpoints).toSorted() : [only]);
        assert.match(result.run.engine, /^local \d/);
        assert.equal(result.metrics.http_req_failed.values.passes, 0, output);
        assert.ok(result.metrics['http_reqs{traffic:load}'].values.count > 0);
        assert.ok(!JSON.stringify(result).includes(target.token));
        counted += result.metrics['http_reqs{traffic:load}'].values.count;
      }
      // A broken limit ends the breakpoint test at once: answers that were under way then are nobody's sample.
      const { requests, byStatus } = target.stats().total;
      const lost = type === 'breakpoint' ? testTypes.breakpoint.peakUsers : 0;
      assert.ok(
        counted <= requests && counted >= requests - (byStatus.aborted ?? 0) - lost,
        `${counted} of ${requests}`,
      );
    });
  });
}
