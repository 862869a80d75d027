// Rules about how the system answers to more load, and whether the load was what the plan says.
import { findStat } from '../../parse/model.ts';
import { digits, formatMs, formatPerSecond, formatRatio } from '../../text/format.ts';
import { wholeLoad } from '../facts.ts';
import type { WindowFacts } from '../series.ts';
import { median } from '../theil-sen.ts';
import { adviceFor, growthAction } from './actions.ts';
import { type Case, type Finding, type FindingRule, type Severity, share, weighed } from './finding.ts';
import { slowText } from './latency.ts';
import { loadText, namesText } from './where.ts';

/** Response times grow with the number of users, or with the rate. */
export const saturation: FindingRule = (run) => {
  if (isGeneratorLimited(run)) return [];
  const { slowness } = run;
  const hasRows = run.facts.endpoints.some(({ baseline }) => baseline !== null);
  if (!slowness && !hasRows) return growthOfItself(run);
  if (slowness?.shape.kind !== 'with-load') return [];
  const { growth, scope, shape, isEverywhere } = slowness;
  const grown = growth
    ? `the middle request is ${formatMs(Math.max(0, growth.light.laterMs))} later than its baseline at ${loadText(run, growth.light.load)}, ${formatMs(growth.full.laterMs)} at ${loadText(run, growth.full.load)}`
    : `late from ${loadText(run, shape.fromLoad)} on`;
  return [
    {
      rule: 'saturation',
      severity: severityUnderLoad(run),
      title: `Response times grow with the load${isEverywhere ? '' : `: ${namesText(scope.map(({ name }) => name))}`}`,
      evidence: `${grown}; ${slowText(slowness)}`,
      action: adviceFor(run.summary.policy, 'load'),
      effect: share(run, slowness.cost),
    },
  ];
};

/** A spike is there to be too much for a while; where limits hold and the system recovers, slower answers in it are no fault. */
function severityUnderLoad(run: Case): Severity {
  const isDrill = run.recovery !== null;
  const isFailed = run.verdicts.some((verdict) => verdict.outcome === 'failed');
  return isDrill && !isFailed ? 'info' : weighed(run);
}

/** Windows up to this share of the highest load are light, from the other on they are full. */
const LIGHT_RATIO = 0.4;
const FULL_RATIO = 0.9;
/** Latency under full load against light load. */
const SATURATION_FACTOR = 2;
/** Fewer requests than this say nothing about a load. */
const FEWEST_REQUESTS = 20;

/** Without baselines to compare with, full load is compared with light load: the middle request, which a few failures do not move. */
function growthOfItself(run: Case): Finding[] {
  const { light, full } = byLoad(run.series);
  const [before, under] = [middleOf(light), middleOf(full)];
  if (!before || !under || under.p50Ms < before.p50Ms * SATURATION_FACTOR) return [];
  return [
    {
      rule: 'saturation',
      severity: severityUnderLoad(run),
      title: 'Response times grow with the load',
      evidence: `p50 ${formatMs(before.p50Ms)} at ${loadText(run, before.load)}, ${formatMs(under.p50Ms)} at ${loadText(run, under.load)}: ${digits(under.p50Ms / before.p50Ms)} times`,
      action: adviceFor(run.summary.policy, 'load'),
      effect: 0.85,
    },
  ];
}

/** Light and full windows of the part before any recovery; of the full ones the first third, so that a drift is not taken for load. */
function byLoad(series: readonly WindowFacts[]): { light: WindowFacts[]; full: WindowFacts[] } {
  const loaded = series.filter((window) => window.phase !== 'recovery' && (window.load ?? 0) > 0 && window.latency);
  const peak = Math.max(0, ...loaded.map((window) => window.load!));
  const full = loaded.filter((window) => window.load! >= peak * FULL_RATIO);
  return {
    light: loaded.filter((window) => window.load! <= peak * LIGHT_RATIO),
    full: full.slice(0, Math.ceil(full.length / 3)),
  };
}

function middleOf(windows: readonly WindowFacts[]): { p50Ms: number; load: number } | null {
  const requests = windows.reduce((sum, window) => sum + (window.requests ?? 0), 0);
  if (requests < FEWEST_REQUESTS) return null;
  const total = windows.reduce((sum, window) => sum + (window.latency?.p50Ms ?? 0) * (window.requests ?? 0), 0);
  return { p50Ms: total / requests, load: median(windows.map((window) => window.load ?? 0).sort((a, b) => a - b)) };
}

/** Requests per unit of load against light load: below this the system delivers less than it is asked for. */
const KNEE_RATIO = 0.75;

/** Requests per second for each unit of load: in a closed model a user's pace (capacity table), in an open one the rate itself. */
function paceOf({ summary }: Case): number {
  return summary.run?.model === 'open' ? 1 : summary.policy.capacity.perUserPerS;
}

/** What the system should carry, where the policy says so. */
function tableText({ summary: { policy } }: Case): string {
  const { maximumPerS } = policy.capacity;
  return Number.isFinite(maximumPerS) ? `; the capacity table says ${maximumPerS}/s` : '';
}

/**
 * Throughput stays flat while the load rises. Slow answers and time-outs slow their users down as well: where they explain it, they
 * are reported.
 */
