// Probes and loads on real servers: healthy ones, and ones that were hurt on purpose. Skipped and listed where a server is not installed; in
// CI that is a failure.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import pg from 'pg';
import { createClient } from 'redis';
import { perf as perfIn, ROOT } from '../../perf.fixture.ts';
import type { ProbeResult } from '../probe/model.ts';
import type { ServiceName } from '../stack/definition.ts';
import { need } from '../stack/need.fixture.ts';
import { environmentOf, up } from '../stack/stack.ts';
import { readStack } from '../stack/state.ts';
import type { ServicesReport } from './render.ts';

const USED = ['postgres', 'redis', 'chroma', 'kafka', 'api', 'nginx'] as const satisfies readonly ServiceName[];
let [folder, dir] = ['', ''];
let env: Record<string, string> = {};

/** Runs a command line of `perf` with this environment; everything that it printed, stdout apart. */
async function perf(args: string[], own: Record<string, string> = {}) {
  const env = { PATH: process.env.PATH, ...own };
  const now = () => new Date('2026-01-31T12:00:00Z');
  const { code, out, err } = await perfIn(args, { env, cwd: folder, now });
  return { code, stdout: out, stderr: err };
}

async function probe(name: string) {
  const { code, stdout, stderr } = await perf(['probe', name, '--dir', dir, '--scale', '0.001', '--json']);
  assert.ok(stdout.startsWith('{'), stderr);
  return { code, result: JSON.parse(stdout) as ProbeResult };
}

const rulesOf = ({ result }: { result: ProbeResult }): string[] => result.findings.map(({ rule }) => rule);

