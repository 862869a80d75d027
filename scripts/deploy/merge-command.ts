// `perf merge`: one verdict over several instances of a distributed run.
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { finderFor, type InstanceFiles, WAYS, type Way } from 'k6-history/merge/instances';
import { writeMerged } from 'k6-history/merge/write';
import { UserError } from 'k6-kit/user-error';
import type { Report } from 'k6-verdict/report';
import type { ExitCode, Io } from '../io.ts';
import { type Merged, mergeFiles } from './merge-files.ts';
import { arrived, type Find, refuseJudged } from './merge-wait.ts';
import { ofRun, recordReader, refuseTwoStarts } from './of-run.ts';
import { LIMIT_MB, type Listen, LOST_AFTER_S, readListen } from './uploads/options.ts';

const LOST_AFTER =
  'how long an instance may be silent once another has finished, before it counts as lost (points only)';

interface Options {
  run?: string;
  expect?: number;
  wait: number;
  listen?: Listen;
  limitMb: number;
  lostAfter: number;
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
another id, or without one, are ignored and listed. --wait needs --run. An id can be used for one start only. A wait that is interrupted
(Ctrl-C, SIGTERM) ends with 105 and merges nothing: start it again.

--listen takes the files by HTTP from \`perf deploy upload\`: those of --run only, with the token in UPLOAD_TOKEN, up to --limit-mb.

Exit codes: those of \`perf report\`; 2 when nothing can be merged.

Examples:
  npm run perf -- merge results/distributed --expect 4
  npm run perf -- merge /results --run nightly-0131 --expect 20 --wait 1800
  UPLOAD_TOKEN=... npm run perf -- merge /results --run nightly-0131 --expect 20 --wait 1800 --listen :8080
  npm run perf -- merge a.points.json.gz b.points.json.gz --out results
  npm run perf -- merge shard-*.hdr.gz --json`;

export function mergeCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('merge')
    .argument('<folder-or-files...>', "the folder with the instances' files, or their points, histograms or results")
    .option('--run <id>', 'only instances of this run (their PERF_RUN_ID)')
    .option('--expect <number>', 'how many instances to expect (default: those that left a file)', whole)
    .option('--wait <seconds>', 'how long to wait for the instances of --run', whole, 0)
    .option('--lost-after <seconds>', LOST_AFTER, whole, LOST_AFTER_S)
    .option(
      '--listen <address>',
      'HOST:PORT, or :PORT for all addresses, to take the files by HTTP while waiting',
      readListen,
    )
    .option('--limit-mb <number>', 'how much a run may send, all files together', whole, LIMIT_MB)
    .addOption(new Option('--by <kind>', 'what to merge (default: what all have, points first)').choices(WAYS))
    .option('--out <dir>', "folder for result and report (default: the instances' own)")
    .option('--json', 'print the verdict as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (places: string[], options: Options) => {
      const from = places.map((place) => resolve(io.cwd, place));
      const { folder, find } = await finderFor(from as [string, ...string[]]);
      const out = options.out ? resolve(io.cwd, options.out) : folder;
      const instances = await (options.run === undefined
        ? anyIn(find, options)
        : oneRun({ find, folder, out }, options.run, options, io));
      const merged = await mergeFiles({ instances, expected: options.expect, way: options.by }, io);
      const report = await writeMerged(join(out, `${merged.merged.run.type}.merged`), merged, io.now());
      tell(report, merged, options, io);
      exit(report.exitCode);
    });
}

function anyIn(find: Find, { wait, listen }: Options): Promise<InstanceFiles[]> {
  if (wait === 0 && listen === undefined) return find();
  throw new UserError(
    'E_MERGE_RUN',
    '--wait without --run: files of an earlier run would count as those that are waited for; expected --run with the PERF_RUN_ID of the instances',
  );
}

/** The instances of the run `--run`, once they are there or the time is over; others are listed. */
async function oneRun(
  { find, folder, out }: { find: Find; folder: string; out: string },
  run: string,
  options: Options,
  io: Io,
): Promise<InstanceFiles[]> {
  const { expect, wait, listen } = options;
  const read = recordReader();
  if (listen !== undefined && (wait === 0 || expect === undefined))
    throw new UserError('E_MERGE_RUN', '--listen needs --wait and --expect: how long files are taken, and of how many');
  if (wait > 0) await refuseJudged(out, run, read);
  await arrived({ find, folder, run, read, ...options }, io);
  const { own, ignored } = await ofRun(await find(), run, read);
  for (const line of ignored) io.stderr(`${line}\n`);
  await refuseTwoStarts(own, run, read, expect);
  return own;
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
