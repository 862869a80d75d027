// The tables of endpoints (operations, where a service is tested) and of failed requests, as texts.
import type { Policy } from 'k6-format/policy';
import type { EndpointFacts, Facts } from '../judge/facts.ts';
import type { Failure } from '../judge/failures.ts';
import { requestNoun } from '../judge/journeys.ts';
import type { Judgement } from '../judge/judge.ts';
import type { Summary } from '../parse/model.ts';
import { digits, formatCount, formatMs, formatRatio } from '../text/format.ts';
import { clip, omitted, plural } from '../text/words.ts';
import type { EndpointRow } from './endpoint-row.ts';
import { tagRows } from './tag-rows.ts';

/** Response time as measured, and from the moment that the request was due. */
export interface PlanRow {
  name: string;
  p95: string;
  fromPlanP95: string;
  p99: string;
  fromPlanP99: string;
}

export interface FailureRow {
  endpoint: string;
  kind: string;
  count: string;
  meaning: string;
  sample: string;
}

export interface EndpointsView {
  title: string;
  /** `Endpoint`, `Operation` where a service is tested, or `Tags` where another script keeps its requests apart by others. */
  noun: string;
  /** What to say without a row. */
  none: string;
  /** False where a page load test had no load besides its browser, or another script made no request: the section is left out. */
  isShown: boolean;
  /** The phase that the rows are from; null for the whole run. */
  place: string | null;
  /** Operations have no rows in the table of baselines. */
  hasBaselines: boolean;
  rows: EndpointRow[];
  omitted: string | null;
}

export interface AboveTarget {
  target: string;
  rows: { name: string; baseline: string; measured: string }[];
}

/** More endpoints than this are counted and no longer listed. */
const MAX_ENDPOINTS = 40;
/** Kinds of failure that are listed; rarer ones say little. */
const MAX_FAILURES = 30;

/** The section of endpoints: `listed` by themselves, `other` together. */
export function endpointsView(
  { summary, facts, pages }: Judgement,
  listed: readonly EndpointFacts[],
  other: readonly EndpointFacts[],
): EndpointsView {
  if (!summary.run && listed.length === 0) return tagsView(summary, facts);
  const isService = summary.run?.service !== undefined;
  const noun = isService ? 'Operation' : NOUNS[requestNoun(summary)];
  return {
    title: noun === NOUNS['endpoint or step'] ? 'Endpoints and Steps' : `${noun}s`,
    noun,
    none: 'The summary does not tell endpoints apart.',
    isShown: pages === null || listed.length > 0,
    hasBaselines: !isService && (summary.run !== null || summary.policyFrom !== null),
    place: facts.phase,
    rows: [
      ...listed.map((endpoint) => endpointRow(endpoint, facts.phase, summary.policy)),
      ...(other.length > 0 ? [otherRow(other)] : []),
    ],
    omitted: omitted(other.length, isService ? 'operation' : 'endpoint'),
  };
}

const NOUNS = { endpoint: 'Endpoint', step: 'Step', 'endpoint or step': 'Endpoint or step' } as const;

const NO_TAGS =
  'The summary has figures of all requests together. A threshold on a tag, such as http_req_duration{name:search}, makes k6 keep those of its requests apart.';

/** Requests of another script, by whatever tags it has. */
function tagsView(summary: Summary, { requests, latency }: Facts): EndpointsView {
  const rows = tagRows(summary);
  return {
    title: 'Requests by Tag',
    noun: 'Tags',
    none: NO_TAGS,
    isShown: rows.length > 0 || requests !== null || latency !== null,
    hasBaselines: false,
    place: null,
    rows: rows.slice(0, MAX_ENDPOINTS),
    omitted: omitted(rows.length - MAX_ENDPOINTS, 'row'),
  };
}

/** The most frequent kinds. */
export function failureRows(failures: readonly Failure[]): FailureRow[] {
  return failures.slice(0, MAX_FAILURES).map(failureRow);
}

/** All, or the ones with the most requests where there are too many to read. */
export function mostRequested(endpoints: readonly EndpointFacts[]): {
  listed: EndpointFacts[];
  other: EndpointFacts[];
} {
  if (endpoints.length <= MAX_ENDPOINTS) return { listed: [...endpoints], other: [] };
  const ranked = [...endpoints].sort((a, b) => (b.requests ?? 0) - (a.requests ?? 0));
  return { listed: ranked.slice(0, MAX_ENDPOINTS), other: ranked.slice(MAX_ENDPOINTS) };
}

