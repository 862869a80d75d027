// The spike watch on made-up arrivals: it notices spikes only, and dates them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Spike, SpikeWatch } from './spike-watch.ts';

/** A stretch of load: Poisson arrivals at a rate. */
interface Stretch {
  perS: number;
  forMs: number;
}

/** mulberry32: a small generator with a seed, so that a failure can be repeated. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Feeds the arrivals, and returns the spikes as they were known at the end of each stretch. */
function watch(stretches: Stretch[], { seed = 1, windowMs = 1000 } = {}): (Spike | null)[] {
  const next = random(seed);
  const spikes = new SpikeWatch({ windowMs });
  let endMs = 12_345;
  return stretches.map(({ perS, forMs }) => {
    let nowMs = endMs;
    endMs += forMs;
    while (perS > 0 && (nowMs -= (1000 / perS) * Math.log(1 - next())) < endMs) spikes.arrive(nowMs);
    const spike = spikes.look(endMs);
    return spike && { ...spike };
  });
}

const calm = { perS: 20, forMs: 6000 };

for (const seed of [1, 2, 3, 4, 5]) {
  test(`a spike from 20/s to 800/s and back is dated within 0.2 s (seed ${seed})`, () => {
    const [before, during, after] = watch([calm, { perS: 800, forMs: 6000 }, calm], { seed });
    assert.equal(before, null);
    assert.equal(during?.endedAtMs, null);
    assert.ok(Math.abs((during?.startedAtMs ?? 0) - 18_345) <= 200, `start ${during?.startedAtMs}`);
    assert.ok(Math.abs((after?.endedAtMs ?? 0) - 24_345) <= 200, `end ${after?.endedAtMs}`);
  });

  test(`a spike in a test compressed twenty times is dated within 0.1 s (seed ${seed})`, () => {
    const short = { perS: 20, forMs: 1500 };
    const [, , after] = watch([short, { perS: 800, forMs: 1500 }, short], { seed, windowMs: 300 });
    assert.ok(Math.abs((after?.endedAtMs ?? 0) - 15_345) <= 100, `end ${after?.endedAtMs}`);
  });

  test(`a slow recovery and the return to the old rate are no new spike (seed ${seed})`, () => {
    const ends = watch([calm, { perS: 800, forMs: 6000 }, { perS: 4, forMs: 6000 }, { ...calm, forMs: 20_000 }], {
      seed,
    });
    assert.ok(Math.abs((ends[3]?.endedAtMs ?? 0) - 24_345) <= 200);
    assert.equal(ends[2]?.endedAtMs, ends[3]?.endedAtMs);
  });

  test(`an even load and its first ramp are no spike (seed ${seed})`, () => {
    const ramp = [5, 10, 20, 40, 60, 80].map((perS) => ({ perS, forMs: 1500 }));
    assert.equal(watch([...ramp, { perS: 100, forMs: 60_000 }], { seed }).at(-1), null);
  });
}

test('silence ends a spike, and after a pause the watch learns anew', () => {
  const ends = watch([calm, { perS: 400, forMs: 4000 }, { perS: 0, forMs: 20_000 }, { perS: 200, forMs: 6000 }]);
  assert.ok(Math.abs((ends[2]?.endedAtMs ?? 0) - 22_345) <= 200);
  assert.deepEqual(ends[3], ends[2]);
});

test('a second spike replaces the first', () => {
  const spike = { perS: 600, forMs: 3000 };
  const ends = watch([calm, spike, calm, spike, calm]);
  assert.ok(Math.abs((ends[4]?.endedAtMs ?? 0) - 30_345) <= 200);
});