export const knee: FindingRule = (run) => {
  if (isGeneratorLimited(run) || run.slowness || run.failing) return [];
  const rising = run.series.filter(
    (window) => window.phase !== 'recovery' && (window.load ?? 0) > 0 && window.requestsPerS !== null,
  );
  const peak = Math.max(0, ...rising.map((window) => window.load!));
  const light = rising.filter((window) => window.load! <= peak * 0.5 && (window.requests ?? 0) >= FEWEST_REQUESTS);
  if (light.length === 0 || light.length === rising.length) return [];
  const perLoad = (window: WindowFacts) => window.requestsPerS! / window.load!;
  // Users that start in a short window each send at once: a light window can seem to get more than the pace of the load.
  const usual = Math.min(paceOf(run), median(light.map(perLoad).sort((a, b) => a - b)));
  const isShort = (window: WindowFacts) => perLoad(window) < usual * KNEE_RATIO;
  const at = rising.findIndex(
    (window, index) =>
      isShort(window) &&
      rising
        .slice(index)
        .filter((later) => later.load! >= window.load!)
        .every(isShort),
  );
  if (at < 0) return [];
  const reached = Math.max(...rising.map((window) => window.requestsPerS!));
  // What the generator could not send says nothing of what the system carries.
  const isSure = !generatorReasons(run).some(({ rule }) => rule === 'generator-unreliable');
  const growth = run.summary.run?.service === undefined ? growthAction(run.summary.policy, reached) : null;
  return [
    {
      rule: 'knee',
      severity: severityUnderLoad(run),
      title: 'Throughput no longer follows the load',
      evidence: `from ${loadText(run, rising[at]!.load!)} on at most ${formatPerSecond(reached)}, ${digits(perLoad(rising[at]!) / usual)} of what the lighter load got for each${tableText(run)}`,
      action: isSure ? (growth ?? adviceFor(run.summary.policy, 'load')) : null,
      effect: 0.8,
    },
  ];
};

/** From this share of dropped iterations on, the percentiles describe another load. */
const DROPPED_SERIOUS_RATIO = 0.01;

/** From plan this much above the service time, both by factor and by distance, is more than a turn that came a little late. */
const PLAN_FACTOR = 1.5;
const PLAN_DISTANCE_MS = 50;

/** Requests that waited for their turn, or never got one: what users see is slower than what was measured. */
export const coordinatedOmission: FindingRule = (run) => [...droppedStarts(run), ...lateTurns(run)];

/** Turns of a paced VU that an earlier, slow answer held up. */
const lateTurns: FindingRule = ({ facts }) => {
  const late = facts.endpoints.filter(({ latency, fromPlan }) => {
    const [serviceMs, planMs] = [latency?.p99Ms ?? null, fromPlan?.p99Ms ?? null];
    if (serviceMs === null || planMs === null) return false;
    return planMs > serviceMs * PLAN_FACTOR && planMs - serviceMs > PLAN_DISTANCE_MS;
  });
  if (late.length === 0) return [];
  const figures = late.map(
    ({ name, latency, fromPlan }) =>
      `${name} ${formatMs(latency?.p99Ms ?? null)}, from plan ${formatMs(fromPlan?.p99Ms ?? null)}`,
  );
  return [
    {
      rule: 'coordinated-omission',
      severity: 'minor',
      title: 'Slow answers held up the requests after them: users who do not wait see more than the measured p99',
      evidence: `p99 of ${figures.join('; ')}`,
      action: 'Judge by the times from plan, or measure with an arrival rate (breakpoint test)',
      effect: 0.3,
    },
  ];
};

/** Iterations that never started waited longer than any that did: the true p99 has a lower bound. */
const droppedStarts: FindingRule = ({ summary, facts }) => {
  if (facts.droppedIterations === 0 || facts.latency === null) return [];
  const ratio = facts.droppedIterations / (facts.droppedIterations + (facts.iterations ?? 0));
  // With a share d of dropped ones above all others, the 99th percentile of all is the (99 / (1 - d))th of the started ones.
  const rank = 99 / (1 - ratio);
  const max = findStat(summary, 'http_req_duration', wholeLoad(summary), 'max');
  const measuredMs = facts.latency.p99Ms;
  const isBounded = rank >= 100 && max !== null && measuredMs !== null && max > measuredMs;
  return [
    {
      rule: 'coordinated-omission',
      severity: ratio >= DROPPED_SERIOUS_RATIO ? 'serious' : 'minor',
      title: isBounded
        ? 'Planned iterations never started: the real p99 is worse than the measured one'
        : 'Planned iterations never started: they are in no percentile',
      evidence: `${formatRatio(ratio)} of iterations dropped${isBounded ? `, so p99 is at least ${formatMs(max)} (the slowest request seen)` : ''}${measuredMs === null ? '' : `; measured p99 ${formatMs(measuredMs)}`}`,
      action: 'Allow more VUs, or lower the rate until none is dropped, before quoting percentiles',
      effect: 0.05,
    },
  ];
};

/** The generator, not the target, was at its end. */
export const generatorBottleneck: FindingRule = (run) => {
  const reasons = generatorReasons(run);
  if (reasons.length === 0) return [];
  return [
    {
      rule: 'generator-bottleneck',
      severity: reasons.some(({ level }) => level === 'DISCARDED') ? 'critical' : 'serious',
      title: 'The load generator was a bottleneck',
      evidence: reasons.map(({ message }) => message).join('; '),
      action: 'Put the load on a larger machine or on several, then run again: these figures describe the generator',
      effect: 1,
    },
  ];
};

/** The VUs of another script may be too few for its rate on any machine. */
function generatorReasons({ summary, validity }: Case): Case['validity']['reasons'] {
  return validity.reasons.filter(
    ({ rule }) =>
      rule === 'generator-unreliable' || rule === 'generator-delay' || (rule === 'vu-ceiling' && summary.run !== null),
  );
}

/** Where the generator was too slow to be believed, slower answers and fewer requests say nothing of the target. */
function isGeneratorLimited(run: Case): boolean {
  return generatorReasons(run).some(({ level }) => level === 'DISCARDED');
}
