// What a run came to, for those who have the page open at its end: the same figures as in the summary.

import { selector } from 'k6-format/selectors';
import type { SummaryMetric } from 'k6-format/summary';
import type { LivePlan } from './plan.ts';

type Metrics = Readonly<Record<string, SummaryMetric>>;

export interface FinalRow {
  label: string;
  /** Figures of the whole run, by the summary's names; empty: none. */
  values: Record<string, number>;
  limits: { stat: string; ms: number; value: number | null; isOk: boolean }[];
}

export interface LiveEnd {
  /** `38 of 38 limits held`. */
  text: string;
  isOk: boolean;
  requests: number;
  /** Share of failed requests. */
  errors: number;
  rows: FinalRow[];
  /** Where the report lies; null: there is none. */
  reportFile: string | null;
  /** The server has it, and the page may turn into it. */
  hasReport: boolean;
}

/** `metrics`: of a summary in k6's classic shape; undefined: the run did not come to one, nor without a plan to its load. */
export function finalFigures(plan: LivePlan | undefined, metrics: Metrics | undefined): LiveEnd {
  const nothing = { reportFile: null, hasReport: false };
  if (!plan || !metrics)
    return { text: 'without a summary', isOk: false, requests: 0, errors: 0, rows: [], ...nothing };
  const verdicts = Object.values(metrics).flatMap(({ thresholds = {} }) => Object.values(thresholds));
  const held = verdicts.filter(({ ok }) => ok).length;
  const of = (metric: string): Record<string, number> =>
    (metrics[selector(metric, plan.loadTags)] ?? metrics[metric])?.values ?? {};
  return {
    text: verdicts.length === 0 ? 'no thresholds to judge' : `${held} of ${verdicts.length} thresholds held`,
    isOk: held === verdicts.length,
    requests: of('http_reqs').count ?? 0,
    errors: of('http_req_failed').rate ?? 0,
    rows: plan.rows.map(({ label, metric, tags, limits }) => ({
      label,
      values: metrics[selector(metric, tags)]?.values ?? {},
      limits: limits.map(({ stat, ms, metric: name }) => {
        const { values = {}, thresholds = {} } = metrics[name] ?? {};
        const isOk = Object.entries(thresholds).every(
          ([text, { ok }]) => ok || !text.replaceAll(' ', '').startsWith(stat),
        );
        return { stat, ms, value: values[stat] ?? null, isOk };
      }),
    })),
    ...nothing,
  };
}
