// One load test from start to report: the part that `perf run` and `npm start` share.
import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { needFolder } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import type { RawOptions } from 'k6-local/options';
import { inspectScript } from 'k6-local/run';
import { makeReport, type Report } from 'k6-verdict/report';
import { writesOf } from '../../build/contract-recorded.ts';
import { endpoints, pageTests } from '../../thresholds/baselines.ts';
import type { TaskName } from '../../thresholds/tasks.ts';
import { refuseStaleBaselines } from '../baselines/current.ts';
import { buildOne } from '../build.ts';
import { loadConfig, type PerfConfig } from '../guard/config.ts';
import { changingVariables } from '../guard/engine-options.ts';
import type { GuardRecord, GuardRequest, Permit } from '../guard/guard.ts';
import { scaleSettings } from '../guard/scale.ts';
import type { Io } from '../io.ts';
import { annotate, type Grafana, readGrafana, withoutGrafanaToken } from '../monitoring/annotations.ts';
import { reachableSources } from '../monitoring/sources.ts';
import { isPageTest, type RunType } from '../run-type.ts';
import { findPrevious } from '../store/previous.ts';
import { inTypedWords, type Typed, typedFor } from './asked.ts';
import { HERE_ARGS, TOKEN_IN_CLOUD } from './cloud.ts';
import { withLivePage } from './live-page.ts';
import { ended, freeResult, keepRecord, stamp, withoutReport, withoutSummary } from './outcome.ts';
import type { BundleRun } from './run-bundle.ts';
import { type Loaders, startLoad } from './start-load.ts';
import { engineExitOf, noteSurroundings, type Surroundings, watchSurroundings } from './surroundings.ts';
import type { Outcome, TestPlan } from './test-plan.ts';
import { whileWanted } from './while-wanted.ts';

export type { Outcome, TestPlan } from './test-plan.ts';

/** Builds if needed, checks the settings, asks the guard, runs, reports, and prints the report's path and, last, one line with the verdict. */
export async function performTest(plan: TestPlan, io: Io): Promise<Outcome> {
  owe(`result and report of ${plan.type}`, io);
  try {
    // k6 makes no folders, and a run of an hour must not end in front of one that cannot be written.
    await needFolder(plan.outDir);
    const { bundle, settings, request } = await prepareTest(plan, io);
    const grafana = await readGrafana(io);
    return await startLoad(request, io, (permit, loaders) =>
      withLivePage({ ...plan, title: nameOf(plan) }, request.options, io, (live) =>
        runPermitted(
          plan,
          { bundle, settings: { ...settings, ...settingsBy(permit, plan.endpoint) }, live },
          permit,
          loaders,
          grafana,
          io,
        ),
      ),
    );
  } finally {
    owe('', io);
  }
}

function owe(what: string, io: Io): void {
  if (io.owed) io.owed.what = what;
}

/** All that is known of a test before anything is sent: its bundle, its settings, and the question to the guard. */
export interface PreparedTest {
  bundle: string;
  settings: Record<string, string>;
  request: GuardRequest;
}

/** Builds if needed, reads the script's options, and puts the question to the guard together. */
export async function prepareTest(plan: TestPlan, io: Io): Promise<PreparedTest> {
  refuseForPages(plan);
  await refuseStaleBaselines(io);
  const bundle = await buildOne(plan.type, plan.endpoint ?? '', join(io.root, 'dist'), io.root);
  const writing = await writesOf(await readFile(bundle, 'utf8'));
  const config = await loadConfig([io.cwd, io.root]);
  const settings = await settingsOf(plan, config, io);
  // Production is the guard's question, not one of form.
  const typed = typedFor(plan, config, io.env);
  const options = await readOptions(bundle, { ...io.env, ...settings, ALLOW_PRODUCTION: 'yes' }, typed);
  const chosen = plan.endpoint ?? plan.endpoints?.join(',') ?? io.env.ENDPOINTS;
  const asked = askedEndpoints(plan.type, chosen);
  const request: GuardRequest = {
    target: plan.target,
    ...(plan.cloud === 'remote' && { origin: 'elsewhere' }),
    config,
    envName: plan.envName,
    confirmed: plan.confirmed,
    reason: plan.reason ?? io.env.PERF_REASON,
    options,
    endpoints: asked,
    writing,
    isExplicit: Boolean(chosen),
    engineArgs: plan.engineArgs,
    env: io.env,
    now: io.now(),
    ask: io.keyboard?.ask,
  };
  return { bundle, settings, request };
}

/** Page load tests load one page, in one browser. */
function refuseForPages({ type, endpoint, endpoints: several, localInstances, cloud }: TestPlan): void {
  if (!isPageTest(type)) return;
  const options = { '--endpoint': endpoint ?? several, '--local-instances': localInstances, '--cloud': cloud };
  const [given] = Object.entries(options).find(([, value]) => value !== undefined) ?? [];
  if (given === undefined) return;
  throw new UserError('E_PAGE_TEST', `${given} is not for ${type}, which loads a page in a browser: leave it out`);
}

/** Without a choice all endpoints; a browser by itself asks for its page only. */
function askedEndpoints(type: RunType, chosen: string | undefined): TaskName[] {
  const test: { page: TaskName; apiLoad: 'yes' | 'no' } | undefined = isPageTest(type) ? pageTests[type] : undefined;
  if (test?.apiLoad === 'no') return [test.page];
  return (chosen ? chosen.split(',').map((name) => name.trim()) : Object.keys(endpoints)) as TaskName[];
}

