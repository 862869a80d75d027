// `perf merge`: one exact verdict over several instances of a distributed run.
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError } from 'commander';
import { writeWhole } from '../files.ts';
import type { ExitCode, Io } from '../io.ts';
import { makeReport, type Report } from '../report/report.ts';
import { findInstances } from './merge.ts';
import { mergeFiles } from './merge-files.ts';

interface Options {
  expect?: number;
  wait: number;
  out?: string;
  json?: boolean;
}

const EXAMPLES = `
Each instance leaves NAME.json (its result) and NAME.points.json.gz (k6's \`--out json=NAME.points.json.gz\`) in the folder. Counts are
added up, percentiles are taken over the points of all, limits are those of the test and judged on the whole. An instance that has not
left both is lost: the rest is judged, and the report says that it is incomplete.

Exit codes: those of \`perf report\`; 2 when nothing can be merged.

Examples:
  npm run perf -- merge results/distributed --expect 4
  npm run perf -- merge /results --expect 20 --wait 1800`;

export function mergeCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('merge')
    .description('one exact result and report from the instances of a distributed run')
    .argument('<folder>', "where the instances' files are")
    .option('--expect <number>', 'how many instances there should be (default: as many as left a file)', whole)
    .option('--wait <seconds>', 'how long to wait for them', whole, 0)
    .option('--out <dir>', 'folder for result and report (default: the same folder)')
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, options: Options) => {
      const from = resolve(io.cwd, folder);
      await arrived(from, options, io);
      const { report, lost } = await mergeFolder(
        from,
        options.expect,
        options.out ? resolve(io.cwd, options.out) : from,
        io,
      );
      const { oneLine, paths, exitCode } = report;
      if (options.json) io.stdout(`${JSON.stringify({ verdict: report.verdict, exitCode, lost, paths })}\n`);
      else
        io.stdout(
          `${oneLine}\n${Object.values(paths)
            .map((path) => `report: ${path}\n`)
            .join('')}`,
        );
      exit(exitCode);
    });
}

/** Waits until as many results are there as there should be, or the time is over. */
async function arrived(folder: string, { expect = 0, wait }: Options, io: Io): Promise<void> {
  const deadline = Date.now() + wait * 1000;
  while (Date.now() < deadline && !io.signal?.aborted) {
    const found = await findInstances(folder).catch(() => undefined);
    if ((found?.whole.length ?? 0) >= expect) return;
    await sleep(1000);
  }
}

/** Merges what is in `folder` and writes the result and its report to `outDir`. */
async function mergeFolder(
  folder: string,
  expected: number | undefined,
  outDir: string,
  io: Io,
): Promise<{ report: Report; lost: string[] }> {
  const { merged, lost } = await mergeFiles(folder, expected, io);
  const file = join(outDir, `${merged.run.type}.merged.json`);
  await writeWhole(file, `${JSON.stringify(merged)}\n`);
  return { report: await makeReport({ file, now: io.now(), formats: ['md', 'html'] }), lost };
}

function whole(text: string): number {
  const value = Number(text);
  if (/^\d{1,6}$/.test(text)) return value;
  throw new InvalidArgumentError(`read "${text}", wants a whole number.`);
}
