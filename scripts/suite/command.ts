// `perf suite`: several tests of perf.config.ts one after the other, with one report.
import { isAbsolute, join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { UserError } from 'k6-kit/user-error';
import { SIGNED_BY } from '../../thresholds/system.ts';
import { ENGINE_CHOICES, type EngineChoice, findEngine } from '../engines.ts';
import { loadConfig } from '../guard/config.ts';
import type { ExitCode, Io } from '../io.ts';
import { realBaseUrl } from './placeholder.ts';
import { runSuite } from './suite.ts';

interface Options {
  env?: string;
  timeScale?: string;
  engine: EngineChoice;
  out: string;
  history?: string;
  testedBy?: string;
  resume?: boolean;
  restart?: boolean;
  confirmProduction?: string;
  reason?: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  AUTH_TOKEN=... npm run perf -- suite nightly
  npm run perf -- suite nightly --history history/history.ndjson
  npm run perf -- suite weekly --resume
  npm run perf -- suite nightly --env local --time-scale 0.02

A test that crosses a limit is repeated once; both results are in the report. A gate that fails ends the suite.
Exit codes: 0 all passed, 99 a test failed twice, 3 one is not usable, 6 slower than earlier nights, 2 wrong input or a run
that did not end, 4 rejected by the guard, 5 target down.`;

export function suiteCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('suite')
    .argument('<name>', 'a suite of perf.config.ts')
    .option('--env <name>', "another environment than the suite's own")
    .option('--time-scale <factor>', 'factor on all durations, for rehearsals')
    .addOption(new Option('--engine <name>', 'auto uses k6 if it is found').choices(ENGINE_CHOICES).default('auto'))
    .option('--out <dir>', 'folder for state, results and reports', 'results')
    .option('--history <file>', 'history as NDJSON: adds the runs and compares them with earlier ones')
    .option('--tested-by <name>', `who ran it (or ${SIGNED_BY.tested})`)
    .option('--resume', 'continue the unfinished run of this suite')
    .addOption(new Option('--restart', 'forget the unfinished run of this suite').conflicts('resume'))
    .option(
      '--confirm-production <host>',
      "the host's name, to confirm that it is production (with ALLOW_PRODUCTION=yes)",
    )
    .option('--reason <text>', 'why you load production (or PERF_REASON)')
    .option('--json', 'print the record as JSON, and all else to stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: Options) => {
      const config = await loadConfig([io.cwd, io.root]);
      const environment = options.env ?? config.suites[name]?.environment;
      if (environment === undefined) {
        const known = Object.keys(config.suites).join(', ') || 'those in perf.config.ts, which has none';
        throw new UserError('E_SUITE', `suite reads "${name}": expected one of ${known}`);
      }
      const plan = {
        target: realBaseUrl(config, name, environment),
        timeScale: options.timeScale,
        engine: await findEngine(options.engine, io),
        engineArgs: [],
        outDir: isAbsolute(options.out) ? options.out : join(io.cwd, options.out),
        testedBy: options.testedBy ?? io.env[SIGNED_BY.tested],
        envName: environment,
        confirmed: options.confirmProduction,
        reason: options.reason,
      };
      exit(
        await runSuite(
          {
            ...{ name, config, plan, environment, json: options.json === true },
            historyFile: options.history === undefined ? undefined : resolve(io.cwd, options.history),
            unfinished: options.resume ? 'resume' : options.restart ? 'restart' : 'refuse',
          },
          io,
        ),
      );
    });
}
