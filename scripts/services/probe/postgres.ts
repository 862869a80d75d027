// PostgreSQL: the guide's three queries with their plans, its slowest statements, its connections, and pgbench.
import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { quantile } from 'simple-statistics';
import { QUERIES, TABLES } from '../../../lib/database.ts';
import { bottleneckAction } from '../../../thresholds/advice.ts';
import { services, targets } from '../../../thresholds/baselines.ts';
import { findTool } from '../../run/tool.ts';
import { postgresFolders } from '../stack/programs.ts';
import { emptyResult, judged, type ProbeRequest, type ProbeResult, scaled } from './model.ts';
import { type PlanWarning, readPlan, warningsOf } from './plan.ts';

/** Times that each query is timed after its plan was taken. */
const REPEATS = 40;
/** The guide's pgbench: -i -s 10, -c 20 -j 4 -t 1000. */
const PGBENCH = { scale: 10, clients: 20, threads: 4, transactions: 1000 };
/** Share of the allowed connections beyond which no room is left for a peak. */
const CONNECTIONS_RATIO = 0.8;

export async function probePostgres(request: ProbeRequest): Promise<ProbeResult> {
  const url = request.env.DATABASE_URL ?? '';
  const result = await probePlans(url, request.onStep);
  await runPgbench(url, request, result).catch((error: Error) => {
    if (request.signal?.aborted) throw error;
    // The rest is worth knowing all the same, and often says why.
    result.skipped.push(error.message);
    result.judged.push(judged('transactions (pgbench)', null, '>=', services.postgresql.requestsPerS.max, '/s'));
  });
  return result;
}

/** What can be known without load: plans and times of the queries, slow statements, connections. */
export async function probePlans(url: string, onStep: (text: string) => void): Promise<ProbeResult> {
  const result = emptyResult('postgresql');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, statement_timeout: 60_000 });
  client.on('error', () => {});
  await client.connect();
  try {
    await probeQueries(client, onStep, result);
    await probeStatements(client, result);
    await probeConnections(client, result);
  } finally {
    await client.end().catch(() => {});
  }
  return result;
}

