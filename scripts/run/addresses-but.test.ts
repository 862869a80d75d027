// Every address but those of the target is in a range, and no address of the target.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { addressesBut } from './addresses-but.ts';

const isIn = (ranges: readonly string[], address: string): boolean => {
  const parsed = ipaddr.process(address);
  return ranges.some((range) => {
    const [network, bits] = ipaddr.parseCIDR(range);
    return network.kind() === parsed.kind() && parsed.match(network, bits);
  });
};

test('an address is blocked if and only if it is none of those that are kept', () => {
  const address = fc.oneof(fc.ipV4(), fc.ipV6());
  fc.assert(
    fc.property(fc.array(address, { minLength: 1, maxLength: 3 }), address, (kept, other) => {
      const ranges = addressesBut(kept);
      for (const one of kept) assert.equal(isIn(ranges, one), false, one);
      const isKept = kept.some((one) => ipaddr.process(one).toString() === ipaddr.process(other).toString());
      const isLoopback = ipaddr.process(other).range() === 'loopback';
      if (!isLoopback) assert.equal(isIn(ranges, other), !isKept, `${other} beside ${kept}`);
    }),
    { numRuns: 100, seed: 20261128 },
  );
});

test('of a loopback target all of 127.0.0.0/8 is kept, and neighbours are not', () => {
  const ranges = addressesBut(['127.0.0.1']);
  for (const kept of ['127.0.0.1', '127.255.255.255', '::ffff:127.0.0.1'])
    assert.equal(isIn(ranges, kept), false, kept);
  for (const other of ['126.255.255.255', '128.0.0.0', '0.0.0.0', '255.255.255.255', '::1', '::', 'ffff::'])
    assert.equal(isIn(ranges, other), true, other);
});

test('an address and its neighbour of the last bit', () => {
  for (const [kept, other] of [
    ['10.0.0.4', '10.0.0.5'],
    ['2001:db8::4', '2001:db8::5'],
  ] as const) {
    const ranges = addressesBut([kept]);
    assert.deepEqual([isIn(ranges, kept), isIn(ranges, other)], [false, true]);
  }
});
