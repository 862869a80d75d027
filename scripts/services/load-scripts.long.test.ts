// The load scripts of the services against real servers: healthy ones, and each with the fault that its limit is for. Skipped and listed
// where a server is not installed; in CI that is a failure.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { makeReport } from 'k6-verdict/report';
import pg from 'pg';
import { createClient } from 'redis';
import { type ServiceTestName, serviceLimits } from '../../thresholds/baselines.ts';
import { OPERATIONS } from '../../thresholds/service-limits.ts';
import { buildService } from '../build.ts';
import type { Io } from '../io.ts';
import { runBundle } from '../run/run-bundle.ts';
import { need } from './stack/need.fixture.ts';
import { down, environmentOf, up } from './stack/stack.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** A scan of so many rows takes longer than the database's target while others scan too. */
const ROWS = 200_000;
/** Six seconds of five minutes. */
const TIME_SCALE = '0.02';

interface Summary {
  run: { type: string; service: string; endpoints: string[]; target: string };
  state: { testRunDurationMs: number; generator?: { reasons: string[] } };
  metrics: Record<string, { values: Record<string, number>; thresholds?: Record<string, { ok: boolean }> }>;
}

suite('load scripts of the services', () => {
  let folder = '';
  let env: Record<string, string> = {};
  const stack = () => join(folder, 'stack');
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'service-tests-'));
    // Servers that refuse to be root have to get through.
    await chmod(folder, 0o711);
    await up({
      dir: stack(),
      root,
      only: ['postgres', 'redis', 'chroma', 'api', 'nginx'],
      wishes: { rows: ROWS, ports: {} },
    });
    env = await environmentOf(stack());
    // Counting all rows is a scan by its nature; with few rows it is a fast one.
    if (env.DATABASE_URL) await query('DELETE FROM events WHERE id > 5000', 'VACUUM ANALYZE events');
  });
  after(async () => {
    await down(stack());
    await rm(folder, { recursive: true, force: true });
  });

  async function query(...statements: string[]): Promise<void> {
    const client = new pg.Client({ connectionString: env.DATABASE_URL });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  }

  async function redis(...command: string[]): Promise<unknown> {
    const client = createClient({ url: env.REDIS_URL as string }).on('error', () => {});
    await client.connect();
    try {
      return await client.sendCommand(command);
    } finally {
      client.destroy();
    }
  }

  let runs = 0;

  /** One run with the local runner; `settings` take the place of the stack's own. */
  async function run(name: ServiceTestName, settings: Record<string, string> = {}, watch?: (output: string) => void) {
    let output = '';
    const note = (text: string) => {
      output += text;
      watch?.(output);
    };
    const io: Io = { stdout: note, stderr: note, isTty: false, env: {}, cwd: folder, root, now: () => new Date() };
    const resultFile = join(folder, `${name}-${runs++}.json`);
    const { exitCode, hasResult } = await runBundle(
      {
        bundle: await buildService(name, join(folder, 'dist'), root),
        engine: { kind: 'local', label: 'local runner' },
        settings: { ...env, TIME_SCALE, BASE_URL: env.PROXY_URL ?? '', ...settings },
        engineArgs: ['--quiet'],
        resultFile,
      },
      io,
    );
    for (const secret of secretsIn(env)) assert.ok(!output.includes(secret), 'a password is in the output');
    const text = hasResult ? await readFile(resultFile, 'utf8') : '';
    for (const secret of secretsIn(env)) assert.ok(!text.includes(secret), 'a password is in the result');
    return { exitCode, output, resultFile, summary: (text ? JSON.parse(text) : undefined) as Summary };
  }

  /** Limits that were crossed, by metric. */
  const crossed = ({ metrics }: Summary): string[] =>
    Object.entries(metrics).flatMap(([metric, { thresholds = {} }]) =>
      Object.values(thresholds).some(({ ok }) => !ok) ? [metric] : [],
    );

  /**
   * Every operation was made, and every answer was right. Latency and rate are asked only where the generator says that it kept up:
   * on a busy machine they are the generator's.
   */
  function assertHealthy(name: ServiceTestName, { summary, output }: Awaited<ReturnType<typeof run>>): void {
    const { metrics, state } = summary;
    assert.equal(metrics.service_op_failed?.values.passes, 0, output);
    for (const op of Object.keys(OPERATIONS[name])) {
      assert.ok((metrics[`service_op_duration{op:${op}}`]?.values.count ?? 0) > 0, `${op}: ${output}`);
    }
    const isBusy = (state.generator?.reasons.length ?? 0) > 0;
    const timed = /^(service_op_duration|dropped_iterations)/;
    assert.deepEqual(
      crossed(summary).filter((metric) => !isBusy || !timed.test(metric)),
      [],
      output,
    );
  }

  test('database: the three queries hold on their indexes, and the report names service and operations', async (t) => {
    if (!need(t, 'postgres')) return;
    const result = await run('database');
    assertHealthy('database', result);
    assert.equal(result.summary.run.service, 'PostgreSQL');
    assert.doesNotMatch(result.summary.run.target, /@/);
    const report = await makeReport({ file: result.resultFile, now: new Date(), formats: ['md'] });
    assert.match(report.markdown(), /\*\*Service\*\*: PostgreSQL/);
    assert.match(report.markdown(), /\| recent-biometrics \| \d+ \|/);
  });

  test('database: an index that was dropped fails the test, at the query that misses it', async (t) => {
    if (!need(t, 'postgres')) return;
    await query('DROP INDEX biometric_events_timestamp');
    try {
      const { exitCode, summary, resultFile } = await run('database');
      assert.equal(exitCode, 99);
      assert.ok(crossed(summary).includes('service_op_duration{op:recent-biometrics}'), crossed(summary).join());
      const report = await makeReport({ file: resultFile, now: new Date(), formats: ['md'] });
      assert.match(report.markdown(), /recent-biometrics: a limit was crossed/);
    } finally {
      await query('CREATE INDEX biometric_events_timestamp ON biometric_events ("timestamp")');
    }
  });

  test('database: a wrong password, a missing and an empty table stop before the load, each in one line', async (t) => {
    if (!need(t, 'postgres')) return;
    const wrong = await run('database', {
      DATABASE_URL: (env.DATABASE_URL as string).replace(/:[0-9a-f]+@/, ':wrong@'),
    });
    assert.equal(wrong.exitCode, 107);
    assert.match(wrong.output, /DATABASE_URL: table agent_memories cannot be read: password authentication failed/);
    await query('ALTER TABLE events RENAME TO events_away');
    try {
      const without = await run('database');
      assert.equal(without.exitCode, 107);
      assert.match(without.output, /table events cannot be read: relation "events" does not exist/);
      await query('CREATE TABLE events (LIKE events_away)');
      const empty = await run('database');
      assert.equal(empty.exitCode, 107);
      assert.match(empty.output, /DATABASE_URL: table events is empty: seed it first/);
    } finally {
      await query('DROP TABLE IF EXISTS events', 'ALTER TABLE events_away RENAME TO events');
    }
  });

  test('cache: keys stay where they were put; one that evicts them fails the test', async (t) => {
    if (!need(t, 'redis')) return;
    const healthy = await run('cache');
    assertHealthy('cache', healthy);
    assert.equal(healthy.summary.metrics.cache_hits?.values.rate, 1);
    assert.equal(await redis('DBSIZE'), 0, 'teardown takes the keys away');
    const used = /used_memory:(\d+)/.exec(String(await redis('INFO', 'memory')))?.[1];
    // Room for less than half of the keys: what was not used for longest goes, and that is the key that comes next.
    await redis('CONFIG', 'SET', 'maxmemory', String(Number(used) + 600_000));
    try {
      const evicting = await run('cache');
      assert.equal(evicting.exitCode, 99);
      const rate = evicting.summary.metrics.cache_hits?.values.rate ?? 1;
      assert.ok(rate < serviceLimits.cacheHitRatio.valueRatio, String(rate));
      assert.ok(crossed(evicting.summary).includes('cache_hits'));
    } finally {
      await redis('CONFIG', 'SET', 'maxmemory', '1gb');
    }
  });

  test('vector: the index finds the true neighbours', async (t) => {
    if (!need(t, 'chroma')) return;
    const result = await run('vector');
    assertHealthy('vector', result);
    const recall = result.summary.metrics.vector_recall?.values.rate ?? 0;
    assert.ok(recall > serviceLimits.vectorRecall.valueRatio && recall <= 1, String(recall));
    const answer = await fetch(
      `${env.CHROMA_URL}/api/v2/tenants/default_tenant/databases/default_database/collections`,
    );
    assert.doesNotMatch(await answer.text(), /perf-vector/, 'teardown takes the collections away');
  });

  test('proxy: answers are packed where it pays, over connections that stay open; without it they are not', async (t) => {
    if (!need(t, 'postgres', 'nginx')) return;
    const proxied = await run('proxy');
    assertHealthy('proxy', proxied);
    const reused = proxied.summary.metrics.connection_reused?.values.rate ?? 0;
    assert.ok(reused > serviceLimits.connectionReuse.valueRatio, String(reused));
    const direct = await run('proxy', { BASE_URL: env.API_URL as string });
    assert.equal(direct.exitCode, 99);
    assert.ok(crossed(direct.summary).includes('service_op_failed'));
  });

  // Last: it takes the server away.
  test('cache: a server that dies in mid-run ends the run, which has failed', async (t) => {
    if (!need(t, 'redis')) return;
    await redis('CONFIG', 'RESETSTAT');
    let isOver = false;
    const killed = (async () => {
      const isLoaded = async () => /cmdstat_mget:calls=\d{2}/.test(String(await redis('INFO', 'commandstats')));
      while (!isOver && !(await isLoaded())) await sleep(50);
      if (!isOver) await redis('SHUTDOWN', 'NOSAVE').catch(() => {});
    })();
    const { exitCode, output, summary } = await run('cache', { TIME_SCALE: '0.05' }).finally(() => {
      isOver = true;
    });
    await killed;
    assert.equal(exitCode, 99, output);
    assert.ok((summary.metrics.service_op_failed?.values.passes ?? 0) > 0);
    assert.ok(summary.state.testRunDurationMs < 15_000, 'it does not go on without a server');
    assert.match(output, /ERRO.*(ECONNREFUSED|closed)/i);
  });
});

/** Passwords in the stack's URLs. */
function secretsIn(env: Readonly<Record<string, string>>): string[] {
  return Object.values(env).flatMap((value) => /:([^:@/]+)@/.exec(value)?.[1] ?? []);
}
