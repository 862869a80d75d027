// `perf plan`: what a test will do, before it does anything.
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { UserError } from 'k6-kit/user-error';
import { pace } from '../../thresholds/baselines.ts';
import { measuredCost } from '../deploy/measured-cost.ts';
import { demandOf, PUBLISHED_COST, sizeFor } from '../deploy/sizing.ts';
import { sizingText } from '../deploy/sizing-text.ts';
import type { ExitCode, Io } from '../io.ts';
import { readEndpoints, readType, targetOf } from '../run/asked.ts';
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
  users?: number;
  rps?: number;
  answerBytes?: number;
  like?: string;
  json?: boolean;
}

/** Of the mix, roughly, where nothing was measured. */
const ANSWER_BYTES = 5_000;

const EXAMPLES = `
Examples:
  npm run perf -- plan spike --target http://127.0.0.1:8080
  npm run perf -- plan stress --env staging
  npm run perf -- plan baseline --env staging --endpoint health --offline --json
  npm run perf -- plan --users 20000 --rps 40000 --answer-bytes 3000
  npm run perf -- plan --users 20000 --like results/stress-20260131T120000Z.json

Each endpoint that only reads gets one request, to learn the size of its answer, unless --offline.
Exit codes: 0 the guard would allow the run, 4 it would reject the run, 2 wrong input.`;

export function planCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('plan')
    .addArgument(typeArgument().argOptional())
    .option('--target <url>', 'base URL of the system under test (or BASE_URL in the environment)')
    .option('--env <name>', 'environment of perf.config.ts')
    .option('--endpoint <names>', 'this endpoint only, or several with commas')
    .option('--time-scale <factor>', 'factor on all durations, from 0.001 to 1 (or TIME_SCALE)')
    .option('--confirm-production <host>', "the host's name, to confirm that it is production")
    .option('--reason <text>', 'why you load production (or PERF_REASON)')
    .option('--offline', 'send nothing to the target: the size of its answers stays unknown')
    .option('--users <number>', 'without a test: how many generators this many users need', amount)
    .option('--rps <number>', `requests/s with it (default: ${pace.requestsPerUser.valuePerS} for each user)`, amount)
    .option('--answer-bytes <number>', `mean size of an answer, for the bandwidth (default: ${ANSWER_BYTES})`, amount)
    .option('--like <file>', 'result of one of your runs: the size of its answers, and the cost of a request')
    .option('--json', 'print the plan as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (type: string | undefined, options: Options) => {
      if (type === undefined) {
        if (options.users === undefined && options.rps === undefined)
          throw new UserError(
            'E_PLAN',
            'nothing to plan: expected a test type, or --users or --rps for the number of generators',
          );
        const like = options.like === undefined ? undefined : await measuredCost(resolve(io.cwd, options.like));
        const bytes = options.answerBytes ?? like?.answerBytes ?? ANSWER_BYTES;
        const sizing = sizeFor(demandOf(options.users, options.rps, bytes), like?.cost ?? PUBLISHED_COST);
        io.stdout(`${options.json ? JSON.stringify(sizing) : sizingText(sizing)}\n`);
        return;
      }
      const planned = await forecast(
        {
          type: readType(type),
          ...readEndpoints(options.endpoint),
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

function amount(text: string): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value > 0) return value;
  throw new InvalidArgumentError(`read "${text}", expected a whole number above 0.`);
}