/** What the guard has decided, as the script gets it. A bundle of one endpoint or journey has no choice to make. */
export function settingsBy(
  { url, record }: { url: string; record: Pick<GuardRecord, 'endpoints' | 'leftOut'> },
  endpoint: TaskName | undefined,
): Record<string, string> {
  return {
    BASE_URL: url,
    ...(endpoint === undefined && { ENDPOINTS: record.endpoints.join(',') }),
    ...(record.leftOut.length > 0 && { PERF_LEFT_OUT: record.leftOut.join(',') }),
  };
}

const nameOf = ({ type, endpoint }: TestPlan): string => (endpoint ? `${type}-${endpoint}` : type);

async function runPermitted(
  plan: TestPlan,
  { bundle, settings, live }: Pick<BundleRun, 'bundle' | 'settings' | 'live'>,
  permit: Permit,
  { runBundle, runInstances, performRemote }: Loaders,
  grafana: Grafana | undefined,
  io: Io,
): Promise<Outcome> {
  const name = nameOf(plan);
  const resultFile = freeResult(join(plan.outDir, `${name}-${stamp(io.now())}`));
  io.stdout(`${name} on ${permit.url} by ${plan.engine.label}\n`);
  if (plan.cloud === 'remote') return performRemote({ plan, bundle, settings, permit, grafana, resultFile, name }, io);
  const sources = await whileWanted(reachableSources({ ...io.env, ...settings }), io.signal);
  const endWatch = await watchSurroundings(permit.url);
  const endAnnotation = annotate(grafana, { name, target: permit.url, engine: plan.engine.label });
  const run = {
    bundle,
    engine: plan.engine,
    settings: { ...settings, ...sources.settings },
    engineArgs: plan.engineArgs,
    resultFile,
    live,
    hosts: permit.pin,
    k6Command: plan.cloud && HERE_ARGS,
  };
  const ownIo = { ...io, env: withoutGrafanaToken(io.env) };
  const running = plan.localInstances ? runInstances(run, plan.localInstances, ownIo) : runBundle(run, ownIo);
  const { exitCode, hasResult, logged, firstError } = await running;
  const notes = [...changeNotes(io), ...sources.notes, ...(await endAnnotation(exitCode))];
  for (const note of notes) io.stderr(`${note}\n`);
  if (!hasResult) return withoutSummary(plan.engine, exitCode, io);
  owe(`the report, which \`perf report ${relative(io.cwd, resultFile)}\` makes`, io);
  const seen = {
    ...(await endWatch()),
    ...logged,
    ...engineExitOf(exitCode, firstError),
    ...(notes.length > 0 && { notes }),
  };
  const report = await reported(plan, resultFile, seen, permit, io).catch((cause: unknown) => {
    throw withoutReport(cause, exitCode, resultFile);
  });
  await plan.beforeVerdict?.(resultFile);
  return ended(exitCode, resultFile, report, io);
}

/** Completes the result and makes what lies next to it. */
async function reported(
  { testedBy }: TestPlan,
  resultFile: string,
  seen: Surroundings,
  { record }: Permit,
  io: Io,
): Promise<Report> {
  await noteSurroundings(resultFile, seen);
  await keepRecord(resultFile, record);
  return makeReport({ file: resultFile, testedBy, now: io.now(), formats: ['md', 'html'], previous: findPrevious(io) });
}

/** Off loopback the guard has refused them. */
function changeNotes({ env }: Io): string[] {
  return changingVariables(env).map(
    ({ name, changes }) => `${name} was set and could have changed ${changes}: not the test as written`,
  );
}

async function settingsOf(plan: TestPlan, config: PerfConfig, io: Io): Promise<Record<string, string>> {
  const environment = plan.envName === undefined ? undefined : config.environments[plan.envName];
  const { prometheusUrl, metricsUrls } = environment ?? {};
  return {
    BASE_URL: plan.target,
    ...(prometheusUrl && !io.env.PROMETHEUS_URL && { PROMETHEUS_URL: prometheusUrl }),
    ...(metricsUrls && !io.env.METRICS_URLS && { METRICS_URLS: metricsUrls.join(',') }),
    PERF_COMMIT: io.env.PERF_COMMIT ?? (await commitOf(io.root)),
    ...(plan.timeScale !== undefined && { TIME_SCALE: plan.timeScale }),
    ...scaleSettings(plan.target, plan.envName, config),
    ...(plan.endpoints && { ENDPOINTS: plan.endpoints.join(',') }),
    ...(plan.cloud === 'remote' && TOKEN_IN_CLOUD),
    ...plan.extraEnv,
  };
}

/** The script's own checks, before any engine starts: what it throws while it loads is the user's mistake. */
export async function readOptions(
  bundle: string,
  env: Record<string, string | undefined>,
  typed: Typed = {},
): Promise<RawOptions> {
  await access(bundle);
  // What only k6 knows (its dashboard, its outputs) says nothing about the script, and the local runner would refuse it.
  const given = Object.entries(env).filter(
    (pair): pair is [string, string] => pair[1] !== undefined && !pair[0].startsWith('K6_'),
  );
  return inspectScript({ script: bundle, env: Object.fromEntries(given) }).catch((cause: Error) => {
    const [line = ''] = cause.message.split('\n');
    throw new UserError('E_SETTINGS', inTypedWords(line.replace(/^(Uncaught )?Error: /, ''), typed), { cause });
  });
}

async function commitOf(root: string): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', root, 'rev-parse', 'HEAD']).catch(() => ({ stdout: '' }));
  return stdout.trim();
}
