// Compares two runs by their raw points: every metric, and each value of the chosen tags, with what is sure about its change.
import { UserError } from 'k6-kit/user-error';
import { MOST_VALUES } from 'k6-verdict/points/groups';
import { requestsOf } from 'k6-verdict/points/requests';
import { type PointsTable, readTable } from 'k6-verdict/points/table';
import { formatDuration } from 'k6-verdict/text/format';
import { plural } from 'k6-verdict/text/words';
import { studentQuantile } from '../stats/distributions.ts';
import { holm } from '../stats/holm.ts';
import { exceeds, figuresFor } from '../summaries/judge-tolerances.ts';
import type { ComparedFigure, SummaryComparison } from '../summaries/schema.ts';
import { FALSE_ALARM_RATE } from '../summaries/spread.ts';
import type { Tolerance } from '../summaries/tolerance.ts';
import { groupingOf } from './grouping.ts';
import { type PointFigure, pointFigures } from './point-figures.ts';
import { SLICES } from './samples.ts';
import { hasTest, type Outcome, type Tested, tester } from './tests.ts';

export const POINTS_METHOD = `slices of time (${SLICES}) drawn again; Mann-Whitney for average and median; Holm`;
const DEGREES = 2 * SLICES - 2;
/** A difference of shares below this is of no practical importance. */
const PRACTICAL_SHARE = 0.001;

export interface PointsRequest {
  base: readonly string[];
  head: readonly string[];
  by: readonly string[];
  tolerances: readonly Tolerance[];
  /** Noise between runs, as a standard deviation of logarithms; default: assumed. */
  noise?: number | undefined;
}

/** The files of a side are the instances of one run. Throws a UserError where nothing can be compared. */
export async function comparePoints({ base, head, by, ...rest }: PointsRequest): Promise<SummaryComparison> {
  const before = await readSide(base, by);
  try {
    const after = await readSide(head, by);
    try {
      return compareTables([before, after], { by, ...rest });
    } finally {
      after.close();
    }
  } finally {
    before.close();
  }
}

/** Blocks of half a megabyte of each side: both are read before they are compared. */
const BLOCKS_IN_MEMORY = 64;

async function readSide(files: readonly string[], by: readonly string[]): Promise<PointsTable> {
  const table = await readTable(files, by, BLOCKS_IN_MEMORY);
  const spans = table.spans
    .map((span, index) => ({ ...span, name: files[index]! }))
    .sort((a, b) => a.firstMs - b.firstMs);
  const apart = spans.find(({ firstMs }, index) => index > 0 && spans[index - 1]!.lastMs < firstMs);
  if (!apart) return table;
  table.close();
  throw new UserError(
    'E_COMPARE_POINTS',
    `${spans[0]!.name} and ${apart.name} are of different times, so not instances of one run; expected the points of one run a side (several runs a side: give their summaries)`,
  );
}

export function compareTables(
  tables: readonly [PointsTable, PointsTable],
  { by, tolerances, noise }: Pick<PointsRequest, 'by' | 'tolerances' | 'noise'>,
): SummaryComparison {
  const grouping = groupingOf(tables, by);
  const found = pointFigures(tables, grouping, (name) => tolerances.some(({ metric }) => metric?.name === name));
  const perTolerance = tolerances.map((tolerance) => ({
    tolerance,
    judged: figuresFor(tolerance, found) as PointFigure[],
  }));
  const asked = new Set(tolerances.length > 0 ? perTolerance.flatMap(({ judged }) => judged) : judgedIn(found.figures));
  const test = tester(noise);
  const outcomes = new Map([...asked].filter(hasTest).map((figure) => [figure, test(figure)] as const));
  const sure = surenessOf(outcomes);
  for (const { tolerance, judged } of perTolerance) refuseUnjudged(tolerance, judged, outcomes);
  const judgedTolerances = perTolerance.map(({ tolerance, judged }) => {
    const over = judged.filter((figure) => exceeds(tolerance, figure) && !hasReason(outcomes.get(figure)));
    const isClear = (figure: PointFigure) => !outcomes.has(figure) || sure.isClear(figure);
    return {
      tolerance: tolerance.text,
      judged: judged.filter((figure) => !hasReason(outcomes.get(figure))).length,
      crossed: over.filter(isClear).map(placeOf),
      withinNoise: over.filter((figure) => !isClear(figure)).map(placeOf),
    };
  });
  const figures = found.figures.map((figure) => sure.figureOf(figure));
  const worse = figures.filter(({ word }) => word === 'worse').map(({ metric, stat }) => ({ metric, stat }));
  const crossed = judgedTolerances.flatMap((one) => one.crossed);
  const regressions = tolerances.length > 0 ? unique(crossed) : worse;
  return {
    schema: 1,
    by: [...by],
    isRegression: regressions.length > 0,
    base: sideOf(tables[0]),
    head: sideOf(tables[1]),
    test: { method: POINTS_METHOD, falseAlarmRate: FALSE_ALARM_RATE, degreesOfFreedom: DEGREES, judged: sure.tested },
    regressions,
    tolerances: judgedTolerances,
    figures,
    missing: found.missing.map(({ metric, stat, missingIn }) => ({ metric, stat, missingIn })),
    notJudged: [...outcomes].flatMap(([figure, outcome]) =>
      hasReason(outcome) ? [{ ...placeOf(figure), reason: outcome.reason }] : [],
    ),
    notes: [...notesOn(tables), ...restNote(by, grouping.restSize), ...guessNote(found.guessed)],
  };
}

function judgedIn(figures: readonly PointFigure[]): PointFigure[] {
  return figures.filter((figure) => figure.worseWhen !== null && hasTest(figure));
}

