// Capacity of targets whose capacity is known: curves drawn from the law itself, and a simulated queue with a set number of slots.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { queueRun } from '../queue.fixture.ts';
import type { HistoryRun } from '../run.ts';
import { syntheticRun } from '../runs.fixture.ts';
import { normal, seeded } from '../stats/random.ts';
import { judgeCapacity, poolAdjacent } from './capacity.ts';
import { fitCapacity } from './fit.ts';
import type { Demand } from './measured.ts';
import { capacityText } from './text.ts';

const DEMAND: Demand = {
  climbing: ['breakpoint', 'stress'],
  ...{ perUserPerS: 2, p95LimitMs: 500, thinkS: null, journeys: ['buy'] },
  users: { label: 'Users', current: 50 },
  requestsPerS: { label: 'Requests', current: 100 },
  dbConnections: { label: 'Connections', current: 20, maximum: 100 },
  memoryMb: { label: 'Memory', current: 2800, maximum: 3500 },
  growth: [
    { period: 'Current', users: 50, requestsPerS: 100, action: null },
    { period: '3 months', users: 200, requestsPerS: 400, action: 'Add a cache' },
    { period: '6 months', users: 500, requestsPerS: 1000, action: 'Buy memory' },
    { period: '12 months', users: 1000, requestsPerS: 2000, action: 'Add machines' },
  ],
};
const judged = (run: HistoryRun) => judgeCapacity(run, DEMAND);

function within(actual: number, wanted: number, ratio: number) {
  assert.ok(Math.abs(actual / wanted - 1) <= ratio, `${actual} is not ${wanted} within ${ratio * 100} %`);
}

test("the law's own curve gives back its parameters", () => {
  const [perOne, sigma, kappa] = [20, 0.02, 0.0005];
  const random = seeded(3);
  const points = Array.from({ length: 25 }, (_, index) => {
    const n = 2 + index * 3;
    const x = (perOne * n) / (1 + sigma * (n - 1) + kappa * n * (n - 1));
    return { concurrency: n, throughputPerS: x * (1 + 0.01 * normal(random)) };
  });
  const fit = fitCapacity(points)!;
  const peak = Math.sqrt((1 - sigma) / kappa);
  const truth = (perOne * peak) / (1 + sigma * (peak - 1) + kappa * peak * (peak - 1));
  assert.equal(fit.model, 'usl');
  within(fit.maxPerS, truth, 0.02);
  within(fit.sigma, sigma, 0.3);
  within(fit.kappa, kappa, 0.3);
  assert.ok(
    fit.maxLowPerS <= truth && fit.maxHighPerS >= truth,
    `${fit.maxLowPerS} to ${fit.maxHighPerS} without ${truth}`,
  );
});

// Slots, service time, users; all are beyond their capacity in the end.
for (const [slots, serviceMs, users] of [
  [16, 72, 200],
  [8, 72, 200],
  [4, 20, 150],
  [24, 100, 200],
] as const) {
  test(`${slots} slots of ${serviceMs} ms: the highest throughput is found within 10 %`, () => {
    for (const seed of [1, 2, 3]) {
      const { fit, findings } = judged(queueRun({ slots, serviceMs, users, seconds: 60, seed }));
      within(fit.maxPerS, (slots / serviceMs) * 1000, 0.1);
      // A small target is past its knee within the first window of the ramp: then nothing tells where it lies.
      if (slots >= 16) within(fit.knee, slots, 0.35);
      assert.deepEqual(
        findings.filter((line) => line.includes('Little')),
        [],
      );
    }
  });
}

