// The Prometheus series: what the alerts ask for is there, and quantiles from the buckets are near the truth.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { agrees, goodRequests, withTarget } from './client.fixture.ts';
import { createMetrics, durationBuckets } from './metrics.ts';

const idle = {
  version: '1.2.3',
  environment: 'reference',
  hostSeries: true,
  inFlight: () => 3,
  connectionsInUse: null,
  traffic: () => ({ receivedBytes: 10, sentBytes: 20 }),
};

/** Prometheus's own rule: linear within the bucket in which the rank lies. */
function histogramQuantile(share: number, buckets: { le: number; count: number }[]): number {
  const rank = share * (buckets.at(-1)?.count ?? 0);
  const index = buckets.findIndex(({ count }) => count >= rank);
  const [below, at] = [buckets[index - 1] ?? { le: 0, count: 0 }, buckets[index]];
  assert.ok(at && at.count > below.count);
  return below.le + ((at.le - below.le) * (rank - below.count)) / (at.count - below.count);
}

function readBuckets(text: string, endpoint: string): { le: number; count: number }[] {
  const line = new RegExp(
    `^http_request_duration_seconds_bucket\\{le="([^"]+)",endpoint="${endpoint}".*\\} (\\d+)$`,
    'gm',
  );
  return [...text.matchAll(line)].map(([, le, count]) => ({ le: Number(le), count: Number(count) }));
}

test('no bucket between 1 ms and 5 s is wider than 2 ms or 3 %', () => {
  for (const [index, upper] of durationBuckets.entries()) {
    const lower = durationBuckets[index - 1] ?? 0;
    assert.ok(upper > lower);
    if (upper <= 5) assert.ok(upper - lower <= Math.max(0.002, 0.03 * lower) + 1e-9, `${lower} to ${upper}`);
  }
  assert.equal(durationBuckets.at(-1), 60);
});

test('quantiles from the buckets are within 2 ms or 3 % of the exact ones', async () => {
  const times = fc.array(fc.double({ min: 1, max: 5000, noNaN: true }), { minLength: 20, maxLength: 200 });
  await fc.assert(
    fc.asyncProperty(times, async (values) => {
      const metrics = createMetrics({ ...idle, hostSeries: false });
      for (const value of values) metrics.observe('ping', 'GET', '200', value);
      const buckets = readBuckets(await metrics.render(['http_request_duration_seconds']), 'ping');
      const sorted = [...values].sort((a, b) => a - b);
      for (const share of [0.5, 0.95, 0.99]) {
        // Prometheus takes the rank-th value, where k6 interpolates between two: compare with that value.
        const exactMs = sorted[Math.ceil(share * sorted.length) - 1] ?? null;
        assert.ok(agrees(histogramQuantile(share, buckets) * 1000, exactMs), `p${share} of ${sorted}`);
      }
    }),
    { numRuns: 30 },
  );
});

test('a scrape of a target under load has its figures', async () => {
  await withTarget({ hostSeries: false }, async (client, target) => {
    const users = Array.from({ length: 10 }, async () => {
      for (let round = 0; round < 20; round += 1) await client.send('/api/ping');
    });
    await Promise.all([...users, client.send(...goodRequests.orders), client.send('/api/orders')]);
    const { body, headers } = await client.send('/metrics');
    assert.match(headers['content-type'] ?? '', /^text\/plain; version=0\.0\.4/);
    const { p50Ms, p95Ms } = target.stats().endpoints.ping!;
    const buckets = readBuckets(body, 'ping');
    assert.equal(buckets.at(-1)?.count, 200);
    assert.ok(agrees(histogramQuantile(0.5, buckets) * 1000, p50Ms));
    assert.ok(agrees(histogramQuantile(0.95, buckets) * 1000, p95Ms));
    assert.match(body, /^http_requests_total\{endpoint="ping",method="GET",status="200"\} 200$/m);
    assert.match(body, /^http_requests_total\{endpoint="orders",method="GET",status="405"\} 1$/m);
    assert.match(body, /^http_requests_in_flight 0$/m);
    const [, sentBytes] = /^process_network_transmit_bytes_total (\d+)$/m.exec(body) ?? [];
    assert.ok(Number(sentBytes) > 200 * 68);
  });
});

test('the series that the alerts and the observer ask for are there', async () => {
  const text = await createMetrics(idle).render([]);
  const wanted = ['process_cpu_seconds_total', 'process_resident_memory_bytes', 'process_start_time_seconds'];
  if (process.platform === 'linux') {
    wanted.push('node_cpu_seconds_total', 'node_memory_MemTotal_bytes', 'node_memory_MemAvailable_bytes');
    wanted.push('node_filesystem_avail_bytes', 'node_filesystem_size_bytes', 'node_network_receive_bytes_total');
    wanted.push('node_network_transmit_bytes_total', 'node_disk_read_bytes_total', 'node_disk_written_bytes_total');
  }
  for (const name of wanted) assert.match(text, new RegExp(`^${name}(\\{.*\\})? [\\d.e+]+$`, 'm'), name);
  assert.match(text, /^target_build_info\{version="1.2.3",environment="reference"\} 1$/m);
  assert.match(text, /^process_network_receive_bytes_total 10$/m);
});

test('the machine can be left out, and a scrape may ask for some series only', async () => {
  const metrics = createMetrics({ ...idle, hostSeries: false });
  // No pool, no series of it.
  assert.doesNotMatch(await metrics.render([]), /^node_(?!js)|^db_client/m);
  const text = await metrics.render(['process_cpu_seconds_total', 'http_requests_in_flight', 'unknown']);
  assert.deepEqual(
    [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name),
    ['process_cpu_seconds_total', 'http_requests_in_flight'],
  );
  // Filled by another series' collector: it must not be left at zero.
  assert.ok(Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]) > 0);
});

test('an aborted request is counted and not timed; an odd method gets no series of its own', async () => {
  const metrics = createMetrics({ ...idle, hostSeries: false });
  metrics.observe('front', 'BREW', 'aborted', 5000);
  const text = await metrics.render(['http_requests_total', 'http_request_duration_seconds']);
  assert.match(text, /^http_requests_total\{endpoint="front",method="other",status="aborted"\} 1$/m);
  assert.doesNotMatch(text, /_bucket/);
});
