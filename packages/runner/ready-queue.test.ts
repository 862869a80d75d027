// The order of work: guests in turn, in slices, and sockets and timers between two slices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ReadyQueue } from './ready-queue.ts';

/** Keeps the thread busy, milliseconds. */
function work(ms: number): void {
  const endMs = performance.now() + ms;
  while (performance.now() < endMs);
}

test('callbacks run later, each once and in their order', async () => {
  const queue = new ReadyQueue();
  const ran: number[] = [];
  for (let i = 0; i < 5000; i++) queue.push(() => ran.push(i));
  assert.equal(ran.length, 0);
  await new Promise<void>((resolve) => queue.push(resolve));
  assert.deepEqual(
    ran,
    Array.from({ length: 5000 }, (_, i) => i),
  );
});

test('other work gets its turn between two callbacks that take long', async () => {
  const queue = new ReadyQueue();
  let [ran, ranBefore] = [0, 0];
  for (let i = 0; i < 50; i++) {
    queue.push(() => {
      work(2);
      ran += 1;
    });
  }
  setImmediate(() => setImmediate(() => (ranBefore = ran)));
  await new Promise<void>((resolve) => queue.push(resolve));
  assert.equal(ran, 50);
  assert.ok(ranBefore <= 3, `${ranBefore} ran before other work did`);
});

test('the time that each callback waited is told', async () => {
  const queue = new ReadyQueue();
  const waits: number[] = [];
  queue.onWait = (waitedMs) => waits.push(waitedMs);
  queue.push(() => work(5));
  await new Promise<void>((resolve) => queue.push(resolve));
  assert.equal(waits.length, 2);
  assert.ok((waits[1] as number) >= 5, `waited ${waits[1]} ms`);
});
