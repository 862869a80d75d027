// Is this run usable? Facts that spoil a measurement, whatever its limits say.

import { deadText } from 'k6-format/dead-target';
import { OPERATION_FAILED, PAGE_FAILED } from 'k6-format/load-names';
import { endedEarly, plannedIterations, plannedLengthS } from 'k6-format/planned-length';
import type { Summary } from '../parse/model.ts';
import { findMetric } from '../parse/model.ts';
import { plural } from '../text/words.ts';
import { exhaustedText } from './exhausted.ts';
import type { Facts } from './facts.ts';
import { isStopLimit } from './limit-origin.ts';
import { isPageTest } from './pages.ts';
import { missingSamples } from './samples.ts';
import { usedAllVus } from './stock-validity.ts';
import type { ValidityReason } from './validity-reason.ts';

export type ValidityLevel = 'VALID' | 'WARN' | 'DISCARDED';

export interface Validity {
  level: ValidityLevel;
  reasons: ValidityReason[];
}

/** What counts as too much; each with the reason for its value. */
const LIMITS = {
  /** Beyond this, response times come from a lighter load than the plan says. */
  droppedDiscardRatio: 0.05,
  /** Less achieved than this is another test than the planned one. */
  achievedWarnRatio: 0.95,
  achievedDiscardRatio: 0.8,
  /** Near the ceiling new users wait for a free VU and the model stops being open. */
  vuCeilingWarnRatio: 0.9,
  /** A late event loop adds its delay to every response time: half of the target for p95. */
  loopDelayDiscardMs: 100,
  /** Beyond this, iterations that the generator began late were another load than the planned one. */
  lateDiscardRatio: 0.05,
  /** Wall clock against run clock. */
  clockStepMs: 2000,
} as const;

type Rule = (summary: Summary, facts: Facts) => ValidityReason[];

export function judgeValidity(summary: Summary, facts: Facts): Validity {
  const reasons = RULES.flatMap((rule) => rule(summary, facts));
  reasons.sort((a, b) => Number(b.level === 'DISCARDED') - Number(a.level === 'DISCARDED'));
  return { level: reasons[0]?.level ?? 'VALID', reasons };
}

