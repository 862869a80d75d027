// The six executors: who runs how many iterations, and when. They know VUs and time only through interfaces.
import { delay } from './clock.ts';
import { Crew, timeProgress } from './crew.ts';
import type { Floor, Grant, Task, Vu } from './floor.ts';
import { arrivalTimes, lengthOf, vuSteps, vusAt } from './pacing.ts';
import type { ArrivalRate, ConstantVus, PerVuIterations, RampingVus, Scenario, SharedIterations } from './scenarios.ts';
import { scenarioLength } from './scenarios.ts';

/** Runs one scenario from now to its end, grace included. */
export function runExecutor(scenario: Scenario, floor: Floor): Promise<void> {
  switch (scenario.executor) {
    case 'shared-iterations':
      return runSharedIterations(scenario, floor);
    case 'per-vu-iterations':
      return runPerVuIterations(scenario, floor);
    case 'constant-vus':
      return runConstantVus(scenario, floor);
    case 'ramping-vus':
      return new Ramp(scenario, floor).run();
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return new OpenModel(scenario, floor).run();
  }
}

async function runFixedVus(
  scenario: SharedIterations | PerVuIterations | ConstantVus,
  floor: Floor,
  next: Task['next'],
): Promise<void> {
  const crew = new Crew(floor, scenarioLength(scenario) + scenario.gracefulStopMs);
  const vus = Array.from({ length: scenario.vus }, () => floor.acquire());
  const startedAtMs = floor.clock.epochMs();
  for (const vu of vus) crew.start(vu, { scenario, startedAtMs, next });
  await crew.finish();
}

async function runConstantVus(scenario: ConstantVus, floor: Floor): Promise<void> {
  const endMs = floor.clock.now() + scenario.durationMs;
  timeProgress(floor, scenario);
  await runFixedVus(scenario, floor, () =>
    floor.signal.aborted || floor.clock.now() >= endMs ? undefined : grant(floor),
  );
}

async function runSharedIterations(scenario: SharedIterations, floor: Floor): Promise<void> {
  const endMs = floor.clock.now() + scenario.maxDurationMs;
  const { tally, signal, clock } = floor;
  const begun = new Set<Vu>();
  floor.onProgress(() => tally.ended / scenario.iterations);
  await runFixedVus(scenario, floor, (vu) => {
    // A VU that asks again has ended an iteration.
    if (begun.has(vu)) tally.end();
    begun.add(vu);
    return signal.aborted || clock.now() >= endMs ? undefined : grant(floor, scenario.iterations);
  });
  // What is left is known, and counted, once the last thread has stopped to take.
  const left = tally.leave() ? scenario.iterations - tally.taken : 0;
  if (left > 0 && !signal.aborted) floor.drop(left);
}

/** Leave to run the scenario's next iteration; undefined when there have been `most`. */
function grant({ tally }: Floor, most?: number): Grant {
  const iteration = tally.take(most);
  return iteration === undefined ? undefined : { iteration };
}

async function runPerVuIterations(scenario: PerVuIterations, floor: Floor): Promise<void> {
  const endMs = floor.clock.now() + scenario.maxDurationMs;
  const total = scenario.vus * scenario.iterations;
  const done = new Map<Vu, number>();
  let [started, ended] = [0, 0];
  floor.onProgress(() => ended / total);
  await runFixedVus(scenario, floor, (vu) => {
    const own = done.get(vu) ?? 0;
    if (own > 0) ended += 1;
    if (own >= scenario.iterations || floor.signal.aborted || floor.clock.now() >= endMs) return undefined;
    done.set(vu, own + 1);
    started += 1;
    return grant(floor);
  });
  if (started < total && !floor.signal.aborted) floor.drop(total - started);
}

/** One of the places that ramping VUs take: place number i is open while the target is above i. */
interface Place {
  vu: Vu | undefined;
  /** Interrupts the VU when it overstays the grace of a ramp-down. */
  cancelEviction: (() => void) | undefined;
}

/** ramping-vus: as many VUs at work as the stages say, VUs above the target finish their iteration within a grace. */
class Ramp {
  readonly #scenario: RampingVus;
  readonly #floor: Floor;
  readonly #steps: ReturnType<typeof vuSteps>;
  readonly #crew: Crew;
  readonly #startMs: number;
  readonly #startedAtMs: number;
  readonly #lengthMs: number;
  readonly #places: Place[] = [];
  #target = 0;

  constructor(scenario: RampingVus, floor: Floor) {
    this.#scenario = scenario;
    this.#floor = floor;
    this.#lengthMs = lengthOf(scenario.stages);
    this.#steps = vuSteps(scenario.startVus, scenario.stages, scenario.share);
    this.#startMs = floor.clock.now();
    this.#startedAtMs = floor.clock.epochMs();
    this.#crew = new Crew(floor, this.#lengthMs + scenario.gracefulStopMs);
    timeProgress(floor, scenario);
  }

