// Each fault over the wire, by flag and by header.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fast, judgeTimes, type Reply, settled, type TestClient, withTarget } from './client.fixture.ts';
import type { Target, TargetOptions } from './server.ts';

type Send = () => Promise<Reply>;

/** The same check twice: once with the fault as a flag, once as a header. `send` asks for the page. */
function byFlagAndHeader(name: string, fault: string, check: (send: Send, target: Target) => Promise<void>): void {
  test(`${name}, by flag`, () =>
    withTarget({ ...fast, faults: [fault] }, (client, target) => check(() => client.send('/'), target)));
  test(`${name}, by header`, () =>
    withTarget(fast, (client, target) => {
      const headers = { 'x-target-fault': fault };
      return check(() => client.send('/', { headers }), target);
    }));
}

byFlagAndHeader('a delay is added', 'delay=120ms', async (send) => {
  const { status, tookMs } = await send();
  assert.equal(status, 200);
  assert.ok(tookMs >= 119 && tookMs < 1000, `took ${tookMs}`);
});

byFlagAndHeader('an error share is exact', 'error=5%,status=502', async (send, target) => {
  for (let round = 0; round < 10; round += 1) await Promise.all(Array.from({ length: 20 }, send));
  assert.deepEqual(target.stats().endpoints.front?.byStatus, { 200: 190, 502: 10 });
});

byFlagAndHeader('a reset before the head', 'reset=100%', async (send, target) => {
  await assert.rejects(send(), { code: 'ECONNRESET' });
  await settled(target);
  assert.deepEqual(target.stats().endpoints.front?.byStatus, { aborted: 1 });
});

byFlagAndHeader('a reset half-way through the body', 'reset=100%,at=body', async (send, target) => {
  await assert.rejects(send(), { code: 'ECONNRESET' });
  await settled(target);
  assert.deepEqual(target.stats().endpoints.front?.byStatus, { aborted: 1 });
});

byFlagAndHeader('a hang lasts until the client goes', 'hang=100%', async (send, target) => {
  const open = send().then(
    () => 'answered',
    () => 'cut',
  );
  assert.equal(await Promise.race([open, sleep(100, 'waiting')]), 'waiting');
  assert.equal(target.stats().inFlight, 1);
});

byFlagAndHeader('a slow body takes its time and is whole', 'slow-body=200ms', async (send) => {
  const { body, tookMs } = await send();
  assert.match(body, /<\/html>\n$/);
  assert.ok(tookMs >= 195 && tookMs < 1500, `took ${tookMs}`);
});

byFlagAndHeader('a leak keeps memory', 'leak=1MB', async (send, target) => {
  for (let round = 0; round < 20; round += 1) await send();
  assert.equal(target.stats().leakedBytes, 20 * 1024 ** 2);
});

byFlagAndHeader('a fault within a stretch of time', 'error=100%,from=200ms,for=600ms', async (send) => {
  const statuses: number[] = [];
  for (const pauseMs of [0, 400, 700]) {
    await sleep(pauseMs);
    statuses.push((await send()).status);
  }
  assert.deepEqual(statuses, [200, 503, 200]);
});

test('a fault for one endpoint leaves the others alone', async () => {
  await withTarget({ ...fast, faults: ['endpoint=ping,error=100%'] }, async (client, target) => {
    assert.equal((await client.send('/api/ping')).status, 503);
    assert.equal((await client.send('/')).status, 200);
    assert.deepEqual(target.stats().faults, [{ fault: 'endpoint=ping,error=100%', hits: 1 }]);
  });
});

test('a header that makes no sense is answered 400 with what was read and what is wanted', async () => {
  await withTarget(fast, async (client) => {
    for (const fault of ['delay=fast', 'error', 'delay=1s, error=5%', '']) {
      const { status, body } = await client.send('/', { headers: { 'x-target-fault': fault } });
      assert.equal(status, 400, fault);
      assert.match(body, /"error":"invalid_fault","message":"x-target-fault: .*(expected|read) /);
    }
  });
});

test('a fault by flag, or one of the page, that makes no sense stops the start', async () => {
  const start = (options: Partial<TargetOptions>) => withTarget(options, async () => {});
  await assert.rejects(start({ faults: ['delay=fast'] }), { name: 'UserError' });
  await assert.rejects(start({ pageFaults: ['slow'] }), {
    name: 'UserError',
    message: 'page: read "slow", expected one of no-cache, no-compression, png, blocking-script, many-files',
  });
});

test('after a spike that it noticed by itself the target is slow for the time it was told', (t) =>
  judgeTimes(t, checkSlowAfterSpike));

async function checkSlowAfterSpike(): Promise<void> {
  const options = { ...fast, faults: ['delay=150ms,after=spike,for=700ms'], spikeWindowMs: 200 };
  await withTarget(options, async (client, target) => {
    await drip(client, 25, 600);
    assert.equal(target.stats().spike, null);
    await drip(client, 500, 500);
    const endedAt = Date.now();
    const after = await drip(client, 25, 1150);
    const { spikeEndedAt, slowUntil } = target.stats().spike ?? {};
    assert.ok(spikeEndedAt && slowUntil);
    assert.ok(Math.abs(spikeEndedAt - endedAt) < 120, `end ${spikeEndedAt - endedAt} ms off`);
    // Both are rounded to whole milliseconds.
    assert.ok(Math.abs(slowUntil - spikeEndedAt - 700) <= 1, `slow for ${slowUntil - spikeEndedAt} ms`);
    for (const { sentAt, tookMs } of after) {
      // The end is noticed within a window; requests around the edges may be on either side.
      if (sentAt > spikeEndedAt + 250 && sentAt < slowUntil - 20)
        assert.ok(tookMs >= 145, `fast ${sentAt - spikeEndedAt}`);
      if (sentAt > slowUntil + 20) assert.ok(tookMs < 100, `slow ${sentAt - spikeEndedAt}`);
    }
  });
}

/** Sends requests at a rate, whatever the answers take, and waits for the answers. */
async function drip(client: TestClient, perS: number, forMs: number): Promise<{ sentAt: number; tookMs: number }[]> {
  const startMs = performance.now();
  const sent: Promise<{ sentAt: number; tookMs: number }>[] = [];
  for (let passedMs = 0; passedMs < forMs; passedMs = performance.now() - startMs) {
    while (sent.length < (passedMs / 1000) * perS) {
      const sentAt = Date.now();
      sent.push(client.send('/api/ping').then(({ tookMs }) => ({ sentAt, tookMs })));
    }
    await sleep(2);
  }
  return Promise.all(sent);
}
