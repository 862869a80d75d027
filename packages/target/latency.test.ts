// The latencies: fitted to every row, never beyond it, and evenly drawn.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { names, percentile, type ShopName, shop } from './client.fixture.ts';
import { fitLogNormal, inverseNormal, LatencyModel, meanMs, quantileMs } from './latency.ts';

function draws(seed: number, name: ShopName, count: number): number[] {
  const model = new LatencyModel(seed, shop.rows);
  return Array.from({ length: count }, () => model.next(name));
}

for (const name of names) {
  test(`the fit of ${name} has the row's median, stays within the row and touches it`, () => {
    const row = shop.rows[name];
    const fit = fitLogNormal(row);
    const within = 1 + 1e-9;
    assert.equal(quantileMs(fit, 0.5), row.p50Ms);
    const shares = [quantileMs(fit, 0.95) / row.p95Ms, quantileMs(fit, 0.99) / row.p99Ms, meanMs(fit) / row.avgMs];
    assert.ok(Math.max(...shares) <= within, `shares of the row: ${shares}`);
    assert.ok(Math.max(...shares) >= 1 - 1e-9, `a wider fit would do: ${shares}`);
  });

  test(`100 draws in a row of ${name}, wherever they start, keep the limits of the baseline test, 10 % above the row`, () => {
    const row = shop.rows[name];
    const drawn = draws(1, name, 2000);
    for (let start = 0; start + 100 <= drawn.length; start += 3) {
      const stretch = drawn.slice(start, start + 100);
      const average = stretch.reduce((sum, value) => sum + value, 0) / stretch.length;
      assert.ok(average < row.avgMs * 1.05, `average ${average} from draw ${start}`);
      assert.ok(percentile(stretch, 0.5) < row.p50Ms * 1.05, `p50 from draw ${start}`);
      assert.ok(percentile(stretch, 0.95) < row.p95Ms * 1.06, `p95 from draw ${start}`);
      assert.ok(percentile(stretch, 0.99) < row.p99Ms * 1.06, `p99 from draw ${start}`);
    }
  });

  test(`1,000 draws of ${name} have the percentiles of the fit within 1 %`, () => {
    const fit = fitLogNormal(shop.rows[name]);
    const drawn = draws(1, name, 1000);
    for (const share of [0.1, 0.5, 0.9, 0.95]) {
      const wantedMs = quantileMs(fit, share);
      assert.ok(
        Math.abs(percentile(drawn, share) / wantedMs - 1) < 0.01,
        `p${share * 100} ${percentile(drawn, share)}`,
      );
    }
    assert.ok(Math.abs(percentile(drawn, 0.99) / quantileMs(fit, 0.99) - 1) < 0.03);
  });
}

test('no possible row is exceeded by its fit', () => {
  const rows = fc
    .tuple(fc.double({ min: 1, max: 1e4, noNaN: true }), fc.tuple(factor(), factor(), factor()))
    .map(([p50Ms, [a, b, c]]) => ({ p50Ms, avgMs: p50Ms * c, p95Ms: p50Ms * a, p99Ms: p50Ms * a * b }));
  fc.assert(
    fc.property(rows, (row) => {
      const fit = fitLogNormal(row);
      assert.ok(quantileMs(fit, 0.95) <= row.p95Ms * (1 + 1e-9));
      assert.ok(quantileMs(fit, 0.99) <= row.p99Ms * (1 + 1e-9));
      assert.ok(meanMs(fit) <= row.avgMs * (1 + 1e-9));
    }),
  );
});

function factor() {
  return fc.double({ min: 1, max: 10, noNaN: true });
}

test('the same seed gives the same draws, whatever other endpoints are asked in between', () => {
  const model = new LatencyModel(7, shop.rows);
  const mixed = Array.from({ length: 50 }, () => {
    model.next('front');
    return model.next('ping');
  });
  assert.deepEqual(mixed, draws(7, 'ping', 50));
  assert.notDeepEqual(mixed, draws(8, 'ping', 50));
});

// Source: NIST/SEMATECH e-Handbook of Statistical Methods, table of the standard normal distribution, and its symmetry.
const knownQuantiles: [quantile: number, z: number][] = [
  [0.5, 0],
  [0.95, 1.6448536269514722],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [0.01, -2.3263478740408408],
];

for (const [quantile, z] of knownQuantiles) {
  test(`the normal quantile of ${quantile} is ${z.toFixed(6)}`, () => {
    assert.ok(Math.abs(inverseNormal(quantile) - z) < 1e-8);
  });
}

test('0 and 1 have no normal quantile', () => {
  for (const quantile of [0, 1, Number.NaN]) assert.throws(() => inverseNormal(quantile), RangeError);
});
