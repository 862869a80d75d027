// Several tests one after the other. A failed one is repeated once before it is red; what is done stays done when resumed.
import { rm } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { scaleText } from 'k6-format/scale';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { Interrupted, UserError } from 'k6-kit/user-error';
import { worstLimit } from 'k6-verdict/render/first-screen';
import type { PerfConfig, SuiteTest } from '../guard/config.ts';
import { TargetDown } from '../guard/refusal.ts';
import { scaleOf, scaleSettings } from '../guard/scale.ts';
import { type ExitCode, type Io, withQuietStdout } from '../io.ts';
import { stamp } from '../run/outcome.ts';
import { performTest, type TestPlan } from '../run/perform.ts';
import { tellStepSummary } from './github-summary.ts';
import { suitePage } from './page.ts';
import { readSuiteRecord, type SuiteRecord, type SuiteTestRecord, saveSuite, statePath } from './record.ts';
import { regressionsOf } from './regressions.ts';
import { suiteReport } from './report.ts';

export interface SuiteRequest {
  name: string;
  config: PerfConfig;
  plan: Omit<TestPlan, 'type' | 'endpoint'>;
  environment: string;
  /** History as text, which is read, added to and written back; undefined: none. */
  historyFile: string | undefined;
  unfinished: 'refuse' | 'resume' | 'restart';
  json: boolean;
}

/**
 * Exit code 0 when every test passed, at once or when repeated; else that of the worst: 99 before 3, and 6 for a regression
 * alone. What no repetition can help (a refusal, wrong input, an engine that broke) ends the suite with its own code.
 */
export async function runSuite(request: SuiteRequest, io: Io): Promise<ExitCode> {
  const tests = testsOf(request);
  const own = request.json ? withQuietStdout(io) : io;
  const path = statePath(request.plan.outDir, request.name);
  const record = await openSuite(request, tests, path, io);
  let isGateShut = false;
  for (const [at, test] of tests.entries()) {
    const entry = record.tests[at]!;
    if (entry.state === 'open' || entry.state === 'skipped') {
      if (io.signal?.aborted) throw interrupted(entry.name);
      if (isGateShut) entry.state = 'skipped';
      else await runTest(test, entry, request, own, () => saveSuite(path, record));
      await saveSuite(path, record);
    }
    own.stdout(`${entry.state}: ${entry.name}\n`);
    isGateShut ||= test.gate && !isGreen(entry);
  }
  if (request.historyFile !== undefined) record.regressions = await regressionsOf(record, request.historyFile);
  return finish(record, path, request, io, own);
}

function testsOf({ name, config }: SuiteRequest): readonly SuiteTest[] {
  if (Object.hasOwn(config.suites, name)) return config.suites[name]!.tests;
  throw new UserError(
    'E_SUITE',
    `suite reads "${name}": expected one of ${Object.keys(config.suites).join(', ') || 'those in perf.config.ts, which has none'}`,
  );
}

async function openSuite(
  request: SuiteRequest,
  tests: readonly SuiteTest[],
  path: string,
  io: Io,
): Promise<SuiteRecord> {
  const { name, plan, environment, unfinished, config } = request;
  const timeScale = Number(plan.timeScale ?? io.env.TIME_SCALE ?? 1);
  const scale = scaleText(scaleOf({ ...io.env, ...scaleSettings(plan.target, plan.envName, config) }));
  const fresh: SuiteRecord = {
    ...{ schema: 1, suite: name, environment, target: plan.target, engine: plan.engine.label, timeScale, scale },
    ...{ startedAt: io.now().toISOString(), endedAt: null, regressions: null, exitCode: null },
    tests: tests.map((test) => ({ name: nameOf(test), state: 'open', attempts: [] })),
  };
  const before = unfinished === 'restart' ? undefined : await readSuiteRecord(path);
  if (before === undefined) return fresh;
  if (unfinished === 'refuse') {
    throw new UserError(
      'E_SUITE_UNFINISHED',
      `suite ${name} has an unfinished run since ${before.startedAt} (${path}): expected --resume to continue it, or --restart to start again`,
    );
  }
  const key = (record: SuiteRecord) =>
    [
      record.target,
      record.timeScale,
      ...(record.scale ? [record.scale] : []),
      ...record.tests.map(({ name }) => name),
    ].join(' ');
  if (key(before) === key(fresh)) return before;
  throw new UserError(
    'E_SUITE_OTHER',
    `suite ${name}: the unfinished run was ${key(before)}, this one is ${key(fresh)}: expected the same, or --restart`,
  );
}

