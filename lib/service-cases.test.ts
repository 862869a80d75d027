// What the service tests send and expect: vectors with their true neighbours, packed answers, agents and keys.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serviceLimits } from '../thresholds/baselines.ts';
import { KEYS, keyBatches, VALUE } from './cache.ts';
import { AGENTS, requireRows } from './database.ts';
import { isPackedRightly, variesByEncoding } from './packing.ts';
import { COUNT, idOf, NEIGHBOURS, nearest, vectorOf } from './vectors.ts';

describe('the vectors', () => {
  const all = Array.from({ length: COUNT }, (_, n) => vectorOf(n));

  it('are the same for everyone, and none is like another', () => {
    assert.deepEqual(vectorOf(7), all[7]);
    assert.equal(new Set(all.map(String)).size, COUNT);
    for (const value of all.flat()) assert.ok(value >= 0 && value < 1);
  });

  it('spread over the whole range: their mean is in its middle', () => {
    const values = all.flat();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs(mean - 0.5) < 0.01, String(mean));
  });

  it('have themselves as their nearest neighbour, and farther ones after nearer ones', () => {
    const distance = (id: string, question: number[]) => {
      const vector = all[Number(id.slice(2))] as number[];
      return Math.hypot(...vector.map((value, index) => value - (question[index] as number)));
    };
    for (const n of [0, 42, COUNT - 1]) assert.equal(nearest(all[n] as number[])[0], idOf(n));
    const question = vectorOf(COUNT + 5);
    const found = nearest(question).map((id) => distance(id, question));
    assert.equal(found.length, NEIGHBOURS);
    assert.deepEqual(
      found,
      found.toSorted((a, b) => a - b),
    );
    const others = all.map((_, n) => idOf(n)).filter((id) => !nearest(question).includes(id));
    assert.ok(others.every((id) => distance(id, question) >= (found.at(-1) as number)));
  });
});

describe('an answer through the proxy', () => {
  const least = serviceLimits.gzipMinimumBytes.value;
  const answer = (type: string, length: number, packed: boolean, vary = packed ? 'Accept-Encoding' : undefined) => ({
    headers: {
      'Content-Type': type,
      ...(packed && { 'Content-Encoding': 'gzip' }),
      ...(vary !== undefined && { Vary: vary }),
    },
    body: 'x'.repeat(length),
  });
  const cases: [what: string, given: ReturnType<typeof answer>, isRight: boolean][] = [
    ['a long JSON body, packed', answer('application/json; charset=utf-8', least, true), true],
    ['a long JSON body, not packed', answer('application/json', least, false), false],
    ['a body just too short, not packed', answer('text/html', least - 1, false), true],
    ['a body just too short, packed', answer('text/html', least - 1, true), false],
    ['a long image, not packed', answer('image/png', least, false), true],
    ['a long image, packed', answer('image/png', least, true), false],
  ];
  for (const [what, given, isRight] of cases) {
    it(`is ${isRight ? 'right' : 'wrong'}: ${what}`, () => assert.equal(isPackedRightly(given), isRight));
  }

  it('that is packed has to say that it varies by encoding', () => {
    assert.equal(variesByEncoding(answer('text/html', least, true)), true);
    assert.equal(variesByEncoding(answer('text/html', least, true, 'Origin, accept-encoding')), true);
    assert.equal(variesByEncoding(answer('text/html', least, true, 'Origin')), false);
    assert.equal(variesByEncoding(answer('text/html', 1, false)), true);
  });
});

describe('the cache test', () => {
  it('writes and reads every key, and each value pays for its place', () => {
    // One turn in five writes: were the number of keys a multiple of five, the same keys would be written every time.
    assert.notEqual(KEYS.length % 5, 0);
    assert.equal(new Set(KEYS).size, KEYS.length);
    assert.ok(VALUE.length > 1000);
    assert.deepEqual(keyBatches(100).flat(), KEYS);
  });
});

describe('the database test', () => {
  it("asks for the guide's agent half of the time", () => {
    assert.equal(AGENTS.filter((agent) => agent === 'test').length * 2, AGENTS.length);
    assert.equal(new Set(AGENTS).size, 101);
  });

  it('stops before the load when a table is missing or empty', () => {
    requireRows({ query: () => [{}] }, ['events']);
    assert.throws(() => requireRows({ query: () => [] }, ['events']), {
      message: 'DATABASE_URL: table events is empty: seed it first',
    });
    const query = () => {
      throw new Error('relation "events" does not exist');
    };
    assert.throws(() => requireRows({ query }, ['events']), {
      message: 'DATABASE_URL: table events cannot be read: relation "events" does not exist',
    });
  });
});
