// How many threads a run gets, and which part of each scenario is whose.
import { availableParallelism } from 'node:os';
import { threadPart } from './scenario-parts.ts';
import { plannedVus, type Scenario, scenarioLength, scenarioVus } from './scenarios.ts';

/**
 * Fewest VUs that a thread of its own pays for. A thread takes some 20 MB and 0.2 s of CPU to start (bench/README.md), which is what
 * thirty to fifty VUs take themselves.
 */
export const LEAST_VUS_PER_THREAD = 50;

/** Threads for the scenarios: `wanted` if it is given, else one per core as long as each has VUs enough. Never one without a VU. */
export function threadsFor(scenarios: readonly Scenario[], wanted: number | undefined): number {
  const planned = Math.max(1, plannedVus(scenarios));
  const fitting = Math.floor(planned / LEAST_VUS_PER_THREAD);
  return Math.max(1, Math.min(wanted ?? Math.min(fitting, availableParallelism()), planned));
}

/** The parts of all scenarios, by thread. Together they are the whole; no thread is without any. */
export function splitScenarios(scenarios: readonly Scenario[], threads: number): Scenario[][] {
  const parts: Scenario[][] = Array.from({ length: threads }, () => []);
  for (const scenario of scenarios) {
    const count = partsOf(scenario, threads);
    // The emptiest thread gets the first part, which is the largest.
    const inOrder = [...parts].sort((a, b) => busyVus(a, scenario) - busyVus(b, scenario));
    for (const [index, own] of inOrder.slice(0, count).entries()) {
      const part = threadPart(scenario, index, count);
      if (part) own.push(part);
    }
  }
  return parts.filter((own) => own.length > 0);
}

/**
 * An arrival that finds no free VU in its thread is dropped, although another thread may have one. So small crews of the open
 * model stay together: with fifty VUs a thread, a crew that has a little to spare as a whole has so in every part.
 */
function partsOf(scenario: Scenario, threads: number): number {
  const { most } = scenarioVus(scenario);
  return Math.max(1, Math.min(threads, 'maxVus' in scenario ? Math.floor(most / LEAST_VUS_PER_THREAD) : most));
}

/** VUs of the scenarios that run at some time together with `scenario`. */
function busyVus(own: readonly Scenario[], scenario: Scenario): number {
  const [start, end] = spanOf(scenario);
  return own.reduce((sum, other) => {
    const [otherStart, otherEnd] = spanOf(other);
    return otherStart < end && start < otherEnd ? sum + scenarioVus(other).planned : sum;
  }, 0);
}

function spanOf(scenario: Scenario): [startMs: number, endMs: number] {
  const { startTimeMs, gracefulStopMs } = scenario;
  return [startTimeMs, startTimeMs + scenarioLength(scenario) + gracefulStopMs];
}