function nameOf({ type, endpoint }: SuiteTest): string {
  return endpoint === undefined ? type : `${type}-${endpoint}`;
}

async function runTest(
  { type, endpoint }: SuiteTest,
  entry: SuiteTestRecord,
  { plan }: SuiteRequest,
  own: Io,
  save: () => Promise<void>,
): Promise<void> {
  // The suite tells GitHub about the whole, so its tests do not tell about themselves.
  const quiet = { ...own, env: { ...own.env, GITHUB_ACTIONS: undefined } };
  while (entry.state === 'open') {
    const startedAt = own.now().toISOString();
    const { exitCode: code, resultFile, report } = await performTest({ ...plan, type, endpoint }, quiet);
    if (code === EXIT.interrupted) throw interrupted(entry.name);
    // A run without a limit to judge is not green.
    const exitCode = report?.verdict === 'not-judged' ? EXIT.discarded : code;
    const detail = report?.oneLine ?? `the engine ended with ${exitCode}`;
    if (exitCode === EXIT.targetDown) {
      throw new TargetDown('E_DOWN', `suite: ${entry.name}: ${detail}; --resume continues it`);
    }
    if (!([EXIT.passed, EXIT.thresholds, EXIT.discarded] as number[]).includes(exitCode)) {
      throw new UserError(
        'E_SUITE_ENGINE',
        `suite: ${entry.name}: ${detail}: expected a complete run; --resume continues it`,
      );
    }
    entry.attempts.push({
      exitCode,
      detail,
      resultFile: resultFile ?? null,
      startedAt,
      endedAt: own.now().toISOString(),
      worstLimit: report ? worstLimit(report.judgement) : null,
    });
    entry.state = stateAfter(entry);
    await save();
  }
}

function interrupted(name: string): Interrupted {
  return new Interrupted(`suite: interrupted at ${name}: --resume continues it`);
}

/** Only a crossed limit is worth a second look: a discarded run says nothing, and would not say more. */
function stateAfter({ attempts }: SuiteTestRecord): SuiteTestRecord['state'] {
  const last = attempts.at(-1)?.exitCode;
  if (last === EXIT.discarded) return 'discarded';
  if (last === EXIT.passed) return attempts.length > 1 ? 'unsteady' : 'passed';
  return attempts.length > 1 ? 'failed' : 'open';
}

function isGreen({ state }: SuiteTestRecord): boolean {
  return state === 'passed' || state === 'unsteady';
}

export function suiteExitCode({ tests, regressions }: Pick<SuiteRecord, 'tests' | 'regressions'>): ExitCode {
  if (tests.some(({ state }) => state === 'failed')) return EXIT.thresholds;
  if (tests.some(({ state }) => state === 'discarded')) return EXIT.discarded;
  return (regressions?.length ?? 0) > 0 ? EXIT.regression : EXIT.passed;
}

async function finish(record: SuiteRecord, path: string, request: SuiteRequest, io: Io, own: Io): Promise<ExitCode> {
  record.endedAt = io.now().toISOString();
  record.exitCode = suiteExitCode(record);
  const stem = join(request.plan.outDir, `suite-${record.suite}-${stamp(io.now())}`);
  const markdown = suiteReport(record, request.plan.outDir);
  await saveSuite(`${stem}.suite.json`, record);
  // The newest one has a name of its own, for the next step of a workflow.
  await saveSuite(join(request.plan.outDir, `suite-${record.suite}.suite.json`), record);
  await writeWhole(`${stem}.suite.md`, markdown);
  await writeWhole(`${stem}.suite.html`, suitePage(record, request.plan.outDir));
  await rm(path, { force: true });
  await tellStepSummary(record, markdown, io);
  own.stdout(`suite ${record.suite} ended with ${record.exitCode}\n`);
  for (const kind of ['md', 'html']) own.stdout(`report: ${relative(io.cwd, `${stem}.suite.${kind}`)}\n`);
  if (request.json) io.stdout(`${JSON.stringify(record)}\n`);
  return record.exitCode;
}
