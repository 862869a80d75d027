// `perf run <file>`: a k6 script of one's own, by the same guard, engines, report and exit codes as the suite's tests.
import { existsSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import { needFolder } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { executionOf } from 'k6-local/options';
import { makeReport } from 'k6-verdict/report';
import type { Engine } from '../engines.ts';
import { loadConfig } from '../guard/config.ts';
import type { Permit } from '../guard/guard.ts';
import { plainAddress, rangeOf } from '../guard/target-url.ts';
import type { Io } from '../io.ts';
import { addressesBut } from './addresses-but.ts';
import { typedFor } from './asked.ts';
import { withLivePage } from './live-page.ts';
import { ended, freeResult, keepRecord, stamp, withoutReport, withoutSummary } from './outcome.ts';
import { modulesOf } from './own-modules.ts';
import { readOptions } from './perform.ts';
import type { BundleRun } from './run-bundle.ts';
import { type Loaders, startLoad } from './start-load.ts';
import type { Outcome } from './test-plan.ts';

export interface ScriptPlan {
  /** Path of the script, JavaScript or TypeScript. */
  script: string;
  target: string;
  engine: Engine;
  engineArgs: readonly string[];
  /** Folder for the result and the report. */
  outDir: string;
  testedBy: string | undefined;
  envName: string | undefined;
  confirmed: string | undefined;
  reason: string | undefined;
  /** The user's word that the script writes nothing. */
  readsOnly: boolean;
  /** A page on this machine shows it while it goes on, and turns into the report. */
  hasLivePage?: boolean | undefined;
}

/** Modules whose connections the options of k6 that block addresses do not govern. */
const UNGUARDED = /^k6\/(browser|x\/.*|experimental\/redis)$/;

/** Whether `perf run` was given a file and not a test type. */
export function isScript(text: string): boolean {
  return /[\\/]|\.[cm]?[jt]s$/.test(text);
}

/**
 * Asks the guard, runs the script and reports what it came to. The script is run as it is: it takes the target from `__ENV.BASE_URL`,
 * and every address but the target's is blocked. Throws a UserError for a script that cannot be read, the guard's refusal otherwise.
 */
export async function performScript(plan: ScriptPlan, io: Io): Promise<Outcome> {
  if (!existsSync(plan.script))
    throw new UserError('E_SCRIPT', `${plan.script} is not there: expected a k6 script; correct the path`);
  await needFolder(plan.outDir);
  const config = await loadConfig([io.cwd, io.root]);
  const typed = typedFor({ ...plan, timeScale: undefined }, config, io.env);
  const options = await readOptions(plan.script, { ...io.env, BASE_URL: plan.target }, typed);
  const unguarded = (await modulesOf(plan.script)).find((name) => UNGUARDED.test(name));
  const name = basename(plan.script, extname(plan.script));
  const request = {
    target: plan.target,
    config,
    envName: plan.envName,
    confirmed: plan.confirmed,
    reason: plan.reason ?? io.env.PERF_REASON,
    options: { scenarios: scenariosOf(options) },
    endpoints: [name],
    writing: plan.readsOnly ? [] : [name],
    isExplicit: true,
    engineArgs: plan.engineArgs,
    env: io.env,
    now: io.now(),
    ask: io.keyboard?.ask,
  };
  return startLoad(request, io, (permit, loaders) => {
    refuseUnguarded(unguarded, permit);
    const ratePerS = rateCapOf(permit, config.environments);
    return withLivePage({ ...plan, title: name }, options, io, (live) =>
      runPermitted({ ...plan, name, live }, permit, loaders, ratePerS, io),
    );
  });
}

/** The load as scenarios. Without the names of functions: the suite's own observer does not count as load, but another's function does. */
function scenariosOf(options: Record<string, unknown>): Record<string, object> {
  try {
    const scenarios = executionOf(options) as Record<string, { exec?: string }>;
    return Object.fromEntries(Object.entries(scenarios).map(([name, { exec: _, ...scenario }]) => [name, scenario]));
  } catch (cause) {
    throw new UserError('E_SCRIPT', `the script's ${(cause as Error).message}`, { cause });
  }
}

/** A browser and clients of databases connect by themselves: nothing here would keep them at the target. */
function refuseUnguarded(module: string | undefined, { record }: Permit): void {
  if (module === undefined || record.addresses.every((address) => rangeOf(plainAddress(address)) === 'loopback'))
    return;
  throw new UserError(
    'E_UNGUARDED',
    `the script imports ${module}, whose connections cannot be kept to ${record.host}: expected scripts of k6/http, k6/ws or k6/net/grpc; run it against loopback, or with k6 itself`,
  );
}

/** What the environment allows a second; undefined on loopback, which has no caps. */
function rateCapOf(
  { record }: Permit,
  environments: Readonly<Record<string, { caps: { ratePerS: number } }>>,
): number | undefined {
  return Object.hasOwn(environments, record.environment) ? environments[record.environment]?.caps.ratePerS : undefined;
}

async function runPermitted(
  plan: ScriptPlan & Pick<BundleRun, 'live'> & { name: string },
  permit: Permit,
  { runBundle }: Loaders,
  ratePerS: number | undefined,
  io: Io,
): Promise<Outcome> {
  const { name, script, engine } = plan;
  const resultFile = freeResult(join(plan.outDir, `${name}-${stamp(io.now())}`));
  const held = ratePerS === undefined ? '' : `, at most ${ratePerS} requests/s`;
  io.stdout(`${name} on ${permit.url} by ${engine.label}; other addresses are blocked${held}\n`);
  const { exitCode, hasResult } = await runBundle(
    {
      bundle: script,
      engine,
      // Variables are stronger than the options of the script.
      settings: {
        BASE_URL: permit.url,
        K6_BLACKLIST_IPS: addressesBut(permit.record.addresses).join(','),
        ...(ratePerS !== undefined && { K6_RPS: String(ratePerS) }),
      },
      engineArgs: [...plan.engineArgs, `--summary-export=${resultFile}`],
      resultFile,
      hosts: permit.pin,
      live: plan.live,
    },
    io,
  );
  if (!hasResult) return withoutSummary(engine, exitCode, io);
  await keepRecord(resultFile, permit.record);
  const report = await makeReport({
    file: resultFile,
    testedBy: plan.testedBy,
    now: io.now(),
    formats: ['md', 'html'],
  }).catch((cause: unknown) => {
    throw withoutReport(cause, exitCode, relative(io.cwd, resultFile));
  });
  return ended(exitCode, resultFile, report, io);
}