function reason(rule: string, level: 'WARN' | 'DISCARDED', message: string): ValidityReason[] {
  return [{ rule, level, message }];
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

const nothingMeasured: Rule = (summary, facts) => {
  if ((facts.iterations ?? 0) > 0 || (facts.requests ?? 0) > 0) return [];
  const isMeasured = summary.metrics.some(
    (metric) => metric.type === 'trend' && missingSamples(summary, metric) === null,
  );
  return isMeasured ? [] : reason('nothing-measured', 'DISCARDED', 'no iteration and no request was recorded');
};

/** Answers that are all wrong are answers: limits judge them. Without any, there is nothing to judge. */
const deadTarget: Rule = (_summary, { dead }) => {
  if (!dead?.isWhole) return [];
  return dead.isSilent
    ? reason('target-down', 'DISCARDED', deadText(dead))
    : reason('no-good-answer', 'WARN', deadText(dead));
};

const noIterations: Rule = (summary, facts) => {
  if ((facts.iterations ?? 0) > 0 || (facts.requests ?? 0) === 0 || !isClassicRun(summary)) return [];
  return reason(
    'no-iteration',
    'DISCARDED',
    `not one iteration was completed (${plural(facts.requests ?? 0, 'request')} outside of iterations)`,
  );
};

/** The machine-readable format may leave metrics out; the others always have iterations when there was one. */
function isClassicRun(summary: Summary): boolean {
  return summary.shape !== 'machine-readable';
}

const silentEndpoint: Rule = (summary, facts) => {
  const silent = facts.endpoints.filter(
    (endpoint) => summary.run?.endpoints.includes(endpoint.name) && endpoint.requests === 0,
  );
  if (silent.length === 0) return [];
  const names = silent.map((endpoint) => endpoint.name).join(', ');
  return reason('endpoint-without-samples', 'DISCARDED', `no request reached: ${names}`);
};

const droppedIterations: Rule = (summary, facts) => {
  if (facts.droppedIterations === 0) return [];
  const ratio = facts.droppedIterations / (facts.droppedIterations + (facts.iterations ?? 0));
  // Iterations by number, which our load scripts do not have, are also dropped when maxDuration is over.
  const why = summary.run ? '' : ', or the time for them was over';
  const message = `${plural(facts.droppedIterations, 'planned iteration')} dropped (${percent(ratio)}): no VU was free to start them${why}`;
  const isTooMany = ratio > LIMITS.droppedDiscardRatio && !findsEdge(summary) && !isServiceTest(summary);
  return reason('dropped-iterations', isTooMany ? 'DISCARDED' : 'WARN', message);
};

/** A breakpoint test ends where the load can no longer be delivered: there that is the result. */
function findsEdge(summary: Summary): boolean {
  return summary.policy.test.findsEdge;
}

/** A service that does not carry the rate of its row has failed: dropped iterations are a limit of the test itself. */
function isServiceTest({ run }: Summary): boolean {
  return run?.service !== undefined;
}

const vuCeiling: Rule = (summary, facts) => {
  const run = summary.run;
  if (!run) return usedAllVus(summary, facts);
  if (run.model !== 'open' || run.peakVus <= 0 || facts.vusPeak === null) return [];
  const ratio = facts.vusPeak / run.peakVus;
  if (ratio < LIMITS.vuCeilingWarnRatio) return [];
  return reason('vu-ceiling', 'WARN', `${facts.vusPeak} of at most ${run.peakVus} VUs were in use (${percent(ratio)})`);
};

const achievedRate: Rule = (summary, facts) => {
  const run = summary.run;
  if (run?.model !== 'open' || findsEdge(summary) || facts.iterations === null) return [];
  const planned = plannedIterations(run);
  if (planned <= 0) return [];
  const ratio = facts.iterations / planned;
  if (ratio >= LIMITS.achievedWarnRatio) return [];
  const isTooFew = ratio < LIMITS.achievedDiscardRatio && !isServiceTest(summary);
  const level = isTooFew ? 'DISCARDED' : 'WARN';
  return reason(
    'achieved-rate',
    level,
    `${facts.iterations} of ${Math.round(planned)} planned iterations (${percent(ratio)})`,
  );
};

/** Late where a VU was free: the generator was too slow, whatever the service took. */
const lateStarts: Rule = (summary, facts) => {
  const late = summary.generator?.lateStarts ?? 0;
  if (summary.run?.model !== 'open' || findsEdge(summary) || !facts.iterations) return [];
  const ratio = late / facts.iterations;
  if (ratio <= LIMITS.lateDiscardRatio) return [];
  return reason(
    'late-iterations',
    'DISCARDED',
    `the load generator began ${late} iterations (${percent(ratio)}) late: the load was not the planned one`,
  );
};

/**
 * The generator judges itself; only a delay that no figure survives is more than its word. A page's figures are from the
 * browser's own clock, which a late event loop does not touch.
 */
const generator: Rule = (summary, facts) => {
  // Response times of errors alone are of no use.
  if (facts.dead?.isWhole) return [];
  const { generator } = summary;
  const delayMs = generator?.eventLoopDelayP99Ms ?? 0;
  if (delayMs > LIMITS.loopDelayDiscardMs && isPageTest(summary)) {
    const message = `the load generator was late by ${delayMs.toFixed(0)} ms (p99): its machine was busy, and pages may have been slower for it`;
    return reason('machine-busy', 'WARN', message);
  }
  // Without load besides the browser there are no response times that a late event loop could be in.
  if (isPageTest(summary) && summary.run?.endpoints.length === 0) return [];
  if (delayMs > LIMITS.loopDelayDiscardMs) {
    const message = `the load generator was late by ${delayMs.toFixed(0)} ms (p99): response times hold that delay`;
    return reason('generator-delay', 'DISCARDED', message);
  }
  const reasons = generator?.reasons ?? [];
  return reasons.length === 0 ? [] : reason('generator-unreliable', 'WARN', reasons.join('; '));
};

/** What is left is judged; it is less load than was planned. */
const lostInstances: Rule = ({ run }) => {
  const { expected = 0, lost = 0 } = run?.instances ?? {};
  if (lost <= 0) return [];
  return reason('instances-lost', 'WARN', `incomplete: ${lost} of ${expected} load generators left no result`);
};

const targetRestart: Rule = (summary) => {
  const start = findMetric(summary, 'target_start_time_s');
  const [first, last] = [start?.stats.get('min'), start?.stats.get('max')];
  if (first === undefined || last === undefined || first <= 0 || last - first < 1) return [];
  return reason(
    'target-restarted',
    'DISCARDED',
    `the target restarted in mid-run (its start time moved by ${(last - first).toFixed(0)} s)`,
  );
};

const targetBuild: Rule = (summary) => {
  const builds = new Set(summary.run?.targetBuilds ?? []);
  if (builds.size < 2) return [];
  return reason(
    'target-build-changed',
    'DISCARDED',
    `the target's build changed in mid-run: ${[...builds].join(', ')}`,
  );
};

/** Requests that never left the generator say nothing of the target. */
const generatorExhausted: Rule = ({ run }) => {
  const text = exhaustedText(run);
  return text === undefined ? [] : reason('generator-exhausted', 'DISCARDED', text);
};

const clockStep: Rule = ({ run }) => {
  const stepMs = run?.clockStepMs;
  if (stepMs === undefined || Math.abs(stepMs) <= LIMITS.clockStepMs) return [];
  return reason(
    'clock-step',
    'WARN',
    `the wall clock moved ${(stepMs / 1000).toFixed(1)} s against the run's clock: times of day are not to be trusted`,
  );
};

/** What an engine's exit code says of a run that is not over: k6's own codes. */
const ENGINE_EXITS: Readonly<Record<number, string>> = {
  103: 'stopped from outside',
  105: 'interrupted',
  107: 'its script threw',
  108: 'its script ended it',
};

/** Half a run is not a pass, and its figures are those of another load: it neither passed nor failed. */
const endedBeforeItsTime: Rule = (summary) => {
  const { run, durationMs } = summary;
  if (!run) return [];
  const isShort =
    durationMs !== null &&
    endedEarly({ ...run, policy: summary.policy }, durationMs) &&
    !(findsEdge(summary) && isFailed(summary));
  const length =
    durationMs === null ? '' : ` after ${(durationMs / 1000).toFixed(1)} of ${plannedLengthS(run).toFixed(1)} s`;
  // A run that stopped because most requests failed has shown what there was to show: it failed.
  if (isShort && stoppedItself(summary))
    return reason('ended-early', 'WARN', `the run stopped itself${length}: most requests failed`);
  if (run.engineExit !== undefined) {
    const why = ENGINE_EXITS[run.engineExit] ?? 'the engine gave up';
    const error = run.engineError === undefined ? '' : `: ${run.engineError}`;
    return reason('ended-early', 'DISCARDED', `the run ended${length}: ${why} (exit code ${run.engineExit})${error}`);
  }
  return isShort ? reason('ended-early', 'DISCARDED', `the run ended early,${length}`) : [];
};

/** A breakpoint test ends where its limits break. */
function isFailed({ metrics }: Summary): boolean {
  return metrics.some(({ thresholds }) => thresholds.some(({ passed }) => passed === false));
}

function stoppedItself({ metrics, policy }: Summary): boolean {
  return metrics.some(
    ({ name, thresholds }) =>
      (name === 'http_req_failed' || name === OPERATION_FAILED || name === PAGE_FAILED) &&
      thresholds.some(({ expression, passed }) => passed === false && isStopLimit(policy, expression)),
  );
}

const unreadableLimit: Rule = (summary) =>
  summary.isLimitUnreadable
    ? reason('unreadable-limit', 'WARN', 'a metric with limits could not be read: its limits are not judged')
    : [];

const RULES: readonly Rule[] = [
  // The causes of whatever else is missing.
  deadTarget,
  endedBeforeItsTime,
  nothingMeasured,
  noIterations,
  silentEndpoint,
  droppedIterations,
  vuCeiling,
  achievedRate,
  lateStarts,
  generatorExhausted,
  generator,
  lostInstances,
  targetRestart,
  targetBuild,
  clockStep,
  unreadableLimit,
];
