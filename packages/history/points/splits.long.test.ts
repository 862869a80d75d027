// How often a comparison of points is wrong: 500 splits of recorded points, and 500 pairs of made-up runs. PRINT_RATES=1 prints them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FALSE_ALARM_RATE } from '../summaries/spread.ts';
import { shopPoints } from './points.fixture.ts';
import { absent, type Rates, ratesOf, recordedPoints, splitsOf } from './splits.fixture.ts';

const SPLITS = 500;

function assertRates(what: string, rates: Rates, leastFound: number): void {
  if (process.env.PRINT_RATES) console.log(what, rates);
  const most = FALSE_ALARM_RATE * rates.splits;
  assert.ok(rates.falseAlarms <= most, `${rates.falseAlarms} of ${rates.splits} equal pairs were called different`);
  assert.ok(rates.wrongName <= most, `another name was called in ${rates.wrongName} of ${rates.splits}`);
  assert.ok(rates.found >= leastFound * rates.splits, `10 % were found in ${rates.found} of ${rates.splits}`);
}

/** With the assumed noise between runs, and by the tests alone, which have to keep the rate by themselves. */
for (const [what, noise] of [
  ['with the assumed noise between runs', undefined],
  ['without any noise between runs', 0],
] as const) {
  test(`recorded points, ${what}`, { skip: absent }, async () =>
    assertRates(`recorded, ${what}`, ratesOf(splitsOf(await recordedPoints()), SPLITS, 'users', noise), 0.95),
  );

  test(`made-up runs, ${what}`, () => {
    const draw = (seed: number): [ReturnType<typeof shopPoints>, ReturnType<typeof shopPoints>] => [
      shopPoints({ seed: seed * 31, requests: 2400, errorRatio: 0.004 }),
      shopPoints({ seed: seed * 31 + 15_485_863, requests: 2400, errorRatio: 0.004 }),
    ];
    assertRates(`made-up, ${what}`, ratesOf(draw, SPLITS, 'search', noise), 0.9);
  });
}
