// The load of each service: its load script on an engine, or for Kafka its own tools; what came out as rate, verdicts and findings.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATIONS_DONE } from 'k6-format/load-names';
import { UserError } from 'k6-kit/user-error';
import type { Judgement } from 'k6-verdict/judge/judge';
import { makeReport } from 'k6-verdict/report';
import { writesOf } from '../../../build/contract-recorded.ts';
import type { ServiceVariable } from '../../../lib/service-env.ts';
import type { ServiceTestName } from '../../../thresholds/baselines.ts';
import { refuseStaleBaselines } from '../../baselines/current.ts';
import { buildService } from '../../build.ts';
import type { Engine } from '../../engines.ts';
import { loadConfig } from '../../guard/config.ts';
import { scaleSettings } from '../../guard/scale.ts';
import type { Io } from '../../io.ts';
import { stamp } from '../../run/outcome.ts';
import { performTest, readOptions } from '../../run/perform.ts';
import { startLoad } from '../../run/start-load.ts';
import { engineExitOf, noteSurroundings } from '../../run/surroundings.ts';
import { runProbe } from '../probe/command.ts';
import type { Judged } from '../probe/model.ts';
import { probePlans } from '../probe/postgres.ts';
import type { ServiceName } from '../stack/definition.ts';
import type { LoadOutcome } from './check.ts';

export interface LoadRequest {
  /** The stack's addresses. */
  env: Readonly<Record<string, string>>;
  engine: Engine;
  timeScale: number;
  outDir: string;
  io: Io;
}

type Load = (request: LoadRequest) => Promise<LoadOutcome>;

/** Services of the stack that have a row, with what loads them. */
export const LOADS: Readonly<Partial<Record<ServiceName, Load>>> = {
  postgres: async (request) => withPlans(await script('database', 'DATABASE_URL', request), request),
  redis: (request) => script('cache', 'REDIS_URL', request),
  chroma: (request) => script('vector', 'CHROMA_URL', request),
  nginx: (request) =>
    script('proxy', 'BASE_URL', { ...request, env: { ...request.env, BASE_URL: request.env.PROXY_URL ?? '' } }),
  kafka: tools,
  api: baseline,
};

/** One of the service tests on the server that `variable` names. Throws a UserError when it ends without a result. */
async function script(test: ServiceTestName, variable: ServiceVariable, request: LoadRequest): Promise<LoadOutcome> {
  const { engine, io } = request;
  const { exitCode, resultFile } = await runServiceTest(test, variable, request);
  if (resultFile === undefined)
    throw new UserError('E_LOAD', `${test}: ${engine.label} ended with ${exitCode} and wrote no summary`);
  const report = await makeReport({ file: resultFile, now: io.now(), formats: ['md', 'html'] });
  return outcomeOf(report.judgement, OPERATIONS_DONE, Object.values(report.paths));
}

/** The same without a report; `resultFile` is undefined where the engine left none. */
export async function runServiceTest(
  test: ServiceTestName,
  variable: ServiceVariable,
  request: LoadRequest,
): Promise<{ exitCode: number; resultFile: string | undefined }> {
  const { engine, outDir, timeScale } = request;
  // Addresses hold passwords: they go through the environment as everything else does.
  const io = { ...request.io, env: { ...request.io.env, ...request.env } };
  const target = io.env[variable] ?? '';
  await refuseStaleBaselines(io);
  const bundle = await buildService(test, join(io.root, 'dist'), io.root);
  const resultFile = join(outDir, `${test}-${stamp(io.now())}.json`);
  const config = await loadConfig([io.cwd, io.root]);
  const settings = { [variable]: target, TIME_SCALE: String(timeScale), ...scaleSettings(target, undefined, config) };
  const engineArgs = ['--quiet'];
  const question = {
    ...{ target, config, envName: undefined, confirmed: undefined },
    ...{ reason: io.env.PERF_REASON, options: await readOptions(bundle, { ...io.env, ...settings }) },
    ...{ endpoints: [test], writing: await writesOf(await readFile(bundle, 'utf8')), isExplicit: true },
    ...{ engineArgs, env: io.env, now: io.now() },
  };
  const { exitCode, hasResult, logged, firstError } = await startLoad(question, io, ({ url, pin }, { runBundle }) =>
    runBundle({ bundle, engine, settings: { ...settings, [variable]: url }, engineArgs, resultFile, hosts: pin }, io),
  );
  if (!hasResult) return { exitCode, resultFile: undefined };
  await noteSurroundings(resultFile, { ...logged, ...engineExitOf(exitCode, firstError) });
  return { exitCode, resultFile };
}

/** The baseline test on the API itself (guide, Baseline Test), through the guard like any other. */
async function baseline(request: LoadRequest): Promise<LoadOutcome> {
  const { env, engine, io, outDir, timeScale } = request;
  const { report, exitCode } = await performTest(
    {
      ...{ type: 'baseline', endpoint: undefined, target: env.API_URL ?? '', engine, engineArgs: ['--quiet'], outDir },
      ...{ timeScale: String(timeScale), testedBy: undefined },
    },
    { ...io, env: { ...io.env, ...env } },
  );
  if (!report) throw new UserError('E_LOAD', `baseline: ${engine.label} ended with ${exitCode} and wrote no summary`);
  return outcomeOf(report.judgement, 'http_reqs', Object.values(report.paths));
}

/** Kafka has no client in k6 v2 that k6 can fetch by itself: its own performance tools are the load. */
async function tools({ env, timeScale, io }: LoadRequest): Promise<LoadOutcome> {
  const { measurements, judged, findings, skipped } = await runProbe('kafka', env, timeScale, io);
  const rate = measurements.find(({ name }) => name === 'records produced')?.value ?? null;
  return { ratePerS: rate, isQuotable: true, measurements, judged, findings, reports: [], notes: skipped };
}

/** The plan shows why a query is slow. */
async function withPlans(outcome: LoadOutcome, { env }: LoadRequest): Promise<LoadOutcome> {
  try {
    const { findings } = await probePlans(env.DATABASE_URL ?? '', () => {});
    return { ...outcome, findings: [...findings, ...outcome.findings] };
  } catch (error) {
    // What keeps us from asking, such as a server without a free connection, is often what the load met, too.
    const why = (error as Error).message || 'the server does not answer';
    return { ...outcome, notes: [...outcome.notes, `the plans of slow queries are missing: ${why}`] };
  }
}

/** What a report says, in the words of a probe. `counter` counts what the load did. */
export function outcomeOf(
  { summary, verdicts, findings, outcome, validity }: Judgement,
  counter: string,
  reports: string[],
): LoadOutcome {
  const counted = summary.metrics.find(({ name, tags }) => name === counter && tags.size === 0)?.stats;
  return {
    ratePerS: counted?.get('rate') ?? null,
    isQuotable: outcome !== 'discarded',
    measurements: [],
    judged: [
      {
        name: `load: ${verdicts.filter((verdict) => verdict.outcome === 'failed').length} of ${verdicts.length} limits crossed`,
        ...({ operator: '<=', limit: 0, unit: 'count' } as const),
        actual: verdicts.filter((verdict) => verdict.outcome === 'failed').length,
        // A run that is not usable neither passed nor failed.
        outcome: outcome === 'discarded' || outcome === 'not-judged' ? 'not-measured' : outcome,
      } satisfies Judged,
    ],
    findings: [...findings],
    reports,
    notes: validity.reasons.map(({ level, message }) => `${level}: ${message}`),
  };
}
