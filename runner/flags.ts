// The flags of `k6 run` that the runner knows, and the K6_ variables beside them. Everything else is refused by name.
import { Command, CommanderError } from 'commander';
import type { RawOptions } from './options.ts';

export interface Flags {
  options: RawOptions;
  /** From -e. */
  env: Record<string, string>;
  /** Names of the scenarios to run; undefined: all. */
  scenarios: string[] | undefined;
  summaryExport: string | undefined;
  /** From --out, such as `json=points.json`. */
  outputs: string[];
  /** From --threads; undefined: as many as fit. */
  threads: number | undefined;
  includesSystemEnv: boolean;
  isQuiet: boolean;
  hasColor: boolean;
  /** What stands beside the flags. */
  positional: string[];
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];
const list = (value: string): string[] => value.split(',').map((part) => part.trim());
const boolean = (value: string | undefined): boolean => {
  if (value === undefined || value === 'true') return true;
  if (value === 'false') return false;
  throw new Error(`reads "${value}": wants true or false`);
};

const threadCount = (value: string): number => {
  if (/^[1-9]\d{0,2}$/.test(value)) return Number(value);
  throw new Error(`--threads reads "${value}": wants a whole number from 1 to 999`);
};

/** Flags whose absence is decided here and not by a typing error: k6 has them, the runner does not (yet). */
const REFUSED = ['--config', '--http-debug', '--paused', '--linger', '--rps', '--address'];

/** The declaration; `withHelp` for the command line itself. */
export function declareFlags(command: Command): Command {
  return command
    .option('-u, --vus <n>', 'number of virtual users')
    .option('-d, --duration <time>', 'how long to run, such as 30s')
    .option('-i, --iterations <n>', 'iterations, shared by all VUs')
    .option('-s, --stage <time:target>', 'a stage of a ramp (repeatable)', collect)
    .option('-e, --env <NAME=value>', 'a variable for __ENV (repeatable)', collect)
    .option('--tag <name=value>', 'a tag on every sample (repeatable)', collect)
    .option('--scenario <names>', 'run these scenarios only, comma-separated', list)
    .option('-o, --out <format=file>', 'stream samples: json or csv, gzipped for .gz (repeatable)', collect)
    .option('--summary-export <file>', 'write the summary as JSON')
    .option('--summary-trend-stats <stats>', 'figures of trends, such as avg,med,p(95),count', list)
    .option('--summary-time-unit <unit>', 's, ms or us')
    .option('--system-tags <names>', 'system tags to keep, comma-separated', list)
    .option('--include-system-env-vars [bool]', 'pass the environment to the script (default)', boolean)
    .option('--insecure-skip-tls-verify [bool]', 'do not verify certificates', boolean)
    .option('--discard-response-bodies [bool]', 'drop bodies unless a request asks for them', boolean)
    .option('--no-connection-reuse', 'a new connection for every request')
    .option('--no-vu-connection-reuse', 'new connections in every iteration')
    .option('--max-redirects <n>', 'redirects to follow')
    .option('--batch <n>', 'parallel requests of one http.batch()')
    .option('--batch-per-host <n>', 'of these, to one host')
    .option('--min-iteration-duration <time>', 'least time of an iteration')
    .option('--user-agent <text>', 'User-Agent header')
    .option('-w, --throw', 'failed requests throw')
    .option('--no-thresholds', 'do not judge thresholds')
    .option('--no-setup', 'do not run setup()')
    .option('--no-teardown', 'do not run teardown()')
    .option('--no-usage-report', 'accepted; nothing is ever reported')
    .option('--new-machine-readable-summary [bool]', 'accepted with false only', boolean)
    .option('--execution-segment <from:to>', "this instance's part of the test, such as 0:1/4")
    .option('--execution-segment-sequence <bounds>', 'the bounds of all parts, such as 0,1/4,1/2,1')
    .option('--threads <n>', "threads to spread the VUs over (this runner's own, not k6's)", threadCount)
    .option('-q, --quiet', 'no progress')
    .option('--no-color', 'no colours');
}

type Parsed = Record<string, unknown> & {
  vus?: string;
  stage?: string[];
  env?: string[];
  tag?: string[];
  scenario?: string[];
  out?: string[];
};

/** Parses arguments. Throws an Error that names what is wrong. */
export function parseFlags(args: readonly string[]): Flags {
  const refused = args.map((arg) => arg.split('=')[0] as string).find((name) => REFUSED.includes(name));
  if (refused) throw new Error(`${refused} is not supported by the local runner`);
  const command = declareFlags(
    new Command('run').exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} }),
  );
  command.argument('[script...]').helpOption(false);
  try {
    command.parse([...args], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new Error(error.message.replace(/^error: /, ''));
  }
  return flagsOf(command.opts<Parsed>(), command.args);
}