/** Runs statements as the stack's own user. */
async function onDatabase(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

suite('services under load', () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'checks-'));
    // Servers that refuse to be root have to get through.
    await chmod(folder, 0o711);
    dir = join(folder, 'stack');
    await up({ dir, root: ROOT, only: USED, wishes: { rows: 20_000, ports: {} } });
    env = await environmentOf(dir);
  });
  after(async () => {
    await perf(['services', 'down', '--dir', dir]);
    await rm(folder, { recursive: true });
  });

  test('every tool of the guide gives figures, and no password is printed', async (context) => {
    if (!need(context, ...USED)) return;
    const secrets = [new URL(env.DATABASE_URL ?? '').password, new URL(env.REDIS_URL ?? '').password];
    for (const [name, figures] of [
      ['postgres', ['query memories-by-agent p95', 'transactions (pgbench)', 'connections allowed']],
      ['redis', ['set rate', 'get pipelined p95', 'memory limit']],
      ['kafka', ['records produced', 'consumer lag', 'end to end p99']],
      ['nginx', ['requests (ab)', 'p99 (wrk)']],
      ['api', ['requests (ab)', 'p99 (wrk)']],
    ] as const) {
      const { code, stdout, stderr } = await perf(['probe', name, '--dir', dir, '--scale', '0.001', '--json']);
      assert.ok([EXIT.passed, EXIT.thresholds].includes(code as 0 | 99), stderr);
      const { measurements, judged, skipped } = JSON.parse(stdout) as ProbeResult;
      assert.deepEqual(skipped, [], name);
      for (const figure of figures)
        assert.ok(
          measurements.some((one) => one.name === figure && one.value >= 0),
          `${name}: ${figure}`,
        );
      assert.ok(judged.length > 0 && judged.every(({ outcome }) => outcome !== 'not-measured'), name);
      for (const secret of secrets) assert.ok(!`${stdout}${stderr}`.includes(secret), `${name} prints a password`);
    }
  });

  test('the healthy database has no finding; a dropped index is found by query and table', async (context) => {
    if (!need(context, 'postgres')) return;
    assert.deepEqual(rulesOf(await probe('postgres')), []);
    await onDatabase('DROP INDEX agent_memories_agent_id');
    const { result } = await probe('postgres');
    const [finding] = result.findings;
    assert.equal(finding?.rule, 'query-sequential-scan');
    assert.match(`${finding?.title} ${finding?.evidence}`, /memories-by-agent.*sequential scan on agent_memories/);
    await onDatabase('CREATE INDEX agent_memories_agent_id ON agent_memories (agent_id)');
  });

  test('a table without rows and an extension that is not there are findings, not errors', async (context) => {
    if (!need(context, 'postgres')) return;
    await onDatabase('DROP EXTENSION pg_stat_statements', 'CREATE TABLE kept AS TABLE events', 'TRUNCATE events');
    const rules = rulesOf(await probe('postgres'));
    await onDatabase('INSERT INTO events SELECT * FROM kept', 'DROP TABLE kept', 'CREATE EXTENSION pg_stat_statements');
    assert.deepEqual(rules.sort(), ['query-without-rows', 'statements-not-recorded']);
  });

  test('connections near the limit are a finding with the table bottleneck', async (context) => {
    if (!need(context, 'postgres')) return;
    const clients = Array.from({ length: 42 }, () => new pg.Client({ connectionString: env.DATABASE_URL }));
    await Promise.all(clients.map((client) => client.connect()));
    const found = await probe('postgres').finally(() => Promise.all(clients.map((client) => client.end())));
    const finding = found.result.findings.find(({ rule }) => rule === 'connections-near-limit');
    assert.match(`${finding?.evidence} ${finding?.action}`, /4\d of 50 connections.*recommended 50 connections/);
    // pgbench found no connection either, and says so.
    assert.match(found.result.skipped.join(), /pgbench .*too many clients/);
  });

  test('Redis without limit and persistence is told, and the benchmark leaves no user behind', async (context) => {
    if (!need(context, 'redis')) return;
    const client = createClient({ url: env.REDIS_URL ?? '' });
    await client.connect();
    try {
      assert.deepEqual(rulesOf(await probe('redis')), []);
      await client.sendCommand(['CONFIG', 'SET', 'maxmemory', '0', 'appendonly', 'no']);
      assert.deepEqual(rulesOf(await probe('redis')).sort(), ['redis-not-persistent', 'redis-without-limit']);
      assert.deepEqual(await client.sendCommand(['ACL', 'USERS']), ['default']);
    } finally {
      await client.sendCommand(['CONFIG', 'SET', 'maxmemory', '1gb', 'appendonly', 'yes']);
      client.destroy();
    }
  });

  test('a wrong password and a service that is not there are one line that does not repeat the password', async (context) => {
    if (!need(context, 'postgres', 'redis')) return;
    for (const [name, variable] of [
      ['postgres', 'DATABASE_URL'],
      ['redis', 'REDIS_URL'],
    ] as const) {
      const url = new URL(env[variable] ?? '');
      url.password = 'wrong-canary';
      const { code, stderr } = await perf(['probe', name, '--dir', dir], { [variable]: url.href });
      assert.equal(code, EXIT.badInput);
      assert.match(stderr, new RegExp(`^${name}: [^\\n]*(password|WRONGPASS)[^\\n]*${variable}[^\\n]*\\n$`, 'i'));
      assert.ok(!stderr.includes('wrong-canary'));
      url.port = '1';
      const gone = await perf(['probe', name, '--dir', dir], { [variable]: url.href });
      assert.equal(gone.code, EXIT.targetDown, gone.stderr);
      assert.match(
        gone.stderr,
        new RegExp(`^${name} does not answer at 127\\.0\\.0\\.1:1 \\(ECONNREFUSED\\): .* in ${variable}\\n$`),
      );
      assert.ok(!gone.stderr.includes('wrong-canary'));
    }
  });

  test('one report has every service with its load, its process and its verdict', async (context) => {
    if (!need(context, ...USED)) return;
    const args = [
      'services',
      'test',
      '--dir',
      dir,
      '--engine',
      'local',
      '--time-scale',
      '0.01',
      '--out',
      folder,
      '--json',
    ];
    const { code, stdout, stderr } = await perf(args);
    assert.ok([EXIT.passed, EXIT.discarded, EXIT.thresholds].includes(code as 0 | 3 | 99), stderr);
    const report = JSON.parse(stdout) as ServicesReport;
    assert.deepEqual(report.checks.map(({ service }) => service).sort(), [
      'aurenAPI',
      'chromadb',
      'kafka',
      'nginx',
      'postgresql',
      'redis',
    ]);
    for (const { service, figures, ratePerS, judged } of report.checks) {
      assert.ok(figures && figures.cpuPct > 0 && figures.peakMemoryMb > 1, service);
      assert.ok(ratePerS !== null && ratePerS > 0, service);
      assert.deepEqual(
        judged.slice(0, 3).map(({ name }) => name),
        ['CPU of the process', 'peak memory of the process', 'rate carried'],
      );
    }
    const markdown = await readFile(join(folder, 'services-20260131T120000Z.report.md'), 'utf8');
    for (const label of ['PostgreSQL', 'Redis', 'ChromaDB', 'Kafka', 'AUREN API', 'Nginx'])
      assert.match(markdown, new RegExp(`^\\| ${label} +\\| (PASSED|FAILED|DISCARDED)`, 'm'));
    for (const secret of [new URL(env.DATABASE_URL ?? '').password, env.AUTH_TOKEN ?? 'none'])
      assert.ok(!`${stdout}${stderr}${markdown}`.includes(secret), 'a secret is printed');
  });

  test('PostgreSQL without a free connection and Redis without memory are told in the report, and each service is tried', async (context) => {
    if (!need(context, 'postgres', 'redis')) return;
    const redis = createClient({ url: env.REDIS_URL ?? '' });
    await redis.connect();
    const held: pg.Client[] = [];
    try {
      for (;;) {
        const client = new pg.Client({ connectionString: env.DATABASE_URL });
        client.on('error', () => {});
        if (
          !(await client.connect().then(
            () => held.push(client),
            () => 0,
          ))
        )
          break;
      }
      await redis.sendCommand(['CONFIG', 'SET', 'maxmemory', '1mb', 'maxmemory-policy', 'noeviction']);
      const args = ['services', 'test', 'postgres', 'redis', '--dir', dir, '--engine', 'local', '--time-scale', '0.01'];
      const { code, stdout, stderr } = await perf([...args, '--out', folder]);
      assert.ok(code === EXIT.discarded || code === EXIT.thresholds, `${code}\n${stderr}`);
      assert.match(
        stdout,
        /^- \*\*critical\*\*: PostgreSQL refused operations: .*too many clients.*Database Connection Pool/m,
      );
      assert.match(stdout, /^- the plans of slow queries are missing: .*too many clients/m);
      assert.match(
        stdout,
        /^- \*\*critical\*\*: Redis refused operations: OOM command not allowed.*Redis Memory Limit/m,
      );
    } finally {
      await Promise.all(held.map((client) => client.end()));
      await redis.sendCommand(['CONFIG', 'SET', 'maxmemory', '1gb', 'maxmemory-policy', 'allkeys-lru']);
      redis.destroy();
    }
  });

  test('a server that is killed while its load runs is told, and the rest of the report is there', async (context) => {
    if (!need(context, 'redis')) return;
    const pid = (await readStack(dir))?.services.redis?.pid as number;
    setTimeout(() => process.kill(pid, 'SIGKILL'), 2_000);
    const args = [
      'services',
      'test',
      'redis',
      '--dir',
      dir,
      '--engine',
      'local',
      '--time-scale',
      '0.02',
      '--out',
      folder,
    ];
    const { code, stdout, stderr } = await perf(args);
    assert.equal(code, EXIT.thresholds, `${stdout}${stderr}`);
    assert.match(stdout, /^## Redis: FAILED$/m);
    assert.match(stdout, /Redis did not survive its load/);
    // The next run knows that it is gone.
    const again = await perf(args);
    assert.equal(again.code, EXIT.targetDown, again.stderr);
    assert.match(again.stdout, /Not tested: redis, it was up and is gone/);
  });
});
