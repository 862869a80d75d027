// The running target: counts, figures, administration, limits, and its end.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fast, goodRequests, judgeTimes, settled, shop, slowAt, withTarget } from './client.fixture.ts';
import { startTarget } from './server.ts';

test('every request is counted once, whatever 100 clients do at the same time', async () => {
  await withTarget(fast, async (client, target) => {
    const kinds: [path: string, status: number, method?: string][] = [
      ['/', 200],
      ['/api/ping', 200],
      ['/api/orders', 401, 'POST'],
      ['/api/orders', 405],
      ['/nowhere', 404],
    ];
    const users = Array.from({ length: 100 }, async (_, user) => {
      for (let round = 0; round < 10; round += 1) {
        const [path, status, method = 'GET'] = kinds[(user + round) % kinds.length] ?? ['/', 200];
        assert.equal((await client.send(path, { method })).status, status);
      }
    });
    await Promise.all(users);
    const { total, endpoints: own, other, inFlight } = target.stats();
    assert.equal(inFlight, 0);
    assert.equal(total.requests, 1000);
    assert.deepEqual(total.byStatus, { 200: 400, 401: 200, 404: 200, 405: 200 });
    assert.deepEqual([own.front?.requests, own.ping?.requests, other.requests], [200, 200, 200]);
    assert.deepEqual(own.orders?.byStatus, { 401: 200, 405: 200 });
  });
});

test('500 connections at once are all served', async () => {
  await withTarget(fast, async (client, target) => {
    const replies = await Promise.all(Array.from({ length: 500 }, () => client.send('/api/ping')));
    assert.ok(replies.every(({ status }) => status === 200));
    assert.equal(target.stats().endpoints.ping?.requests, 500);
  });
});

test('a client that goes before its answer is counted as aborted, and not timed', async () => {
  await withTarget(slowAt('ping', 400), async (client, target) => {
    const leaving = new AbortController();
    const sent = assert.rejects(client.send('/api/ping', { signal: leaving.signal }));
    while (target.stats().inFlight === 0) await sleep(2);
    leaving.abort();
    await sent;
    await settled(target);
    const { ping } = target.stats().endpoints;
    assert.deepEqual([ping?.requests, ping?.byStatus, ping?.avgMs], [1, { aborted: 1 }, null]);
  });
});

test('a HEAD has the head of its GET and no body; 405 names what is allowed', async () => {
  await withTarget(fast, async (client) => {
    const [got, head] = [await client.send('/'), await client.send('/', { method: 'HEAD' })];
    assert.deepEqual([head.status, head.body], [200, '']);
    assert.equal(head.headers['content-length'], got.headers['content-length']);
    const refused = await client.send('/api/ping', { method: 'PUT', body: 'x' });
    assert.deepEqual([refused.status, refused.headers.allow], [405, 'GET, HEAD']);
  });
});

test('a body over the limit is refused, and the connection goes on', async () => {
  await withTarget({ ...fast, maxBodyBytes: 1000 }, async (client, target) => {
    const [path, sent] = goodRequests.orders;
    const large = await client.send(path, { ...sent, body: JSON.stringify({ note: 'x'.repeat(2_000_000) }) });
    assert.equal(large.status, 413);
    assert.equal((await client.send(path, sent)).status, 200);
    assert.equal(target.stats().connections.total, 1);
  });
});

test('administration is not counted, takes no faults, and says who it is', async () => {
  await withTarget({ ...fast, faults: ['error=100%', 'delay=1s'], build: 'b7' }, async (client, target) => {
    for (const path of ['/metrics', '/__target/stats', '/__target/identity']) {
      assert.equal((await client.send(path, { headers: { 'x-target-fault': 'error=100%' } })).status, 200);
    }
    assert.equal((await client.send('/__target/other')).status, 404);
    assert.equal((await client.send('/metrics', { method: 'POST' })).status, 405);
    assert.equal(target.stats().total.requests, 0);
    const { name, environment, build } = await client.json('/__target/identity');
    assert.deepEqual([name, environment, build], ['reference-target', 'reference', 'b7']);
  });
});

