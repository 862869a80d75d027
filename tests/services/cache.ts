// Does the cache answer within its limit at every rate of its row, and does it still have what was put there? (guide, Redis
// Performance Testing: get and set)
import { Rate } from 'k6/metrics';
import redis from 'k6/x/redis';
import { KEYS, keyBatches, TTL_S, VALUE } from '../../lib/cache.ts';
import { readServiceSettings } from '../../lib/service-env.ts';
import { serviceTest } from '../../lib/service-test.ts';
import { CACHE_HITS } from '../../thresholds/service-limits.ts';

const settings = readServiceSettings(__ENV, 'REDIS_URL');
const client = new redis.Client(settings.url);
const test = serviceTest('cache', settings);
const hits = new Rate(CACHE_HITS);

export const options = test.options;

export async function setup(): Promise<void> {
  for (const keys of keyBatches()) await Promise.all(keys.map((key) => client.set(key, VALUE, TTL_S)));
}

export default async function cache(): Promise<void> {
  const { number, isFirst } = test.turn();
  if (isFirst) await client.sendCommand('PING');
  const key = KEYS[number % KEYS.length] as string;
  const set = () =>
    test.measureAsync('set', () => client.set(key, VALUE, TTL_S), { 'the value is stored': (reply) => reply === 'OK' });
  // One write on four reads, as each in its turn; what is missing is put back, as an application would.
  if (number % 5 === 0) {
    await set();
    return;
  }
  const found = await test.measureAsync('get', () => client.mget(key), {
    'the value is whole or missing': ([value]) => value === null || value === VALUE,
  });
  if (found === undefined) return;
  hits.add(found[0] !== null);
  if (found[0] === null) await set();
}

export async function teardown(): Promise<void> {
  for (const keys of keyBatches()) await client.del(...keys);
}

export const handleSummary = test.handleSummary;
export const writes: string[] = ['cache'];
