// Any percentile of runs that the history has histograms of: of each run, and of all of them together.

import { LOAD_TAG, OPERATION_MS } from 'k6-format/load-names';
import { selector } from 'k6-format/selectors';
import { Bins, HistogramSum } from 'k6-local/histograms';
import { Trend } from 'k6-local/trend';
import { type RunContext, WHOLE_RUN } from './run.ts';
import { addKept } from './store/kept-histograms.ts';

/** Percentiles of one run, or of all. */
export interface Percentiles {
  samples: number;
  /** In the order of the percents that were asked for, ms. */
  valuesMs: number[];
}

export interface RunPercentiles extends Percentiles {
  id: string;
}

export interface Answer {
  runs: RunPercentiles[];
  /** Of all requests of these runs; undefined without a run. */
  together: Percentiles | undefined;
  /** Ids of runs that have histograms but no sample of the endpoint. */
  unmeasured: string[];
}

export interface Question {
  runs: readonly RunContext[];
  /** By the run's id, as the history keeps them. */
  histograms: ReadonlyMap<string, Buffer>;
  /** An endpoint or an operation, or all (WHOLE_RUN). */
  endpoint: string;
  /** Name of a kept metric; undefined: response times, in a service test those of operations. */
  metric: string | undefined;
  /** The phase that limits of a run judge, by its type; undefined: the whole run. */
  judgedPhaseOf: (type: string) => string | undefined;
  /** 0 to 100. */
  percents: readonly number[];
}

/** Runs without histograms are passed over. Throws a UserError for histograms that cannot be read. */
export async function answer(question: Question): Promise<Answer> {
  const runs: RunPercentiles[] = [];
  const unmeasured: string[] = [];
  const all = Trend.ofBins({ positive: new Bins(), negative: new Bins() });
  for (const run of question.runs) {
    const bytes = question.histograms.get(run.id);
    if (!bytes) continue;
    const sum = new HistogramSum();
    await addKept(sum, run.id, bytes);
    const found = seriesFor(run, question)
      .map((name) => sum.series.get(name)?.sink)
      .find((sink) => sink?.type === 'trend' && sink.count > 0);
    if (found?.type !== 'trend') {
      unmeasured.push(run.id);
      continue;
    }
    runs.push({ id: run.id, ...of(found.trend, question.percents) });
    all.merge(found.trend);
  }
  return { runs, together: runs.length > 0 ? of(all, question.percents) : undefined, unmeasured };
}

function of(trend: Trend, percents: readonly number[]): Percentiles {
  return { samples: trend.count, valuesMs: percents.map((percent) => trend.percentile(percent)) };
}

/** Series that stand for what was asked, the first that has samples counts: the judged phase before the whole run, as in the report. */
function seriesFor({ type }: RunContext, { endpoint, metric, judgedPhaseOf }: Question): string[] {
  const phase = judgedPhaseOf(type);
  const held = phase === undefined ? [] : [{ phase }];
  const isWhole = endpoint === WHOLE_RUN;
  const named = isWhole ? [{}] : [{ endpoint }, { op: endpoint }];
  // Only service tests have operations, and an operation stands for whatever requests it makes.
  return (metric === undefined ? [OPERATION_MS, 'http_req_duration'] : [metric]).flatMap((name) =>
    [...held, ...(isWhole ? [LOAD_TAG] : []), {}].flatMap((more) =>
      named.map((tags) => selector(name, { ...tags, ...more })),
    ),
  );
}
