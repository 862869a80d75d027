// The load on the clock of a run: phases, windows and the planned level.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ClosedLoad, type OpenLoad, peakVus, scaledLoad, timelineOf, windowAt } from './load.ts';
import { baselineLoad, breakpointLoad, closeTo, smokeLoad, someLoad, spikeLoad } from './load-cases.fixture.ts';

const SEED = 20250120;
const someScale = fc.double({ min: 0.001, max: 1, noNaN: true });

describe('a load at a scale', () => {
  it('has its users and its rates scaled, not below one, and its length', () => {
    const scale = { users: 0.25, rate: 0.1, limits: 1 };
    assert.deepEqual(
      timelineOf(scaledLoad(spikeLoad, scale), 1).load.map(({ target }) => target),
      [3, 3, 125, 125, 3, 3],
    );
    assert.deepEqual(timelineOf(scaledLoad(breakpointLoad, scale), 1).load, [
      { atS: 0, target: 1 },
      { atS: 1200, target: 200 },
    ]);
    assert.equal(peakVus(scaledLoad(breakpointLoad, scale)), 250);
    assert.equal(scaledLoad(smokeLoad, scale), smokeLoad);
  });

  it('is on the same clock, whatever the scale', () => {
    const factor = fc.double({ min: 0.001, max: 1000, noNaN: true });
    fc.assert(
      fc.property(someLoad, factor, factor, (load, users, rate) => {
        const { phases, windows } = timelineOf(scaledLoad(load, { users, rate, limits: 1 }), 1);
        const full = timelineOf(load, 1);
        assert.deepEqual([phases, windows], [full.phases, full.windows]);
      }),
      { seed: SEED },
    );
  });
});

describe('the timeline', () => {
  it('lays the stages end to end', () => {
    assert.deepEqual(timelineOf(spikeLoad, 1).phases, [
      { name: 'hold', startS: 0, endS: 30 },
      { name: 'spike', startS: 30, endS: 60 },
      { name: 'recovery', startS: 60, endS: 90 },
    ]);
  });

  it('climbs in a ramp and jumps to every other phase', () => {
    const climb: ClosedLoad['stages'] = [
      { phase: 'ramp', durationS: 10, vus: 50, windows: 1 },
      { phase: 'hold', durationS: 20, vus: 50, windows: 1 },
    ];
    assert.deepEqual(timelineOf({ model: 'closed', startVus: 0, stages: climb }, 1).load, [
      { atS: 0, target: 0 },
      { atS: 10, target: 50 },
      { atS: 10, target: 50 },
      { atS: 30, target: 50 },
    ]);
    assert.deepEqual(
      timelineOf(spikeLoad, 1).load.map(({ target }) => target),
      [10, 10, 500, 500, 10, 10],
    );
  });

  it('climbs in every stage of an open model: k6 ramps arrival rates', () => {
    assert.deepEqual(timelineOf(breakpointLoad, 1).load, [
      { atS: 0, target: 10 },
      { atS: 1200, target: 2000 },
    ]);
  });

  it('compresses all durations, and no level', () => {
    const { endS, load } = timelineOf(baselineLoad, 0.1);
    assert.equal(closeTo(endS, 33), true);
    assert.equal(Math.max(...load.map(({ target }) => target)), 50);
  });

  it('of a single pass is one hold and one window', () => {
    const { phases, windows, endS } = timelineOf(smokeLoad, 0.5);
    assert.deepEqual(
      { phases, windows, endS },
      {
        phases: [{ name: 'hold', startS: 0, endS: 5 }],
        windows: [{ id: 'w01', phase: 'hold', startS: 0, endS: 5 }],
        endS: 5,
      },
    );
  });
});

describe('the windows of any load', () => {
  it('are as many as its stages say, with ids of their own', () => {
    fc.assert(
      fc.property(someLoad, someScale, (load, scale) => {
        const ids = timelineOf(load, scale).windows.map(({ id }) => id);
        assert.equal(
          ids.length,
          load.stages.reduce((sum, stage) => sum + stage.windows, 0),
        );
        assert.ok(ids.length <= 30 && new Set(ids).size === ids.length);
        assert.deepEqual(ids, ids.toSorted());
      }),
      { seed: SEED },
    );
  });

  it('follow each other without a gap from the start to the end, each within its phase', () => {
    fc.assert(
      fc.property(someLoad, someScale, (load, scale) => {
        const { windows, phases, endS } = timelineOf(load, scale);
        windows.forEach(({ startS, endS: end, phase }, index) => {
          assert.ok(closeTo(startS, windows[index - 1]?.endS ?? 0) && end > startS);
          assert.ok(
            phases.some((span) => span.name === phase && startS > span.startS - 1e-6 && end < span.endS + 1e-6),
          );
        });
        assert.ok(closeTo(windows.at(-1)?.endS ?? 0, endS));
      }),
      { seed: SEED },
    );
  });

  it('are found by the moment: a border belongs to the later window, and outside the nearest counts', () => {
    const { windows } = timelineOf(spikeLoad, 1);
    const cases: [elapsedS: number, id: string][] = [
      // Clocks of VUs may be a little early, and an iteration may start after the planned end.
      [-1, 'w01'],
      [0, 'w01'],
      [5.999, 'w01'],
      [6, 'w02'],
      [29.999, 'w05'],
      [30, 'w06'],
      [60, 'w16'],
      [89.999, 'w30'],
      [90, 'w30'],
      [1e9, 'w30'],
    ];
    for (const [elapsedS, id] of cases) assert.equal(windowAt(windows, elapsedS).id, id, `at ${elapsedS} s`);
  });

  it('are found as a search from the front finds them', () => {
    fc.assert(
      fc.property(someLoad, someScale, fc.double({ min: -0.2, max: 1.2, noNaN: true }), (load, scale, part) => {
        const { windows, endS } = timelineOf(load, scale);
        const wanted = windows.find((window) => window.endS > part * endS) ?? windows.at(-1);
        assert.equal(windowAt(windows, part * endS), wanted);
      }),
      { seed: SEED },
    );
  });
});

it('the highest number of VUs is that of the highest stage, or what an open model may allocate', () => {
  const falling: ClosedLoad = {
    model: 'closed',
    startVus: 70,
    stages: [{ phase: 'hold', durationS: 1, vus: 5, windows: 1 }],
  };
  const open: OpenLoad = { ...breakpointLoad, maxVus: 1000 };
  assert.deepEqual([smokeLoad, baselineLoad, spikeLoad, falling, open].map(peakVus), [1, 50, 500, 70, 1000]);
});
