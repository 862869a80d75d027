// `perf run`: one test type, or a script of one's own, against a target, on k6 when there is one, else on the local runner.
import { isAbsolute, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { UserError } from 'k6-kit/user-error';
import { ENGINE_CHOICES, type EngineChoice, findEngine } from '../engines.ts';
import { type ExitCode, type Io, withQuietStdout } from '../io.ts';
import type { RunType } from '../run-type.ts';
import { wholeNumber } from '../whole-number.ts';
import { readEndpoints, readType, targetOf } from './asked.ts';
import { findCloudEngine } from './cloud.ts';
import { outcomeJson } from './outcome.ts';
import { isScript, performScript } from './own-script.ts';
import { performTest } from './perform.ts';
import { typeArgument } from './type-argument.ts';

interface Options {
  target?: string;
  endpoint?: string;
  timeScale?: string;
  engine: EngineChoice;
  out: string;
  testedBy?: string;
  env?: string;
  confirmProduction?: string;
  reason?: string;
  json?: boolean;
  localInstances?: number;
  cloud?: boolean;
  cloudLocal?: boolean;
  readsOnly?: boolean;
  live?: boolean;
}

const EXAMPLES = `
Examples:
  AUTH_TOKEN=... npm run perf -- run smoke --target https://staging.example.com
  npm run perf -- run stress --endpoint health --target http://127.0.0.1:8080
  npm run perf -- run baseline --target http://127.0.0.1:8080 --time-scale 0.1 --engine local
  npm run perf -- run smoke --env staging
  npm run perf -- run stress --target http://127.0.0.1:8080 --local-instances 4
  npm run perf -- run spike --target http://127.0.0.1:8080 -- --out json=points.json.gz
  npm run perf -- run baseline --target http://127.0.0.1:8080 --live
  npm run perf -- run stress --env staging --cloud
  npm run perf -- run my-script.js --env staging

Arguments after -- go to the engine, if docs/environments.md allows them. The token comes from the environment (AUTH_TOKEN), never from an argument;
with --cloud from the environment variable AUTH_TOKEN of Grafana Cloud.
Exit codes: 0 passed, 99 a limit was crossed, 2 wrong input, 4 rejected by the guard, 5 target down, 105 interrupted, 1 our bug; others are k6's own.`;

export function runCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('run')
    .addArgument(typeArgument())
    .argument('[engine-args...]', 'arguments for `k6 run`, after --')
    .option('--target <url>', 'base URL of the system under test (or BASE_URL in the environment)')
    .option('--env <name>', 'environment of perf.config.ts: its base URL, caps and monitoring')
    .option('--endpoint <names>', 'this endpoint only, or several with commas')
    .option('--time-scale <factor>', 'factor on all durations, from 0.001 to 1 (or TIME_SCALE)')
    .addOption(new Option('--engine <name>', 'auto uses k6 if it is found').choices(ENGINE_CHOICES).default('auto'))
    .option('--out <dir>', 'folder for result and report', 'results')
    .option('--tested-by <name>', 'who ran the test, for the report')
    .option(
      '--confirm-production <host>',
      "the host's name, to confirm that it is production (with ALLOW_PRODUCTION=yes)",
    )
    .option('--reason <text>', 'why you load production; kept next to the result (or PERF_REASON)')
    .option(
      '--local-instances <number>',
      'split the load across N local runners, and merge their results',
      // More than a machine has cores share nothing but its queue.
      wholeNumber(1, 64),
    )
    .addOption(
      new Option(
        '--cloud',
        "run on Grafana's machines (`k6 cloud run`, your own login); you get the verdict and a page, no report",
      ).conflicts(['cloudLocal', 'localInstances']),
    )
    .addOption(
      new Option('--cloud-local', 'run on this machine, and send the figures to Grafana Cloud too').conflicts([
        'localInstances',
      ]),
    )
    .option('--reads-only', 'your own script writes nothing, so it may run where writing is not allowed')
    .addOption(
      new Option(
        '--live',
        'show the run in a browser of this machine while it goes on; the page turns into the report',
      ).conflicts(['cloud']),
    )
    .option('--json', 'print the outcome as JSON, and everything else to stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (type: string, engineArgs: string[], options: Options) => {
      const flag = options.cloud ? '--cloud' : options.cloudLocal ? '--cloud-local' : undefined;
      const engine = flag
        ? await findCloudEngine(options.engine, flag, io)
        : await findEngine(options.localInstances ? 'local' : options.engine, io);
      const common = {
        target: await targetOf(options.target, options.env, io),
        engine,
        engineArgs,
        outDir: isAbsolute(options.out) ? options.out : join(io.cwd, options.out),
        testedBy: options.testedBy,
        envName: options.env,
        confirmed: options.confirmProduction,
        reason: options.reason,
        hasLivePage: options.live,
      };
      const quiet = options.json ? withQuietStdout(io) : io;
      const outcome = isScript(type)
        ? await performScript(
            { ...common, script: scriptOf(type, options, io), readsOnly: options.readsOnly === true },
            quiet,
          )
        : await performTest(
            {
              ...common,
              type: testTypeOf(type, options),
              ...readEndpoints(options.endpoint),
              timeScale: options.timeScale,
              localInstances: options.localInstances,
              cloud: options.cloud ? 'remote' : options.cloudLocal ? 'here' : undefined,
            },
            quiet,
          );
      if (options.json) io.stdout(outcomeJson(outcome));
      exit(outcome.exitCode);
    });
}

/** What only the suite's own tests know. */
const OF_TESTS = ['endpoint', 'timeScale', 'localInstances', 'cloud', 'cloudLocal'] as const;

function scriptOf(file: string, options: Options, io: Io): string {
  const given = OF_TESTS.find((name) => options[name] !== undefined);
  if (given === undefined) return resolve(io.cwd, file);
  const flag = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UserError('E_SCRIPT', `${flag} is for the test types, not for ${file}: leave it out`);
}

function testTypeOf(text: string, { readsOnly }: Options): RunType {
  const type = readType(text);
  if (readsOnly === undefined) return type;
  throw new UserError('E_TYPE', `--reads-only is for scripts of your own; what ${text} writes is known: leave it out`);
}
