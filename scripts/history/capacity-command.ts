// `perf capacity`: how much does the system carry, and until when is that enough?
import { Command } from 'commander';
import { judgeCapacity } from 'k6-history/capacity/capacity';
import { capacityText } from 'k6-history/capacity/text';
import { EXIT } from 'k6-kit/exit-codes';
import type { ExitCode, Io } from '../io.ts';
import { demand } from '../store/from-tables.ts';
import { findRuns, storeOption } from '../store/place.ts';

interface Options {
  store: string;
  json?: boolean;
}

const EXAMPLES = `
Needs a run whose load climbs: breakpoint or stress; other test types are rejected. What is above the tested load is "not
tested". Discarded runs are judged too if the reason is the overload itself; the output says so.

Examples:
  npm run perf -- capacity results/breakpoint-20260131T120000Z.json
  npm run perf -- capacity stress-20260131 --json`;

export function capacityCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('capacity')
    .argument('<run>', 'result file, or id of the history')
    .addOption(storeOption())
    .option('--json', 'print it as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (name: string, options: Options) => {
      const [run] = await findRuns([name], options.store, io);
      const found = judgeCapacity(run!, demand(run!.endpoints));
      const doubt = run!.validityReasons[0] ?? 'unreliable';
      if (run!.validity === 'DISCARDED') found.findings.push(`the run is discarded: ${doubt}`);
      if (run!.validity === 'WARN') found.findings.push(`to be read with care: ${doubt}`);
      io.stdout(options.json ? `${JSON.stringify(found, infinityAsText)}\n` : capacityText(found));
      exit(run!.validity === 'DISCARDED' ? EXIT.discarded : EXIT.passed);
    });
}

/** JSON has no Infinity: `null` would read as "not measured". */
function infinityAsText(_key: string, value: unknown): unknown {
  return value === Number.POSITIVE_INFINITY ? 'no limit seen' : value;
}
