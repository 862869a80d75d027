// Capacity of targets whose capacity is known: curves drawn from the law itself, and a simulated queue with a set number of slots.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fitCapacity } from 'k6-history/capacity/fit';
import { normal, seeded } from 'k6-history/stats/random';
import type { HistoryRun } from 'k6-history/store/record';
import { testTypes } from '../../../thresholds/baselines.ts';
import { suiteResult } from '../../report/suite-result.fixture.ts';
import { capacityCommand } from '../capacity-command.ts';
import { inFolder, runCommand } from '../command-line.fixture.ts';
import { queueRun } from '../queue.fixture.ts';
import { syntheticRun } from '../runs.fixture.ts';
import { BAD_STORES, fill, STORE } from '../stores.fixture.ts';
import { judgeCapacity, poolAdjacent } from './capacity.ts';
import { capacityText } from './text.ts';

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
      const { fit, findings } = judgeCapacity(queueRun({ slots, serviceMs, users, seconds: 60, seed }));
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
  const found = judgeCapacity(queueRun({ slots: 32, serviceMs: 64, users: 400, seconds: 60, seed: 1 }));
  within(found.fit.maxPerS, 500, 0.05);
  const [users, rate, connections, memory] = found.table;
  assert.equal(users!.maximum, Math.floor(found.usable.perS / 2));
  assert.equal(rate!.headroom, rate!.maximum! - 100);
  assert.deepEqual([connections!.maximum, memory!.maximum], [null, null], 'nobody measured them');
  assert.deepEqual(
    found.growth.map(({ requestsPerS, reach, action }) => [requestsPerS, reach, action]),
    [
      [100, 'reachable', null],
      [400, 'reachable', null],
      [1000, 'not reachable', 'Upgrade to 8GB RAM'],
      [2000, 'not reachable', 'Horizontal scaling'],
    ],
  );
  assert.ok(found.monthsLeft! > 3 && found.monthsLeft! < 4, `${found.monthsLeft} months`);
});

test('a target that never saturates has no maximum, and says so', () => {
  const found = judgeCapacity(queueRun({ slots: 1000, serviceMs: 50, users: 60, seconds: 60, seed: 1 }));
  assert.match(found.findings.join('\n'), /still grew with the load|extrapolation/);
  assert.match(found.findings.join('\n'), /p95 stayed under 500 ms/);
  assert.ok(found.usable.perS <= found.fit.measuredMaxPerS * 1.2, `${found.usable.perS}`);
});

test("figures that contradict Little's law are a finding", () => {
  const run = queueRun({ slots: 16, serviceMs: 72, users: 200, seconds: 60, seed: 1 });
  const slow = run.windows.map((row) => ({ ...row, avgMs: row.avgMs === null ? null : row.avgMs * 5 }));
  assert.match(
    judgeCapacity({ ...run, windows: slow }).findings.join('\n'),
    /Little's law contradicts \d+ of 30.*generator or its clock/,
  );
  const few = run.windows.map((row) => ({ ...row, requests: Math.ceil(row.requests / 3) }));
  assert.match(judgeCapacity({ ...run, windows: few }).findings.join('\n'), /requests\/s where \d+ users make/);
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
    assert.throws(() => judgeCapacity({ ...run, type }), {
      name: 'UserError',
      message: /run does not load beyond its own level.*wants a breakpoint or stress run/,
    });
  assert.throws(() => judgeCapacity({ ...run, type: 'stress' }), {
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
  judgeCapacity(run).growth.map(({ requestsPerS, reach, action }) => [requestsPerS, reach, action]);

test('what is above the tested load is not tested, and asks for nothing', () => {
  const [current, months3, months6] = [100, 400, 1000].map((perS) => [perS, 'reachable', null]);
  assert.deepEqual(reaches(climbing(1991)), [current, months3, months6, [2000, 'not tested', null]]);
  assert.deepEqual(reaches(climbing(500)), [current, months3, [1000, 'not tested', null], [2000, 'not tested', null]]);
  const text = capacityText(judgeCapacity(climbing(1991)));
  assert.match(text, /highest throughput: no limit seen up to 1 ?9\d\d\/s\n/);
  assert.match(text, /usable at least 1 ?9\d\d\/s; more was not tested/);
  assert.match(text, /Requests\/Second +100 +at least 19\d\d +at least 18\d\d/);
  assert.match(text, /demand passes what was tested in about \d+(\.\d+)? months; load further/);
  assert.doesNotMatch(text, /Infinity|NaN|not reachable|RAM|scaling|replicas/);
});

test("the breakpoint test's own load tests the last growth row", () => {
  const found = judgeCapacity(climbing(testTypes.breakpoint.peakRatePerS));
  assert.deepEqual(
    found.growth.map(({ reach }) => reach),
    ['reachable', 'reachable', 'reachable', 'reachable'],
  );
  assert.equal(found.monthsLeft, null);
});

test('the load of a stress test tests the row of its own users', () => {
  const stress = queueRun({ slots: 1000, serviceMs: 50, users: 200, seconds: 60, seed: 1 });
  assert.deepEqual(
    judgeCapacity(stress).growth.map(({ reach }) => reach),
    ['reachable', 'reachable', 'not tested', 'not tested'],
  );
});

test('a load that was not answered is not a tested one', () => {
  assert.deepEqual(
    judgeCapacity(climbing(2200, 0.5)).growth.map(({ reach }) => reach),
    ['reachable', 'reachable', 'reachable', 'not tested'],
  );
});

test('perf capacity reads result files and the history', () =>
  inFolder(async (folder) => {
    const stages = [{ phase: 'ramp' as const, durationS: 600, from: 10, to: 500, windows: 30 }];
    const saturating = suiteResult({
      type: 'breakpoint',
      model: 'open',
      stages,
      throughput: ({ startS, endS }) => Math.min(1, 250 / (10 + (490 * (startS + endS)) / 1200)),
      slowdown: (_, { startS }) => (startS > 300 ? 1 + (startS - 300) / 60 : 1),
    });
    await writeFile(join(folder, 'b.json'), JSON.stringify(saturating));
    const { out, code } = await runCommand(capacityCommand, ['b.json'], folder);
    assert.match(
      out,
      /highest throughput 2[45]\d(\.\d+)?\/s .*p95 reaches 500 ms between .*Requests\/Second +100 +2\d\d .*3 months +200 +400 +not reachable +Add Redis replicas/s,
    );
    assert.equal(code, 0);
    const run = queueRun({ slots: 16, serviceMs: 72, users: 200, seconds: 30, seed: 1 });
    await fill(folder, [run]);
    const json = JSON.parse((await runCommand(capacityCommand, [run.id, '--store', STORE, '--json'], folder)).out);
    within(json.fit.maxPerS, 222, 0.1);
  }));

for (const [name, make, message] of BAD_STORES) {
  test(`${name} is one line that says what to put right`, () =>
    inFolder(async (folder) => {
      await make(folder);
      await assert.rejects(runCommand(capacityCommand, ['one', '--store', STORE], folder), {
        name: 'UserError',
        message,
      });
    }));
}

test('an unknown run is named', () =>
  inFolder(async (folder) => {
    await fill(folder, [queueRun({ slots: 2, serviceMs: 72, users: 20, seconds: 10, seed: 1 })]);
    await assert.rejects(
      runCommand(capacityCommand, ['nonsense', '--store', STORE], folder),
      /no run "nonsense" among the 1/,
    );
  }));
