// Makes the run of the history from a judged summary.
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { JOURNEY_COMPLETED, JOURNEY_MS, PAGE_VITALS, VISITS } from 'k6-format/load-names';
import type { Factors } from 'k6-format/scale';
import { UserError } from 'k6-kit/user-error';
import { type Latency, latencyOf, rateOf } from 'k6-verdict/judge/facts';
import { type Judgement, judge } from 'k6-verdict/judge/judge';
import type { Verdict } from 'k6-verdict/judge/verdict';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import { findMetric, type Run, type Summary } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { formatValue } from 'k6-verdict/text/format';
import {
  type Figure,
  type HistoryRun,
  METRICS,
  type MetricName,
  type ResourceRow,
  type RunContext,
  WHOLE_RUN,
  type WindowRow,
} from './run.ts';

/** Reads and judges a result file. Throws a UserError for anything that is not a summary with a run record. */
export async function readRun(file: string): Promise<HistoryRun> {
  const { fileName, value, warnings } = await readJsonFile(file);
  return runOf(parseSummary(fileName, value, warnings));
}

/** The run of a parsed summary. */
export function runOf(summary: Summary): HistoryRun {
  const { run } = summary;
  if (!run) {
    const message = `${basename(summary.fileName)}: has no run record, so type, target and engine are unknown; expected a result file that the load scripts of tests/ wrote`;
    throw new UserError('E_HISTORY_NO_RUN', message);
  }
  return judgedRun(judge(summary), run);
}

/** The run of a judged summary. */
export function judgedRun(judged: Judgement, run: Run): HistoryRun {
  const { summary } = judged;
  const context = {
    type: run.type,
    engine: run.engine,
    target: targetName(run),
    commit: run.commit,
    startedAt: new Date(run.startedAt).toISOString(),
    durationS: summary.durationMs === null ? null : summary.durationMs / 1000,
    timeScale: run.timeScale,
    ...(run.scale && { scale: factorsOf(run.scale) }),
    model: run.model,
    peakVus: run.peakVus,
    // A journey is compared like an endpoint: it has response times, and a share that did not complete.
    endpoints: [...run.endpoints, ...judged.journeys.map(({ name }) => name)],
    validity: judged.validity.level,
    validityReasons: judged.validity.reasons.map((reason) => reason.message),
    outcome: judged.outcome,
    brokenLimits: judged.verdicts.filter(({ outcome }) => outcome === 'failed').map(limitText),
  };
  const data = { figures: figuresOf(judged), windows: windowsOf(judged), resources: resourcesOf(judged) };
  return { id: idOf({ ...context, target: run.target }, data.figures), ...context, ...data };
}

/** Without the environment's name: the target says where it was. */
function factorsOf({ users, rate, limits }: Factors): Factors {
  return { users, rate, limits };
}

/**
 * The system under test by a name that lasts. The reference target gets a free port each time that it starts, so it goes by its
 * name: it alone says which build it is (`run.targetBuilds`), and only on this machine is it asked.
 */
export function targetName({ target, targetBuilds = [] }: Run): string {
  return targetBuilds.length > 0 ? REFERENCE_TARGET : target;
}

export const REFERENCE_TARGET = 'reference target';

function limitText({ subject, source, actual, unit }: Verdict): string {
  return `${subject}: ${source.expression}, is ${formatValue(actual, unit)}`;
}

/** The same result file always has the same id; two runs that start in the same second differ in their digest. */
function idOf(context: Omit<RunContext, 'id'>, figures: readonly Figure[]): string {
  const { type, engine, target, startedAt, timeScale, endpoints } = context;
  const facts = JSON.stringify([type, engine, target, startedAt, timeScale, endpoints, figures]);
  const digest = createHash('sha256').update(facts).digest('hex').slice(0, 8);
  return `${type}-${startedAt.replace(/[-:]|\.\d+/g, '')}-${digest}`;
}

/** Judged figures: from the hold where the run has one. */
function figuresOf(judged: Judgement): Figure[] {
  const { facts } = judged;
  return [{ name: WHOLE_RUN, ...facts }, ...facts.endpoints, ...journeySeries(judged), ...pageSeries(judged)].flatMap(
    (series) => {
      const { name, latency, errorRatio, requests, requestsPerS } = series;
      const samples = latency?.samples ?? requests ?? 0;
      const values: Record<MetricName, number | null> = {
        avgMs: latency?.avgMs ?? null,
        p50Ms: latency?.p50Ms ?? null,
        p95Ms: latency?.p95Ms ?? null,
        p99Ms: latency?.p99Ms ?? null,
        errorRatio,
        requestsPerS,
      };
      return METRICS.flatMap((metric) => {
        const value = values[metric];
        return value === null ? [] : [{ endpoint: name, metric, value, samples }];
      });
    },
  );
}

/** Journeys that did not complete are its errors. */
function journeySeries({ journeys }: Judgement) {
  return journeys.map(({ name, duration, completedRatio, walked }) => ({
    name,
    latency: duration,
    errorRatio: completedRatio === null ? null : 1 - completedRatio,
    requests: walked,
    requestsPerS: null,
  }));
}

/** Load times of a page, in addition to the endpoints, by visit; they have no rate. */
function pageSeries({ summary, pages }: Judgement) {
  if (!pages) return [];
  return VISITS.map((visit) => ({
    name: `page-${visit}`,
    latency: latencyOf(summary, { visit }, PAGE_VITALS.load.metric),
    errorRatio: null,
    requests: null,
    requestsPerS: null,
  }));
}

function windowsOf({ summary, series, journeys }: Judgement): WindowRow[] {
  return series.flatMap(({ id, phase, startS, endS, load, endpoints }) => {
    const row = (endpoint: string, latency: Latency | null, errorRatio: number | null): WindowRow => ({
      window: id,
      phase,
      startS,
      endS,
      load,
      endpoint,
      requests: latency?.samples ?? 0,
      avgMs: latency?.avgMs ?? null,
      p50Ms: latency?.p50Ms ?? null,
      p95Ms: latency?.p95Ms ?? null,
      p99Ms: latency?.p99Ms ?? null,
      errorRatio,
    });
    const requests = [WHOLE_RUN, ...endpoints.keys()].map((endpoint) => {
      const tags = endpoint === WHOLE_RUN ? { window: id } : { endpoint, window: id };
      return row(endpoint, latencyOf(summary, tags), rateOf(summary, 'http_req_failed', tags));
    });
    const walks = journeys.map(({ name }) => {
      const tags = { journey: name, window: id };
      const completed = rateOf(summary, JOURNEY_COMPLETED, tags);
      return row(name, latencyOf(summary, tags, JOURNEY_MS), completed === null ? null : 1 - completed);
    });
    return [...requests, ...walks];
  });
}

function resourcesOf({ summary, series }: Judgement): ResourceRow[] {
  const inWindows = series.flatMap(({ id, resources }) =>
    [...resources].map(([metric, avg]): ResourceRow => ({ window: id, metric, avg, peak: null })),
  );
  const names = new Set(inWindows.map(({ metric }) => metric));
  const overall = [...names].flatMap((metric): ResourceRow[] => {
    const stats = findMetric(summary, metric)?.stats;
    const avg = stats?.get('avg');
    return avg === undefined ? [] : [{ window: '', metric, avg, peak: stats?.get('max') ?? null }];
  });
  return [...overall, ...inWindows];
}
