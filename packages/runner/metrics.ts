// The metrics of a run: built-in and custom ones, their sub-metrics, and where each sample goes.
import { BUILT_IN_METRICS, type Contains, type MetricType } from 'k6-format/metrics';
import { FewTexts } from './few-texts.ts';
import { type TagSet, TagSets, type Tags } from './tag-sets.ts';
import { Trend } from './trend.ts';

/** Running figures of a metric or a sub-metric. */
export type Sink =
  | { type: 'counter'; count: number; sum: number }
  | { type: 'gauge'; count: number; value: number; min: number; max: number; timeMs: number }
  | { type: 'rate'; count: number; trues: number }
  | { type: 'trend'; count: number; trend: Trend };

export interface Metric {
  readonly id: number;
  readonly name: string;
  readonly type: MetricType;
  readonly contains: Contains;
  readonly sink: Sink;
  readonly submetrics: Submetric[];
}

export interface Submetric {
  /** As the threshold or k6 spells it: `http_req_duration{endpoint:basket}`. */
  readonly name: string;
  readonly metric: Metric;
  readonly tags: Tags;
  readonly sink: Sink;
}

/** A part of a trend whose samples are taken away again and again, by those who look on while the run goes on. */
export interface Watched {
  /** The samples since the last call; undefined: none. */
  take(): Trend | undefined;
}

/** A sample on its way to an output. */
export interface Sample {
  metric: Metric;
  value: number;
  tags: TagSet;
  /** Milliseconds since 1970. */
  timeMs: number;
}

/** Figures of nothing yet; `trend` takes the place of one that starts with exact values. */
export function newSink(type: MetricType, trend?: Trend): Sink {
  switch (type) {
    case 'counter':
      return { type, count: 0, sum: 0 };
    case 'gauge':
      return {
        ...{ type, count: 0, value: 0, timeMs: 0 },
        ...{ min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY },
      };
    case 'rate':
      return { type, count: 0, trues: 0 };
    case 'trend':
      return {
        type,
        trend: trend ?? new Trend(),
        get count() {
          return this.trend.count;
        },
      };
  }
}

export function addTo(sink: Sink, value: number, timeMs: number): void {
  switch (sink.type) {
    case 'counter':
      sink.count += 1;
      sink.sum += value;
      return;
    case 'gauge':
      sink.count += 1;
      // Samples of several threads come in batches: the latest counts, not the last to come.
      if (timeMs >= sink.timeMs) {
        sink.value = value;
        sink.timeMs = timeMs;
      }
      if (value < sink.min) sink.min = value;
      if (value > sink.max) sink.max = value;
      return;
    case 'rate':
      sink.count += 1;
      if (value !== 0) sink.trues += 1;
      return;
    case 'trend':
      sink.trend.add(value);
  }
}

export type BuiltInName = (typeof BUILT_IN_METRICS)[number][0];
const NAME = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/;

const MOST_ERROR_TEXTS = 100;

export class Metrics {
  readonly all: Metric[] = [];
  readonly tagSets: TagSets;
  /** Texts of the tag `error`: servers make them up. */
  readonly errorTexts = new FewTexts(MOST_ERROR_TEXTS, 'other errors');
  readonly builtIn: Record<BuiltInName, Metric>;
  readonly #byName = new Map<string, Metric>();
  readonly #relevantTags = new Set<string>();
  readonly #watched: { metric: Metric; tags: Tags; sink: Extract<Sink, { type: 'trend' }> }[] = [];
  #onSample: ((sample: Sample) => void) | undefined;

  /** `keepsAllTags`: an output or a rehearsal looks at tags that no threshold names. */
  constructor(keepsAllTags = false) {
    this.tagSets = new TagSets(keepsAllTags ? () => true : (name) => this.#relevantTags.has(name));
    for (const [name, type, contains] of BUILT_IN_METRICS) this.#add(name, type, contains);
    this.builtIn = Object.fromEntries(this.#byName) as Record<BuiltInName, Metric>;
    this.submetric('http_req_duration{expected_response:true}', 'http_req_duration', { expected_response: 'true' });
  }

  /** Called with every sample, for outputs. */
  set onSample(listener: (sample: Sample) => void) {
    this.#onSample = listener;
  }

  get(name: string): Metric | undefined {
    return this.#byName.get(name);
  }

  /** The metric of a script; asking again for the same one is fine. */
  define(name: string, type: MetricType, contains: Contains): Metric {
    const known = this.#byName.get(name);
    if (!known) {
      if (!NAME.test(name))
        throw new Error(
          `invalid metric name "${name}": expected a letter or _, then letters, digits and _, at most 128`,
        );
      return this.#add(name, type, contains);
    }
    if (known.type === type && known.contains === contains) return known;
    throw new Error(
      `metric "${name}" exists with type ${known.type} and contents ${known.contains}: it cannot be a ${type} of ${contains} too`,
    );
  }

  /** A part of a metric that gets figures of its own. All are known before the first sample. */
  submetric(name: string, metricName: string, tags: Tags): Submetric {
    const metric = this.#byName.get(metricName);
    if (!metric) throw new Error(`there is no metric "${metricName}"`);
    const known = metric.submetrics.find((submetric) => submetric.name === name);
    if (known) return known;
    for (const tag of Object.keys(tags)) this.#relevantTags.add(tag);
    const made = { name, metric, tags, sink: newSink(metric.type) };
    metric.submetrics.push(made);
    return made;
  }

  /** Before the first sample; undefined without such a trend. */
  watch(metricName: string, tags: Tags): Watched | undefined {
    const metric = this.#byName.get(metricName);
    if (metric?.type !== 'trend') return undefined;
    for (const tag of Object.keys(tags)) this.#relevantTags.add(tag);
    const sink = newSink('trend') as Extract<Sink, { type: 'trend' }>;
    this.#watched.push({ metric, tags, sink });
    return {
      take: () => {
        const { trend } = sink;
        if (trend.count === 0) return undefined;
        sink.trend = new Trend();
        return trend;
      },
    };
  }

  add(metric: Metric, value: number, tags: TagSet, timeMs: number): void {
    const sinks = (tags.sinks[metric.id] as Sink[] | undefined) ?? this.#route(metric, tags);
    for (const sink of sinks) addTo(sink, value, timeMs);
    this.#onSample?.({ metric, value, tags, timeMs });
  }

  #route(metric: Metric, tags: TagSet): Sink[] {
    const parts = [...metric.submetrics, ...this.#watched.filter((watched) => watched.metric === metric)];
    const matching = parts.filter((part) =>
      Object.entries(part.tags).every(([name, value]) => (tags.tags[name] ?? '') === value),
    );
    const sinks = [metric.sink, ...matching.map((part) => part.sink)];
    tags.sinks[metric.id] = sinks;
    return sinks;
  }

  #add(name: string, type: MetricType, contains: Contains): Metric {
    const made: Metric = { id: this.all.length, name, type, contains, sink: newSink(type), submetrics: [] };
    this.all.push(made);
    this.#byName.set(name, made);
    return made;
  }
}