test('the table and the growth rows follow from it', () => {
  const found = judged(queueRun({ slots: 32, serviceMs: 64, users: 400, seconds: 60, seed: 1 }));
  within(found.fit.maxPerS, 500, 0.05);
  const [users, rate, connections, memory] = found.table;
  assert.equal(users!.maximum, Math.floor(found.usable.perS / 2));
  assert.equal(rate!.headroom, rate!.maximum! - 100);
  assert.deepEqual([connections!.maximum, memory!.maximum], [null, null], 'nobody measured them');
  const resources = [{ window: '', metric: 'target_memory_mb', avg: 2900, peak: 3000 }];
  const [, , , measured] = judged({
    ...queueRun({ slots: 32, serviceMs: 64, users: 400, seconds: 60, seed: 1 }),
    resources,
  }).table;
  assert.deepEqual([measured!.current, measured!.maximum, measured!.headroom], [3000, 3500, 500]);
  assert.deepEqual(
    found.growth.map(({ requestsPerS, reach, action }) => [requestsPerS, reach, action]),
    [
      [100, 'reachable', null],
      [400, 'reachable', null],
      [1000, 'not reachable', 'Buy memory'],
      [2000, 'not reachable', 'Add machines'],
    ],
  );
  assert.ok(found.monthsLeft! > 3 && found.monthsLeft! < 4, `${found.monthsLeft} months`);
});

test('what is usable is also said in journeys, and only where some were walked', () => {
  const run = queueRun({ slots: 32, serviceMs: 64, users: 400, seconds: 60, seed: 1 });
  // Of each four requests one journey completes.
  const walks = run.windows.map((row) => ({ ...row, endpoint: 'buy', requests: row.requests / 4 }));
  const found = judged({ ...run, endpoints: [...run.endpoints, 'buy'], windows: [...run.windows, ...walks] });
  assert.deepEqual(found.journeys, [{ name: 'buy', perS: found.usable.perS / 4 }]);
  assert.match(capacityText(found), /^ {2}in which 1\d\d\/s of journey buy complete$/m);
  assert.deepEqual(judged(run).journeys, []);
});

test('a scaled environment is asked for its share: of throughput, of users, and with its own limit', () => {
  const run = queueRun({ slots: 8, serviceMs: 64, users: 100, seconds: 60, seed: 1 });
  const full = judged(run);
  const scaled = judged({ ...run, scale: { users: 0.25, rate: 0.25, limits: 2 } });
  const askedOf = ({ growth }: typeof full) => growth.map(({ users, requestsPerS }) => [users, requestsPerS]);
  assert.deepEqual(
    askedOf(scaled),
    askedOf(full).map((row) => row.map((figure) => figure! / 4)),
  );
  assert.equal(scaled.usersAtLimit.limitMs, 2 * full.usersAtLimit.limitMs);
  assert.deepEqual(
    scaled.table.slice(0, 2).map(({ current }) => current),
    full.table.slice(0, 2).map(({ current }) => current / 4),
  );
  assert.match(scaled.findings.join(), /scaled, too \(users x 0\.25, rate x 0\.25, limits x 2\)/);
  assert.doesNotMatch(full.findings.join(), /scaled/);
});

test('a target that never saturates has no maximum, and says so', () => {
  const found = judged(queueRun({ slots: 1000, serviceMs: 50, users: 60, seconds: 60, seed: 1 }));
  assert.match(found.findings.join('\n'), /still grew with the load|extrapolation/);
  assert.match(found.findings.join('\n'), /p95 stayed under 500 ms/);
  assert.ok(found.usable.perS <= found.fit.measuredMaxPerS * 1.2, `${found.usable.perS}`);
});

test("figures that contradict Little's law are a finding", () => {
  const run = queueRun({ slots: 16, serviceMs: 72, users: 200, seconds: 60, seed: 1 });
  const slow = run.windows.map((row) => ({ ...row, avgMs: row.avgMs === null ? null : row.avgMs * 5 }));
  assert.match(
    judged({ ...run, windows: slow }).findings.join('\n'),
    /Little's law contradicts \d+ of 30.*generator or its clock/,
  );
  const few = run.windows.map((row) => ({ ...row, requests: Math.ceil(row.requests / 3) }));
  assert.match(judged({ ...run, windows: few }).findings.join('\n'), /requests\/s where \d+ users make/);
});

