// Every query of every panel against a real Prometheus: it parses, and where its source is here it returns data.
import assert from 'node:assert/strict';
import { dirname } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { monitoring } from '../../../thresholds/baselines.ts';
import { type SpawnedTarget, spawnTarget } from '../../run/spawn-target.ts';
import type { JobName } from '../jobs.ts';
import { type LivePrometheus, type Series, startPrometheus } from '../live/prometheus.ts';
import { type LiveService, OFFERS } from '../live/services.ts';
import { type StandIn, startStandIn } from '../live/stand-in.ts';
import { skipWithout } from '../promtool.ts';
import { AUREN } from './auren.ts';
import { K6 } from './k6.ts';
import type { Query, Source } from './panel.ts';

const SCALE = 0.02;
const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const skip = skipWithout('prometheus');
const window = `${monitoring.rateWindow.valueS * SCALE}s`;

let target: SpawnedTarget;
const services: LiveService[] = [];
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
  const endAt = Date.now() + 1.5 * monitoring.rateWindow.valueS * SCALE * 1000;
  while (Date.now() < endAt) {
    await Promise.all([
      ...services.map((service) => service.work()),
      ...['/', '/api/health'].map(async (path) => (await fetch(target.url + path)).arrayBuffer()),
    ]);
    await pause(200);
  }
}

/** Why a source has no data here, or false where it has. */
function isAway(source: Source): string | false {
  return OFFERS.find(({ job }) => job === source)?.skip ?? false;
}

function ask({ expr }: Query): Promise<Series[]> {
  return prometheus.query(expr.replaceAll('$__rate_interval', window));
}

describe('the dashboards on a live stack', { skip }, () => {
  before(async () => {
    target = await spawnTarget([], { root, env: { PATH: process.env.PATH } });
    // One after another: one that does not start leaves the others to be stopped.
    for (const offer of OFFERS) if (!offer.skip) services.push(await offer.start());
    standIn = await startStandIn();
    documented(standIn);
    const real = Object.fromEntries(services.map(({ job, address }) => [job, [address]])) as Record<JobName, string[]>;
    prometheus = await startPrometheus(
      {
        ...real,
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
    await Promise.all(services.map((service) => service.stop()));
    await standIn?.close();
    await target?.stop();
  });

  for (const panel of [AUREN, K6].flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))) {
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
    for (const panel of [AUREN, K6].flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))) {
      for (const query of panel.queries) await ask(query);
    }
  });

  test('a service without an exporter is shown as not measured, a measured one as up', async () => {
    const health = AUREN.rows.flatMap(({ panels }) => panels).find(({ title }) => title === 'Service Health Status');
    const value = async (legend: string) => {
      const query = health?.queries.find((one) => one.legend === legend) ?? assert.fail(legend);
      return (await ask(query))[0]?.values[0]?.[1];
    };
    assert.equal(await value('ChromaDB'), -1);
    assert.equal(await value('AUREN API'), 1);
  });
});
