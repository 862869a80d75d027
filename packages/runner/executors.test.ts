// Who runs how many iterations and when, on a virtual clock with VUs that only wait.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tally } from './counters.ts';
import { runExecutor } from './executors.ts';
import type { Floor, Task, Vu } from './floor.ts';
import { readScenarios, type Scenario, scenarioVus } from './scenarios.ts';
import { VirtualClock } from './virtual-clock.fixture.ts';

interface Started {
  atMs: number;
  vu: number;
  iteration: number;
}

interface Outcome {
  started: Started[];
  completed: number;
  interrupted: number;
  dropped: number;
  endMs: number;
  /** The most VUs that had an iteration in progress at once. */
  peak: number;
}

/** A VU whose iterations take `iterationMs`. */
class WaitingVu implements Vu {
  readonly id: number;
  readonly #clock: VirtualClock;
  readonly #iterationMs: number;
  readonly #outcome: Outcome & { busy: number };
  #stop: (() => void) | undefined;
  #isInterrupted = false;

  constructor(id: number, clock: VirtualClock, iterationMs: number, outcome: Outcome & { busy: number }) {
    this.id = id;
    this.#clock = clock;
    this.#iterationMs = iterationMs;
    this.#outcome = outcome;
  }

  async run(task: Task): Promise<void> {
    this.#isInterrupted = false;
    const interrupted = new Promise<undefined>((resolve) => {
      this.#stop = () => {
        this.#isInterrupted = true;
        resolve(undefined);
      };
    });
    for (;;) {
      const grant = await Promise.race([Promise.resolve(task.next(this)), interrupted]);
      if (!grant || this.#isInterrupted) return;
      this.#outcome.started.push({ atMs: this.#clock.now(), vu: this.id, iteration: grant.iteration });
      this.#outcome.busy += 1;
      this.#outcome.peak = Math.max(this.#outcome.peak, this.#outcome.busy);
      await Promise.race([new Promise<void>((resolve) => this.#clock.after(this.#iterationMs, resolve)), interrupted]);
      this.#outcome.busy -= 1;
      if (this.#isInterrupted) {
        this.#outcome.interrupted += 1;
        return;
      }
      this.#outcome.completed += 1;
    }
  }

  interrupt(): void {
    this.#stop?.();
  }
}

interface Conditions {
  iterationMs: number;
  /** The whole test ends then. */
  stopAtMs?: number;
}

async function execute(raw: object, { iterationMs, stopAtMs }: Conditions): Promise<Outcome> {
  const clock = new VirtualClock();
  const [scenario] = readScenarios({ it: raw }) as [Scenario];
  const outcome = { started: [] as Started[], completed: 0, interrupted: 0, dropped: 0, endMs: 0, peak: 0, busy: 0 };
  const { planned } = scenarioVus(scenario);
  let made = planned;
  const newVu = (id: number): WaitingVu => new WaitingVu(id, clock, iterationMs, outcome);
  const idle: Vu[] = Array.from({ length: planned }, (_, index) => newVu(index + 1));
  const stopping = new AbortController();
  if (stopAtMs !== undefined) clock.after(stopAtMs, () => stopping.abort());
  const floor: Floor = {
    clock,
    signal: stopping.signal,
    acquire: () => {
      const vu = idle.shift();
      assert.ok(vu, 'more VUs are wanted than were planned');
      return vu;
    },
    release: (vu) => void idle.push(vu),
    grow: async () => newVu(++made),
    outOfVus: () => {},
    drop: (count) => {
      outcome.dropped += count;
    },
    tally: new Tally(),
    onProgress: () => {},
  };
  await clock.drive(runExecutor(scenario, floor));
  outcome.endMs = clock.now();
  return outcome;
}

test('shared-iterations: the VUs share the iterations, each number is given once', async () => {
  const { started, completed, endMs } = await execute(
    { executor: 'shared-iterations', vus: 3, iterations: 10 },
    { iterationMs: 1000 },
  );
  assert.equal(completed, 10);
  assert.deepEqual(
    started.map(({ iteration }) => iteration).sort((a, b) => a - b),
    [...Array(10).keys()],
  );
  assert.equal(endMs, 4000);
});

test('shared-iterations: what maxDuration cuts off is dropped, what runs by then may finish', async () => {
  const conditions = { iterationMs: 1000 };
  const outcome = await execute(
    { executor: 'shared-iterations', vus: 2, iterations: 10, maxDuration: '2500ms' },
    conditions,
  );
  assert.deepEqual([outcome.completed, outcome.dropped, outcome.interrupted, outcome.endMs], [6, 4, 0, 3000]);
});

test('per-vu-iterations: each VU runs its own number', async () => {
  const { started, completed } = await execute(
    { executor: 'per-vu-iterations', vus: 3, iterations: 4 },
    { iterationMs: 100 },
  );
  assert.equal(completed, 12);
  for (const id of [1, 2, 3]) assert.equal(started.filter(({ vu }) => vu === id).length, 4);
});

test('constant-vus: as many iterations as fit, the last ones finish in the grace', async () => {
  const outcome = await execute({ executor: 'constant-vus', vus: 2, duration: '10s' }, { iterationMs: 3000 });
  assert.deepEqual([outcome.completed, outcome.interrupted, outcome.endMs, outcome.peak], [8, 0, 12_000, 2]);
});

test('gracefulStop: an iteration that outlasts the grace is interrupted', async () => {
  const outcome = await execute(
    { executor: 'constant-vus', vus: 2, duration: '10s', gracefulStop: '1s' },
    { iterationMs: 60_000 },
  );
  assert.deepEqual([outcome.completed, outcome.interrupted, outcome.endMs], [0, 2, 11_000]);
});

test('gracefulStop 0s interrupts at the very end', async () => {
  const outcome = await execute(
    { executor: 'constant-vus', vus: 1, duration: '10s', gracefulStop: '0s' },
    { iterationMs: 3000 },
  );
  assert.deepEqual([outcome.completed, outcome.interrupted, outcome.endMs], [3, 1, 10_000]);
});

const ramp = {
  executor: 'ramping-vus',
  startVUs: 0,
  stages: [
    { duration: '10s', target: 10 },
    { duration: '10s', target: 0 },
  ],
};

test('ramping-vus: VUs come and go one by one', async () => {
  const { started, peak, interrupted } = await execute(ramp, { iterationMs: 100 });
  const first = new Map<number, number>();
  for (const { vu, atMs } of started) if (!first.has(vu)) first.set(vu, atMs);
  assert.deepEqual(
    [...first.values()],
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((second) => second * 1000),
  );
  assert.equal(peak, 10);
  assert.equal(interrupted, 0);
  assert.ok((started.at(-1)?.atMs ?? 0) < 20_000);
});

test('gracefulRampDown: a VU that is not wanted any more may finish within it', async () => {
  const patient = await execute({ ...ramp, gracefulRampDown: '30s' }, { iterationMs: 5000 });
  assert.equal(patient.interrupted, 0);
  const strict = await execute({ ...ramp, gracefulRampDown: '1s' }, { iterationMs: 5000 });
  assert.ok(strict.interrupted > 0, 'some VUs overstay the grace');
  assert.ok(strict.endMs <= 21_000);
});

// The last VU leaves at the end of the stages: that is a ramp-down too. VUs that the stages keep to the end have gracefulStop.
const keeps = { ...ramp, stages: [{ duration: '10s', target: 2 }] };
const drops = { ...ramp, stages: [...keeps.stages, { duration: '0s', target: 0 }] };
const ends: [name: string, raw: object, endMs: number, interrupted: number][] = [
  ['down to 0 without a grace', { ...ramp, gracefulRampDown: '0s' }, 20_000, 10],
  ['down to 0 with a grace', { ...ramp, gracefulRampDown: '2s' }, 22_000, 8],
  ['down to 0 with a grace beyond gracefulStop', { ...ramp, gracefulRampDown: '9s', gracefulStop: '1s' }, 21_000, 3],
  ['a drop to 0 in no time at the very end', { ...drops, gracefulRampDown: '0s' }, 10_000, 1],
  ['VUs that are there to the end', { ...keeps, gracefulRampDown: '0s', gracefulStop: '2s' }, 12_000, 1],
  [
    'a rise in no time at the very end',
    { ...keeps, stages: [...keeps.stages, { duration: '0s', target: 9 }] },
    12_100,
    0,
  ],
];
for (const [name, raw, endMs, interrupted] of ends) {
  test(`ramping-vus: the end of ${name}`, async () => {
    const outcome = await execute(raw, { iterationMs: 7100 });
    assert.deepEqual({ endMs: outcome.endMs, interrupted: outcome.interrupted }, { endMs, interrupted });
  });
}

test('ramping-vus: a jump to 500 and back happens at once', async () => {
  const stages = [
    { duration: '2s', target: 10 },
    { duration: '0s', target: 500 },
    { duration: '2s', target: 500 },
    { duration: '0s', target: 10 },
    { duration: '2s', target: 10 },
  ];
  const { started, peak } = await execute({ executor: 'ramping-vus', startVUs: 10, stages }, { iterationMs: 500 });
  assert.equal(peak, 500);
  const inTurn = (from: number, to: number): number =>
    new Set(started.filter(({ atMs }) => atMs >= from && atMs < to).map(({ vu }) => vu)).size;
  assert.equal(inTurn(0, 2000), 10);
  assert.equal(inTurn(2000, 2500), 500);
  assert.equal(inTurn(4500, 6000), 10);
});

test('constant-arrival-rate: iterations start evenly, however long they take', async () => {
  const outcome = await execute(
    { executor: 'constant-arrival-rate', rate: 10, duration: '5s', preAllocatedVUs: 20 },
    { iterationMs: 1500 },
  );
  assert.deepEqual([outcome.completed, outcome.dropped], [50, 0]);
  for (const [index, { atMs }] of outcome.started.entries()) assert.ok(Math.abs(atMs - index * 100) < 1e-6);
});

test('constant-arrival-rate: without a free VU an iteration is dropped', async () => {
  const outcome = await execute(
    { executor: 'constant-arrival-rate', rate: 10, duration: '5s', preAllocatedVUs: 2 },
    { iterationMs: 1000 },
  );
  assert.equal(outcome.completed + outcome.dropped, 50);
  assert.equal(outcome.completed, 10);
  assert.equal(outcome.peak, 2);
});

test('constant-arrival-rate: further VUs are made up to maxVUs', async () => {
  const outcome = await execute(
    { executor: 'constant-arrival-rate', rate: 10, duration: '10s', preAllocatedVUs: 1, maxVUs: 10 },
    { iterationMs: 950 },
  );
  assert.equal(outcome.peak, 10);
  assert.ok(outcome.dropped < 15, `${outcome.dropped} dropped`);
});

test('ramping-arrival-rate: as many iterations as the area under the curve', async () => {
  const stages = [
    { duration: '10s', target: 20 },
    { duration: '5s', target: 20 },
    { duration: '10s', target: 0 },
  ];
  const outcome = await execute(
    { executor: 'ramping-arrival-rate', preAllocatedVUs: 50, stages },
    { iterationMs: 100 },
  );
  assert.deepEqual([outcome.completed, outcome.dropped], [300, 0]);
});

test('a stop of the test interrupts everybody at once', async () => {
  for (const raw of [
    { executor: 'constant-vus', vus: 4, duration: '1m' },
    { executor: 'shared-iterations', vus: 4, iterations: 1000 },
    { executor: 'ramping-vus', startVUs: 4, stages: [{ duration: '1m', target: 4 }] },
    { executor: 'constant-arrival-rate', rate: 4, duration: '1m', preAllocatedVUs: 20 },
  ]) {
    const outcome = await execute(raw, { iterationMs: 2000, stopAtMs: 5000 });
    assert.equal(outcome.endMs, 5000, raw.executor);
    assert.ok(outcome.interrupted >= 4, raw.executor);
    assert.ok(!outcome.started.some(({ atMs }) => atMs > 5000), raw.executor);
  }
});

test('an hour passes in no time', async () => {
  const { completed } = await execute({ executor: 'constant-vus', vus: 10, duration: '1h' }, { iterationMs: 60_000 });
  assert.equal(completed, 600);
});
