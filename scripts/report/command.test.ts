// `perf report` as it is typed: what it prints, what it writes, which exit code it ends with.

import assert from 'node:assert/strict';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { CommanderError } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { reportCommand } from 'k6-verdict/command';
import { SIGNED_BY } from '../../thresholds/system.ts';
import { listening } from '../perf.fixture.ts';
import { RUNS } from './runs.fixture.ts';

const folder = testFolder();
before(async () => {
  for (const name of ['smoke-passed', 'smoke-failed'])
    await writeFile(join(folder, `${name}.json`), JSON.stringify(RUNS[name]!()));
  const early = { ...RUNS['baseline-passed']!(), state: { testRunDurationMs: 5000 } };
  await writeFile(join(folder, 'early.json'), JSON.stringify(early));
});

async function run(args: string[], env: Record<string, string> = {}) {
  let exitCode = -1;
  const { io, said } = listening({ env, cwd: folder, root: folder, now: () => new Date('2026-02-01T00:00:00Z') });
  const command = reportCommand(io, (code) => void (exitCode = code), { program: 'perf', signedBy: SIGNED_BY });
  command.exitOverride().configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
  await command.parseAsync(args, { from: 'user' });
  return { stdout: said.out, stderr: said.err, exitCode };
}

test('each outcome has its exit code', async () => {
  const rows = [
    [
      'smoke-passed.json',
      EXIT.passed,
      /^PASSED smoke: (\d+) of \1 limits held\n {2}.*smoke-passed\.report\.md\n {2}.*\.report\.html\n$/,
    ],
    ['smoke-failed.json', EXIT.thresholds, /^FAILED smoke: 1 of 7 limits crossed/],
    ['early.json', EXIT.discarded, /^DISCARDED baseline: this run is not usable: the run ended early/],
  ] as const;
  for (const [file, code, text] of rows) {
    const { exitCode, stdout } = await run([file]);
    assert.equal(exitCode, code, file);
    assert.match(stdout, text);
  }
});

test('formats and folder are as asked for', async () => {
  await run(['smoke-failed.json', '--out', 'deep/reports', '--format', 'junit, json', '--tested-by', 'Ada']);
  assert.deepEqual((await readdir(join(folder, 'deep/reports'))).sort(), [
    'smoke-failed.junit.xml',
    'smoke-failed.verdict.json',
  ]);
  const verdict = JSON.parse(await readFile(join(folder, 'deep/reports/smoke-failed.verdict.json'), 'utf8')) as {
    testedBy: string;
  };
  assert.equal(verdict.testedBy, 'Ada');
});

test('key figures show their change since --previous, which has to be usable', async () => {
  const { stdout } = await run(['smoke-failed.json', '--previous', 'smoke-passed.json', '--json', '--format', 'md']);
  const { previous } = JSON.parse(stdout) as { previous: { name: string; figures: { before: number; now: number }[] } };
  assert.equal(previous.name, 'smoke-passed.json');
  assert.ok(previous.figures.length > 1 && previous.figures.some(({ before, now }) => before !== now));
  const text = await readFile(join(folder, 'smoke-failed.report.md'), 'utf8');
  assert.match(text, /\| Limit \| Used \| Change \|\n[\s\S]*\| Error rate .* \| \+15 pp \|/);
  assert.match(text, /Changes are against 2026-\d\d-\d\d \d\d:\d\d UTC \(smoke-passed\.json\)\./);
  await assert.rejects(run(['smoke-failed.json', '--previous', 'early.json']), (error) => {
    return error instanceof UserError && /early\.json: not usable \(the run ended early/.test(error.message);
  });
});

test('names come from the environment where no flag says otherwise', async () => {
  await run(['smoke-passed.json'], { AUREN_TESTED_BY: 'Grace', AUREN_REVIEWED_BY: 'Edsger' });
  assert.match(
    await readFile(join(folder, 'smoke-passed.report.md'), 'utf8'),
    /\*\*Tested By\*\*: Grace\n\*\*Reviewed By\*\*: Edsger/,
  );
});

test('--json prints the verdict and nothing else, on GitHub too', async () => {
  const summary = join(folder, 'step.md');
  await appendFile(summary, '');
  const { stdout, stderr } = await run(['smoke-failed.json', '--json'], {
    GITHUB_ACTIONS: 'true',
    GITHUB_STEP_SUMMARY: summary,
  });
  assert.equal((JSON.parse(stdout) as { outcome: string }).outcome, 'failed');
  assert.match(stderr, /^::error title=smoke FAILED::/);
  assert.match(await readFile(summary, 'utf8'), /^## [A-Z ]+: /);
});

test('wrong usage is told before anything is read', async () => {
  await assert.rejects(
    run(['smoke-passed.json', '--format', 'md,docx']),
    (error) => error instanceof CommanderError && /docx; expected some of md, html/.test(error.message),
  );
  await assert.rejects(run([]), CommanderError);
  await assert.rejects(
    run(['nowhere.json']),
    (error) => error instanceof UserError && /no such file/.test(error.message),
  );
});
