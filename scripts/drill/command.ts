// `perf drill`: the spike drill before a release, as a program that ends with go or no-go.
import { isAbsolute, join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { SIGNED_BY } from '../../thresholds/system.ts';
import { ENGINE_CHOICES, type EngineChoice, findEngine } from '../engines.ts';
import type { ExitCode, Io } from '../io.ts';
import { targetOf } from '../run/asked.ts';
import { drill } from './drill.ts';

interface Options {
  target?: string;
  env?: string;
  release: string;
  confirm: string[];
  note: string[];
  testedBy?: string;
  reviewedBy?: string;
  timeScale?: string;
  engine: EngineChoice;
  out: string;
  resume?: boolean;
  restart?: boolean;
  confirmProduction?: string;
  reason?: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  AUTH_TOKEN=... npm run perf -- drill spike --env staging --release 2.4.0 --tested-by Ann
  npm run perf -- drill spike --env staging --release 2.4.0 --confirm backup-database=Ann --confirm notify-team=Bob
  npm run perf -- drill spike --env staging --release 2.4.0 --resume
  npm run perf -- drill spike --target http://127.0.0.1:8080 --release try --confirm all=me --time-scale 0.1

Before: checks target, token, clock, this machine, monitoring; then the steps of people or of commands in perf.config.ts; then smoke.
During: shows rate, p95, errors and resources each second; notes what you type, with its time.
After: recovery, findings, comparison with the last drill, and a report to sign. See docs/runbook.md for the whole procedure.
Exit codes: 0 go, 99 no-go (a rehearsal or a run in doubt is never a go), 2 a check failed before any load, 4 rejected by the guard, 5 target down.`;

export function drillCommand(io: Io, exit: (code: ExitCode) => void): Command {
  const collect = (value: string, earlier: string[]) => [...earlier, value];
  return new Command('drill')
    .addArgument(new Argument('<type>', 'what to drill').choices(['spike']))
    .requiredOption('--release <name>', 'what is about to be released')
    .option('--target <url>', 'base URL of the system under test (or BASE_URL in the environment)')
    .option('--env <name>', 'environment of perf.config.ts: its base URL, caps and monitoring')
    .option(
      '--confirm <step=who>',
      'a finished step of the checklist, and who did it; all=<who> for all (repeatable)',
      collect,
      [],
    )
    .option('--note <text>', 'a remark for the report (repeatable)', collect, [])
    .option('--tested-by <name>', `who runs the drill (or ${SIGNED_BY.tested})`)
    .option('--reviewed-by <name>', `who reviews it (or ${SIGNED_BY.reviewed})`)
    .option('--time-scale <factor>', 'factor on all durations, for a rehearsal, which is never a go')
    .addOption(new Option('--engine <name>', 'auto uses k6 if it is found').choices(ENGINE_CHOICES).default('auto'))
    .option('--out <dir>', 'folder for state, results and reports', 'results')
    .option('--resume', 'continue the unfinished drill of this release')
    .addOption(new Option('--restart', 'forget the unfinished drill of this release').conflicts('resume'))
    .option(
      '--confirm-production <host>',
      "the host's name, to confirm that it is production (with ALLOW_PRODUCTION=yes)",
    )
    .option('--reason <text>', 'why you load production (or PERF_REASON)')
    .option('--json', 'print the record of the drill as JSON, and all else to stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (_type: string, options: Options) => {
      const plan = {
        target: await targetOf(options.target, options.env, io),
        timeScale: options.timeScale,
        engine: await findEngine(options.engine, io),
        engineArgs: [],
        outDir: isAbsolute(options.out) ? options.out : join(io.cwd, options.out),
        testedBy: options.testedBy ?? io.env[SIGNED_BY.tested],
        envName: options.env,
        confirmed: options.confirmProduction,
        reason: options.reason,
      };
      const code = await drill(
        {
          plan,
          release: options.release,
          confirmations: options.confirm,
          notes: options.note,
          reviewedBy: options.reviewedBy ?? io.env[SIGNED_BY.reviewed],
          unfinished: options.resume ? 'resume' : options.restart ? 'restart' : 'refuse',
          json: options.json === true,
        },
        io,
      );
      exit(code);
    });
}
