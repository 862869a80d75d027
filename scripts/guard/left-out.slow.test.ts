// What an environment does not allow to be written is left out where it was not asked for explicitly, and named wherever the verdict is.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { endpoints } from '../../thresholds/baselines.ts';
import { perf as perfIn } from '../perf.fixture.ts';
import { startTarget, type Target } from '../target/start.ts';

const LEFT_OUT = /without biometric-analyze: writing is not allowed in this environment/;

const folder = testFolder();
let target: Target;
before(async () => {
  target = await startTarget({});
  const lab = { baseUrl: target.url, hosts: ['127.0.0.1'], caps: { vus: 1000, ratePerS: 5000, minutes: 100 } };
  const environments = { lab, open: { ...lab, writes: true } };
  await writeFile(join(folder, 'perf.config.ts'), `export default ${JSON.stringify({ environments })};\n`);
});
after(() => target.close());

const perf = (args: string[], env: Record<string, string> = {}) =>
  perfIn(args, {
    ...{ cwd: folder, env: { PATH: '', AUTH_TOKEN: target.token, ...env } },
    guardWorld: { resolve: async () => ['10.9.9.9'], lockFolder: join(folder, 'locks') },
  });

test('a run says what it left out: at the terminal, in the report, in the result and in the record of the guard', async () => {
  const { code, out, err } = await perf(['run', 'smoke', '--env', 'lab', '--engine', 'local', '--json']);
  const { headline, resultFile, reports } = JSON.parse(out);
  assert.equal(code, EXIT.passed, err);
  assert.match(headline, LEFT_OUT);
  assert.match(err, new RegExp(`PASSED .*${LEFT_OUT.source}`));
  for (const format of ['md', 'html'])
    assert.match(await readFile(reports[format], 'utf8'), LEFT_OUT, `${format}: ${reports[format]}`);
  const { run } = JSON.parse(await readFile(resultFile, 'utf8'));
  assert.deepEqual([run.leftOut, run.endpoints.length], [['biometric-analyze'], Object.keys(endpoints).length - 1]);
  const record = JSON.parse(await readFile(resultFile.replace(/\.json$/, '.guard.json'), 'utf8'));
  assert.deepEqual(record.leftOut, ['biometric-analyze']);
  assert.equal(target.stats().endpoints['biometric-analyze']?.requests, 0);
});

test('perf plan names it beforehand, in words and as JSON', async () => {
  const text = await perf(['plan', 'baseline', '--env', 'lab', '--offline']);
  assert.match(text.out, /left out +biometric-analyze: the environment has no writes: true/);
  const json = await perf(['plan', 'baseline', '--env', 'lab', '--offline', '--json']);
  assert.deepEqual(JSON.parse(json.out).leftOut, ['biometric-analyze']);
});

test('where writing is allowed nothing is left out, and nothing is said', async () => {
  const { out, err } = await perf(['plan', 'baseline', '--env', 'open', '--offline']);
  assert.doesNotMatch(out + err, /left out/);
});

// In which way it was asked for.
const ASKED: [string, string[], Record<string, string>][] = [
  ['--endpoint', ['run', 'smoke', '--env', 'lab', '--endpoint', 'biometric-analyze'], {}],
  ['ENDPOINTS', ['run', 'smoke', '--env', 'lab'], { ENDPOINTS: 'health,biometric-analyze' }],
];
for (const [what, args, env] of ASKED) {
  test(`asked for by ${what} it is refused`, async () => {
    const { code, err } = await perf(args, env);
    assert.equal(code, EXIT.guardRefused, err);
    assert.match(err, /biometric-analyze writes and the environment lab does not allow that/);
  });
}
