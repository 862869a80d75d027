// `perf plan`: what a test will do, before it does anything.
import { Command } from 'commander';
import { EXIT } from '../exit-codes.ts';
import type { ExitCode, Io } from '../io.ts';
import { readEndpoint, readType, targetOf } from '../run/perform.ts';
import { typeArgument } from '../run/type-argument.ts';
import { forecast } from './forecast.ts';
import { forecastText } from './forecast-text.ts';

interface Options {
  target?: string;
  env?: string;
  endpoint?: string;
  timeScale?: string;
  confirmProduction?: string;
  reason?: string;
  offline?: boolean;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  npm run perf -- plan spike --target http://127.0.0.1:8080
  npm run perf -- plan stress --env staging
  npm run perf -- plan baseline --env staging --endpoint health --offline --json

Each endpoint that only reads is asked once for the size of its answer, unless --offline.
Exit codes: 0 the guard has nothing against it so far, 4 it would refuse the run, 2 wrong input.`;

export function planCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('plan')
    .description('what a test will do before it does anything: requests, rate, bytes, rows written, who is hit')
    .addArgument(typeArgument())
    .option('--target <url>', 'base URL of the system under test (or BASE_URL in the environment)')
    .option('--env <name>', 'environment of perf.config.ts')
    .option('--endpoint <name>', 'this endpoint only')
    .option('--time-scale <factor>', 'factor on all durations, from 0.001 to 1 (or TIME_SCALE)')
    .option('--confirm-production <host>', 'the host once more, where it is production')
    .option('--reason <text>', 'why; production asks for it (or PERF_REASON)')
    .option('--offline', 'send nothing to the target: the size of its answers stays unknown')
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (type: string, options: Options) => {
      const planned = await forecast(
        {
          type: readType(type),
          endpoint: readEndpoint(options.endpoint),
          target: await targetOf(options.target, options.env, io),
          timeScale: options.timeScale,
          engine: { kind: 'local', label: 'local runner' },
          engineArgs: [],
          outDir: io.cwd,
          testedBy: undefined,
          envName: options.env,
          confirmed: options.confirmProduction,
          reason: options.reason,
        },
        options.offline === true,
        io,
      );
      io.stdout(`${options.json ? JSON.stringify(planned) : forecastText(planned)}\n`);
      exit(planned.refusal === null ? EXIT.passed : EXIT.guardRefused);
    });
}
