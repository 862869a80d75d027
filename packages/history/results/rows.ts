// Which figures of some runs make a trend: those that can get worse, or those that the user asks for.
import { metricKey, parseSelector } from 'k6-format/selectors';
import { unitOf } from 'k6-format/units';
import { UserError } from 'k6-kit/user-error';
import type { Metric } from 'k6-verdict/parse/model';
import { worseWhen } from '../summaries/direction.ts';
import { statName, statsOf } from '../summaries/series.ts';
import type { Row } from '../trend/levels.ts';
import type { Result } from './result.ts';

export interface Wanted {
  /** Metrics with their tags, as k6 writes them. */
  metrics?: readonly string[] | undefined;
  statistic?: string | undefined;
}

/** The series of runs in the order of time. Throws a UserError where no run has what is wanted. */
export function rowsOf(results: readonly Result[], { metrics, statistic }: Wanted): Row[] {
  const keys = metrics?.map(keyOf);
  const stat = statistic === undefined ? undefined : statName(statistic.trim());
  const all = [...new Set(results.flatMap(({ figures }) => [...figures.keys()]))].sort();
  const unknown = keys?.find((key) => !all.includes(key));
  if (unknown !== undefined) throw nothing(`--metric reads "${unknown}", which no run has`, all);
  const rows = (keys ?? all).flatMap((key) => rowsOfMetric(key, results, { stat, isNamed: keys !== undefined }));
  if (rows.length > 0) return rows;
  const what = stat === undefined ? 'no figure that can get worse' : `no ${stat} of what is looked at`;
  throw nothing(`${results.length === 1 ? 'the run has' : 'the runs have'} ${what}`, all);
}

function keyOf(text: string): string {
  const { name, tags, fault } = parseSelector(text.trim());
  if (fault === undefined) return metricKey(name, tags);
  throw new UserError('E_TREND_METRIC', `--metric reads "${text}": ${fault}; expected METRIC or METRIC{TAG:VALUE,...}`);
}

function nothing(what: string, keys: readonly string[]): UserError {
  const some = `${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', ...' : ''}`;
  return new UserError('E_TREND_NOTHING', `${what}; there is ${some || 'nothing'}; see --metric and --statistic`);
}

function rowsOfMetric(
  key: string,
  results: readonly Result[],
  asked: { stat: string | undefined; isNamed: boolean },
): Row[] {
  const found = results.map(({ figures }) => figures.get(key));
  const known = found.filter((one) => one !== undefined);
  const metric = known.at(-1)!;
  const hints = known.map(({ contains }) => contains);
  const limits = known.flatMap(({ thresholds }) => thresholds);
  return [...new Set(known.filter(({ type }) => type === metric.type).flatMap(statsOf))].flatMap((stat): Row[] => {
    const unit = unitOf(metric, stat, hints);
    const isAsked = asked.isNamed || worseWhen(metric, stat, unit, limits) !== null;
    if (!isAsked || (asked.stat ?? stat) !== stat) return [];
    const values = found.map((one) => valueIn(one, metric, stat));
    const samples = metric.type === 'rate' && { samples: found.map(samplesOf) };
    return [{ name: key, stat, unit, values, ...samples }];
  });
}

/** A counter that is not there counted nothing: k6 writes it from its first sample on. */
function valueIn(found: Metric | undefined, { type }: Metric, stat: string): number | null {
  if (found === undefined) return type === 'counter' ? 0 : null;
  return found.type === type ? (found.stats.get(stat) ?? null) : null;
}

function samplesOf(metric: Metric | undefined): number | null {
  const [passes, fails] = [metric?.stats.get('passes'), metric?.stats.get('fails')];
  return passes === undefined || fails === undefined ? null : passes + fails;
}