  async run(): Promise<void> {
    const { clock, signal } = this.#floor;
    for (const { atMs } of this.#steps) {
      const waitMs = this.#startMs + atMs - clock.now();
      if (waitMs > 0) await delay(clock, waitMs, signal);
      if (signal.aborted) break;
      // A late timer skips the steps that are already history.
      this.#moveTo(vusAt(this.#steps, Math.max(atMs, clock.now() - this.#startMs)));
    }
    const leftMs = this.#startMs + this.#lengthMs - clock.now();
    if (leftMs > 0) await delay(clock, leftMs, signal);
    await this.#crew.finish();
    for (const { cancelEviction } of this.#places) cancelEviction?.();
  }

  #isOver(): boolean {
    return this.#floor.signal.aborted || this.#floor.clock.now() - this.#startMs >= this.#lengthMs;
  }

  #moveTo(target: number): void {
    this.#target = target;
    while (this.#places.length < target) this.#places.push({ vu: undefined, cancelEviction: undefined });
    this.#places.forEach((place, index) => {
      if (index < target) this.#fill(place, index);
      else if (place.vu && !place.cancelEviction) this.#evict(place);
    });
  }

  #fill(place: Place, index: number): void {
    place.cancelEviction?.();
    place.cancelEviction = undefined;
    // At the end of the stages nobody begins; those at work have gracefulStop.
    if (place.vu || this.#isOver()) return;
    const vu = this.#floor.acquire();
    place.vu = vu;
    const next = (): Grant => (index < this.#target && !this.#isOver() ? grant(this.#floor) : undefined);
    this.#crew.start(vu, { scenario: this.#scenario, startedAtMs: this.#startedAtMs, next }).then(() => {
      place.cancelEviction?.();
      place.cancelEviction = undefined;
      place.vu = undefined;
      // The target may have risen again while the VU was on its way out.
      if (index < this.#target) this.#fill(place, index);
    });
  }

  #evict(place: Place): void {
    const { vu } = place;
    place.cancelEviction = this.#floor.clock.after(this.#scenario.gracefulRampDownMs, () => vu?.interrupt());
  }
}

/** The arrival-rate executors: iterations start at planned moments on whichever VU is free; without one they are dropped. */
class OpenModel {
  readonly #scenario: ArrivalRate;
  readonly #floor: Floor;
  readonly #crew: Crew;
  readonly #lengthMs: number;
  readonly #waiting: ((grant: Grant) => void)[] = [];
  readonly #task: Task;
  #vus = 0;
  #isGrowing = false;
  #isOver = false;

  constructor(scenario: ArrivalRate, floor: Floor) {
    this.#scenario = scenario;
    this.#floor = floor;
    this.#lengthMs = lengthOf(scenario.stages);
    this.#crew = new Crew(floor);
    this.#task = { scenario, startedAtMs: floor.clock.epochMs(), next: () => this.#next() };
    timeProgress(floor, scenario);
  }

  async run(): Promise<void> {
    const { clock, signal } = this.#floor;
    for (let i = 0; i < this.#scenario.preAllocatedVus; i++) this.#hire(this.#floor.acquire());
    // VUs reach their first `next` only after they have been started; the plan begins when all wait, or it would begin late.
    await new Promise<void>((resolve) => clock.yield(resolve));
    const startMs = clock.now();
    this.#crew.endAfter(this.#lengthMs + this.#scenario.gracefulStopMs);
    let missed = 0;
    for (const atMs of arrivalTimes(this.#scenario)) {
      const waitMs = startMs + atMs - clock.now();
      if (waitMs > 0) await delay(clock, waitMs, signal);
      if (signal.aborted) break;
      // Too late to run it: what the runner could not deliver counts as dropped.
      if (clock.now() - startMs >= this.#lengthMs + this.#scenario.gracefulStopMs) missed += 1;
      else this.#arrive(startMs + atMs);
    }
    if (missed > 0) this.#floor.drop(missed);
    const leftMs = startMs + this.#lengthMs - clock.now();
    if (leftMs > 0) await delay(clock, leftMs, signal);
    this.#isOver = true;
    for (const wake of this.#waiting.splice(0)) wake(undefined);
    await this.#crew.finish();
  }

  #next(): Grant | Promise<Grant> {
    if (this.#isOver || this.#floor.signal.aborted) return undefined;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #arrive(dueMs: number): void {
    const wake = this.#waiting.shift();
    if (wake) {
      wake({ iteration: this.#floor.tally.take() as number, dueMs });
      return;
    }
    this.#floor.drop(1);
    if (this.#vus >= this.#scenario.maxVus) this.#floor.outOfVus(this.#vus);
    else if (!this.#isGrowing) void this.#grow();
  }

  async #grow(): Promise<void> {
    this.#isGrowing = true;
    const vu = await this.#floor.grow();
    this.#isGrowing = false;
    if (!vu) return;
    if (this.#isOver || this.#floor.signal.aborted) this.#floor.release(vu);
    else this.#hire(vu);
  }

  #hire(vu: Vu): void {
    this.#vus += 1;
    this.#crew.start(vu, this.#task);
  }
}
