// `npm start`: the whole loop on one machine. Reference target, a time-compressed test, summary, report, and a cross-check.

import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Command, Option } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { ROLES } from '../thresholds/system.ts';
import { ENGINE_CHOICES, type EngineChoice, findEngine } from './engines.ts';
import { type ExitCode, type Io, withQuietStdout } from './io.ts';
import { agreement, agreementText, countsAgree } from './run/agreement.ts';
import { readEndpoints, readType } from './run/asked.ts';
import { headroomText, thisMachine } from './run/headroom.ts';
import { outcomeJson } from './run/outcome.ts';
import { performTest } from './run/perform.ts';
import { spawnTarget } from './run/spawn-target.ts';

interface Options {
  type: string;
  endpoint?: string;
  timeScale: string;
  engine: EngineChoice;
  fault: string[];
  out: string;
  json?: boolean;
  live?: boolean;
}

const EXAMPLES = `
Examples:
  npm start
  npm start -- --fault 'endpoint=${ROLES.health},delay=300ms'
  npm start -- --type spike --time-scale 0.2

The results folder then has a report, and the target's own count of its answers.`;

export function demoCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('demo')
    .option('--type <type>', 'test type', 'baseline')
    .option('--endpoint <names>', 'this endpoint only, or several with commas')
    .option('--time-scale <factor>', 'factor on all durations', '0.1')
    .option('--fault <fault>', 'fault of the target, repeatable (see `perf target --help`)', collect, [])
    .addOption(new Option('--engine <name>', 'auto uses k6 if it is found').choices(ENGINE_CHOICES).default('auto'))
    .option('--out <dir>', 'folder for result and report', 'results')
    .option('--live', 'show the run in a browser while it goes on; the page turns into the report')
    .option('--json', 'print the outcome as JSON, and everything else to stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => exit(await demo(options, io)));
}

/** What the observer reads of the target: its own process, not the four hundred buckets of its histograms. */
const SERIES = [
  'cpu_seconds_total',
  'resident_memory_bytes',
  'network_receive_bytes_total',
  'network_transmit_bytes_total',
  'start_time_seconds',
]
  .map((name) => `name[]=process_${name}`)
  .join('&');

function collect(value: string, earlier: string[]): string[] {
  return [...earlier, value];
}

async function demo(options: Options, io: Io): Promise<ExitCode> {
  const own = options.json ? withQuietStdout(io) : io;
  const [type, choice] = [readType(options.type), readEndpoints(options.endpoint)];
  const engine = await findEngine(options.engine, io);
  const target = await spawnTarget(options.fault, io);
  let isTrue = true;
  try {
    const outcome = await performTest(
      {
        type,
        ...choice,
        target: target.url,
        timeScale: options.timeScale,
        engine,
        engineArgs: [],
        outDir: isAbsolute(options.out) ? options.out : join(io.root, options.out),
        testedBy: undefined,
        hasLivePage: options.live,
        extraEnv: { AUTH_TOKEN: target.token, METRICS_URLS: `${target.url}/metrics?${SERIES}` },
        beforeVerdict: async (resultFile) => {
          isTrue = await crossCheck(resultFile, await target.stats(), own);
        },
      },
      own,
    );
    if (options.json) io.stdout(outcomeJson(outcome));
    return isTrue ? outcome.exitCode : EXIT.bug;
  } finally {
    await target.stop();
  }
}

/** Holds the load test's figures against what the target counted and timed itself; the counts have to be the same. */
async function crossCheck(resultFile: string, stats: unknown, io: Io): Promise<boolean> {
  await writeWhole(resultFile.replace(/\.json$/, '.target.json'), `${JSON.stringify(stats, null, 2)}\n`);
  const result: unknown = JSON.parse(await readFile(resultFile, 'utf8'));
  const agreed = agreement(result, stats);
  io.stdout(`${agreementText(agreed)}\n`);
  const headroom = headroomText(result, thisMachine());
  if (headroom !== undefined) io.stdout(`${headroom}\n`);
  return countsAgree(agreed);
}
