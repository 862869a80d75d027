// A real Prometheus server that scrapes the reference target: the report's resources are what its API itself answers.

import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { runScript } from 'k6-local/run';
import type { Usage } from 'k6-verdict/judge/facts';
import { findPrometheus, type PrometheusServer, type RawSeries, startPrometheus } from 'k6-verdict/prometheus.fixture';
import { makeReport } from 'k6-verdict/report';
import { digits } from 'k6-verdict/text/format';
import { buildInto } from '../build.ts';
import { startTarget } from '../target/start.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const program = await findPrometheus();
/** Longer than the test may take. */
const RANGE_S = 300;

/** Per second between each sample and the one before it, over all series together (they are scraped at the same moments). */
function ratesOf(series: readonly RawSeries[]): number[] {
  const length = Math.min(...series.map(({ samples }) => samples.length));
  return Array.from({ length: length - 1 }, (_, index) =>
    series.reduce((sum, { samples }) => {
      const [[beforeS, before], [afterS, after]] = [samples.at(-length + index)!, samples.at(-length + index + 1)!];
      return sum + (after - before) / (afterS - beforeS);
    }, 0),
  );
}

/** Values of gauges at each scrape, added up. */
function sumsOf(series: readonly RawSeries[]): number[] {
  const length = Math.min(...series.map(({ samples }) => samples.length));
  return Array.from({ length }, (_, index) =>
    series.reduce((sum, { samples }) => sum + samples.at(-length + index)![1], 0),
  );
}

/** What the report may say, worked out here from nothing but the samples that Prometheus stored. */
async function truthOf(server: PrometheusServer): Promise<Record<string, number[]>> {
  const raw = (selector: string) => server.samplesOf(selector, RANGE_S);
  const cores = await raw('node_cpu_seconds_total{mode="idle"}');
  const [total, available] = [await raw('node_memory_MemTotal_bytes'), await raw('node_memory_MemAvailable_bytes')];
  const free = sumsOf(available);
  const megabytes = (values: readonly number[]) => values.map((value) => value / 1e6);
  return {
    cpuPct: ratesOf(cores).map((idle) => 100 * (1 - idle / cores.length)),
    memoryMb: megabytes(
      sumsOf(total)
        .slice(-free.length)
        .map((bytes, index) => bytes - free[index]!),
    ),
    networkInMbPerS: megabytes(ratesOf(await raw('process_network_receive_bytes_total'))),
    networkOutMbPerS: megabytes(ratesOf(await raw('process_network_transmit_bytes_total'))),
    dbConnections: sumsOf(await raw('db_client_connection_count')),
  };
}

test('the report says what Prometheus says', {
  skip: program === null && 'no prometheus on this machine',
  timeout: 120_000,
}, async (t) => {
  const folder = testFolder(t);
  const target = await startTarget({ dbConnections: 20 });
  let server: PrometheusServer | undefined;
  try {
    // The load goes over loopback, which the machine's own figures leave out: without them the process's count.
    server = await startPrometheus(program!, new URL(target.url).host, 'node_network_.*');
    await buildInto(folder, root);
    const file = join(folder, 'baseline.json');
    await runScript({
      script: join(folder, 'baseline.js'),
      env: {
        BASE_URL: target.url,
        AUTH_TOKEN: target.token,
        TIME_SCALE: '0.03',
        RESULT_FILE: file,
        PROMETHEUS_URL: server.url,
      },
      args: ['--quiet'],
      io: { stdout() {}, stderr() {}, isTty: false },
    });
    const { judgement, markdown } = await makeReport({ file, now: new Date(0), formats: ['md'] });
    const resources: Record<string, Usage | null> = { ...judgement.facts.resources };
    for (const [name, truth] of Object.entries(await truthOf(server))) agrees(name, resources[name] ?? null, truth);
    const peakPct = judgement.facts.resources.cpuPct!.peak;
    assert.match(markdown(), new RegExp(`Peak CPU\\W+${digits(peakPct).replace('.', '\\.')} %`));
    assert.ok(judgement.series.some(({ resources }) => (resources.get('target_db_connections') ?? 0) > 0));
    await disksAgree(server, resources.diskMbPerS ?? null, judgement.summary.run!.startedAt);
  } finally {
    await server?.stop();
    await target.close();
  }
});

/** The peak is one of the scraped values, to the last digits; the average lies among them. */
function agrees(name: string, usage: Usage | null, truth: readonly number[]): void {
  assert.ok(usage?.avg, `${name} was not measured`);
  const near = truth.filter((value) => Math.abs(value - usage.peak) <= 1e-6 * Math.abs(value));
  const shown = `${name}: report ${JSON.stringify(usage)}, Prometheus ${truth.map((value) => value.toPrecision(6)).join(' ')}`;
  assert.ok(usage.peak > 0 && near.length > 0, shown);
  // A machine may be at 100 % all the time.
  const slack = 1e-6 * Math.abs(usage.avg);
  assert.ok(usage.avg >= Math.min(...truth) - slack && usage.avg <= Math.max(...truth) + slack, shown);
}

/** A disk may be idle all the time, or none may be seen at all: then the figure is missing, and never beyond Prometheus's. */
async function disksAgree(server: PrometheusServer, usage: Usage | null, startedAt: string): Promise<void> {
  const bytes = 'sum(irate(node_disk_read_bytes_total[5m]) + irate(node_disk_written_bytes_total[5m])) / 1e6';
  const values = await server.valuesOver(bytes, Date.parse(startedAt) / 1000, Date.now() / 1000, 0.25);
  if (usage === null) return;
  assert.ok(
    usage.peak <= Math.max(...values) * (1 + 1e-6),
    `disk: report ${JSON.stringify(usage)}, Prometheus ${values.join(' ')}`,
  );
}
