// Waits end when they should, not a timer's millisecond later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeTimes, percentile } from './client.fixture.ts';
import { PreciseWait } from './precise-wait.ts';

test('waits are not early and mostly late by less than half a millisecond', (t) =>
  judgeTimes(t, async () => {
    const wait = new PreciseWait();
    const lateMs: number[] = [];
    for (let round = 0; round < 40; round += 1) {
      const deadlineMs = performance.now() + 3 + (round % 10) * 0.7;
      await wait.until(deadlineMs);
      lateMs.push(performance.now() - deadlineMs);
    }
    // Half a millisecond early is what a wait may be that has no turns left.
    assert.ok(Math.min(...lateMs) > -0.6, `earliest ${Math.min(...lateMs)}`);
    assert.ok(percentile(lateMs, 0.5) < 0.5, `median ${percentile(lateMs, 0.5)}`);
  }));

test('a deadline that has passed ends at once, without a turn of the event loop', async () => {
  let isOver = false;
  void new PreciseWait().until(performance.now() - 10).then(() => {
    isOver = true;
  });
  await null;
  assert.ok(isOver);
});

test('many waits at once all end', async () => {
  const wait = new PreciseWait();
  const startMs = performance.now();
  const waits = Array.from({ length: 2000 }, (_, index) => wait.until(startMs + 5 + (index % 100)));
  await Promise.all(waits);
  assert.ok(performance.now() - startMs >= 103);
});
