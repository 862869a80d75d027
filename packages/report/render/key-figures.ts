// The strip of four to six key figures, each with its limit and how much of it is used.

import type { Unit } from 'k6-format/units';
import type { Judgement } from '../judge/judge.ts';
import { limitName, type RunFigure } from '../judge/previous.ts';
import { isNear, tightest, usedRatio } from '../judge/tightest.ts';
import type { Verdict } from '../judge/verdict.ts';
import { changeText } from '../text/change.ts';
import { formatCount, formatDuration, formatLimit, formatRatio, formatValue } from '../text/format.ts';
import { statisticText, valueText } from '../text/limit-words.ts';
import { clip } from '../text/words.ts';

export interface KeyFigure {
  label: string;
  /** Of what: `home in hold`. */
  place: string;
  value: string;
  /** `limit < 93.5 ms`, or that there is none. */
  limit: string;
  /** `86 % used`; empty without a limit. */
  used: string;
  /** The same, 0..1 and beyond; null without a limit. */
  share: number | null;
  /** For style: ok, near, over or none. */
  state: string;
  /** What it is of, for looking it up in an earlier run; absent of plain counts. */
  measured?: Measured;
  /** `+4 %, within noise`; empty without an earlier run. */
  change: string;
  /** Whether the change is known to be more than noise. */
  isClear: boolean;
}

/** A figure without a limit or an earlier one, such as a count; `more`: what it has of them. */
export function plainFigure(label: string, value: string, more: Partial<KeyFigure> = {}): KeyFigure {
  const none = { place: '', limit: '', used: '', share: null, state: 'none', change: '', isClear: false };
  return { ...none, label, value, ...more };
}

interface Measured {
  name: string;
  value: number | null;
  unit: Unit;
}

const MOST = 6;
const FEWEST = 4;

const DURATIONS = /^(?:http_req|service_op|grpc_req)_duration$/;
const FAILURES = /^(?:http_req|service_op|page)_failed$/;

/** What people ask for first, then the tightest of the other limits, then what there is besides. */
export function keyFigures(judgement: Judgement): KeyFigure[] {
  const { verdicts } = judgement;
  const judged = verdicts.filter(({ actual, tags }) => actual !== null && !tags.has('window'));
  // How fast a target refuses everything, and with how much to spare, says nothing.
  const isDead = judgement.facts.dead?.isWhole === true;
  const known = (
    isDead
      ? [failures(judgement, judged, isDead)]
      : [
          vital(judged, 'load'),
          latency(judgement, judged, 'p(95)'),
          latency(judgement, judged, 'avg'),
          failures(judgement, judged, isDead),
          throughput(judgement),
          cpu(judgement, judged),
          memory(judgement, judged),
        ]
  ).filter((entry) => entry !== null);
  const used = new Set(known.map(({ metric }) => metric));
  const figures = known.map(({ figure }) => figure);
  for (let next = rest(judged, used); next && figures.length < MOST; next = rest(judged, used)) {
    used.add(next.metric);
    figures.push(ofVerdict(next));
  }
  const all = [...figures.slice(0, MOST), ...fillers(judgement).slice(0, Math.max(0, FEWEST - figures.length))];
  return all.map((figure) => ({ ...figure, ...changeOf(figure, judgement) }));
}

type Unchanged = Omit<KeyFigure, 'change' | 'isClear'>;

const WORDS = { worse: ', more than noise', better: ', more than noise', 'no evidence': ', within noise' } as const;

function changeOf({ measured }: Unchanged, { previous }: Judgement): Pick<KeyFigure, 'change' | 'isClear'> {
  const before = measured && previous?.figures.get(measured.name);
  if (!before || measured.value === null) return { change: '', isClear: false };
  const { unit, value } = measured;
  const difference = value - before.value;
  const relative = before.value === 0 || unit === 'percent' ? null : difference / Math.abs(before.value);
  const word = before.word === null ? '' : WORDS[before.word];
  return { change: changeText({ difference, relative, unit }) + word, isClear: word === WORDS.worse };
}

interface Known {
  metric: string;
  figure: Unchanged;
}

function rest(judged: readonly Verdict[], used: ReadonlySet<string>): Verdict | null {
  // k6's own figure of a vital says the same as ours.
  return tightest(judged, ({ metric, limit }) => {
    return limit !== null && !used.has(metric) && !metric.startsWith('browser_web_vital_');
  });
}

function ofVerdict(verdict: Verdict): Unchanged {
  const share = usedRatio(verdict);
  const state = verdict.outcome === 'failed' ? 'over' : isNear(verdict) ? 'near' : share === null ? 'none' : 'ok';
  return {
    label: capital(clip(statisticText(verdict), 40)),
    place: verdict.subject === 'whole run' ? '' : verdict.subject,
    value: valueText(verdict),
    limit: `limit ${verdict.operator} ${formatLimit(verdict.limit, verdict.unit)}`,
    ...use(share, state, verdict.operator?.startsWith('>')),
    measured: { name: limitName(verdict), value: verdict.actual, unit: verdict.unit },
  };
}