/** The values of parsed flags. */
export function flagsOf(parsed: Parsed, positional: string[]): Flags {
  if (parsed.newMachineReadableSummary === true)
    throw new Error('--new-machine-readable-summary is not supported by the local runner');
  const { vus, duration, iterations, batch, batchPerHost, maxRedirects, minIterationDuration, userAgent } = parsed;
  return {
    options: {
      ...{
        vus: number(vus),
        duration,
        iterations: number(iterations),
        stages: parsed.stage?.map(stageOf),
        batch: number(batch),
      },
      ...{ batchPerHost: number(batchPerHost), maxRedirects: number(maxRedirects), minIterationDuration, userAgent },
      ...{
        insecureSkipTLSVerify: parsed.insecureSkipTlsVerify,
        discardResponseBodies: parsed.discardResponseBodies,
        throw: parsed.throw,
      },
      ...{
        summaryTrendStats: parsed.summaryTrendStats,
        summaryTimeUnit: parsed.summaryTimeUnit,
        systemTags: parsed.systemTags,
      },
      ...{
        executionSegment: parsed.executionSegment,
        executionSegmentSequence: parsed.executionSegmentSequence,
      },
      tags: parsed.tag && pairs(parsed.tag, '--tag'),
      noThresholds: parsed.thresholds === false ? true : undefined,
      noSetup: parsed.setup === false ? true : undefined,
      noTeardown: parsed.teardown === false ? true : undefined,
      noConnectionReuse: parsed.connectionReuse === false ? true : undefined,
      noVUConnectionReuse: parsed.vuConnectionReuse === false ? true : undefined,
    },
    env: pairs(parsed.env ?? [], '--env'),
    scenarios: parsed.scenario,
    summaryExport: parsed.summaryExport as string | undefined,
    outputs: parsed.out ?? [],
    threads: parsed.threads as number | undefined,
    includesSystemEnv: parsed.includeSystemEnvVars !== false,
    isQuiet: parsed.quiet === true,
    hasColor: parsed.color !== false,
    positional,
  };
}

function number(text: unknown): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function stageOf(text: string): { duration: string; target: number } {
  const [duration = '', target = ''] = text.split(':');
  if (!duration || !/^\d+$/.test(target)) throw new Error(`--stage reads "${text}": wants time:target, such as 30s:10`);
  return { duration, target: Number(target) };
}

function pairs(texts: readonly string[], flag: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      if (equals <= 0) throw new Error(`${flag} reads "${text}": wants name=value`);
      return [text.slice(0, equals), text.slice(equals + 1)];
    }),
  );
}

/** Options from K6_ variables. Variables that k6 heeds and the runner cannot are refused. */
export function environmentOptions(env: Readonly<Record<string, string>>): {
  options: RawOptions;
  summaryExport: string | undefined;
} {
  for (const name of ['K6_CONFIG', 'K6_HTTP_DEBUG', 'K6_PAUSED', 'K6_RPS', 'K6_DNS', 'K6_HOSTS']) {
    if (env[name]) throw new Error(`${name} is not supported by the local runner`);
  }
  for (const name of ['K6_WEB_DASHBOARD', 'K6_NEW_MACHINE_READABLE_SUMMARY']) {
    if (env[name] === 'true') throw new Error(`${name}=true is not supported by the local runner`);
  }
  const flag = (name: string): boolean | undefined => (env[name] === undefined ? undefined : env[name] === 'true');
  return {
    options: {
      ...{ vus: number(env.K6_VUS), duration: env.K6_DURATION, iterations: number(env.K6_ITERATIONS) },
      stages: env.K6_STAGES?.split(',').map(stageOf),
      tags:
        env.K6_TAGS &&
        pairs(
          env.K6_TAGS.split(',').map((pair) => pair.replace(':', '=')),
          'K6_TAGS',
        ),
      ...{
        userAgent: env.K6_USER_AGENT,
        throw: flag('K6_THROW'),
        insecureSkipTLSVerify: flag('K6_INSECURE_SKIP_TLS_VERIFY'),
      },
      ...{ noThresholds: flag('K6_NO_THRESHOLDS'), noSetup: flag('K6_NO_SETUP'), noTeardown: flag('K6_NO_TEARDOWN') },
      summaryTrendStats: env.K6_SUMMARY_TREND_STATS?.split(','),
      summaryTimeUnit: env.K6_SUMMARY_TIME_UNIT,
      executionSegment: env.K6_EXECUTION_SEGMENT,
      executionSegmentSequence: env.K6_EXECUTION_SEGMENT_SEQUENCE,
    },
    summaryExport: env.K6_SUMMARY_EXPORT,
  };
}