test('the build changes with what changes behaviour, and not with the order of the words', async () => {
  const pages = [['png'], ['no-cache', 'many-files'], ['many-files', 'no-cache', 'no-cache']];
  const settings = [{}, {}, { seed: 2 }, { faults: ['delay=1ms'] }, ...pages.map((pageFaults) => ({ pageFaults }))];
  const builds: string[] = [];
  for (const options of settings) {
    await withTarget({ ...fast, ...options }, async (_, target) => void builds.push(target.stats().identity.build));
  }
  assert.equal(builds[0], builds[1]);
  assert.equal(builds.at(-1), builds.at(-2));
  assert.equal(new Set(builds).size, 5);
});

test('with two slots and 20 ms of work, ten requests take five rounds', (t) =>
  judgeTimes(t, async () => {
    await withTarget({ ...slowAt('ping', 21), maxConcurrency: 2 }, async (client, target) => {
      const startMs = performance.now();
      const all = Promise.all(Array.from({ length: 10 }, () => client.send('/api/ping')));
      while (target.stats().inFlight < 10) await sleep(1);
      const { queued } = target.stats();
      await all;
      const tookMs = performance.now() - startMs;
      assert.equal(queued, 8);
      assert.ok(tookMs >= 99 && tookMs < 160, `took ${tookMs}`);
      assert.equal(target.stats().queued, 0);
    });
  }));

test('endpoints with data wait for a connection of the pool, the others do not', async () => {
  await withTarget({ ...slowAt('orders', 200), dbConnections: 2 }, async (client, target) => {
    const all = Promise.all(Array.from({ length: 5 }, () => client.send(...goodRequests.orders)));
    while (target.stats().inFlight < 5) await sleep(1);
    const [ping, metrics] = await Promise.all([client.send('/api/ping'), client.send('/metrics')]);
    assert.equal(ping.status, 200);
    assert.match(String(metrics.body), /^db_client_connection_count\{db_client_connection_state="used"\} 2$/m);
    assert.equal(target.stats().queued, 3);
    await all;
    assert.equal(target.stats().queued, 0);
  });
});

test('what is no HTTP is counted apart', async () => {
  await withTarget(fast, async (_, target) => {
    const socket = connect(target.port, '127.0.0.1');
    socket.end('hello?\r\n\r\n');
    const [answer] = await new Promise<Buffer[]>((resolve) => socket.once('data', (data: Buffer) => resolve([data])));
    assert.match(String(answer), /^HTTP\/1.1 400 /);
    assert.deepEqual([target.stats().unparsed, target.stats().total.requests], [1, 0]);
  });
});

test('stopping lets an open request finish, closes its connection and refuses new ones', async () => {
  await withTarget(slowAt('ping', 300), async (client, target) => {
    const open = client.send('/api/ping');
    await client.send('/');
    const startMs = performance.now();
    const closed = target.close();
    // Somebody else may have got the port since, and be silent.
    const signal = AbortSignal.timeout(1000);
    await assert.rejects(client.send('/', { headers: { connection: 'close' }, signal }));
    const reply = await open;
    await closed;
    assert.deepEqual([reply.status, reply.headers.connection], [200, 'close']);
    assert.ok(performance.now() - startMs < 1800, 'waited for the cut');
  });
});

test('stopping cuts a request that never ends after the time of grace', { timeout: 5000 }, async () => {
  await withTarget({ ...fast, faults: ['hang=100%'], graceMs: 300 }, async (client, target) => {
    const open = assert.rejects(client.send('/api/ping'));
    await sleep(30);
    const startMs = performance.now();
    await target.close();
    await open;
    assert.ok(performance.now() - startMs >= 295);
    assert.deepEqual(target.stats().endpoints.ping?.byStatus, { aborted: 1 });
  });
});

for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.com', '127.0.0.1.example.com', '']) {
  test(`the host "${host}" is refused`, async () => {
    await assert.rejects(startTarget({ ...shop, host }), {
      name: 'UserError',
      message: /expected a loopback address/,
    });
  });
}

test('other loopback addresses will do, and a port that is taken is said to be', async () => {
  await withTarget({ ...fast, host: 'localhost' }, async (client, target) => {
    assert.equal((await client.send('/')).status, 200);
    const again = startTarget({
      ...shop,
      ...fast,
      host: new URL(target.url).hostname.replace(/[[\]]/g, ''),
      port: target.port,
    });
    await assert.rejects(again, { name: 'UserError', message: /the port is taken/ });
  });
});