test('users who think after each answer make fewer requests than paced ones, and that contradicts nothing', () => {
  // A fifth of a second is thought, 64 ms is waited where nothing queues.
  const run = queueRun({ slots: 1000, serviceMs: 64, users: 400, seconds: 60, seed: 1 });
  const windows = run.windows.map((row) => ({
    ...row,
    requests: Math.round(((row.load ?? 0) * (row.endS - row.startS)) / 0.264),
  }));
  const littleOf = (demand: Demand) =>
    judgeCapacity({ ...run, windows }, demand).findings.filter((line) => line.includes('Little'));
  assert.deepEqual(littleOf({ ...DEMAND, perUserPerS: 5, thinkS: 0.2 }), []);
  assert.equal(littleOf({ ...DEMAND, perUserPerS: 5, thinkS: 0.5 }).length, 1);
});

test('a rising sequence stays, a falling one becomes its mean', () => {
  assert.deepEqual(poolAdjacent([1, 2, 3]), [1, 2, 3]);
  assert.deepEqual(poolAdjacent([3, 2, 1]), [2, 2, 2]);
  assert.deepEqual(poolAdjacent([1, 5, 3, 6]), [1, 4, 4, 6]);
  assert.deepEqual(poolAdjacent([]), []);
});

test('a run that cannot answer is refused, with what is wanted', () => {
  const run = syntheticRun({ seed: 1 });
  for (const type of ['smoke', 'baseline', 'spike', 'endurance', 'cache', 'page-load'])
    assert.throws(() => judged({ ...run, type }), {
      name: 'UserError',
      message: /run does not load beyond its own level.*expected a breakpoint or stress run/,
    });
  assert.throws(() => judged({ ...run, type: 'stress' }), {
    name: 'UserError',
    message: /0 windows.*breakpoint or stress/,
  });
});

/** A target without any limit under a load that climbs to `peakPerS`, `shareDone` of it answered. */
function climbing(peakPerS: number, shareDone = 1): HistoryRun {
  const run = queueRun({ slots: 2, serviceMs: 5, users: 20, seconds: 10, seed: 1 });
  const windows = run.windows.map((row, at) => {
    const load = 10 + ((peakPerS - 10) * (at + 0.5)) / run.windows.length;
    const durations = { avgMs: 20, p50Ms: 20, p95Ms: 40, p99Ms: 50 };
    return { ...row, ...durations, load, requests: Math.round(load * shareDone * (row.endS - row.startS)) };
  });
  return { ...run, type: 'breakpoint', model: 'open', peakVus: 1000, windows };
}

const reaches = (run: HistoryRun) =>
  judged(run).growth.map(({ requestsPerS, reach, action }) => [requestsPerS, reach, action]);

test('what is above the tested load is not tested, and asks for nothing', () => {
  const [current, months3, months6] = [100, 400, 1000].map((perS) => [perS, 'reachable', null]);
  assert.deepEqual(reaches(climbing(1991)), [current, months3, months6, [2000, 'not tested', null]]);
  assert.deepEqual(reaches(climbing(500)), [current, months3, [1000, 'not tested', null], [2000, 'not tested', null]]);
  const text = capacityText(judged(climbing(1991)));
  assert.match(text, /highest throughput: no limit seen up to 1,9\d\d\/s\n/);
  assert.match(text, /usable at least 1,9\d\d\/s; more was not tested/);
  assert.match(text, /Requests +100 +at least 1,9\d\d +at least 1,8\d\d/);
  assert.match(text, /demand passes what was tested in about \d+(\.\d+)? months; load further/);
  assert.doesNotMatch(text, /Infinity|NaN|not reachable|Buy|Add/);
});

test('a load that climbs to a tenth above the last growth row tests it', () => {
  const found = judged(climbing(2200));
  assert.deepEqual(
    found.growth.map(({ reach }) => reach),
    ['reachable', 'reachable', 'reachable', 'reachable'],
  );
  assert.equal(found.monthsLeft, null);
});

test('the load of a stress test tests the row of its own users', () => {
  const stress = queueRun({ slots: 1000, serviceMs: 50, users: 200, seconds: 60, seed: 1 });
  assert.deepEqual(
    judged(stress).growth.map(({ reach }) => reach),
    ['reachable', 'reachable', 'not tested', 'not tested'],
  );
});

test('a load that was not answered is not a tested one', () => {
  assert.deepEqual(
    judged(climbing(2200, 0.5)).growth.map(({ reach }) => reach),
    ['reachable', 'reachable', 'reachable', 'not tested'],
  );
});
