// The shift between two runs from the response times of single requests: exact statistics, errors by resampling time slices.
import { standardDeviation } from 'simple-statistics';
import type { HistoryRun } from '../run.ts';
import { normalP, studentP } from '../stats/distributions.ts';
import { indexBelow, type Random, seeded } from '../stats/random.ts';
import { cliffsDeltaOf, type RequestTimes, type Slice, statisticsOf } from './request-times.ts';
import {
  FEWEST_WINDOWS,
  LATENCIES,
  type RunNoise,
  type Shift,
  type Shifts,
  seedOf,
  shiftsOf,
  windowShifts,
  withInterval,
} from './shift.ts';

const RESAMPLES = 200;

type Times = ReadonlyMap<string, RequestTimes>;

/** All latencies of the endpoints that both runs have enough slices of; errors come from the runs' own figures. */
export function requestShifts(
  [base, baseTimes]: [HistoryRun, Times],
  [head, headTimes]: [HistoryRun, Times],
  noise: RunNoise,
): Shifts {
  return shiftsOf(base, head, (endpoint, missing) => {
    const [a, b] = [baseTimes.get(endpoint), headTimes.get(endpoint)];
    // A journey is several requests: raw points have none of it, and its windows are compared.
    if (!a && !b) return windowShifts(base, head, endpoint, missing, noise);
    const fewest = Math.min(a?.slices.length ?? 0, b?.slices.length ?? 0);
    if (a && b && fewest >= FEWEST_WINDOWS) return latencyShifts(endpoint, a, b, noise);
    missing.push(`${endpoint}: ${fewest} slices of time with raw points, expected ${FEWEST_WINDOWS} in both runs`);
    return [];
  });
}

/**
 * A bootstrap of clusters (Efron and Tibshirani 1993): requests of one slice of time share its circumstances, so whole slices are
 * drawn. Mann and Whitney's test gets its variance from the same draws, since theirs is for independent requests.
 */
export function latencyShifts(endpoint: string, a: RequestTimes, b: RequestTimes, noise: RunNoise): Shift[] {
  const random = seeded(seedOf(endpoint, 'requests'));
  const lowest = Math.min(...[...a.slices, ...b.slices].map(({ bins }) => bins[0]!));
  const [before, after] = [a, b].map(({ slices }) => slices.map((slice) => countedFrom(lowest, slice)));
  const draws = Array.from({ length: RESAMPLES }, () => {
    const [one, two] = [statisticsOf(drawn(before!, random)), statisticsOf(drawn(after!, random))];
    return { base: one.logs, head: two.logs, delta: cliffsDeltaOf(one.counts, two.counts) };
  });
  const df = Math.max(2, a.slices.length + b.slices.length - 2);
  // The draws of n slices vary by (n - 1) / n too little.
  const widened = Math.sqrt((df + 2) / df);
  const delta = cliffsDeltaOf(statisticsOf(a.slices).counts, statisticsOf(b.slices).counts);
  const deltaError = standardDeviation(draws.map((draw) => draw.delta)) * widened;
  const rankP = deltaError > 0 ? studentP(delta / deltaError, df) : delta === 0 ? 1 : 0;
  return LATENCIES.map((metric): Shift => {
    const shift = Math.log(b.exact[metric] / a.exact[metric]);
    const within = standardDeviation(draws.map(({ base, head }) => head[metric] - base[metric])) * widened;
    const withinP = within > 0 ? normalP(shift / within) : shift === 0 ? 1 : 0;
    const judged = withInterval(shift, { error: within, df }, noise(endpoint, metric), withinP);
    return {
      endpoint,
      metric,
      base: a.exact[metric],
      head: b.exact[metric],
      ...judged,
      // The ranks speak of the bulk of the requests, not of a tail: they hold back a change of average and median only.
      p: metric === 'avgMs' || metric === 'p50Ms' ? Math.max(rankP, judged.p) : judged.p,
      withinP,
      cliffsDelta: delta,
    };
  });
}

/** Only differences of logarithms count: bins may start at the lowest that is used, which there are far fewer of. */
function countedFrom(lowest: number, slice: Slice): Slice {
  return { ...slice, bins: slice.bins.map((bin) => bin - lowest) };
}

function drawn(slices: readonly Slice[], random: Random): Slice[] {
  return slices.map(() => slices[indexBelow(random, slices.length)]!);
}
