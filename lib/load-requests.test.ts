// How many requests each endpoint should make in a window: what tells an empty window from one that was meant to be empty.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endpoints, pace } from '../thresholds/baselines.ts';
import type { Load } from './load.ts';
import { ALL, baselineLoad, breakpointLoad, closeTo, smokeLoad, spikeLoad } from './load-cases.fixture.ts';
import { plannedWindows } from './scenarios.ts';

describe('the requests that a window expects', () => {
  const total = (load: Load, scale = 1) =>
    plannedWindows(load, ALL, scale)
      .flatMap(({ expectedRequests }) => Object.values(expectedRequests))
      .reduce((sum, count) => sum + count, 0);

  it('follow the pace of the tables', () => {
    // 30 s of a ramp to 50 users (25 on average), then 300 s of them.
    assert.ok(closeTo(total(baselineLoad), (30 * 25 + 300 * 50) * pace.requestsPerUser.valuePerS));
  });

  it('of an open model are the area under the rate', () => {
    assert.ok(closeTo(total(breakpointLoad), ((10 + 2000) / 2) * 1200));
  });

  it('of a single pass are one per endpoint', () => assert.equal(total(smokeLoad), ALL.length));

  it('shrink with the time scale', () => assert.ok(closeTo(total(spikeLoad, 0.1), total(spikeLoad) * 0.1)));

  it('are shared out by weight, also among a choice of endpoints', () => {
    const window = plannedWindows(breakpointLoad, ['home', 'health'], 1).at(-1);
    const { home = 0, health = 0 } = window?.expectedRequests ?? {};
    // Rates are whole numbers: 2000 per second split into 1231 and 769.
    assert.ok(Math.abs(home / health / (endpoints.home.weightPct / endpoints.health.weightPct) - 1) < 0.01);
    assert.deepEqual(Object.keys(window?.expectedRequests ?? {}), ['home', 'health']);
  });

  it('follow the VUs that an endpoint has, not its exact share of them', () => {
    const windows = plannedWindows(spikeLoad, ALL, 1);
    // A window of 2 s has 4 requests of each of the 10 users.
    const expected = Object.values(windows.at(-1)?.expectedRequests ?? {});
    assert.equal(expected.length, ALL.length);
    assert.equal(
      expected.reduce((sum, each) => sum + each),
      40,
    );
    assert.ok(
      expected.every((each) => each > 0 && each % 4 === 0),
      `${expected}`,
    );
  });

  it('come with the time since the spike, which no window before its end has', () => {
    const windows = plannedWindows(spikeLoad, ALL, 1);
    assert.deepEqual(
      windows.map(({ afterSpikeS }) => afterSpikeS),
      [...Array<undefined>(15).fill(undefined), ...Array.from({ length: 15 }, (_, index) => index * 2)],
    );
    assert.ok(plannedWindows(baselineLoad, ALL, 1).every((window) => !('afterSpikeS' in window)));
  });
});
