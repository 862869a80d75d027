// The running target's times: what it says it took, and what its rows say. Alone, since others' work would be in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  agrees,
  goodRequests,
  judgeTimes,
  names,
  percentile,
  type ShopName,
  shop,
  type TestClient,
  withTarget,
} from './client.fixture.ts';
import { warmUp } from './warm-up.ts';

/**
 * Sends the endpoint's good request `count` times over so many users, and returns the times. The users come one after the
 * other: all at once, a tenth of the requests would wait for each other in the one event loop of client and target.
 */
async function load(client: TestClient, name: ShopName, count: number, users: number): Promise<number[]> {
  const tookMs: number[] = [];
  let left = count;
  const user = async (_: unknown, place: number) => {
    await sleep((shop.rows[name].avgMs * place) / users);
    while (left-- > 0) {
      const reply = await client.send(...goodRequests[name]);
      assert.equal(reply.status, 200);
      tookMs.push(reply.tookMs);
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  return tookMs;
}

test('a client measures what the target says it took, and what the rows say', { timeout: 60_000 }, async (t) => {
  await warmUp(shop);
  // The client of the test is compiled by then as well: its first thousand requests take a millisecond longer each.
  await withTarget({ hostSeries: false }, (client) => Promise.all(names.map(timesOf(client))).then(() => undefined));
  await judgeTimes(t, async () => {
    const problems = await compareFigures();
    assert.equal(problems.length, 0, problems.join('\n'));
  });
});

/** As many users as make 200 requests in about 2 s. */
function usersOf(name: ShopName): number {
  return Math.ceil((200 * shop.rows[name].avgMs) / 2000);
}

/** The times of 200 requests to an endpoint. */
const timesOf = (client: TestClient) => (name: ShopName) => load(client, name, 200, usersOf(name));

/**
 * The figures on which client, target and row do not agree, each of 200 requests. One endpoint after the other, at 100
 * requests/s: the target sees a request when its event loop is free for it, so that at 300/s three endpoints in one
 * process wait up to 4 ms for each other in places where only the client's clock runs. A p99 of 200 requests hangs on
 * two of them, so a figure is wrong when it is wrong in each of three passes: a target that counts wrongly is.
 */
async function compareFigures(): Promise<string[]> {
  const problems: string[] = [];
  for (const name of names) {
    let wrong = await wrongFigures(name);
    for (let pass = 2; pass <= 3 && wrong.size > 0; pass += 1) {
      const again = await wrongFigures(name);
      wrong = new Map([...again].filter(([figure]) => wrong.has(figure)));
    }
    problems.push(...wrong.values());
  }
  return problems;
}

/** The figures of one pass that do not agree, each with its values. */
async function wrongFigures(name: ShopName): Promise<Map<string, string>> {
  const wrong = new Map<string, string>();
  await withTarget({ hostSeries: false }, async (client, target) => {
    const times = await timesOf(client)(name);
    const [own, row] = [target.stats().endpoints[name]!, shop.rows[name]];
    const averageMs = times.reduce((sum, value) => sum + value, 0) / times.length;
    const figures: [string, number, number | null, number][] = [
      ['avg', averageMs, own.avgMs, row.avgMs],
      ['p50', percentile(times, 0.5), own.p50Ms, row.p50Ms],
      ['p95', percentile(times, 0.95), own.p95Ms, row.p95Ms],
      ['p99', percentile(times, 0.99), own.p99Ms, row.p99Ms],
    ];
    assert.equal(own.requests, 200);
    for (const [statistic, measuredMs, ownMs, rowMs] of figures) {
      if (agrees(measuredMs, ownMs) && measuredMs < rowMs * 1.1) continue;
      wrong.set(statistic, `${name} ${statistic}: measured ${measuredMs}, own ${ownMs}, row ${rowMs}`);
    }
  });
  return wrong;
}
