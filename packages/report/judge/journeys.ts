// The journeys of a run: how many completed, how long they took, and at which step they broke or lost their time.
import { JOURNEY_COMPLETED, JOURNEY_MS, STEP_FAILED } from 'k6-format/load-names';
import type { PolicyJourney } from 'k6-format/policy';
import { findStat, type Summary } from '../parse/model.ts';
import { type EndpointFacts, type Latency, latencyOf } from './facts.ts';

export interface JourneyFacts {
  name: string;
  /** Of the whole run, with those that did not complete; null where they were not counted. */
  walked: number | null;
  /** 0..1, in `phase`. */
  completedRatio: number | null;
  /** Of those that completed, without think time. */
  duration: Latency | null;
  /** The part of the run that share and duration are from; null for the whole. */
  phase: string | null;
  row: PolicyJourney;
  steps: StepFacts[];
}

export interface StepFacts {
  name: string;
  /** In the whole run, in whatever way. */
  failed: number;
  /** What it takes on average beyond its row, ms; 0 where it is within. */
  excessMs: number;
  avgMs: number | null;
  rowMs: number | null;
}

/** Empty where none was walked. */
export function gatherJourneys(summary: Summary, endpoints: readonly EndpointFacts[]): JourneyFacts[] {
  return Object.entries(summary.policy.journeys ?? {}).map(([name, row]) => {
    const { judgedPhase } = summary.policy.test;
    const held = judgedPhase === null ? null : { journey: name, phase: judgedPhase };
    const isHeld = held !== null && findStat(summary, JOURNEY_COMPLETED, held, 'rate') !== null;
    const tags = isHeld ? held : { journey: name };
    const count = (stat: string) => findStat(summary, JOURNEY_COMPLETED, { journey: name }, stat);
    const [passes, fails] = [count('passes'), count('fails')];
    return {
      ...{ name, row, phase: isHeld ? judgedPhase : null },
      walked: passes === null || fails === null ? null : passes + fails,
      completedRatio: findStat(summary, JOURNEY_COMPLETED, tags, 'rate'),
      duration: latencyOf(summary, tags, JOURNEY_MS),
      steps: row.steps.map((step) => stepFacts(summary, endpoints, step)),
    };
  });
}

function stepFacts(summary: Summary, endpoints: readonly EndpointFacts[], name: string): StepFacts {
  const facts = endpoints.find((endpoint) => endpoint.name === name);
  const [avgMs, rowMs] = [facts?.latency?.avgMs ?? null, facts?.baseline?.avgMs ?? null];
  return {
    ...{ name, avgMs, rowMs },
    failed: findStat(summary, STEP_FAILED, { endpoint: name }, 'passes') ?? 0,
    excessMs: avgMs === null || rowMs === null ? 0 : Math.max(0, avgMs - rowMs),
  };
}

/** The step with the most of something; null where none has any. */
export function worstStep({ steps }: JourneyFacts, of: 'failed' | 'excessMs'): StepFacts | null {
  const [worst] = [...steps].sort((a, b) => b[of] - a[of]);
  return worst && worst[of] > 0 ? worst : null;
}

/** What the planned rate of an open load counts: turns of one request each, or requests where journeys have several. */
export function rateUnit({ policy }: Pick<Summary, 'policy'>): string {
  return policy.journeys ? 'requests/s' : 'iterations/s';
}

/** What the requests of a run are of: endpoints, steps of journeys, or both. */
export function requestNoun({
  policy,
  run,
}: Pick<Summary, 'policy' | 'run'>): 'endpoint' | 'step' | 'endpoint or step' {
  const steps = Object.values(policy.journeys ?? {}).flatMap((journey) => journey.steps);
  const names = run?.endpoints ?? [];
  if (!names.some((name) => steps.includes(name))) return 'endpoint';
  return names.every((name) => steps.includes(name)) ? 'step' : 'endpoint or step';
}
