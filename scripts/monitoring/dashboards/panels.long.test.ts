// Every query of every panel against a real Prometheus: it parses, and where its source is here it returns data.
import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { monitoring } from '../../../thresholds/baselines.ts';
import { type SpawnedTarget, spawnTarget } from '../../run/spawn-target.ts';
import type { ServiceName } from '../../services/stack/definition.ts';
import { DEFINITIONS, down, environmentOf, isMissing, up } from '../../services/stack/stack.ts';
import type { JobName } from '../jobs.ts';
import { type LivePrometheus, type Series, startPrometheus } from '../live/prometheus.ts';
import { type StandIn, startStandIn } from '../live/stand-in.fixture.ts';
import { skipWithout } from '../promtool.fixture.ts';
import { INFRASTRUCTURE } from './infrastructure.ts';
import { K6 } from './k6.ts';
import type { Query, Source } from './panel.ts';

const SCALE = 0.02;
const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const skip = skipWithout('prometheus');
const window = `${monitoring.rateWindow.valueS * SCALE}s`;

/** What the services stack starts here: each exporter with its server, and the job that scrapes it. */
const EXPORTERS: { job: JobName; exporter: ServiceName; server?: ServiceName }[] = [
  { job: 'node', exporter: 'node-exporter' },
  { job: 'postgres', exporter: 'postgres-exporter', server: 'postgres' },
  { job: 'redis', exporter: 'redis-exporter', server: 'redis' },
  { job: 'nginx', exporter: 'nginx-exporter', server: 'nginx' },
];
const missing = new Set<string>();
for (const definition of DEFINITIONS) if (isMissing(await definition.find())) missing.add(definition.name);

let target: SpawnedTarget;
let folder = '';
let env: Record<string, string> = {};
let standIn: StandIn;
let prometheus: LivePrometheus;

/** Series as the documentation of cAdvisor, kafka_exporter and k6's Prometheus output has them. */
function documented(exporter: StandIn): void {
  exporter.grow('container_cpu_usage_seconds_total{name="auren-redis"}', 0.1);
  exporter.set('container_memory_working_set_bytes{name="auren-redis"}', 1e8);
  exporter.set('kafka_brokers', 1);
  exporter.grow('kafka_topic_partition_current_offset{topic="events",partition="0"}', 10);
  const load = 'traffic="load",endpoint="health"';
  exporter.set('k6_vus', 50);
  exporter.set('k6_vus_max', 50);
  exporter.grow(`k6_http_reqs_total{${load}}`, 100);
  exporter.grow('k6_dropped_iterations_total', 0);
  exporter.set(`k6_http_req_duration_p95{${load}}`, 0.025);
  exporter.set(`k6_http_req_failed_rate{${load}}`, 0);
  exporter.set('k6_checks_rate{check="status is 200"}', 1);
}

/** A little of everything, for longer than the window of the rates. */
async function work(): Promise<void> {
  const cache = env.REDIS_URL ? await createClient({ url: env.REDIS_URL }).connect() : undefined;
  await cache?.set('known', '1');
  const endAt = Date.now() + 1.5 * monitoring.rateWindow.valueS * SCALE * 1000;
  while (Date.now() < endAt) {
    await Promise.all([
      cache?.get('known'),
      cache?.get('unknown'),
      ...['/', '/api/health'].map(async (path) => (await fetch(target.url + path)).arrayBuffer()),
    ]);
    await pause(200);
  }
  cache?.destroy();
}

/** Why a source has no data here, or false where it has. */
function isAway(source: Source): string | false {
  const found = EXPORTERS.find(({ job }) => job === source);
  const absent = [found?.server, found?.exporter].filter((name) => name !== undefined && missing.has(name));
  return absent.length > 0 && `not installed: ${absent.join(', ')}`;
}

function ask({ expr }: Query): Promise<Series[]> {
  return prometheus.query(expr.replaceAll('$__rate_interval', window));
}

describe('the dashboards on a live stack', { skip }, () => {
  before(async () => {
    target = await spawnTarget([], { root, env: { PATH: process.env.PATH } });
    folder = await mkdtemp(join(tmpdir(), 'panels-'));
    // Servers that refuse to be root have to get through.
    await chmod(folder, 0o711);
    const only = EXPORTERS.flatMap(({ exporter, server }) => (server ? [server, exporter] : [exporter]));
    await up({ dir: join(folder, 'stack'), root, only, wishes: { rows: 100, ports: {} } });
    env = await environmentOf(join(folder, 'stack'));
    standIn = await startStandIn();
    documented(standIn);
    const real = EXPORTERS.flatMap(({ job, exporter }) => {
      const url = env[`${exporter.replace('-', '_').toUpperCase()}_URL`];
      return url ? [[job, [new URL(url).host]]] : [];
    });
    prometheus = await startPrometheus(
      {
        ...Object.fromEntries(real),
        'auren-api': [target.url.replace('http://', '')],
        // No packages of these for every machine: their documented names, so that a slip of the pen in a query shows.
        containers: [standIn.address],
        kafka: [standIn.address],
      },
      SCALE,
    );
    await work();
  });
  after(async () => {
    await prometheus?.stop();
    await down(join(folder, 'stack'));
    await rm(folder, { recursive: true, force: true });
    await standIn?.close();
    await target?.stop();
  });

  for (const panel of [INFRASTRUCTURE, K6].flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))) {
    for (const query of panel.queries) {
      const why = isAway(query.source);
      test(`${panel.title}, ${query.legend}: returns data`, { skip: why }, async () => {
        const found = await ask(query);
        const figures = found.flatMap(({ values }) => values.map(([, value]) => value)).filter(Number.isFinite);
        assert.ok(figures.length > 0, `${query.expr} returned ${JSON.stringify(found)}`);
      });
    }
  }

  test('every query parses, also where its source is not here', async () => {
    for (const panel of [INFRASTRUCTURE, K6].flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))) {
      for (const query of panel.queries) await ask(query);
    }
  });

  test('a service without an exporter is shown as not measured, a measured one as up', async () => {
    const health = INFRASTRUCTURE.rows
      .flatMap(({ panels }) => panels)
      .find(({ title }) => title === 'Service Health Status');
    const value = async (legend: string) => {
      const query = health?.queries.find((one) => one.legend === legend) ?? assert.fail(legend);
      return (await ask(query))[0]?.values[0]?.[1];
    };
    assert.equal(await value('ChromaDB'), -1);
    assert.equal(await value('AUREN API'), 1);
  });
});
