// What is slow in a run: which endpoints, which of their requests, when, and by how much. One description, read by all rules about latency.

import { allowedOverLimit } from 'k6-format/over-limit';
import { type Policy, p95LimitOf } from 'k6-format/policy';
import { findStat, type Summary } from '../../parse/model.ts';
import type { EndpointFacts, Facts } from '../facts.ts';
import type { WindowFacts } from '../series.ts';
import { type Growth, growthOf, LEAST_EXCESS_MS } from './growth.ts';
import { isInside, type Located, locate, type Shape, sums, type Tally } from './shape.ts';

export interface Slowness {
  /** Endpoints that are slow, in the order of the run. */
  scope: SlowEndpoint[];
  /** Whether no endpoint is known to be as fast as it should be. */
  isEverywhere: boolean;
  /** `body`: the middle of the requests is slower; `tail`: only a part of them. */
  part: 'body' | 'tail';
  /** Whether most of the time goes by between the first byte of the answer and its last one. */
  isTransfer: boolean;
  shape: Shape;
  /** Requests that were slower than their limit because of it, each as much as a failed one when it is later by the API target. */
  cost: number;
  /** The same as a share of the endpoints' requests, where and when it happened, 0..1. */
  ratio: number;
  /** Under light and under full load, where it grows with the load. */
  growth: Growth | null;
}

export interface SlowEndpoint {
  name: string;
  /** Middle of its requests there and then, ms. */
  p50Ms: number;
  /** How much later than the row that is, ms. */
  excessMs: number;
  facts: EndpointFacts;
}

/** The share of requests over a limit that is the nature of a p95. */
const USUAL_RATIO = 0.05;
/** Less than this multiple of its row does not count as slow by itself. */
const LEAST_BODY_FACTOR = 1.2;
/** The middle of the requests is slow from this multiple of its row on, ... */
const BODY_FACTOR = 1.5;
/** ... from this one on where there are only a few requests. */
const LONELY_FACTOR = 3;
const FEWEST_COUNTED = 5;
/** An endpoint is left out of a slowness when it lost less than this part of what the slowest lost, by time and by factor. */
const LEFT_OUT_RATIO = 1 / 3;
/** Standard errors of a middle value that are no chance; the standard deviation of a response time is about half its middle. */
const NOISE_ERRORS = 3.75;
const SPREAD_RATIO = 0.5;

/** One endpoint with its windows; a run without windows is one window. */
interface Candidate {
  facts: EndpointFacts;
  rowMs: number;
  cells: Cell[];
}

interface Cell extends Pick<WindowFacts, 'startS' | 'endS' | 'phase' | 'load'> {
  total: number;
  late: number;
  p50Ms: number;
}

/** Null where nothing is slower than its row says, or where there are no rows to say it. */
export function findSlowness(summary: Summary, facts: Facts, series: readonly WindowFacts[]): Slowness | null {
  const candidates = facts.endpoints.flatMap((endpoint) => candidateOf(summary.policy, endpoint, series, facts) ?? []);
  const suspects = candidates.filter(isSuspect);
  const located = locate(talliesOf(suspects.length > 0 ? suspects : candidates), USUAL_RATIO);
  const { total, bad } = sums(located.inside);
  if (suspects.length === 0 && !isEvidence(total, bad)) return null;
  const seen = candidates.map((candidate) => ({ candidate, ...sumInside(candidate, located) }));
  const slow = alsoLater(
    seen,
    seen.filter(
      ({ candidate, total, late, p50Ms }) =>
        total > 0 && (isEvidence(total, late) || isBodySlow(candidate.rowMs, p50Ms, total)),
    ),
  );
  const inScope = located.shape.kind === 'throughout' ? furthest(slow) : mostOften(slow);
  const isTail = !inScope.some(isShifted);
  return describe(summary, seen, isTail ? seen.filter((one) => isLike(one, seen)) : inScope, located);
}

type Seen = { candidate: Candidate } & ReturnType<typeof sumInside>;

/** With what is slow goes what lost about as much time: of a slow endpoint a common wait is a small part. */
function alsoLater(seen: readonly Seen[], slow: readonly Seen[]): Seen[] {
  if (!slow.some(isShifted)) return [...slow];
  const most = Math.max(0, ...slow.map(({ excessMs }) => excessMs));
  const isAsLate = ({ candidate, p50Ms, total, excessMs }: Seen) =>
    isLater(candidate.rowMs, p50Ms, total) && excessMs >= most * LEFT_OUT_RATIO;
  return seen.filter((one) => slow.includes(one) || isAsLate(one));
}

/** What was slow all the time: a slower machine slows all by a factor, a common wait by a time; who lost far less of both is left out. */
function furthest(slow: readonly Seen[]): Seen[] {
  const lostMs = ({ candidate: { facts } }: Seen) => (facts.latency!.avgMs ?? 0) - facts.baseline!.avgMs;
  const growth = (seen: Seen) => lostMs(seen) / seen.candidate.facts.baseline!.avgMs;
  const most = Math.max(0, ...slow.map(lostMs));
  const mostGrowth = Math.max(0, ...slow.map(growth));
  return slow.filter((one) => lostMs(one) >= most * LEFT_OUT_RATIO || growth(one) >= mostGrowth * LEFT_OUT_RATIO);
}

