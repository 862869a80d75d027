// `perf probe`: the guide's own tools on one service of this machine, with verdicts.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { UserError } from 'k6-kit/user-error';
import { NO_CONFIG } from '../../guard/config.ts';
import { examine, type GuardRequest } from '../../guard/guard.ts';
import { TargetDown } from '../../guard/refusal.ts';
import type { ExitCode, Io } from '../../io.ts';
import { startLoad } from '../../run/start-load.ts';
import { absolute, folderOption } from '../folder.ts';
import { environmentOf } from '../stack/stack.ts';
import { readStack } from '../stack/state.ts';
import type { ProbeResult } from './model.ts';
import { PROBE_NAMES, PROBES, type ProbeName } from './probes.ts';
import { renderProbe } from './render.ts';

const EXAMPLES = `
Tools: postgres: EXPLAIN of the three queries, pg_stat_statements, connections, pgbench; redis: redis-benchmark, INFO; kafka: its own
performance tools; api and nginx: ab and wrk. Tools that are missing are skipped and listed.

Addresses come from the stack of \`perf services up\`, or from the environment (DATABASE_URL, REDIS_URL, KAFKA_BROKERS, API_URL,
PROXY_URL); only addresses of this machine, one load at a time. Exit codes: 0 limits held, 99 a limit was crossed, 2 wrong input, 4 rejected by the guard,
5 the service does not answer.

Examples:
  npm run perf -- probe postgres
  npm run perf -- probe redis --scale 0.1 --json
  DATABASE_URL=postgres://... npm run perf -- probe postgres`;

export function probeCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('probe')
    .addArgument(new Argument('<service>').choices(PROBE_NAMES))
    .addOption(folderOption())
    .option('--scale <factor>', "factor on the size of the tools' runs, from 0.001 to 1", scale, 1)
    .option('--json', 'print JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: ProbeName, options: { dir: string; scale: number; json?: boolean }) => {
      const env = await addresses(absolute(options.dir, io), io);
      const result = await runProbe(name, env, options.scale, io);
      io.stdout(options.json ? `${JSON.stringify(result, null, 2)}\n` : renderProbe(result));
      exit(result.judged.some(({ outcome }) => outcome === 'failed') ? EXIT.thresholds : EXIT.passed);
    });
}

/** The stack's addresses, with those of the environment in front of them. */
export async function addresses(dir: string, io: Io): Promise<Record<string, string>> {
  const stack = (await readStack(dir)) ? await environmentOf(dir) : {};
  const own = Object.entries(io.env).filter((pair): pair is [string, string] => Boolean(pair[1]));
  return { ...stack, ...Object.fromEntries(own) };
}

/** One probe in a folder of its own. A service that does not answer is a UserError that names it. */
export async function runProbe(
  name: ProbeName,
  env: Readonly<Record<string, string>>,
  factor: number,
  io: Io,
): Promise<ProbeResult> {
  const { variable, run } = PROBES[name];
  if (!env[variable])
    throw new UserError(
      'E_PROBE',
      `${variable} is not set and no stack is up: start one with \`perf services up\`, or name the service in ${variable}`,
    );
  const questions = serversIn(name, env[variable]).map((target) => questionFor(name, target, io));
  const onStep = (text: string) => io.stderr(`${name}: ${text}\n`);
  // The tools find the others of a cluster by themselves, so all that are named have to be here.
  for (const other of questions.slice(1)) await examine(other, io.guardWorld);
  const workDir = await mkdtemp(join(tmpdir(), 'probe-'));
  try {
    return await startLoad(questions[0]!, io, (_, { runTool }) =>
      run({ env, workDir, scale: factor, signal: io.signal, runTool, onStep }),
    );
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (IS_DOWN.test(code ?? ''))
      throw new TargetDown(
        'E_DOWN',
        `${name} does not answer at ${addressIn(env[variable])} (${code}): start it, such as with \`perf services up\`, or name another one in ${variable}`,
        { cause: error },
      );
    throw new UserError(
      'E_PROBE',
      `${name}: ${(error as Error).message || 'does not answer'}; expected the service that ${variable} names, with its password`,
      { cause: error },
    );
  } finally {
    await rm(workDir, { recursive: true, force: true });
  }
}

/** Errors of a connection that say that nobody is there. */
const IS_DOWN = /^(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/;

/** Host and port, without whatever else an address holds. */
function addressIn(text: string): string {
  return URL.canParse(text) ? new URL(text).host : text.replace(/^.*@/, '');
}

/** URLs of what the variable names: brokers are a list of host:port. */
function serversIn(name: ProbeName, text: string): string[] {
  return name === 'kafka' ? text.split(',').map((broker) => `kafka://${broker.trim()}`) : [text];
}

/** Longest that all tools of a probe together hold the service, for its lock. */
const LONGEST = '30m';

function questionFor(name: ProbeName, target: string, io: Io): GuardRequest {
  return {
    ...{ target, origin: 'tool', config: NO_CONFIG, envName: undefined, confirmed: undefined, reason: undefined },
    ...{ options: { scenarios: { [name]: { duration: LONGEST } } }, endpoints: [name], writing: [], isExplicit: true },
    // No engine reads either.
    ...{ engineArgs: [], env: {}, now: io.now() },
  };
}

function scale(text: string): number {
  const value = Number(text);
  if (value >= 0.001 && value <= 1) return value;
  throw new InvalidArgumentError(`read "${text}", expected a number from 0.001 to 1.`);
}
