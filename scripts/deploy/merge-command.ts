// `perf merge`: one verdict over several instances of a distributed run.
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { finderFor, type InstanceFiles, WAYS, type Way } from 'k6-history/merge/instances';
import { writeMerged } from 'k6-history/merge/write';
import { UserError } from 'k6-kit/user-error';
import type { Report } from 'k6-verdict/report';
import type { ExitCode, Io } from '../io.ts';
import { type Merged, mergeFiles } from './merge-files.ts';
import { ofRun, type RecordReader, recordReader, refuseTwoStarts } from './of-run.ts';

interface Options {
  run?: string;
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

A folder may hold files of an earlier run. Give all instances of a run the same PERF_RUN_ID, and name it with --run: results with
another id, or without one, are ignored and listed. --wait needs --run. An id can be used for one start only.

Exit codes: those of \`perf report\`; 2 when nothing can be merged.

Examples:
  npm run perf -- merge results/distributed --expect 4
  npm run perf -- merge /results --run nightly-0131 --expect 20 --wait 1800
  npm run perf -- merge a.points.json.gz b.points.json.gz --out results
  npm run perf -- merge shard-*.hdr.gz --json`;

export function mergeCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('merge')
    .argument('<folder-or-files...>', "the folder with the instances' files, or their points, histograms or results")
    .option('--run <id>', 'only instances of this run (their PERF_RUN_ID)')
    .option('--expect <number>', 'how many instances to expect (default: those that left a file)', whole)
    .option('--wait <seconds>', 'how long to wait for the instances of --run', whole, 0)
    .addOption(new Option('--by <kind>', 'what to merge (default: what all have, points first)').choices(WAYS))
    .option('--out <dir>', "folder for result and report (default: the instances' own)")
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (places: string[], options: Options) => {
      const from = places.map((place) => resolve(io.cwd, place));
      const { folder, find } = await finderFor(from as [string, ...string[]]);
      const out = options.out ? resolve(io.cwd, options.out) : folder;
      const instances = await (options.run === undefined ? anyIn(find, options) : oneRun(find, out, options, io));
      const merged = await mergeFiles({ instances, expected: options.expect, way: options.by }, io);
      const report = await writeMerged(join(out, `${merged.merged.run.type}.merged`), merged, io.now());
      tell(report, merged, options, io);
      exit(report.exitCode);
    });
}

type Find = () => Promise<InstanceFiles[]>;

function anyIn(find: Find, { wait }: Options): Promise<InstanceFiles[]> {
  if (wait === 0) return find();
  throw new UserError(
    'E_MERGE_RUN',
    '--wait without --run: files of an earlier run would count as those that are waited for; expected --run with the PERF_RUN_ID of the instances',
  );
}

/** The instances of the run `--run`, once they are there or the time is over; others are listed. */
async function oneRun(find: Find, out: string, options: Options, io: Io): Promise<InstanceFiles[]> {
  const { run: id = '', expect } = options;
  const read = recordReader();
  if (options.wait > 0) await refuseJudged(out, id, read);
  await arrived(find, read, options, io);
  const { own, ignored } = await ofRun(await find(), id, read);
  for (const line of ignored) io.stderr(`${line}\n`);
  await refuseTwoStarts(own, id, read, expect);
  return own;
}

/** A run is waited for once: what its folder holds after its verdict is not that of another start. */
async function refuseJudged(folder: string, id: string, read: RecordReader): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const report = names.find((name) => name.endsWith('.merged.report.html'));
  if (report === undefined) return;
  const judged = await read(join(folder, report.replace('.report.html', '.json')));
  if (judged.id !== id) return;
  throw new UserError(
    'E_MERGE_RUN',
    `run ${id} has its verdict already: ${join(folder, report)}; expected a new id for a new run, or no --wait to merge its files again`,
  );
}

/** Waits until as many instances of the run have both files as there should be, or the time is over. */
async function arrived(find: Find, read: RecordReader, { run = '', expect = 0, wait }: Options, io: Io): Promise<void> {
  const deadline = Date.now() + wait * 1000;
  let there = 0;
  while (Date.now() < deadline && !io.signal?.aborted) {
    // A result that is being written cannot be read yet.
    const { own } = await find()
      .then((found) => ofRun(found, run, read))
      .catch(() => ({ own: [] }));
    there = own.filter(({ result, points, histograms }) => result && (points ?? histograms)).length;
    if (there >= Math.max(1, expect)) return;
    await sleep(1000);
  }
  if (wait > 0) io.stderr(`waited ${wait} s: ${there} of ${expect} instances of run ${run} left their files\n`);
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