/** What was slow in a place: requests wait there for different times, so that how many of them are late says more than by how much. */
function mostOften(slow: readonly Seen[]): Seen[] {
  const share = ({ late, total }: Seen) => late / total;
  const most = Math.max(0, ...slow.map(share));
  return slow.filter((one) => share(one) >= most * LEFT_OUT_RATIO);
}

/** Whether the body of the requests is where it should not be. A far slower part pulls the middle along, and the p95 much further. */
function isShifted({ candidate: { rowMs, facts }, p50Ms, factor, total }: Seen): boolean {
  if (!isBodySlow(rowMs, p50Ms, total)) return false;
  const p95Factor = (facts.latency?.p95Ms ?? 0) / (facts.baseline?.p95Ms ?? 1);
  return factor >= BODY_FACTOR || p95Factor <= 2 * factor;
}

/** Whether an endpoint may have as many late requests as those that are known to have too many. */
function isLike({ total, late }: Seen, seen: readonly Seen[]): boolean {
  const known = seen.filter((one) => isEvidence(one.total, one.late));
  const from = known.length > 0 ? known : seen;
  const share = from.reduce((sum, one) => sum + one.late, 0) / from.reduce((sum, one) => sum + one.total, 0);
  const deviation = Math.sqrt(Math.max(0, share * (1 - share) * total));
  return total > 0 && late >= share * total - 2 * deviation;
}

function describe(
  summary: Summary,
  seen: readonly Seen[],
  inScope: readonly Seen[],
  located: Located,
): Slowness | null {
  const total = inScope.reduce((sum, one) => sum + one.total, 0);
  const late = inScope.reduce((sum, one) => sum + one.late, 0);
  const isBody = inScope.filter(isShifted).reduce((sum, one) => sum + one.total, 0) > total / 2;
  const laterMs = lateByMs(inScope, isBody);
  // A generator whose event loop was late adds that to what it times: a smaller delay may be its own.
  if (laterMs <= (summary.generator?.eventLoopDelayP99Ms ?? 0)) return null;
  const growth = isBody ? growthOf(talliesOf(inScope.map(({ candidate }) => candidate))) : null;
  const isLoaded = located.shape.kind === 'throughout' && growth !== null;
  return {
    scope: inScope.map(({ candidate, p50Ms, excessMs }) => ({
      name: candidate.facts.name,
      p50Ms,
      excessMs,
      facts: candidate.facts,
    })),
    isEverywhere: seen.length > 1 && seen.every((one) => inScope.includes(one) || isLike(one, inScope)),
    part: isBody ? 'body' : 'tail',
    isTransfer: isTransfer(summary, inScope),
    shape: isLoaded ? { kind: 'with-load', fromLoad: growth.full.load } : located.shape,
    cost: Math.max(0, late - USUAL_RATIO * total) * Math.min(1, laterMs / summary.policy.apiTargetMs),
    ratio: total === 0 ? 0 : Math.min(1, late / total),
    growth: located.shape.kind === 'with-load' || isLoaded ? growth : null,
  };
}

/** How much later the late requests are, ms: as the middle one where all of them are, else as the slowest. */
function lateByMs(inScope: readonly Seen[], isBody: boolean): number {
  const each = inScope.map(({ excessMs, candidate: { facts } }) =>
    isBody ? excessMs : (facts.latency!.p99Ms ?? 0) - facts.baseline!.p99Ms,
  );
  return Math.max(1, ...each);
}

function candidateOf(
  policy: Policy,
  facts: EndpointFacts,
  series: readonly WindowFacts[],
  all: Facts,
): Candidate | null {
  if (!facts.baseline || !facts.latency || facts.latency.p50Ms === null) return null;
  const rowMs = facts.baseline.p50Ms;
  const windows = series.flatMap((window) => cellOf(facts, window, all) ?? []);
  if (windows.length > 1) return { facts, rowMs, cells: windows };
  const total = facts.latency.samples ?? facts.requests ?? 0;
  const over = facts.overLimitRatio ?? shareOverLimit(policy, facts);
  const late = Math.max(0, over - (facts.errorRatio ?? 0)) * total;
  const only: Cell = { startS: 0, endS: 0, phase: 'hold', load: null, total, late, p50Ms: facts.latency.p50Ms };
  return { facts, rowMs, cells: [only] };
}