function hasReason(outcome: Outcome | undefined): outcome is { reason: string } {
  return outcome !== undefined && 'reason' in outcome;
}

function refuseUnjudged(
  tolerance: Tolerance,
  judged: readonly PointFigure[],
  outcomes: ReadonlyMap<PointFigure, Outcome>,
): void {
  const reasons = judged.map((figure) => outcomes.get(figure)).filter(hasReason);
  if (judged.length === 0 || reasons.length < judged.length) return;
  throw new UserError(
    'E_FAIL_IF_NOTHING',
    `--fail-if reads "${tolerance.text}": none of ${plural(judged.length, 'figure')} can be judged (${judged[0]!.key}: ${reasons[0]!.reason})`,
  );
}

/** p corrected for all tests (Holm), and what follows from it for each figure. */
function surenessOf(outcomes: ReadonlyMap<PointFigure, Outcome>) {
  const tested = [...outcomes].flatMap(([figure, outcome]) => (hasReason(outcome) ? [] : [{ figure, outcome }]));
  const corrected = holm(tested.map(({ outcome }) => outcome.p));
  const byFigure = new Map(
    tested.map(({ figure, outcome }, at) => [figure, { ...outcome, correctedP: corrected[at]! }]),
  );
  const isClear = (figure: PointFigure) => {
    const isSmall = figure.metric.type === 'rate' && Math.abs(figure.difference) < PRACTICAL_SHARE;
    return !isSmall && (byFigure.get(figure)?.correctedP ?? 1) < FALSE_ALARM_RATE;
  };
  // Holm tests the next figure as strictly as there are others left that are not clear.
  const left = tested.filter(({ figure }) => !isClear(figure)).length;
  const critical = studentQuantile(FALSE_ALARM_RATE / Math.max(1, left), DEGREES);
  const figureOf = (figure: PointFigure): ComparedFigure => {
    const { metric, key, stat, unit, base, head, difference, worseWhen } = figure;
    const found = byFigure.get(figure);
    const relative = base === 0 ? null : difference / Math.abs(base);
    const values = { metric: key, type: metric.type, stat, unit, base, head, difference, relative, worseWhen };
    if (!found) return { ...values, visible: null, word: null, p: null, low: null, high: null };
    const { low, high, correctedP } = found;
    const word = wordFor(figure, isClear(figure));
    return { ...values, visible: visibleRise(figure, found, critical), word, p: correctedP, low, high };
  };
  return { tested: tested.length, isClear, figureOf };
}

function wordFor({ worseWhen, difference }: PointFigure, isClear: boolean): ComparedFigure['word'] {
  if (!isClear) return 'no evidence';
  if (worseWhen === null) return null;
  return difference > 0 === (worseWhen === 'higher') ? 'worse' : 'better';
}

/** The smallest rise that would be called worse. A share of 0 has no error, but it takes some failures to be clear. */
function visibleRise({ metric, base, samples }: PointFigure, { low, high }: Tested, critical: number): number {
  const strictness = critical / studentQuantile(0.05, DEGREES);
  if (metric.type !== 'rate')
    return base * Math.expm1(((Math.log1p(high / base) - Math.log1p(low / base)) / 2) * strictness);
  const fewest = Math.min(...samples.map(({ values }) => values.length));
  return Math.max(PRACTICAL_SHARE, critical ** 2 / fewest, ((high - low) / 2) * strictness);
}

function placeOf({ key, stat }: PointFigure) {
  return { metric: key, stat };
}

function unique(places: readonly { metric: string; stat: string }[]) {
  return [...new Map(places.map((place) => [`${place.metric} ${place.stat}`, place])).values()];
}

function sideOf({ files }: PointsTable): SummaryComparison['base'] {
  const runs = files.map(({ fileName, kind }) => {
    const shape = kind === 'csv' ? ('csv-points' as const) : ('json-points' as const);
    return { file: fileName, shape, k6Version: null, limits: 'none' as const };
  });
  return { runs, crossed: [] };
}

/** Runs whose lengths or numbers of requests differ by more than this are not the same load. */
const OTHER_LOAD = 0.1;

function notesOn(tables: readonly PointsTable[]): string[] {
  const lengths = tables.map(({ span }) => span.lastMs - span.firstMs);
  const requests = tables.map((table) => requestsOf(table).ms.length);
  const differs = ([a = 0, b = 0]: readonly number[]) => Math.max(a, b) > Math.min(a, b) * (1 + OTHER_LOAD);
  return [
    ...(differs(lengths)
      ? [`the runs took ${lengths.map(formatDuration).join(' and ')}: are they the same load?`]
      : []),
    ...(differs(requests) ? [`the runs made ${requests.join(' and ')} requests: are they the same load?`] : []),
    ...tables.flatMap(({ files, groups }) => [
      ...files
        .filter(({ lostLines }) => lostLines > 0)
        .map(
          ({ fileName, lostLines, points }) =>
            `${fileName}: ${plural(lostLines, 'line')} could not be read; ${points} points are used`,
        ),
      ...groups.overfull.map((tag) => `${tag} has more than ${MOST_VALUES} values: those that came later are one`),
    ]),
  ];
}

function restNote(by: readonly string[], size: number): string[] {
  return size === 0 ? [] : [`${size} more values of ${by.join(' and ')} are together in (other), which is not judged`];
}

function guessNote(names: readonly string[]): string[] {
  return names.length === 0
    ? []
    : [`CSV keeps no types: ${names.join(', ')} are taken for trends, or for rates where all are 0 or 1`];
}
