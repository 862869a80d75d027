// Which thread gets which VUs, and that a run comes out the same however many threads it has.
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import fc from 'fast-check';
import { Counters, Tally } from './counters.ts';
import { arrivalTimes, vuSteps, vusAt } from './pacing.ts';
import { segmentScenarios } from './scenario-parts.ts';
import { plannedVus, readScenarios, type Scenario, scenarioVus } from './scenarios.ts';
import { countIn, readShare, shareWithin } from './segments.ts';
import { SharedTexts } from './shared-texts.ts';
import { LEAST_VUS_PER_THREAD, splitScenarios, threadsFor } from './threads.ts';

const RUNS = { numRuns: 300, seed: 20260801 };

const stages = (max: number) =>
  fc.array(fc.record({ duration: fc.integer({ min: 1, max: 5000 }), target: fc.integer({ min: 1, max }) }), {
    minLength: 1,
    maxLength: 3,
  });
const vus = fc.integer({ min: 1, max: 300 });
const raw = fc.oneof(
  fc.record({ executor: fc.constant('constant-vus'), vus, duration: fc.constant('10s') }),
  fc.record({ executor: fc.constant('per-vu-iterations'), vus, iterations: fc.nat(9).map((n) => n + 1) }),
  vus.map((n) => ({ executor: 'shared-iterations', vus: n, iterations: 2 * n + 1 })),
  fc.record({ executor: fc.constant('ramping-vus'), startVUs: fc.nat(50), stages: stages(300) }),
  vus.map((n) => ({ executor: 'constant-arrival-rate', rate: 100, duration: '3s', preAllocatedVUs: n, maxVUs: 2 * n })),
  fc.record({
    executor: fc.constant('ramping-arrival-rate'),
    startRate: fc.nat(20),
    stages: stages(100),
    preAllocatedVUs: vus,
  }),
);
const tests = fc
  .record({
    scenarios: fc.array(raw, { minLength: 1, maxLength: 4 }),
    threads: fc.integer({ min: 1, max: 9 }),
    segment: fc.constantFrom(undefined, '0:1/3', '1/3:1/2', '1/2:1'),
  })
  .map(({ scenarios, threads, segment }) => {
    const whole = readScenarios(Object.fromEntries(scenarios.map((scenario, index) => [`s${index}`, scenario])));
    const share = readShare(segment, segment && '0,1/3,1/2,1');
    return { threads, whole: share ? segmentScenarios(whole, share) : whole };
  });
const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

/** What a scenario does, by its figures: how many VUs there are at any time, when iterations start. */
function doingsOf(scenario: Scenario): { vus: number; most: number; atWork: number[]; arrivals: number[] } {
  const { planned, most } = scenarioVus(scenario);
  const steps = scenario.executor === 'ramping-vus' ? vuSteps(scenario.startVus, scenario.stages, scenario.share) : [];
  const atWork = [0, 100, 1000, 2500, 7000].map((atMs) => vusAt(steps, atMs));
  const arrivals = 'startRate' in scenario ? [...arrivalTimes(scenario)] : [];
  return { vus: planned, most, atWork, arrivals };
}

test('the parts of all threads make each scenario again: VUs, ramps and arrivals (property)', () => {
  fc.assert(
    fc.property(tests, ({ whole, threads }) => {
      const parts = splitScenarios(whole, threads);
      for (const scenario of whole) {
        const own = parts.flat().filter(({ name }) => name === scenario.name);
        const [all, each] = [doingsOf(scenario), own.map(doingsOf)];
        assert.equal(total(each.map((part) => part.vus)), all.vus);
        assert.equal(total(each.map((part) => part.most)), all.most);
        for (const [index, count] of all.atWork.entries())
          assert.equal(total(each.map((part) => part.atWork[index] as number)), count);
        const arrivals = each.flatMap((part) => part.arrivals).sort((a, b) => a - b);
        assert.deepEqual(arrivals, all.arrivals);
      }
    }),
    RUNS,
  );
});

test('no thread is idle, and VUs of the closed model are spread evenly (property)', () => {
  fc.assert(
    fc.property(tests, ({ whole, threads }) => {
      const parts = splitScenarios(whole, threads);
      assert.ok(parts.length <= threads && parts.every((own) => own.length > 0));
      const closed = whole.filter((scenario) => !('maxVus' in scenario));
      const planned = splitScenarios(closed, threads).map(plannedVus);
      const fair = plannedVus(closed) / threads;
      for (const own of planned) assert.ok(Math.abs(own - fair) <= closed.length, `${planned} of ${threads}`);
    }),
    RUNS,
  );
});

test('a small crew of the open model stays in one thread', () => {
  const crew = (maxVUs: number): Scenario[] =>
    readScenarios({ it: { executor: 'constant-arrival-rate', rate: 9, duration: '1s', preAllocatedVUs: 2, maxVUs } });
  assert.equal(splitScenarios(crew(2 * LEAST_VUS_PER_THREAD - 1), 4).length, 1);
  assert.equal(splitScenarios(crew(2 * LEAST_VUS_PER_THREAD), 4).length, 2);
});

test('a thread for every core as long as each has VUs enough; a wish counts up to the number of VUs', () => {
  const closed = (vus: number): Scenario[] => readScenarios({ it: { executor: 'constant-vus', vus, duration: '1s' } });
  assert.equal(threadsFor(closed(1), undefined), 1);
  assert.equal(threadsFor(closed(2 * LEAST_VUS_PER_THREAD - 1), undefined), 1);
  assert.equal(threadsFor(closed(2 * LEAST_VUS_PER_THREAD), undefined), Math.min(2, availableParallelism()));
  assert.equal(threadsFor(closed(100_000), undefined), availableParallelism());
  assert.equal(threadsFor(closed(100_000), 1), 1);
  assert.equal(threadsFor(closed(100_000), 7), 7);
  assert.equal(threadsFor(closed(3), 7), 3);
});

test('a share within a share (property)', () => {
  const segments = fc.constantFrom('0:1/5', '1/5:1/2', '1/2:1').map((text) => readShare(text, '0,1/5,1/2,1'));
  fc.assert(
    fc.property(segments, fc.integer({ min: 1, max: 7 }), fc.nat(500), (outer, parts, count) => {
      const each = Array.from({ length: parts }, (_, part) => shareWithin(outer, { period: parts, owned: [part] }));
      assert.ok(outer);
      for (const [part, share] of each.entries())
        assert.equal(countIn(share, count), countIn({ period: parts, owned: [part] }, countIn(outer, count)));
    }),
    RUNS,
  );
});

test('a tally gives each number once to all that share it, and knows the last one to leave', () => {
  const first = new Tally(2);
  const second = new Tally(2, first.memory);
  const taken = [first, second, second, first, second].map((tally) => tally.take(4));
  assert.deepEqual(taken, [0, 1, 2, 3, undefined]);
  assert.equal(first.taken, 4);
  assert.deepEqual([first.leave(), second.leave()], [false, true]);
  const counters = new Counters();
  new Counters(counters.memory).add('vusActive', 3);
  assert.equal(counters.add('vusActive', -1), 2);
  assert.equal(counters.get('vusMade'), 0);
});

test('shared texts come out as they went in (property)', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const shared = SharedTexts.of(texts);
      const again = new SharedTexts(shared.bytes, shared.ends);
      assert.equal(again.length, texts.length);
      assert.deepEqual(
        texts.map((_, index) => again.at(index)),
        texts,
      );
      assert.equal(again.at(texts.length), undefined);
    }),
    RUNS,
  );
});
