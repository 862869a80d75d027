// Figures in words: noise is 0, percentages differ by points, and nothing of a run is written with an exponent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Unit } from 'k6-format/units';
import { formatSigned, formatValue } from './format.ts';

const UNITS: readonly Unit[] = [
  ...(['ms', 'ratio', 'count', 'per-second', 'percent', 'bytes', 'megabytes', 'megabytes-per-second', 'none'] as const),
];
const value = fc.double({ min: -1e12, max: 1e12, noNaN: true });

test('no figure has an exponent, however small it is', () => {
  fc.assert(
    fc.property(value, fc.integer({ min: 0, max: 18 }), fc.constantFrom(...UNITS), (large, places, unit) => {
      for (const text of [formatValue(large / 10 ** places, unit), formatSigned(large / 10 ** places, unit)])
        assert.doesNotMatch(text, /\de[-+]?\d|NaN|Infinity|^-0(?![.\d])/);
    }),
  );
});

test('a sign stands before what is above or below 0, and not before what reads 0', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(...UNITS), (any, unit) => {
      const text = formatSigned(any, unit);
      assert.equal(text.startsWith('+'), any > 0 && !/^0(?![.\d])/.test(text));
    }),
  );
});

// Value, unit, without and with a sign.
const ROWS: [number, Unit, string, string][] = [
  [6.49e-13, 'per-second', '0/s', '0/s'],
  [-1.83e-13, 'ms', '0 ms', '0 ms'],
  [0.0012, 'ms', '0.0012 ms', '+0.0012 ms'],
  [29.99, 'percent', '30 %', '+30 pp'],
  [0.99947, 'ratio', '99.95 %', '+100 pp'],
  [1840, 'ms', '1.84 s', '+1.84 s'],
  [1320, 'count', '1,320', '+1,320'],
  [139_800_000, 'bytes', '140 MB', '+140 MB'],
  [0.0575, 'ratio', '5.75 %', '+5.75 pp'],
  [-0.000001, 'ratio', 'above -0.01 %', '0 pp'],
  [1234.5, 'megabytes', '1.23 GB', '+1.23 GB'],
];
for (const [number, unit, plain, signed] of ROWS) {
  test(`${number} in ${unit} is ${plain}, as a difference ${signed}`, () => {
    assert.deepEqual([formatValue(number, unit), formatSigned(number, unit)], [plain, signed]);
  });
}
