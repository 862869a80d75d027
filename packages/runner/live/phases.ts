// The planned load of a run on its clock: how many VUs or iterations per second, and the phases that its stages make.
import { type Scenario, scenarioLength } from '../scenarios.ts';
import { countIn } from '../segments.ts';

/** A stretch in which a scenario's planned load goes straight from one value to another. */
interface Leg {
  startMs: number;
  endMs: number;
  from: number;
  to: number;
}

export interface PlannedPoint {
  atMs: number;
  target: number;
}

export interface LivePhase {
  /** Such as `ramp to 50 VUs`, `hold 50 VUs`. */
  name: string;
  startMs: number;
  endMs: number;
}

export interface PlannedLoad {
  unit: 'VUs' | 'iterations/s';
  points: PlannedPoint[];
  phases: LivePhase[];
}

/** More stages than this are a curve, not phases that one could name. */
const MOST_PHASES = 40;
/** A change of the load below this share of it is rounding. */
const LEVEL = 1e-6;

/** What all scenarios plan together: iterations per second where any scenario sets its arrival rate, else VUs. */
export function plannedLoad(scenarios: readonly Scenario[]): PlannedLoad {
  const open = scenarios.filter((scenario) => 'startRate' in scenario);
  const unit = open.length > 0 ? 'iterations/s' : 'VUs';
  const legs = (open.length > 0 ? open : scenarios.filter(isTimed)).map(legsOf);
  const bounds = [...new Set(legs.flat().flatMap(({ startMs, endMs }) => [startMs, endMs]))].sort((a, b) => a - b);
  const stretches = bounds.slice(1).map((endMs, index) => stretch(legs, bounds[index]!, endMs));
  const points = stretches.flatMap(({ startMs, endMs, from, to }) => [
    { atMs: startMs, target: from },
    { atMs: endMs, target: to },
  ]);
  const phases = merged(stretches).map(({ startMs, endMs, from, to }) => ({
    ...{ name: `${word(from, to)} ${round(to)} ${unit}`, startMs, endMs },
  }));
  return { unit, points, phases: phases.length > MOST_PHASES ? [] : phases };
}

/** Whether it has a planned length, rather than a number of iterations. */
export const isTimed = (scenario: Scenario): boolean => !('iterations' in scenario);

function legsOf(scenario: Scenario): Leg[] {
  const { startTimeMs } = scenario;
  if ('vus' in scenario)
    return [
      { startMs: startTimeMs, endMs: startTimeMs + scenarioLength(scenario), from: scenario.vus, to: scenario.vus },
    ];
  const isOpen = 'startRate' in scenario;
  const value = (target: number): number => {
    if (isOpen) return (target * 1000 * partOf(scenario)) / scenario.timeUnitMs;
    return scenario.share ? countIn(scenario.share, target) : target;
  };
  let [atMs, from] = [startTimeMs, value(isOpen ? scenario.startRate : scenario.startVus)];
  return scenario.stages.flatMap(({ durationMs, target }) => {
    const leg = { startMs: atMs, endMs: atMs + durationMs, from, to: value(target) };
    [atMs, from] = [leg.endMs, leg.to];
    // One without length is a jump.
    return durationMs > 0 ? [leg] : [];
  });
}

const partOf = ({ share }: Scenario): number => (share ? share.owned.length / share.period : 1);

/** The sum of all legs between two neighbouring bounds. */
function stretch(scenarios: readonly Leg[][], startMs: number, endMs: number): Leg {
  const there = scenarios.flat().filter((leg) => leg.startMs <= startMs && leg.endMs >= endMs);
  const sumAt = (atMs: number): number =>
    there.reduce(
      (sum, leg) => sum + leg.from + ((leg.to - leg.from) * (atMs - leg.startMs)) / (leg.endMs - leg.startMs),
      0,
    );
  return { startMs, endMs, from: sumAt(startMs), to: sumAt(endMs) };
}

/** A level that goes on is one phase. */
function merged(legs: readonly Leg[]): Leg[] {
  const result: Leg[] = [];
  for (const leg of legs) {
    const last = result.at(-1);
    if (last && isLevel(last.from, last.to) && isLevel(leg.from, leg.to) && isLevel(last.to, leg.from))
      last.endMs = leg.endMs;
    else result.push({ ...leg });
  }
  return result;
}

const isLevel = (from: number, to: number): boolean => Math.abs(to - from) <= LEVEL * Math.max(from, to);
const word = (from: number, to: number): string => (isLevel(from, to) ? 'hold' : to > from ? 'ramp to' : 'fall to');
const round = (value: number): number => Number(value.toPrecision(3));
