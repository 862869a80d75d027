// The running target's times: what it says it took, and what its rows say. Alone, since others' work would be in them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EndpointName, endpoints } from '../thresholds/baselines.ts';
import { agrees, goodRequests, judgeTimes, percentile, type TestClient, withTarget } from './test-client.ts';
import { warmUp } from './warm-up.ts';

const names = Object.keys(endpoints) as EndpointName[];

/** Sends the endpoint's good request `count` times over so many users, and gives the times. */
async function load(client: TestClient, name: EndpointName, count: number, users: number): Promise<number[]> {
  const tookMs: number[] = [];
  let left = count;
  const user = async () => {
    while (left-- > 0) {
      const reply = await client.send(...goodRequests[name]);
      assert.equal(reply.status, 200);
      tookMs.push(reply.tookMs);
    }
  };
  await Promise.all(Array.from({ length: users }, user));
  return tookMs;
}

test('a client measures what the target says it took, and what the rows say', { timeout: 30_000 }, async (t) => {
  await warmUp();
  await judgeTimes(t, async () => {
    const problems = await compareFigures();
    assert.equal(problems.length, 0, problems.join('\n'));
  });
});

/** As many users as make 200 requests in about 2 s. */
function usersOf(name: EndpointName): number {
  return Math.ceil((200 * endpoints[name].avgMs) / 2000);
}

/** The figures of 200 requests per endpoint on which client, target and row do not agree. */
async function compareFigures(): Promise<string[]> {
  const problems: string[] = [];
  await withTarget({ hostSeries: false }, async (client, target) => {
    const measured = await Promise.all(names.map((name) => load(client, name, 200, usersOf(name))));
    const stats = target.stats();
    for (const [index, name] of names.entries()) {
      const [times, own, row] = [measured[index] ?? [], stats.endpoints[name], endpoints[name]];
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
        problems.push(`${name} ${statistic}: measured ${measuredMs}, own ${ownMs}, row ${rowMs}`);
      }
    }
  });
  return problems;
}
