// A journey: named steps that a user takes one after the other, each with its figures, and the journey with its own.
import { check, sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Rate, Trend } from 'k6/metrics';
import { JOURNEY_COMPLETED, JOURNEY_MS, STEP_FAILED } from 'k6-format/load-names';
import { type Answer, bodyOf } from './extract.ts';
import { type Keeper, type Kept, keeper, NothingKept, type Step, type StepEnd } from './step.ts';

export interface JourneyOptions {
  /** What is known before the first step, such as a user's password: steps find it as they find what others kept. */
  given?: Readonly<Record<string, string>>;
  /** Default: true. Without think time steps follow each other at once, as for arrivals that something else paces. */
  thinks?: boolean;
  /** Tags of the journey's own samples besides `journey`; asked when it starts. */
  tags?: () => Record<string, string>;
  /** Called before each step; default: the tags `journey` and `step` on all samples of the VU. */
  onStep?: (step: string) => void;
  /** Called after each step; default: a line in the log, once for each kind of failure and VU. */
  onEnd?: (end: StepEnd) => void;
}

/**
 * Prepares a journey; in k6's init context, since it has metrics of its own: `journey_duration`, the time from the first request to the
 * last answer without think time, of journeys that completed; `journey_completed`, the share of those; and `step_failed`, the share of steps
 * that failed. Returns the function that walks it once and says whether it completed.
 */
export function journey(name: string, steps: readonly Step[], options: JourneyOptions = {}): () => boolean {
  const duration = new Trend(JOURNEY_MS, true);
  const [completed, failed] = [new Rate(JOURNEY_COMPLETED), new Rate(STEP_FAILED)];
  const { given = {}, thinks = true, tags = () => ({}), onStep = taggerOf(name), onEnd = loggerOf(name) } = options;
  const takers = steps.map((step) => takerOf(step));
  return () => {
    const own = { ...tags(), journey: name };
    const values = keeper(given);
    const startMs = Date.now();
    let [thoughtMs, isComplete] = [0, true];
    for (const [at, step] of steps.entries()) {
      onStep(step.name);
      const end = takers[at]!(values);
      failed.add(end.problem !== undefined);
      onEnd(end);
      if (end.problem !== undefined) isComplete = false;
      if (end.problem !== undefined && step.whenFailed !== 'go on') break;
      // The pause after the last step is that before the next journey.
      if (at < steps.length - 1) thoughtMs += pause(thinks ? step.thinkS : 0);
    }
    completed.add(isComplete, own);
    if (isComplete) duration.add(Date.now() - startMs - thoughtMs, own);
    pause(thinks ? steps.at(-1)?.thinkS : 0);
    return isComplete;
  };
}

/** Sends the step's request, checks its answer and keeps what later steps need. */
function takerOf(step: Step): (keeper: Keeper) => StepEnd {
  const { name, status = 200, keep = {} } = step;
  const checks = { [`${name} answers ${status}`]: (answer: Answer) => answer.status === status, ...step.checks };
  return (keeper) => {
    const answer = send(step, keeper.kept);
    if (typeof answer === 'string') return { step: name, durationMs: undefined, answer: undefined, problem: answer };
    const found = problemOf(name, answer, checks) ?? keepAll(name, keep, answer, keeper.keep);
    const problem = found && keeper.without(found);
    return { step: name, answer, problem, durationMs: problem === undefined ? answer.timings.duration : undefined };
  };
}

/** The answer, or why nothing was sent. */
function send(step: Step, kept: Kept): Answer | string {
  try {
    const { method = 'GET', url, body = null, params = {} } = step.request(kept);
    const tags = { name: step.name, ...params.tags };
    return http.request(method, url, body, { ...params, responseType: 'text', tags });
  } catch (error) {
    if (!(error instanceof NothingKept)) throw error;
    check(null, { [`${step.name} can be sent`]: () => false });
    return error.message;
  }
}

/** The first of the checks that does not hold, in words; all of them are counted. */
function problemOf(
  step: string,
  answer: Answer,
  checks: Record<string, (answer: Answer) => boolean>,
): string | undefined {
  const failed: string[] = [];
  const noting = Object.entries(checks).map(([name, holds]) => {
    const noted = (value: Answer): boolean => {
      // Without an answer there is no body to look at.
      if (value.status !== 0 && holds(value)) return true;
      failed.push(name);
      return false;
    };
    return [name, noted] as const;
  });
  if (check(answer, Object.fromEntries(noting))) return undefined;
  if (answer.status === 0) return `no answer: ${answer.error}`;
  return failed[0]?.startsWith(`${step} answers `)
    ? `answered ${answer.status} with ${bodyOf(answer)}`
    : `not true: ${failed[0]}`;
}

/** The first value that the answer does not have, in words. */
function keepAll(
  step: string,
  extractors: NonNullable<Step['keep']>,
  answer: Answer,
  keep: (name: string, value: string) => void,
): string | undefined {
  for (const [name, extractor] of Object.entries(extractors)) {
    const value = extractor.from(answer);
    if (!check(value, { [`${step} has ${name}`]: (found) => found !== undefined }) || value === undefined)
      return `no ${name}: looked for ${extractor.what}, found ${extractor.instead(answer)}`;
    keep(name, value);
  }
  return undefined;
}

/** Waits, and returns how long, ms. Users who start together must not stay in step. */
function pause(meanS = 0): number {
  if (meanS <= 0) return 0;
  const startMs = Date.now();
  sleep(meanS * (0.5 + Math.random()));
  return Date.now() - startMs;
}

function taggerOf(journeyName: string): (step: string) => void {
  return (step) => {
    const { tags } = exec.vu.metrics;
    tags.journey = journeyName;
    tags.step = step;
  };
}

/** Kinds of failure that a VU logs: a system that is down must not fill the disk. */
const MOST_KINDS = 20;

function loggerOf(journeyName: string): (end: StepEnd) => void {
  const seen = new Set<string>();
  return ({ step, problem }) => {
    const line = `journey ${journeyName}, step ${step}: ${problem}`;
    if (problem === undefined || seen.has(line) || seen.size >= MOST_KINDS) return;
    seen.add(line);
    console.error(line);
  };
}
