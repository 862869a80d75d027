// The command `merge` of `k6-verdict`: the instances of one distributed run as one result, with its report.
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { UserError } from 'k6-kit/user-error';
import type { CommandIo } from 'k6-verdict/command';
import { plain } from 'k6-verdict/render/escape';
import { plural } from 'k6-verdict/text/words';
import type { AnyResult, InstanceFiles } from './merge/instances.ts';
import type { Instance } from './merge/record.ts';

const WAYS = ['points', 'histograms', 'summaries'] as const;
type Way = (typeof WAYS)[number];

interface Options {
  by?: Way;
  out?: string;
  json?: boolean;
}

export function mergeCommand(io: CommandIo, exit: (code: number) => void, program: string): Command {
  return new Command('merge')
    .summary('merge the instances of a distributed run into one result')
    .description(
      'Merges what the instances of one distributed run left behind into one summary, judges its limits on the whole, and reports it.',
    )
    .argument('<folder-or-summaries...>', 'the folder with the files of the instances, or their summaries')
    .addOption(
      new Option(
        '--by <kind>',
        'what to merge (default: points, histograms, summaries: the first that all have)',
      ).choices(WAYS),
    )
    .option('--out <folder>', 'folder for the merged summary and its report (default: that of the instances)')
    .option('--json', 'print the verdict as JSON (verdict.schema.json)')
    .addHelpText('after', helpTail(program))
    .action(async (places: string[], options: Options) => exit(await merge(places, options, io)));
}

async function merge(places: readonly string[], options: Options, io: CommandIo): Promise<number> {
  const [{ finderFor }, { writeMerged }, { renderVerdictJson }] = await Promise.all([
    import('./merge/instances.ts'),
    import('./merge/write.ts'),
    import('k6-verdict/render/verdict-json'),
  ]);
  const { folder, find } = await finderFor(places.map((place) => resolve(io.cwd, place)) as [string, ...string[]]);
  const files = await find();
  const whole = withSummaries(files);
  const { how, ...made } = await mergeBy(options.by ?? wayOf(whole), whole, options.by === 'summaries');
  const name = join(
    options.out === undefined ? folder : resolve(io.cwd, options.out),
    `${made.merged.run?.type ?? 'summary'}.merged`,
  );
  const report = await writeMerged(name, made, io.now());
  for (const line of how) (options.json ? io.stderr : io.stdout)(`${plain(line)}\n`);
  const paths = [`${name}.json`, ...Object.values(report.paths)].map((path) => `  ${path}\n`).join('');
  io.stdout(options.json ? renderVerdictJson(report.judgement, report.signOff) : `${report.oneLine}\n${paths}`);
  return report.exitCode;
}

type Whole = InstanceFiles & { result: string };

/** An instance without its summary would be missing in every figure. */
function withSummaries(files: readonly InstanceFiles[]): [Whole, ...Whole[]] {
  const lost = files.find(({ result }) => result === undefined);
  if (lost)
    throw new UserError(
      'E_MERGE',
      `${lost.name}: its summary ${lost.name}.json is missing; expected one of each instance`,
    );
  if (files.length < 2)
    throw new UserError(
      'E_MERGE',
      `${files.length === 1 ? 'one summary' : 'no summary'} to merge; expected those of two instances or more`,
    );
  return files as [Whole, ...Whole[]];
}

function wayOf(files: readonly InstanceFiles[]): Way {
  const have = (way: 'points' | 'histograms') => files.filter((one) => one[way] !== undefined);
  for (const way of ['points', 'histograms'] as const) if (have(way).length === files.length) return way;
  const one = [...have('points'), ...have('histograms')][0];
  if (one === undefined) return 'summaries';
  const other = files.find(({ points }) => points === undefined)!;
  throw new UserError(
    'E_MERGE',
    `${one.name} left ${one.points ? 'points' : 'histograms'}, ${other.name} did not: expected them from all; --by summaries merges without`,
  );
}

interface Merged {
  merged: AnyResult;
  histograms?: Buffer;
  /** How exact it is, and what is missing. */
  how: string[];
}

