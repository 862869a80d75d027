// The limit on concurrency: never more at once, first come first served, nothing lost.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from './slots.ts';

const staying = new AbortController().signal;

test('the queue moves in order of arrival', async () => {
  const slots = new Slots(1);
  const order: number[] = [];
  const first = await slots.acquire(staying);
  const later = [1, 2, 3].map(async (number) => {
    const release = await slots.acquire(staying);
    order.push(number);
    release?.();
  });
  assert.equal(slots.queued(), 3);
  first?.();
  await Promise.all(later);
  assert.deepEqual(order, [1, 2, 3]);
  assert.equal(slots.queued(), 0);
});

test('who goes while waiting gets no slot and blocks none', async () => {
  const slots = new Slots(1);
  const first = await slots.acquire(staying);
  const leaving = new AbortController();
  const waiting = slots.acquire(leaving.signal);
  const next = slots.acquire(staying);
  leaving.abort();
  assert.equal(await waiting, null);
  first?.();
  assert.notEqual(await next, null);
});

test('giving a slot back twice frees one', async () => {
  const slots = new Slots(1);
  const first = await slots.acquire(staying);
  first?.();
  first?.();
  await slots.acquire(staying);
  void slots.acquire(staying);
  assert.equal(slots.queued(), 1);
});
