// What threads measure adds up in the main thread to exactly what one thread would have.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { MetricType } from 'k6-format/metrics';
import { type Metric, Metrics, type Sink } from './metrics.ts';
import { RelayLog, RelayMetrics, SampleInbox } from './relay.ts';
import type { FromThread, SampleBatch } from './thread-messages.ts';
import { readThresholds } from './thresholds.ts';
import { EXACT_LIMIT } from './trend.ts';

const TYPES: MetricType[] = ['counter', 'gauge', 'rate', 'trend'];
const THRESHOLDS = { 'trend{side:a}': ['p(95)<1'], 'counter{side:b}': ['count>1'] };

function define(metrics: Metrics): void {
  for (const type of TYPES) metrics.define(type, type, 'default');
  readThresholds(THRESHOLDS, metrics);
}

/** Figures of a sink that do not depend on the order of the samples; sums only to rounding. */
function figuresOf(sink: Sink): unknown {
  if (sink.type !== 'trend') return sink.type === 'counter' ? { ...sink, sum: sink.sum.toPrecision(9) } : sink;
  const { count, min, max, sum } = sink.trend;
  return {
    count,
    min,
    max,
    sum: sum.toPrecision(9),
    percentiles: [1, 50, 90, 99.9].map((p) => sink.trend.percentile(p)),
  };
}

function allFigures(metrics: Metrics): unknown {
  return metrics.all.map((metric) =>
    [metric, ...metric.submetrics].map(({ name, sink }) => [name, figuresOf(sink)] as const),
  );
}

/** Adds the same samples directly and through `threads` relays, whose batches arrive thread by thread. */
function bothWays(samples: readonly { type: MetricType; value: number; side: string }[], threads: number): Metrics[] {
  const [direct, merged] = [new Metrics(), new Metrics()];
  for (const metrics of [direct, merged]) define(metrics);
  const relays = Array.from({ length: threads }, () => {
    const inbox = new SampleInbox(merged);
    const relay = new RelayMetrics(false, (message) => inbox.add(structuredClone(message) as SampleBatch));
    define(relay);
    relay.metricsAreKnown();
    return relay;
  });
  for (const [index, { type, value, side }] of samples.entries()) {
    for (const metrics of [direct, relays[index % threads] as Metrics])
      metrics.add(metrics.get(type) as Metric, value, metrics.tagSets.of({ side, url: String(index) }), index);
  }
  for (const relay of relays) relay.flush();
  return [direct, merged];
}

test('parts merged are the whole: figures of all types, sub-metrics included (property)', () => {
  const sample = fc.record({
    type: fc.constantFrom(...TYPES),
    value: fc.double({ min: -1e4, max: 1e6, noNaN: true }).map((value) => value + 0),
    side: fc.constantFrom('a', 'b', 'c'),
  });
  fc.assert(
    fc.property(fc.array(sample, { maxLength: 400 }), fc.integer({ min: 1, max: 5 }), (samples, threads) => {
      const [direct, merged] = bothWays(samples, threads);
      assert.deepEqual(allFigures(merged as Metrics), allFigures(direct as Metrics));
    }),
    { numRuns: 300, seed: 20260801 },
  );
});

for (const threads of [2, 3]) {
  test(`beyond the exact limit percentiles of ${threads} threads are those of one, digit for digit`, () => {
    // A reproducible spread over three decades.
    const samples = Array.from({ length: 2 * EXACT_LIMIT + 1 }, (_, index) => ({
      type: 'trend' as const,
      value: 10 ** (3 * ((index * 0.618034) % 1)),
      side: index % 2 === 0 ? 'a' : 'b',
    }));
    const [direct, merged] = bothWays(samples, threads);
    assert.deepEqual(allFigures(merged as Metrics), allFigures(direct as Metrics));
  });
}

test('a metric that only one thread knows reaches the main thread under its name', () => {
  const main = new Metrics();
  const inbox = new SampleInbox(main);
  const relay = new RelayMetrics(false, (message) => inbox.add(message as SampleBatch));
  relay.metricsAreKnown();
  main.define('earlier', 'counter', 'default');
  relay.add(relay.define('late', 'counter', 'data'), 7, relay.tagSets.empty, 0);
  relay.flush();
  assert.deepEqual(main.get('late')?.sink, { type: 'counter', count: 1, sum: 7 });
  assert.deepEqual(main.get('earlier')?.sink, { type: 'counter', count: 0, sum: 0 });
});

test('a line that comes often is sent a few times and then counted; nothing is lost', () => {
  const sent: FromThread[] = [];
  const log = new RelayLog((message) => sent.push(message));
  for (let i = 0; i < 1000; i++) log.repeated('error', 'sorry');
  log.requestFailed('http://127.0.0.1/', { code: 1212, text: 'refused' });
  const before = sent.length;
  assert.ok(before < 20, `${before} messages`);
  log.flush();
  log.flush();
  assert.equal(sent.length, before + 1);
  const counts = sent.map((message) => (message.kind === 'repeated' ? message.count : 0));
  assert.equal(
    counts.reduce((sum, count) => sum + count, 0),
    1000,
  );
});
