// `perf merge`: one verdict over several instances of a distributed run.
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { finderFor, type InstanceFiles, WAYS, type Way } from 'k6-history/merge/instances';
import { writeWhole } from 'k6-kit/files';
import { HISTOGRAM_ENDING } from 'k6-local/histograms';
import { makeReport, type Report } from 'k6-verdict/report';
import type { ExitCode, Io } from '../io.ts';
import { type Merged, mergeFiles } from './merge-files.ts';

interface Options {
  expect?: number;
  wait: number;
  by?: Way;
  out?: string;
  json?: boolean;
}

const EXAMPLES = `
Each instance leaves NAME.json (its result) and next to it NAME.points.json.gz (k6's \`--out json=NAME.points.json.gz\`) or NAME.hdr.gz
(the local runner's \`--out histogram=NAME.hdr.gz\`). Counts are added up, limits are those of the test and judged on the whole.
Percentiles are exact from points, and within 0.05 % from histograms; the report says which. Points and histograms are not
mixed. An instance without both files is lost: the rest is judged, and the report is marked incomplete.

Exit codes: those of \`perf report\`; 2 when nothing can be merged.

Examples:
  npm run perf -- merge results/distributed --expect 4
  npm run perf -- merge /results --expect 20 --wait 1800
  npm run perf -- merge a.points.json.gz b.points.json.gz --out results
  npm run perf -- merge shard-*.hdr.gz --json`;

export function mergeCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('merge')
    .argument('<folder-or-files...>', "the folder with the instances' files, or their points, histograms or results")
    .option('--expect <number>', 'how many instances to expect (default: those that left a file)', whole)
    .option('--wait <seconds>', 'how long to wait for them', whole, 0)
    .addOption(new Option('--by <kind>', 'what to merge (default: what all have, points first)').choices(WAYS))
    .option('--out <dir>', "folder for result and report (default: the instances' own)")
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (places: string[], options: Options) => {
      const from = places.map((place) => resolve(io.cwd, place));
      const { folder, find } = await finderFor(from as [string, ...string[]]);
      await arrived(find, options, io);
      const plan = { instances: await find(), expected: options.expect, way: options.by };
      const merged = await mergeFiles(plan, io);
      const report = await write(merged, options.out ? resolve(io.cwd, options.out) : folder, io);
      tell(report, merged, options, io);
      exit(report.exitCode);
    });
}

/** Waits until as many instances have both files as there should be, or the time is over. */
async function arrived(find: () => Promise<InstanceFiles[]>, { expect = 0, wait }: Options, io: Io): Promise<void> {
  const deadline = Date.now() + wait * 1000;
  while (Date.now() < deadline && !io.signal?.aborted) {
    const found = await find().catch(() => []);
    if (found.filter(({ result, points, histograms }) => result && (points ?? histograms)).length >= expect) return;
    await sleep(1000);
  }
}

/** Writes the merged result, its histograms and its report to `folder`. */
async function write({ merged, histograms }: Merged, folder: string, io: Io): Promise<Report> {
  const name = join(folder, `${merged.run.type}.merged`);
  await writeWhole(`${name}.json`, `${JSON.stringify(merged)}\n`);
  // Those of an earlier merge must not pass for this one's.
  if (histograms) await writeWhole(`${name}${HISTOGRAM_ENDING}`, histograms);
  else await rm(`${name}${HISTOGRAM_ENDING}`, { force: true });
  return makeReport({ file: `${name}.json`, now: io.now(), formats: ['md', 'html'] });
}

function tell({ oneLine, verdict, paths, exitCode }: Report, { way, lost }: Merged, { json }: Options, io: Io): void {
  const reports = Object.values(paths).map((path) => `report: ${path}\n`);
  const text = `${oneLine}\nmerged by ${way}\n${reports.join('')}`;
  io.stdout(json ? `${JSON.stringify({ verdict, exitCode, by: way, lost, paths })}\n` : text);
}

function whole(text: string): number {
  const value = Number(text);
  if (/^\d{1,6}$/.test(text)) return value;
  throw new InvalidArgumentError(`read "${text}", expected a whole number.`);
}