async function mergeBy(way: Way, files: readonly [Whole, ...Whole[]], mayLeaveLimits: boolean): Promise<Merged> {
  const { readAnyResult, limitsOf, trendStatsOf } = await import('./merge/stock.ts');
  const asked = files.length;
  const lacking = way === 'summaries' ? undefined : files.find((one) => one[way] === undefined);
  if (lacking) throw new UserError('E_MERGE', `${lacking.name} left no ${way}: expected them from all`);
  if (way === 'histograms') {
    const { gatherWith, mergeGathered, PRECISION_TEXT } = await import('./merge/histograms.ts');
    const gathered = await gatherWith(files as never, readAnyResult);
    const limits = limitsOf(gathered.instances);
    const merged = mergeGathered(gathered, asked, limits, trendStatsOf(gathered.instances, limits));
    return {
      ...merged,
      how: [`merged ${asked} instances by histograms: counts are exact, percentiles ${PRECISION_TEXT}`],
    };
  }
  const read: Instance<AnyResult>[] = [];
  for (const { name, result } of files) read.push({ name, result: await readAnyResult(result) });
  const instances = read as [Instance<AnyResult>, ...Instance<AnyResult>[]];
  const limits = limitsOf(instances);
  if (way === 'summaries') return bySummaries(instances, limits, mayLeaveLimits);
  const { mergeInstances } = await import('./merge/points.ts');
  const withPoints = instances.map((one, index) => ({ ...one, points: files[index]!.points! }));
  const stats = trendStatsOf(instances, limits);
  const merged = await mergeInstances<AnyResult>({
    instances: withPoints as never,
    expected: asked,
    thresholds: limits,
    stats,
  });
  return { merged, how: [`merged ${asked} instances by points: counts and percentiles are exact`] };
}

const WITH_POINTS =
  'with the points of each instance next to its summary (k6 run --out json=NAME.points.json.gz) they are exact';

async function bySummaries(
  instances: readonly [Instance<AnyResult>, ...Instance<AnyResult>[]],
  limits: Record<string, string[]>,
  mayLeaveLimits: boolean,
): Promise<Merged> {
  const { mergeSummaries } = await import('./merge/summaries.ts');
  const { merged, leftOut, uncounted, notJudged } = mergeSummaries(instances, limits);
  const some = `${notJudged.slice(0, 3).join(', ')}${notJudged.length > 3 ? ', ...' : ''}`;
  if (notJudged.length > 0 && !mayLeaveLimits) {
    const why = `percentiles of several summaries cannot be merged, and ${plural(notJudged.length, 'limit')} would need that (${some})`;
    throw new UserError(
      'E_MERGE_PERCENTILES',
      `${plain(why)}: ${WITH_POINTS}; --by summaries leaves these limits unjudged`,
    );
  }
  const how = [`merged ${instances.length} instances by summaries: counts, rates, checks and extremes are exact`];
  const averages =
    uncounted.length > 0 ? [`the average of ${plural(uncounted.length, 'trend')} without \`count\``] : [];
  if (leftOut.length + averages.length > 0)
    how.push(
      `left out: ${[...leftOut, ...averages].join(', ')}, which cannot be computed from several summaries; ${WITH_POINTS}`,
    );
  const crossed = instances.filter(({ result }) => notJudged.some((limit) => hasCrossed(result, limit)));
  if (notJudged.length > 0) {
    const by = crossed.length === 0 ? 'no instance' : crossed.map(({ name }) => name).join(', ');
    how.push(`not judged on the whole: ${some}; crossed on its own by ${by}`);
  }
  return { merged, how };
}

function hasCrossed({ metrics }: AnyResult, limit: string): boolean {
  return Object.entries(metrics).some(([key, { thresholds = {} }]) =>
    Object.entries(thresholds).some(([expression, { ok }]) => ok === false && `${key} ${expression}` === limit),
  );
}

function helpTail(program: string): string {
  return `
Each instance leaves NAME.json (its summary, in any of k6's formats) and next to it, for percentiles, NAME.points.json.gz
(k6 run --out json=NAME.points.json.gz) or NAME.hdr.gz (k6-local run --out histogram=NAME.hdr.gz). Counts are added up,
percentiles are exact over all points, or within 0.05 % from histograms. Percentiles of several summaries cannot be merged:
from summaries alone they are left out, and limits on them are rejected or, with --by summaries, not judged.

Exit codes: those of \`${program} report\`; 2 when nothing can be merged.

Examples:
  $ ${program} merge results/distributed
  $ ${program} merge pod-1.json pod-2.json pod-3.json --out merged
  $ ${program} merge pod-*.json --by summaries --json`;
}
