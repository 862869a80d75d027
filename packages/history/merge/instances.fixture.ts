// For tests: what the instances of a made-up run of another script leave behind, in any format, with points and histograms.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { encodeHistograms, seriesOf } from 'k6-local/histograms';
import { Metrics } from 'k6-local/metrics';
import { valuesOf } from 'k6-local/summary';
import { normal, seeded } from '../stats/random.ts';
import { type MadeUpRun, SHAPES, type Shape } from '../summaries/summaries.fixture.ts';

export const STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'] as const;
const DURATION_MS = 60_000;
export const SEARCH = 'http_req_duration{name:search}';

export interface Request {
  name: string;
  ms: number;
  isFailed: boolean;
}

export function drawRequests(count: number): Request[] {
  const random = seeded(11);
  return Array.from({ length: count }, (_, index) => ({
    name: index % 3 === 0 ? 'search' : 'cart',
    // The first half is quick: instances differ.
    ms: 100 * Math.exp(0.4 * normal(random)) * (index < count / 2 ? 1 : 3),
    isFailed: index % 100 === 0,
  }));
}

export function measure(requests: readonly Request[]): Metrics {
  const metrics = new Metrics();
  metrics.submetric(SEARCH, 'http_req_duration', { name: 'search' });
  const { http_reqs, http_req_failed, http_req_duration, iterations } = metrics.builtIn;
  for (const [at, { name, ms, isFailed }] of requests.entries()) {
    const tags = metrics.tagSets.of({ name, expected_response: String(!isFailed) });
    metrics.add(iterations!, 1, tags, at);
    metrics.add(http_reqs!, 1, tags, at);
    metrics.add(http_req_failed!, isFailed ? 1 : 0, tags, at);
    metrics.add(http_req_duration!, ms, tags, at);
  }
  return metrics;
}

export type Limits = Record<string, Record<string, boolean>>;

/** Metrics of k6's summary for these requests, with limits and whether the instance kept them by itself. */
export function summaryMetrics(requests: readonly Request[], limits: Limits): MadeUpRun {
  const all = seriesOf(measure(requests)).filter(({ sink }) => sink.count > 0);
  return Object.fromEntries(
    all.map(({ name, type, contains, sink }) => {
      const thresholds = limits[name] && { thresholds: limits[name] };
      return [name, { type, contains, values: valuesOf(sink, STATS, DURATION_MS), ...thresholds }];
    }),
  ) as MadeUpRun;
}

export interface Left {
  shape?: Shape;
  limits?: Limits;
  with?: readonly ('points' | 'histograms')[];
  /** A run record. */
  run?: object;
}

/** Writes `NAME.json` and what else it is to leave. */
export async function writeInstance(folder: string, name: string, requests: readonly Request[], left: Left = {}) {
  await mkdir(folder, { recursive: true });
  const metrics = summaryMetrics(requests, left.limits ?? {});
  await writeFile(
    join(folder, `${name}.json`),
    JSON.stringify({ ...SHAPES[left.shape ?? 'handle-summary'](metrics), ...(left.run && { run: left.run }) }),
  );
  if (left.with?.includes('histograms'))
    await writeFile(join(folder, `${name}.hdr.gz`), encodeHistograms(seriesOf(measure(requests))));
  if (left.with?.includes('points'))
    await writeFile(join(folder, `${name}.points.json.gz`), gzipSync(pointsText(requests)));
}

function pointsText(requests: readonly Request[]): string {
  const types = { iterations: 'counter', http_reqs: 'counter', http_req_failed: 'rate', http_req_duration: 'trend' };
  const declared = Object.entries(types).map(([metric, type]) => ({
    type: 'Metric',
    metric,
    data: { name: metric, type },
  }));
  const points = requests.flatMap(({ name, ms, isFailed }, at) => {
    const data = { time: new Date(Date.UTC(2026, 0, 31, 12) + at).toISOString(), tags: { name } };
    const point = (metric: string, value: number) => ({ metric, type: 'Point', data: { ...data, value } });
    return [
      point('iterations', 1),
      point('http_reqs', 1),
      point('http_req_failed', isFailed ? 1 : 0),
      point('http_req_duration', ms),
    ];
  });
  return [...declared, ...points].map((line) => `${JSON.stringify(line)}\n`).join('');
}
