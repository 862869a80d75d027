// The bundles of the service tests: what they import and export, the load and the limits that k6 reads from them.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { capacity, serviceLimits, services, serviceTests, targets } from '../thresholds/baselines.ts';
import { decimal } from '../thresholds/derive.ts';
import { OPERATIONS, serviceOf } from '../thresholds/service-limits.ts';
import { type Bundle, bundleServices } from './bundle.ts';
import { checkBundles } from './contract.ts';
import { type LoadedBundle, loadBundle } from './load-bundle.fixture.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const ENV = {
  BASE_URL: 'http://127.0.0.1:1',
  CHROMA_URL: 'http://127.0.0.1:1',
  DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/db?sslmode=disable',
  REDIS_URL: 'redis://:secret@127.0.0.1:1/2',
};
const VARIABLES: Record<string, keyof typeof ENV> = {
  database: 'DATABASE_URL',
  cache: 'REDIS_URL',
  vector: 'CHROMA_URL',
  proxy: 'BASE_URL',
};
/** Extensions that each may import besides k6's own modules. */
const EXTENSIONS: Record<string, string[]> = {
  database: ['k6/x/sql', 'k6/x/sql/driver/postgres'],
  cache: ['k6/x/redis'],
};

describe('the bundles of the service tests', () => {
  let bundles: (Bundle & { loaded: LoadedBundle })[] = [];
  before(async () => {
    const made = await bundleServices(root);
    bundles = await Promise.all(
      made.map(async (bundle) => ({ ...bundle, loaded: await loadBundle(bundle.code, ENV) })),
    );
  });

  it('are one per row, keep the contract, and import no extension but their own', async () => {
    assert.deepEqual(bundles.map(({ name }) => name).toSorted(), Object.keys(serviceTests).toSorted());
    assert.deepEqual(await checkBundles(bundles), []);
    for (const { name, imports } of bundles) {
      const extensions = imports.filter((path) => path.startsWith('k6/x/'));
      assert.deepEqual(extensions.toSorted(), EXTENSIONS[name] ?? [], name);
    }
  });

  it("climb over the service's row of requests per second and stay at its end, as an open model", () => {
    for (const { name, type, loaded } of bundles) {
      const { min, max } = serviceOf(type as keyof typeof serviceTests).requestsPerS;
      const scenario = loaded.options.scenarios[name];
      assert.equal(scenario?.executor, 'ramping-arrival-rate', name);
      assert.deepEqual([scenario?.startRate, ...(scenario?.stages ?? []).map(({ target }) => target)], [min, max, max]);
      assert.deepEqual(Object.keys(loaded.options.scenarios), [name]);
    }
  });

  it('are scaled by the rate for a smaller environment, with limits of their own', async () => {
    const scale = { RATE_SCALE: '0.1', LIMITS_SCALE: '2', USERS_SCALE: '0.001' };
    for (const { name, type, code } of bundles) {
      const { options } = await loadBundle(code, { ...ENV, ...scale });
      const { min, max } = serviceOf(type as keyof typeof serviceTests).requestsPerS;
      const { startRate, stages = [], maxVUs } = options.scenarios[name]!;
      const rates = [min, max, max].map((ratePerS) => Math.ceil(ratePerS / 10));
      assert.deepEqual([startRate, ...stages.map(({ target }) => target)], rates, name);
      assert.ok(maxVUs! > 1, 'as many as the scaled rate takes');
      for (const [op, p95Ms] of Object.entries(OPERATIONS[type as keyof typeof OPERATIONS]))
        assert.deepEqual(options.thresholds[`service_op_duration{op:${op}}`], [`p(95)<${decimal(2 * p95Ms)}`], name);
    }
  });

  it('take no more connections from the database than it has to spare', () => {
    const maxVUs = bundles.find(({ name }) => name === 'database')?.loaded.options.scenarios.database?.maxVUs ?? 0;
    assert.ok(maxVUs >= 10 && maxVUs < capacity.databaseConnections.current - 3, String(maxVUs));
  });

  it('hold each operation against its limit, with a guard against an empty figure', () => {
    for (const { name, type, loaded } of bundles) {
      const { thresholds } = loaded.options;
      for (const [op, p95Ms] of Object.entries(OPERATIONS[type as keyof typeof OPERATIONS])) {
        assert.deepEqual(thresholds[`service_op_duration{op:${op}}`], [`p(95)<${decimal(p95Ms)}`], name);
        assert.deepEqual(thresholds[`service_ops{op:${op}}`], ['count>0'], name);
      }
    }
    const limits = Object.fromEntries(bundles.map(({ name, loaded }) => [name, loaded.options.thresholds]));
    assert.deepEqual(limits.database?.['service_op_duration{op:count-events}'], [
      `p(95)<${targets.databaseQueryTime.limitMs}`,
    ]);
    assert.deepEqual(limits.cache?.cache_hits, [`rate>${serviceLimits.cacheHitRatio.valueRatio}`]);
    assert.deepEqual(limits.vector?.vector_recall, [`rate>${serviceLimits.vectorRecall.valueRatio}`]);
    assert.deepEqual(limits.proxy?.connection_reused, [`rate>${serviceLimits.connectionReuse.valueRatio}`]);
  });

  it('let only the allowed share of the planned rate wait', () => {
    const { min, max } = services.postgresql.requestsPerS;
    const planned = (serviceTests.database.durationS / 2) * ((min + max) / 2 + max);
    const { thresholds } = bundles.find(({ name }) => name === 'database')?.loaded.options ?? {};
    assert.deepEqual(thresholds?.dropped_iterations, [
      `count<${Math.ceil(planned * serviceLimits.droppedShare.valueRatio)}`,
    ]);
  });

  it('have at most 30 windows', () => {
    for (const { name, loaded } of bundles) {
      const keys = Object.keys(loaded.options.thresholds);
      const windows = new Set(keys.flatMap((key) => /window:(w\d+)/.exec(key)?.[1] ?? []));
      assert.ok(windows.size > 1 && windows.size <= 30, name);
    }
  });

  it('stop before the first request when their server is not named, in one line', async () => {
    for (const { name, code } of bundles) {
      const variable = VARIABLES[name] as keyof typeof ENV;
      await assert.rejects(loadBundle(code, { ...ENV, [variable]: '' }), ({ message }: Error) => {
        assert.match(message, new RegExp(`^${variable} is not set: expected the service under test, such as `), name);
        return !message.includes('\n');
      });
    }
  });

  it('whose limit nothing feeds fail the build', async () => {
    const cache = bundles.find(({ name }) => name === 'cache');
    // The operation is recorded under another name than its limit has.
    const broken = { ...cache, code: cache?.code.replaceAll('"set"', '"put"') } as Bundle;
    assert.notEqual(broken.code, cache?.code);
    assert.match(
      (await checkBundles([broken])).join(),
      /dist\/cache\.js has a threshold on service_op_duration\{op:set\}, but no sample/,
    );
  });

  it('that want an extension which k6 does not find by itself fail the build', async () => {
    const cache = bundles.find(({ name }) => name === 'cache');
    const broken = { ...cache, imports: ['k6/x/kafka'] } as Bundle;
    assert.match((await checkBundles([broken])).join(), /imports "k6\/x\/kafka", which k6 does not find by itself/);
  });
});
