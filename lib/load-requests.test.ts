// How many requests each endpoint should make in a window: what tells an empty window from one that was meant to be empty.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capacity, endpoints } from '../thresholds/baselines.ts';
import { type Load, PACING_S, plannedWindows, timelineOf } from './load.ts';
import { ALL, baselineLoad, breakpointLoad, closeTo, smokeLoad, spikeLoad } from './load-cases.ts';

describe('the requests that a window expects', () => {
  const total = (load: Load, scale = 1) =>
    plannedWindows(load, ALL, timelineOf(load, scale))
      .flatMap(({ expectedRequests }) => Object.values(expectedRequests))
      .reduce((sum, count) => sum + count, 0);

  it("follow the guide's capacity: 50 users make 100 requests per second", () => {
    assert.equal(1 / PACING_S, capacity.requestsSecond.current / capacity.concurrentUsers.current);
    // 30 s of a ramp to 50 users (25 on average), then 300 s of them.
    assert.ok(closeTo(total(baselineLoad), (30 * 25 + 300 * 50) / PACING_S));
  });

  it('of an open model are the area under the rate', () => {
    assert.ok(closeTo(total(breakpointLoad), ((10 + 2000) / 2) * 1200));
  });

  it('of a single pass are one per endpoint', () => assert.equal(total(smokeLoad), ALL.length));

  it('shrink with the time scale', () => assert.ok(closeTo(total(spikeLoad, 0.1), total(spikeLoad) * 0.1)));

  it('are shared out by weight, also among a choice of endpoints', () => {
    const [window] = plannedWindows(breakpointLoad, ['home', 'health'], timelineOf(breakpointLoad, 1));
    const { home = 0, health = 0 } = window?.expectedRequests ?? {};
    assert.ok(closeTo(home / health, endpoints.home.weightPct / endpoints.health.weightPct));
    assert.deepEqual(Object.keys(window?.expectedRequests ?? {}), ['home', 'health']);
  });

  it('come with the time since the spike, which no window before its end has', () => {
    const windows = plannedWindows(spikeLoad, ALL, timelineOf(spikeLoad, 1));
    assert.deepEqual(
      windows.map(({ afterSpikeS }) => afterSpikeS),
      [...Array<undefined>(15).fill(undefined), ...Array.from({ length: 15 }, (_, index) => index * 2)],
    );
    assert.ok(
      plannedWindows(baselineLoad, ALL, timelineOf(baselineLoad, 1)).every((window) => !('afterSpikeS' in window)),
    );
  });
});