/** `of`: what kind of limit it is, where it is not one of the run's own. */
function ofValue(
  label: string,
  { name, value, unit }: Measured & { name: RunFigure },
  limit: number | null = null,
  of = '',
): Unchanged {
  const isKnown = limit !== null && Number.isFinite(limit) && limit > 0 && value !== null;
  const share = isKnown ? value / limit : null;
  return {
    label,
    place: '',
    value: formatValue(value, unit),
    limit: isKnown ? `${of} ${formatValue(limit, unit)}` : 'no limit',
    ...use(share, share === null ? 'none' : share >= 1 ? 'over' : 'ok'),
    measured: { name, value, unit },
  };
}

/** `isFloor`: of what has to be high, a multiple of what may be missing says nothing. */
function use(share: number | null, state: string, isFloor = false): Pick<Unchanged, 'used' | 'share' | 'state'> {
  const many = isFloor ? 'far below its limit' : `${formatCount(Math.round(share ?? 0))} times its limit`;
  const text = share === null ? '' : share > 9.99 ? many : `${formatRatio(Number(share.toFixed(2)))} used`;
  return { used: text, share, state };
}

function vital(judged: readonly Verdict[], name: string): Known | null {
  const own = tightest(judged, ({ metric, tags }) => metric === `page_${name}` && tags.has('visit'));
  return own && { metric: own.metric, figure: ofVerdict(own) };
}

/** The limit that is used up most, of the endpoint that it is about; else the run's own figure next to the trigger. */
function latency({ facts, summary }: Judgement, judged: readonly Verdict[], stat: 'p(95)' | 'avg'): Known | null {
  const own = tightest(judged, (verdict) => {
    const isWhole = !verdict.tags.has('endpoint') && !verdict.tags.has('op');
    return DURATIONS.test(verdict.metric) && verdict.stat === stat && (stat === 'p(95)' || isWhole);
  });
  const metric = own?.metric ?? 'http_req_duration';
  if (own) return { metric, figure: ofVerdict(own) };
  if (facts.latency === null) return null;
  const { p95Ms, avgMs } = facts.latency;
  if (stat === 'avg')
    return avgMs === null
      ? null
      : { metric, figure: ofValue('Average latency', { name: 'avgMs', value: avgMs, unit: 'ms' }) };
  const trigger = summary.policy.triggers.p95Ms;
  const measured = { name: 'p95Ms', value: p95Ms, unit: 'ms' } as const;
  return { metric, figure: ofValue('P95 latency', measured, trigger, 'scaling trigger') };
}

function failures({ facts, summary, pages }: Judgement, judged: readonly Verdict[], isDead: boolean): Known | null {
  const own = tightest(judged, ({ metric, tags }) => FAILURES.test(metric) && !tags.has('endpoint') && !tags.has('op'));
  if (own) return { metric: own.metric, figure: ofVerdict(own) };
  if (facts.errorRatio === null || pages) return null;
  const trigger = isDead ? null : summary.policy.triggers.errorRatio;
  const measured = { name: 'errorRatio', value: facts.errorRatio, unit: 'ratio' } as const;
  const figure = ofValue('Error rate', measured, trigger, 'scaling trigger');
  return { metric: 'http_req_failed', figure };
}

function throughput({ facts }: Judgement): Known | null {
  if (facts.requestsPerS === null) return null;
  const measured = { name: 'requestsPerS', value: facts.requestsPerS, unit: 'per-second' } as const;
  return { metric: 'http_reqs', figure: ofValue('Throughput', measured) };
}

function cpu({ facts, summary }: Judgement, judged: readonly Verdict[]): Known | null {
  const trigger = summary.policy.triggers.cpuPct;
  return limitOr('target_cpu_pct', judged, facts.resources.cpuPct, (peak) =>
    ofValue('Peak CPU', { name: 'cpuPct', value: peak, unit: 'percent' }, trigger, 'scaling trigger'),
  );
}

function memory({ facts, summary }: Judgement, judged: readonly Verdict[]): Known | null {
  const limit = summary.policy.resources.memoryMb.limit;
  return limitOr('target_memory_mb', judged, facts.resources.memoryMb, (peak) =>
    ofValue('Peak memory', { name: 'memoryMb', value: peak, unit: 'megabytes' }, limit, 'limit'),
  );
}

/** The tightest limit on a resource; without one its peak, if it was measured. */
function limitOr(
  metric: string,
  judged: readonly Verdict[],
  usage: { peak: number } | null | undefined,
  ofPeak: (peak: number) => Unchanged,
): Known | null {
  const own = tightest(judged, (verdict) => verdict.metric === metric);
  if (own) return { metric, figure: ofVerdict(own) };
  return usage ? { metric, figure: ofPeak(usage.peak) } : null;
}

/** Plain counts, where a file has little else. */
function fillers({ summary, facts }: Judgement): Unchanged[] {
  const plain = (label: string, value: string) => plainFigure(label, value, { limit: 'no limit' });
  return [
    ...(facts.requests === null ? [] : [plain('Requests', formatCount(facts.requests))]),
    ...(facts.iterations === null ? [] : [plain('Iterations', formatCount(facts.iterations))]),
    ...(facts.vusPeak === null ? [] : [plain('Users', formatCount(facts.vusPeak))]),
    ...(summary.durationMs === null ? [] : [plain('Duration', formatDuration(summary.durationMs))]),
  ];
}

function capital(text: string): string {
  return text === '' ? text : `${text[0]!.toUpperCase()}${text.slice(1)}`;
}
