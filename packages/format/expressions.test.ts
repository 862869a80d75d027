// Threshold expressions: what is read, what is not, and what holds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { ALWAYS_TRUE, holds, isSeriesMarker, parseExpression } from './expressions.ts';

const SEED = 20260801;

test('statistic, operator and limit are read as k6 writes them', () => {
  const rows: [text: string, stat: string, operator: string, limit: number][] = [
    ['p(95)<200', 'p(95)', '<', 200],
    ['p( 95.0 ) <= 1500.5', 'p(95)', '<=', 1500.5],
    ['p(99.9)<=2e3', 'p(99.9)', '<=', 2000],
    ['  rate  >=  0.99 ', 'rate', '>=', 0.99],
    ['rate===1.00', 'rate', '==', 1],
    ['count!==1', 'count', '!=', 1],
    ['value!=0', 'value', '!=', 0],
    ['avg > -1e3', 'avg', '>', -1000],
    ['med<2', 'med', '<', 2],
    ['p(0)>=0', 'p(0)', '>=', 0],
    ['p(100)<9', 'p(100)', '<', 9],
  ];
  for (const [text, stat, operator, limit] of rows) assert.deepEqual(parseExpression(text), { stat, operator, limit });
});

test('arithmetic, conjunctions, percentiles that are none and other texts are not read', () => {
  const texts = [
    ...[
      '',
      'p(95)',
      '<200',
      'p(95)<',
      'p95<200',
      'p(101)<5',
      'p(-1)<5',
      'p(1.2.3)<5',
      'foo>1',
      'rate<abc',
      'avg<1.2.3',
    ],
    ...['rate<0.1 && count>5', 'avg<1 and p(95)<2', 'avg+1<5', 'p(95)=<5', 'AVG<1'],
  ];
  for (const text of texts) assert.equal(parseExpression(text), null, text);
});

test('every expression that is written can be read (property)', () => {
  const stat = fc.oneof(
    fc.constantFrom('count', 'rate', 'value', 'avg', 'min', 'max', 'med'),
    fc.double({ min: 0, max: 100, noNaN: true }).map((percent) => `p(${Number(percent.toFixed(3))})`),
  );
  const limit = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toFixed(4)));
  const blank = fc.constantFrom('', ' ', '  ');
  const operator = fc.constantFrom('>', '>=', '<', '<=', '==', '!=');
  fc.assert(
    fc.property(stat, operator, limit, blank, blank, (name, op, value, before, after) => {
      const read = parseExpression(`${before}${name}${before}${op}${after}${value}`);
      assert.ok(read);
      assert.deepEqual({ ...read, limit: read.limit + 0 }, { stat: name, operator: op, limit: value + 0 });
    }),
    { numRuns: propertyRuns(300), seed: SEED },
  );
});

test('no text makes it throw (property)', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = parseExpression(text);
      assert.ok(read === null || Number.isFinite(read.limit));
    }),
    { numRuns: propertyRuns(200), seed: SEED },
  );
});

test('a value equal to the limit breaks <, as in k6, and what only keeps a series always holds', () => {
  const rows: [expression: string, actual: number, isKept: boolean][] = [
    ['p(95)<93.5', 93.5, false],
    ['p(95)<=93.5', 93.5, true],
    ['avg>1', 1, false],
    ['avg>=1', 1, true],
    ['count==1', 2, false],
    ['count!=1', 2, true],
  ];
  for (const [text, actual, isKept] of rows) assert.equal(holds(parseExpression(text)!, actual), isKept, text);
  for (const text of ALWAYS_TRUE)
    assert.deepEqual([holds(parseExpression(text)!, 0), isSeriesMarker(text)], [true, true]);
  assert.deepEqual([isSeriesMarker('max >= 0'), isSeriesMarker('count>0')], [true, false]);
});