/** Failed requests count as over the limit, too; their share of a window is spread over its endpoints as it is over the run. */
function cellOf({ name, errorRatio }: EndpointFacts, window: WindowFacts, all: Facts): Cell | null {
  const figures = window.endpoints.get(name);
  if (!figures || figures.p50Ms === null || figures.overLimitRatio === null || !figures.samples) return null;
  const { samples, overLimitRatio, p50Ms } = figures;
  const usual = all.errorRatio ?? 0;
  const failed = usual > 0 ? Math.min(1, ((errorRatio ?? 0) * (window.errorRatio ?? 0)) / usual) : 0;
  const { startS, endS, phase, load } = window;
  return { startS, endS, phase, load, total: samples, late: Math.max(0, overLimitRatio - failed) * samples, p50Ms };
}

/** Where the run did not count: by the percentile that is over the limit. */
function shareOverLimit(policy: Policy, { name, latency }: EndpointFacts): number {
  const limitMs = p95LimitOf(policy, name);
  const ladder: [number | null | undefined, number][] = [
    [latency?.minMs, 1],
    [latency?.p50Ms, 0.5],
    [latency?.p90Ms, 0.1],
    [latency?.p95Ms, 0.05],
    [latency?.p99Ms, 0.01],
  ];
  return ladder.find(([valueMs]) => (valueMs ?? 0) >= limitMs)?.[1] ?? 0;
}

function isSuspect({ facts, rowMs, cells }: Candidate): boolean {
  const [total, late] = [sum(cells, 'total'), sum(cells, 'late')];
  return (
    isEvidence(total, late) || (isBodySlow(rowMs, facts.latency!.p50Ms!, total) && isSlowAtEveryRank(facts, total))
  );
}

/** More requests over the limit than chance explains, for a p95 that is exactly at it. */
function isEvidence(total: number, late: number): boolean {
  return total > 0 && late / total >= allowedOverLimit(total);
}

function isBodySlow(rowMs: number, p50Ms: number, total: number): boolean {
  return isLater(rowMs, p50Ms, total) && p50Ms >= rowMs * LEAST_BODY_FACTOR;
}

/** Further from the row than chance explains. */
function isLater(rowMs: number, p50Ms: number, total: number): boolean {
  const noiseMs = (NOISE_ERRORS * SPREAD_RATIO * rowMs) / Math.sqrt(Math.max(1, total));
  return p50Ms - rowMs > Math.max(LEAST_EXCESS_MS, noiseMs);
}

/** Too few requests to count late ones are slow when body and p95 are both far beyond their row; a single one may be an accident. */
function isSlowAtEveryRank({ latency, baseline }: EndpointFacts, total: number): boolean {
  const factor = Math.min(latency!.p50Ms! / baseline!.p50Ms, (latency!.p95Ms ?? 0) / baseline!.p95Ms);
  return factor >= (total < FEWEST_COUNTED ? LONELY_FACTOR : BODY_FACTOR);
}

function sumInside({ rowMs, cells }: Candidate, located: Located) {
  const inside = cells.filter(({ startS }) => isInside(located, startS));
  const [total, late] = [sum(inside, 'total'), sum(inside, 'late')];
  const p50Ms = middleOf(inside) ?? rowMs;
  return { total, late, p50Ms, excessMs: p50Ms - rowMs, factor: p50Ms / rowMs };
}

/** The middle one of the windows' middles, each as heavy as its requests: one window of few slow ones does not move it. */
function middleOf(cells: readonly Cell[]): number | null {
  const half = sum(cells, 'total') / 2;
  let below = 0;
  for (const cell of [...cells].sort((a, b) => a.p50Ms - b.p50Ms)) {
    below += cell.total;
    if (below >= half) return cell.p50Ms;
  }
  return null;
}

function sum(cells: readonly Cell[], key: 'total' | 'late'): number {
  return cells.reduce((all, cell) => all + cell[key], 0);
}

/** The windows of several endpoints together. */
function talliesOf(candidates: readonly Candidate[]): Tally[] {
  const byStart = new Map<number, Tally>();
  for (const { rowMs, cells } of candidates) {
    for (const { startS, endS, phase, load, total, late, p50Ms } of cells) {
      const before = byStart.get(startS) ?? { startS, endS, phase, load, total: 0, bad: 0, size: 0 };
      const all = before.total + total;
      const size = all === 0 ? 0 : (before.size * before.total + (p50Ms - rowMs) * total) / all;
      byStart.set(startS, { ...before, total: all, bad: before.bad + late, size });
    }
  }
  return [...byStart.values()].sort((a, b) => a.startS - b.startS);
}

/** By the endpoint's own figure where the run kept it; k6 always has the one of all requests. */
function isTransfer(summary: Summary, inScope: readonly Seen[]): boolean {
  const shares = inScope.flatMap(({ candidate: { facts } }) => {
    const tags = { endpoint: facts.name, ...(facts.phase !== null && { phase: facts.phase }) };
    const receivingMs = findStat(summary, 'http_req_receiving', tags, 'avg');
    const averageMs = facts.latency?.avgMs ?? 0;
    return receivingMs === null || averageMs <= 0 ? [] : [receivingMs / averageMs];
  });
  return shares.length > 0 && shares.every((share) => share > 0.5);
}