/** Plans first, then times: the first run fills the caches, as any earlier one has in a living system. */
async function probeQueries(client: pg.Client, onStep: (text: string) => void, result: ProbeResult): Promise<void> {
  for (const [name, { text, values }] of Object.entries(QUERIES)) {
    onStep(`query ${name}: plan, and ${REPEATS} times`);
    const explained = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${text}`, [...values]);
    for (const warning of warningsOf(readPlan(explained.rows[0]?.['QUERY PLAN'])))
      result.findings.push(planFinding(name, warning));
    const timesMs: number[] = [];
    let rows = 0;
    for (let n = 0; n < REPEATS; n += 1) {
      const startMs = performance.now();
      const answer = await client.query(text, [...values]);
      timesMs.push(performance.now() - startMs);
      rows = answer.rowCount ?? 0;
    }
    const p95Ms = quantile(timesMs, 0.95);
    const source = `${REPEATS} times on one connection`;
    result.measurements.push({ name: `query ${name} p95`, value: p95Ms, unit: 'ms', source });
    result.judged.push(judged(`query ${name} p95`, p95Ms, '<', targets.databaseQueryTime.limitMs, 'ms'));
    if (rows === 0) result.findings.push(emptyFinding(name));
  }
  for (const table of TABLES) {
    const { rows } = await client.query(`SELECT NOT EXISTS (SELECT 1 FROM ${table}) AS empty`);
    if (rows[0].empty) result.findings.push(emptyFinding(`table ${table}`));
  }
}

function planFinding(query: string, warning: PlanWarning): ProbeResult['findings'][number] {
  if (warning.kind === 'sequential-scan')
    return {
      rule: 'query-sequential-scan',
      severity: 'serious',
      title: `The query ${query} reads all of ${warning.table}`,
      evidence: `sequential scan on ${warning.table}, ${warning.removedRows} rows read in vain for ${warning.filter}`,
      action: `Add an index on ${warning.table} for this condition (Database Index Optimization of the optimisation history)`,
      effect: 0.8,
    };
  return {
    rule: 'query-estimate-off',
    severity: 'minor',
    title: `The planner is wrong about the query ${query}`,
    evidence: `${warning.node}: ${warning.plannedRows} rows planned, ${warning.actualRows} came`,
    action: 'Run ANALYZE on the table',
    effect: 0.3,
  };
}

function emptyFinding(what: string): ProbeResult['findings'][number] {
  return {
    rule: 'query-without-rows',
    severity: 'serious',
    title: `There is nothing to find for ${what}, so its time says nothing`,
    evidence: '0 rows',
    action: "Load data like production's, for instance with `perf services up --rows 1000000`",
    effect: 0.5,
  };
}

/** The ten statements that take longest (guide, Check slow queries). */
async function probeStatements(client: pg.Client, result: ProbeResult): Promise<void> {
  try {
    const { rows } = await client.query<{ query: string; mean: number }>(
      `SELECT query, mean_exec_time AS mean FROM pg_stat_statements
       WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
       ORDER BY mean_exec_time DESC LIMIT 10`,
    );
    for (const { query, mean } of rows)
      result.measurements.push({
        name: `statement ${query.replaceAll(/\s+/g, ' ').slice(0, 60)}`,
        value: mean,
        unit: 'ms',
        source: 'pg_stat_statements, mean',
      });
  } catch (error) {
    // 42P01: no such table; 55000: the library is not loaded.
    const { code, message } = error as { code?: string; message: string };
    if (code !== '42P01' && code !== '55000') throw error;
    result.findings.push({
      rule: 'statements-not-recorded',
      severity: 'minor',
      title: 'PostgreSQL does not record which statements take long',
      evidence: message,
      action: "Set shared_preload_libraries = 'pg_stat_statements', restart, and CREATE EXTENSION pg_stat_statements",
      effect: 0.2,
    });
  }
}

async function probeConnections(client: pg.Client, result: ProbeResult): Promise<void> {
  const { rows } = await client.query<{ used: number; allowed: number }>(
    `SELECT count(*)::int AS used, current_setting('max_connections')::int AS allowed
     FROM pg_stat_activity WHERE backend_type = 'client backend'`,
  );
  const { used, allowed } = rows[0]!;
  result.measurements.push(
    { name: 'connections', value: used, unit: 'count', source: 'pg_stat_activity' },
    { name: 'connections allowed', value: allowed, unit: 'count', source: 'max_connections' },
  );
  if (used < allowed * CONNECTIONS_RATIO) return;
  result.findings.push({
    rule: 'connections-near-limit',
    severity: 'serious',
    title: 'PostgreSQL has hardly a connection left',
    evidence: `${used} of ${allowed} connections in use`,
    action: bottleneckAction('databaseConnectionPool'),
    effect: 0.7,
  });
}

async function runPgbench(url: string, request: ProbeRequest, result: ProbeResult): Promise<void> {
  const tool = await findTool('pgbench', result.skipped, await postgresFolders());
  if (!tool) return;
  const { hostname, port, username, password, pathname } = new URL(url);
  const cwd = await mkdtemp(join(request.workDir, 'pgbench-'));
  const env = { PGPASSWORD: decodeURIComponent(password) };
  const where = ['-h', hostname, '-p', port || '5432', '-U', decodeURIComponent(username)];
  const database = decodeURIComponent(pathname.slice(1));
  const transactions = scaled(PGBENCH.transactions, request.scale, 50);
  const [scale, { clients, threads }] = [scaled(PGBENCH.scale, request.scale, 1), PGBENCH];
  const shown = `pgbench -c ${clients} -j ${threads} -t ${transactions} (-s ${scale})`;
  request.onStep(shown);
  const options = { cwd, env, signal: request.signal };
  await request.runTool(tool, [...where, '-i', '-s', String(scale), '-q', database], options);
  try {
    const load = ['-c', String(clients), '-j', String(threads), '-t', String(transactions), '-l', database];
    const { ratePerS, failed } = readPgbench(await request.runTool(tool, [...where, ...load], options));
    const timesMs = await readLogs(cwd);
    result.measurements.push(
      { name: 'transactions (pgbench)', value: ratePerS, unit: '/s', source: shown },
      { name: 'transaction p95 (pgbench)', value: quantile(timesMs, 0.95), unit: 'ms', source: shown },
    );
    result.judged.push(
      judged('transactions (pgbench)', ratePerS, '>=', services.postgresql.requestsPerS.max, '/s'),
      judged('failed transactions (pgbench)', failed, '<=', 0, 'count'),
    );
  } finally {
    // Its tables are ours and stay nobody's burden.
    await request.runTool(tool, [...where, '-i', '-I', 'd', database], options);
  }
}

/** Reads what pgbench prints. Throws an Error that names the line that is missing. */
export function readPgbench(text: string): { ratePerS: number; failed: number } {
  const [, rate] = /^tps = ([\d.]+)/m.exec(text) ?? [];
  const [, failed] = /^number of failed transactions: (\d+)/m.exec(text) ?? [];
  if (rate === undefined || failed === undefined)
    throw new Error('pgbench printed no line "tps" or "number of failed transactions"');
  return { ratePerS: Number(rate), failed: Number(failed) };
}

/** Time of each transaction, ms, from the logs that pgbench -l writes: the third column, in microseconds. */
async function readLogs(folder: string): Promise<number[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('pgbench_log.'));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Number(line.split(' ')[2]) / 1000),
  );
}