/** The rest together: counts add up, percentiles do not. */
function otherRow(endpoints: readonly EndpointFacts[]): EndpointRow {
  const countOf = ({ latency, requests }: EndpointFacts) => latency?.samples ?? requests;
  const known = endpoints.filter((endpoint) => countOf(endpoint) !== null);
  const requests = known.reduce((sum, endpoint) => sum + (countOf(endpoint) ?? 0), 0);
  const errors = known.reduce((sum, endpoint) => sum + (endpoint.errorRatio ?? 0) * (countOf(endpoint) ?? 0), 0);
  const isTold = requests > 0 && endpoints.every(({ errorRatio }) => errorRatio !== null);
  const none = 'not added up';
  return {
    id: '',
    name: `other (${plural(endpoints.length, 'endpoint')})`,
    requests: formatCount(known.length > 0 ? requests : null),
    errors: formatRatio(isTold ? errors / requests : null),
    ...{ avg: none, p50: none, p95: none, p99: none, overLimit: none, baseline: '' },
  };
}

function endpointRow(endpoint: EndpointFacts, phase: string | null, { unmeasured = [] }: Policy): EndpointRow {
  const { latency, baseline } = endpoint;
  return {
    id: endpoint.name,
    name: endpoint.phase === phase ? endpoint.name : `${endpoint.name} (whole run)`,
    requests: formatCount(latency?.samples ?? endpoint.requests),
    errors: formatRatio(endpoint.errorRatio),
    avg: formatMs(latency?.avgMs ?? null),
    p50: formatMs(latency?.p50Ms ?? null),
    p95: formatMs(latency?.p95Ms ?? null),
    p99: formatMs(latency?.p99Ms ?? null),
    overLimit: formatRatio(endpoint.overLimitRatio),
    baseline: baseline
      ? `${[baseline.avgMs, baseline.p50Ms, baseline.p95Ms, baseline.p99Ms].join(' / ')} ms`
      : unmeasured.includes(endpoint.name)
        ? 'not judged: not measured'
        : 'no row',
  };
}

export function planRow({ name, latency, fromPlan }: EndpointFacts): PlanRow {
  return {
    name,
    p95: formatMs(latency?.p95Ms ?? null),
    fromPlanP95: formatMs(fromPlan?.p95Ms ?? null),
    p99: formatMs(latency?.p99Ms ?? null),
    fromPlanP99: formatMs(fromPlan?.p99Ms ?? null),
  };
}

function failureRow({ endpoint, kind, count, meaning, sample }: Failure): FailureRow {
  return {
    endpoint: endpoint ?? 'all endpoints',
    kind,
    count: formatCount(count),
    meaning,
    sample: sampleText(sample),
  };
}

function sampleText(sample: Failure['sample']): string {
  if (sample === null) return 'none in the log';
  const code = sample.code === '0' ? '' : `, code ${clip(sample.code, 8)}`;
  return `after ${digits(sample.atS)} s${code}: ${sample.message === '' ? 'no text' : clip(sample.message, 140)}`;
}

/** Endpoints whose baseline or measured p95 misses the guide's target for the API: shown in every report, never hidden. */
export function aboveTarget(endpoints: readonly EndpointFacts[], policy: Policy): AboveTarget {
  const limitMs = policy.apiTargetMs;
  const isAbove = (valueMs: number | null | undefined) => typeof valueMs === 'number' && valueMs >= limitMs;
  const rows = endpoints.filter(({ baseline, latency }) => isAbove(baseline?.p95Ms) || isAbove(latency?.p95Ms));
  return {
    target: `p95 < ${formatMs(limitMs)}`,
    rows: rows.slice(0, MAX_ENDPOINTS).map(({ name, baseline, latency }) => ({
      name,
      baseline: baseline ? formatMs(baseline.p95Ms) : 'no row',
      measured: `${formatMs(latency?.p95Ms ?? null)}${againstRow(policy.rowToleranceRatio, baseline?.p95Ms, latency?.p95Ms)}`,
    })),
  };
}

/** Whether a p95 above the target is the known one of the row, or news. */
function againstRow(tolerance: number, rowMs: number | undefined, measuredMs: number | null | undefined): string {
  if (rowMs === undefined || typeof measuredMs !== 'number') return '';
  if (measuredMs >= rowMs * (1 + tolerance)) return `, ${digits(measuredMs / rowMs)} times its baseline`;
  return measuredMs >= rowMs * (1 - tolerance) ? ', as in its baseline' : ', better than its baseline';
}
