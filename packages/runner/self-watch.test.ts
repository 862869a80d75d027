// What the runner says of itself: the record in handleSummary's data, the verdict, and the warning.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GeneratorRecord } from './generator-record.ts';
import { GENERATOR_LIMITS, generatorRecord, reasonsFor, SelfWatch } from './self-watch.ts';
import { runText } from './testing.fixture.ts';

const CALM: Omit<GeneratorRecord, 'reliable' | 'reasons'> = {
  ...{ eventLoopDelayP99Ms: 1, eventLoopDelayMaxMs: 5, cpuPct: 40, busiestPct: 50, turnDelayMaxMs: 1, threads: 1 },
  ...{ peakCpuPct: 50, memoryMb: 150, memoryBeforeMb: 130 },
  ...{ lateStarts: 0, maxLatenessMs: 2, plannedIterations: 100, startedIterations: 100, droppedIterations: 0 },
};
const ON_TIME = { lateStarts: 0, lateTurns: 0 };

for (const [name, figures, shares, vus, expected] of [
  ['a calm run', {}, {}, 50, []],
  ['a delay at its limit', { eventLoopDelayP99Ms: GENERATOR_LIMITS.eventLoopDelayP99Ms }, {}, 50, []],
  ['a delay above it', { eventLoopDelayP99Ms: 20.1 }, {}, 50, [/event loop was late by 20.1 ms/]],
  ['a busy thread', { busiestPct: 97 }, {}, 50, [/busy for 97 %/]],
  // One VU is in nobody's way, however busy it is.
  ['a busy thread with one VU', { busiestPct: 97 }, {}, 1, []],
  ['late turns', { turnDelayMaxMs: 180 }, { lateTurns: 0.05 }, 50, [/5.0 % of times over 100 ms, at most 180 ms/]],
  ['late starts', { lateStarts: 3, maxLatenessMs: 44 }, { lateStarts: 0.03 }, 50, [/^3 iterations .*at most 44 ms/]],
  ['one late start of a hundred', { lateStarts: 1, maxLatenessMs: 44 }, { lateStarts: 0.01 }, 50, []],
] as const) {
  test(`${name}: ${expected.length === 0 ? 'reliable' : 'not reliable'}`, () => {
    const reasons = reasonsFor({ ...CALM, ...figures }, { ...ON_TIME, ...shares }, vus);
    assert.equal(reasons.length, expected.length, reasons.join('; '));
    for (const [index, pattern] of expected.entries()) assert.match(reasons[index] as string, pattern);
  });
}

test('a thread that was blocked says so', async () => {
  const watch = new SelfWatch();
  watch.start();
  for (let i = 0; i < 12; i++) {
    const endMs = performance.now() + 100;
    while (performance.now() < endMs);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const { reliable, reasons, eventLoopDelayMaxMs, busiestPct, ...record } = generatorRecord([watch.stop()], 2, 10);
  assert.equal(reliable, false, reasons.join('; '));
  assert.ok(eventLoopDelayMaxMs > 50, `${eventLoopDelayMaxMs} ms`);
  assert.ok(busiestPct > 90, `${busiestPct} %`);
  assert.ok(record.peakCpuPct >= record.cpuPct && record.cpuPct > 10, `${record.cpuPct} to ${record.peakCpuPct} %`);
  assert.ok(record.memoryMb > 20 && record.memoryBeforeMb === 10, `${record.memoryMb} MB`);
});

test('arrival rates: planned iterations are those that started and those that were dropped', async () => {
  const { summary } = await runText(`import { sleep } from 'k6';
    export const options = { scenarios: { open: {
      executor: 'constant-arrival-rate', rate: 40, duration: '500ms', preAllocatedVUs: 2, maxVUs: 2 } } };
    export default () => sleep(0.2);`);
  const generator = summary?.state.generator;
  assert.ok(generator);
  assert.equal(generator.plannedIterations, 20);
  assert.equal(generator.startedIterations, summary?.metrics.iterations?.values.count);
  assert.equal(generator.droppedIterations, summary?.metrics.dropped_iterations?.values.count);
  assert.ok(generator.droppedIterations > 0);
});

test('a script that keeps the thread busy ends with one warning, and handleSummary knows', async () => {
  const { stdout, stderr } = await runText(`export const options = { vus: 4, duration: '1200ms' };
    export default () => { const end = Date.now() + 30; while (Date.now() < end); };
    export const handleSummary = (data) => ({ stdout: JSON.stringify(data.state.generator) });`);
  const generator = JSON.parse(stdout) as GeneratorRecord;
  assert.equal(generator.reliable, false);
  assert.equal(generator.threads, 1);
  assert.equal(stderr.match(/the runner was the bottleneck/g)?.length, 1, stderr);
});
