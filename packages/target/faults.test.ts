// The decisions: exact shares, in order, in time, the same every time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FaultSchedule, type Outcome } from './faults.ts';

const names = ['front', 'ping'];
const start = { sinceFirstRequestMs: 0, sinceSpikeEndMs: null };

function outcomes(texts: string[], count: number, seed = 1): Outcome['kind'][] {
  const schedule = new FaultSchedule(seed, texts, names);
  return Array.from({ length: count }, () => schedule.plan('ping', undefined, start).outcome.kind);
}

function share(kinds: string[], kind: string): number {
  return kinds.filter((candidate) => candidate === kind).length;
}

test('a share that comes out whole is hit exactly, in every stretch', () => {
  const kinds = outcomes(['error=5%'], 1000);
  for (let from = 0; from <= 900; from += 1) assert.equal(share(kinds.slice(from, from + 100), 'error'), 5);
});

test('of n requests, n times the share is hit, to the nearest whole numbers', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1000 }),
      fc.integer({ min: 1, max: 400 }),
      fc.nat(),
      (permille, count, seed) => {
        const hits = share(outcomes([`error=${permille / 10}%`], count, seed), 'error');
        assert.ok(Math.abs(hits - (count * permille) / 1000) < 1, `${hits} of ${count} at ${permille} permille`);
      },
    ),
  );
});

test('two faults that would hit the same request both keep their share', () => {
  const kinds = outcomes(['error=50%', 'reset=25%', 'hang=25%'], 400);
  assert.deepEqual([share(kinds, 'error'), share(kinds, 'reset'), share(kinds, 'hang')], [200, 100, 100]);
});

test('the seed decides which requests are hit, and nothing else does', () => {
  assert.deepEqual(outcomes(['error=10%'], 200, 3), outcomes(['error=10%'], 200, 3));
  const differs = [4, 5, 6, 7].some(
    (seed) => outcomes(['error=10%'], 200, seed).join() !== outcomes(['error=10%'], 200, 3).join(),
  );
  assert.ok(differs);
});

test('each endpoint is hit by its own count', () => {
  const schedule = new FaultSchedule(1, ['error=50%'], names);
  const hits = { front: 0, ping: 0 };
  for (let round = 0; round < 100; round += 1) {
    for (const endpoint of ['front', 'ping'] as const) {
      if (schedule.plan(endpoint, undefined, start).outcome.kind === 'error') hits[endpoint] += 1;
    }
  }
  assert.deepEqual(hits, { front: 50, ping: 50 });
});

test('delays add up, from flags and header alike', () => {
  const schedule = new FaultSchedule(1, ['delay=100ms', 'endpoint=front,delay=1s'], names);
  assert.equal(schedule.plan('ping', 'delay=20ms; delay=3ms', start).delayMs, 123);
  assert.equal(schedule.plan('front', undefined, start).delayMs, 1100);
});

test('a share in a header is counted over the requests that carry the same header', () => {
  const schedule = new FaultSchedule(1, [], names);
  const kinds = Array.from({ length: 100 }, () => schedule.plan('ping', 'error=20%', start).outcome.kind);
  assert.equal(share(kinds, 'error'), 20);
  assert.equal(schedule.plan('ping', undefined, start).outcome.kind, 'answer');
});

test('a malformed header changes no count', () => {
  const schedule = new FaultSchedule(1, ['error=50%'], names);
  assert.throws(() => schedule.plan('ping', 'delay=oops', start), { name: 'UserError' });
  const kinds = Array.from({ length: 10 }, () => schedule.plan('ping', undefined, start).outcome.kind);
  assert.deepEqual(kinds, outcomes(['error=50%'], 10));
});

// Both sides of each boundary: `from` is in, the end is out.
const times: [ms: number, slow: boolean][] = [
  [5999, false],
  [6000, true],
  [7999, true],
  [8000, false],
];

for (const [ms, slow] of times) {
  test(`a fault from 6 s for 2 s ${slow ? 'acts' : 'rests'} at ${ms} ms`, () => {
    const schedule = new FaultSchedule(1, ['delay=1s,from=6s,for=2s'], names);
    const { delayMs } = schedule.plan('ping', undefined, { sinceFirstRequestMs: ms, sinceSpikeEndMs: null });
    assert.equal(delayMs > 0, slow);
  });
}

const afterSpike: [ms: number | null, slow: boolean][] = [
  [null, false],
  [0, true],
  [2999, true],
  [3000, false],
];

for (const [ms, slow] of afterSpike) {
  test(`a fault for 3 s after a spike ${slow ? 'acts' : 'rests'} ${ms === null ? 'before one' : `${ms} ms after it`}`, () => {
    const schedule = new FaultSchedule(1, ['delay=1s,after=spike,for=3s'], names);
    const { delayMs } = schedule.plan('ping', undefined, { sinceFirstRequestMs: 1e6, sinceSpikeEndMs: ms });
    assert.equal(delayMs > 0, slow);
    assert.equal(schedule.longestAfterSpikeMs(), 3000);
  });
}
