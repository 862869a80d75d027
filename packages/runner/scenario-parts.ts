// The part of a scenario that is an instance's by its execution segment, or a thread's.
import type { Scenario } from './scenarios.ts';
import { countIn, type Share, shareWithin, wholeIndex } from './segments.ts';

/** This instance's part of the scenarios; those that have no VUs here are left out. */
export function segmentScenarios(scenarios: readonly Scenario[], share: Share): Scenario[] {
  return scenarios.map((scenario) => segmentScenario(scenario, share)).filter((part) => part !== undefined);
}

/** Number `part` of a scenario that `parts` threads work on together; undefined: it has no VUs. */
export function threadPart(scenario: Scenario, part: number, parts: number): Scenario | undefined {
  const own = segmentScenario(scenario, { period: parts, owned: [part] });
  // Threads take these from one tally: the free one is the next, as among the VUs of one thread.
  if (own?.executor === 'shared-iterations' && scenario.executor === own.executor)
    return { ...own, iterations: scenario.iterations };
  return own;
}

function segmentScenario(scenario: Scenario, part: Share): Scenario | undefined {
  const share = shareWithin(scenario.share, part);
  switch (scenario.executor) {
    case 'constant-vus':
    case 'per-vu-iterations': {
      const vus = countIn(part, scenario.vus);
      return vus === 0 ? undefined : { ...scenario, vus, share };
    }
    case 'shared-iterations': {
      const vus = countIn(part, scenario.vus);
      if (vus === 0) return undefined;
      // By VU, not by segment: a segment without VUs must not have iterations.
      const own = { period: scenario.vus, owned: Array.from({ length: vus }, (_, index) => wholeIndex(part, index)) };
      return { ...scenario, vus, iterations: countIn(own, scenario.iterations), share: own };
    }
    case 'ramping-vus': {
      const peak = scenario.stages.reduce((most, { target }) => Math.max(most, target), scenario.startVus);
      return countIn(share, peak) === 0 ? undefined : { ...scenario, share };
    }
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate': {
      const [preAllocatedVus, maxVus] = [countIn(part, scenario.preAllocatedVus), countIn(part, scenario.maxVus)];
      return { ...scenario, preAllocatedVus, maxVus, share };
    }
  }
}
