// `perf run --cloud`: the same bundle by `k6 cloud run`, on Grafana's machines or on this one, with the user's own login.
import type { SpawnOptions } from 'node:child_process';
import { UserError } from 'k6-kit/user-error';
import { leftOutText } from 'k6-verdict/text/words';
import { type Engine, type EngineChoice, findEngine } from '../engines.ts';
import type { Permit } from '../guard/guard.ts';
import type { Io } from '../io.ts';
import { annotate, type Grafana, withoutGrafanaToken } from '../monitoring/annotations.ts';
import { startK6 } from './k6-process.ts';
import { keepRecord } from './outcome.ts';
import { type BundleRun, withHosts } from './run-bundle.ts';
import type { Outcome, TestPlan } from './test-plan.ts';

/**
 * Arguments of k6 for a run whose load this machine makes. The archive of such a run would be uploaded with its whole environment, the
 * token in it, so there is none (Grafana k6 documentation, Grafana Cloud k6: `--no-archive-upload`).
 */
export const HERE_ARGS = [
  'cloud',
  'run',
  '--local-execution',
  '--no-archive-upload',
  '--include-system-env-vars',
] as const;

/**
 * What a script on Grafana's machines gets. It does not see the environment of this one, so these travel as arguments; none is
 * secret. Exporters and Prometheus are left out: they stand where Grafana's machines do not reach.
 */
const TOLD = [
  'BASE_URL',
  'ENDPOINTS',
  'TIME_SCALE',
  'USERS_SCALE',
  'RATE_SCALE',
  'LIMITS_SCALE',
  'PERF_ENVIRONMENT',
  'PERF_COMMIT',
  'PERF_LEFT_OUT',
  'ALLOW_PRODUCTION',
  'AUTH_TOKEN_FROM',
] as const;

/** The script expects the token there, under the name AUTH_TOKEN, and does without while k6 packs it here. */
export const TOKEN_IN_CLOUD = { AUTH_TOKEN_FROM: 'cloud' } as const;

/** What `k6 cloud run` says by its exit code; k6's own codes (release notes of k6 2.0). */
const MEANINGS: Readonly<Record<number, string>> = {
  0: 'every limit held',
  97: 'the run was aborted before its end: no verdict',
  98: 'k6 lost sight of the run: its page has the verdict',
  99: 'a limit was crossed',
};

export interface CloudOutcome {
  exitCode: number;
  /** Page of the run; undefined when k6 named none. */
  url: string | undefined;
}

/** The user's own k6. Throws a UserError where there is none or another engine was asked for. */
export async function findCloudEngine(choice: EngineChoice, flag: string, io: Io): Promise<Engine> {
  if (choice === 'local')
    throw new UserError(
      'E_CLOUD_ENGINE',
      `${flag}: the local runner cannot run in Grafana Cloud: expected your own k6; leave --engine local out`,
    );
  const engine = await findEngine('auto', io);
  if (engine.kind === 'k6') return engine;
  throw new UserError(
    'E_CLOUD_ENGINE',
    `${flag}: no k6 on the PATH and K6_BIN is not set, expected your own k6; install it and log in with \`k6 cloud login\``,
  );
}

export interface RemoteRun {
  plan: Pick<TestPlan, 'engine' | 'engineArgs'>;
  bundle: string;
  settings: Record<string, string>;
  permit: Pick<Permit, 'url' | 'pin' | 'record'>;
  grafana: Grafana | undefined;
  /** Where the result of a run on this machine would go; the guard's record is next to it. */
  resultFile: string;
  /** Of the bundle. */
  name: string;
}

/** A run on other machines: what is known of it here is its exit code, its page, and what the guard allowed. */
export async function performRemote(remote: RemoteRun, io: Io): Promise<Outcome> {
  const { plan, bundle, settings, permit, grafana, resultFile, name } = remote;
  const { engine, engineArgs } = plan;
  if (engine.kind !== 'k6') throw new Error('only k6 runs in the cloud');
  await keepRecord(resultFile, permit.record);
  const endAnnotation = annotate(grafana, { name, target: permit.url, engine: engine.label });
  const run = { bundle, engine, settings, engineArgs, resultFile, hosts: permit.pin };
  const outcome = await runRemote(engine, run, { ...io, env: withoutGrafanaToken(io.env) });
  for (const note of await endAnnotation(outcome.exitCode)) io.stderr(`${note}\n`);
  io.stdout(cloudText(name, outcome, permit.record.leftOut));
  return { exitCode: outcome.exitCode, resultFile: undefined, report: undefined, runUrl: outcome.url };
}

/** Runs on Grafana's machines until the run has ended there, or Ctrl-C aborts it. */
function runRemote(engine: Extract<Engine, { kind: 'k6' }>, run: BundleRun, io: Io): Promise<CloudOutcome> {
  return withHosts(run, async (pinned) => {
    const told: Record<string, string | undefined> = { ...io.env, ...pinned.settings };
    const settings = TOLD.flatMap((name) => (told[name] ? ['-e', `${name}=${told[name]}`] : []));
    const label = ['-e', `PERF_ENGINE=${engine.label} in Grafana Cloud`];
    const args = ['cloud', 'run', ...settings, ...label, ...pinned.engineArgs, pinned.bundle];
    return follow(engine.path, args, io);
  });
}

async function follow(path: string, args: readonly string[], io: Io): Promise<CloudOutcome> {
  // k6 needs the login here, not the target's token.
  const { AUTH_TOKEN: _, ...env } = io.env;
  let text = '';
  const options: SpawnOptions = { cwd: io.cwd, env: { ...env, K6_NO_USAGE_REPORT: 'true' } };
  const { child, ended } = startK6(path, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'] }, io.signal);
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(0, 20_000);
    io.stdout(part);
  });
  return { exitCode: await ended, url: urlIn(text) };
}

/** The page of the run, from k6's first lines (`output: https://acme.grafana.net/a/k6-app/runs/123456`). */
export function urlIn(text: string): string | undefined {
  return /https:\/\/[\w.-]+\/(?:[\w-]+\/)*runs\/\d+/.exec(text)?.[0];
}

/** What the exit code says, where to look, and what there is not. */
function cloudText(name: string, { exitCode, url }: CloudOutcome, leftOut: readonly string[]): string {
  const meaning = MEANINGS[exitCode] ?? 'k6 could not run it: no verdict';
  return [
    `${name} in Grafana Cloud: ${meaning} (k6's exit code ${exitCode})${leftOutText(leftOut)}`,
    `run: ${url ?? 'k6 named no page'}`,
    'no result file: a script on other machines writes none here, so there is neither report nor history of it (--cloud-local has both)',
    '',
  ].join('\n');
}
