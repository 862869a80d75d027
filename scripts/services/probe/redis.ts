// Redis under redis-benchmark, and what it says of itself (guide, Redis Performance Testing).
import { randomBytes } from 'node:crypto';
import { createClient } from 'redis';
import { bottleneckAction, quickWin } from '../../../thresholds/advice.ts';
import { services } from '../../../thresholds/baselines.ts';
import { findTool } from '../../run/tool.ts';
import { emptyResult, judged, type ProbeRequest, type ProbeResult, scaled } from './model.ts';

/** The guide's number of requests, and commands on their way at once in the pipelined run. */
const [REQUESTS, PIPELINE] = [100_000, 16];

export async function probeRedis(request: ProbeRequest): Promise<ProbeResult> {
  const result = emptyResult('redis');
  const url = request.env.REDIS_URL ?? '';
  const client = createClient({ url, socket: { reconnectStrategy: false, connectTimeout: 5_000 } });
  client.on('error', () => {});
  await client.connect();
  try {
    const tool = await findTool('redis-benchmark', result.skipped);
    if (tool) await benchmark(tool, url, client, request, result);
    judgeInfo(readInfo(await client.info()), result);
    return result;
  } finally {
    client.destroy();
  }
}

/** The part of a client that sends what it has no method for. */
interface Client {
  sendCommand(args: string[]): Promise<unknown>;
}

/**
 * redis-benchmark takes its password as an argument only, where every user of the machine can read it: it gets a user of its own
 * for the time, who may touch the benchmark's keys and nothing else.
 */
async function benchmark(
  tool: string,
  url: string,
  client: Client,
  request: ProbeRequest,
  result: ProbeResult,
): Promise<void> {
  const [user, password] = [`perf-probe-${randomBytes(4).toString('hex')}`, randomBytes(12).toString('hex')];
  await client.sendCommand([
    'ACL',
    'SETUSER',
    user,
    'on',
    `>${password}`,
    '~key:*',
    '+set',
    '+get',
    '+ping',
    '+config|get',
  ]);
  try {
    const { hostname, port } = new URL(url);
    const count = scaled(REQUESTS, request.scale, 1_000);
    const base = [
      '-h',
      hostname,
      '-p',
      port || '6379',
      '--user',
      user,
      '-a',
      password,
      '--csv',
      '-t',
      'set,get',
      '-n',
      String(count),
    ];
    for (const [kind, args] of [
      ['', []],
      [' pipelined', ['-P', String(PIPELINE)]],
    ] as const) {
      const shown = `redis-benchmark -t set,get -n ${count}${kind && ` -P ${PIPELINE}`}`;
      request.onStep(shown);
      const text = await request.runTool(tool, [...base, ...args], { cwd: request.workDir, signal: request.signal });
      for (const row of readBenchmark(text)) {
        const name = `${row.test}${kind}`;
        result.measurements.push(
          { name: `${name} rate`, value: row.ratePerS, unit: '/s', source: shown },
          { name: `${name} p95`, value: row.p95Ms, unit: 'ms', source: shown },
        );
        if (kind === '')
          result.judged.push(judged(`${name} rate`, row.ratePerS, '>=', services.redis.requestsPerS.max, '/s'));
      }
    }
  } finally {
    await client.sendCommand(['ACL', 'DELUSER', user]);
  }
}

export interface BenchmarkRow {
  test: string;
  ratePerS: number;
  p95Ms: number;
}

/** Reads `redis-benchmark --csv`. Throws an Error when a column is missing. */
export function readBenchmark(text: string): BenchmarkRow[] {
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('"'))
    .map((line) => [...line.matchAll(/"([^"]*)"/g)].map(([, cell]) => cell as string));
  const [head = [], ...lines] = rows;
  const [test, rate, p95] = ['test', 'rps', 'p95_latency_ms'].map((name) => head.indexOf(name)) as [
    number,
    number,
    number,
  ];
  if (lines.length === 0 || test < 0 || rate < 0 || p95 < 0)
    throw new Error('redis-benchmark printed no table with test, rps and p95_latency_ms');
  return lines.map((cells) => ({
    test: (cells[test] ?? '').toLowerCase(),
    ratePerS: Number(cells[rate]),
    p95Ms: Number(cells[p95]),
  }));
}

/** Reads the lines `name:value` of INFO. */
export function readInfo(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(/\r?\n/).flatMap((line) => {
    const at = line.indexOf(':');
    return at > 0 && !line.startsWith('#') ? [[line.slice(0, at), line.slice(at + 1)] as const] : [];
  });
  return new Map(pairs);
}

const MB = 1024 * 1024;

/** Memory, evictions, hits and persistence, as `redis-cli --stat` and INFO tell them. */
export function judgeInfo(info: ReadonlyMap<string, string>, result: ProbeResult): void {
  const number = (name: string): number => Number(info.get(name) ?? 0);
  const [used, limit, evicted] = [number('used_memory'), number('maxmemory'), number('evicted_keys')];
  const [hits, misses] = [number('keyspace_hits'), number('keyspace_misses')];
  const source = 'INFO';
  result.measurements.push(
    { name: 'memory in use', value: used / MB, unit: 'MB', source },
    { name: 'memory limit', value: limit / MB, unit: 'MB', source },
    { name: 'evicted keys', value: evicted, unit: 'count', source },
    { name: 'clients', value: number('connected_clients'), unit: 'count', source },
    { name: 'commands now', value: number('instantaneous_ops_per_sec'), unit: '/s', source },
    ...(hits + misses > 0
      ? [{ name: 'hits of all reads', value: (hits / (hits + misses)) * 100, unit: '%' as const, source }]
      : []),
  );
  const policy = info.get('maxmemory_policy') ?? 'unknown';
  if (limit === 0 || policy === 'noeviction')
    result.findings.push({
      rule: 'redis-without-limit',
      severity: 'minor',
      title: 'Redis may grow until the machine has no memory left, or refuses writes when it is full',
      evidence: `maxmemory ${limit === 0 ? 'none' : `${limit / MB} MB`}, policy ${policy}`,
      action: bottleneckAction('redisMemoryLimit'),
      effect: 0.3,
    });
  if (evicted > 0)
    result.findings.push({
      rule: 'redis-evictions',
      severity: 'serious',
      title: 'Redis throws keys out to make room',
      evidence: `${evicted} keys evicted, ${(used / MB).toFixed(0)} of ${(limit / MB).toFixed(0)} MB in use`,
      action: bottleneckAction('redisMemoryLimit'),
      effect: 0.6,
    });
  if (info.get('aof_enabled') === '0')
    result.findings.push({
      rule: 'redis-not-persistent',
      severity: 'minor',
      title: 'A restart of Redis loses what it held',
      evidence: 'aof_enabled 0',
      action: quickWin('Enable Redis persistence'),
      effect: 0.2,
    });
}
