// From threads that run VUs to the main thread: samples and log lines, many at a time.
//
// Samples go as they are instead of as figures: the main thread sorts them into the same sinks, thresholds and outputs as its
// own, so that all figures are those of one thread to the last digit.
import { clip, FewTexts } from './few-texts.ts';
import type { HttpError } from './http-errors.ts';
import { FURTHER, MOST_CHARACTERS, MOST_KINDS } from './log.ts';
import { type Metric, Metrics } from './metrics.ts';
import type { LogLevel } from './run-context.ts';
import type { TagSet } from './tag-sets.ts';
import { type FromThread, SAMPLE_ROW, type SampleBatch } from './thread-messages.ts';

/** Samples that are collected before they are sent. */
const BATCH = 4096;
/** A line is handed on at once this often; after that it is only counted. */
const REPEATS_AT_ONCE = 10;

export type Send = (message: FromThread, transfer?: ArrayBuffer[]) => void;

/** Metrics without figures: every sample is sent to the main thread. */
export class RelayMetrics extends Metrics {
  readonly #send: Send;
  #rows = new Float64Array(BATCH * SAMPLE_ROW);
  #length = 0;
  /** How many metrics and tag sets the main thread knows. */
  #toldMetrics = 0;
  #toldTagSets = 0;

  constructor(keepsAllTags: boolean, send: Send) {
    super(keepsAllTags);
    this.#send = send;
  }

  /** The main thread knows all metrics that there are now. */
  metricsAreKnown(): void {
    this.#toldMetrics = this.all.length;
  }

  override add(metric: Metric, value: number, tags: TagSet, timeMs: number): void {
    const rows = this.#rows;
    rows[this.#length] = metric.id;
    rows[this.#length + 1] = tags.id;
    rows[this.#length + 2] = value;
    rows[this.#length + 3] = timeMs;
    this.#length += SAMPLE_ROW;
    if (this.#length === rows.length) this.flush();
  }

  /** Sends what there is. */
  flush(): void {
    if (this.#length === 0) return;
    const rows = this.#length === this.#rows.length ? this.#rows : this.#rows.slice(0, this.#length);
    if (rows === this.#rows) this.#rows = new Float64Array(BATCH * SAMPLE_ROW);
    this.#length = 0;
    const metrics = this.all.slice(this.#toldMetrics);
    this.#toldMetrics += metrics.length;
    const batch: SampleBatch = {
      kind: 'samples',
      rows,
      metrics: metrics.map(({ name, type, contains }) => [name, type, contains]),
      tagSets: this.tagSets.from(this.#toldTagSets).map(({ tags }) => tags),
    };
    this.#toldTagSets += batch.tagSets.length;
    this.#send(batch, [rows.buffer as ArrayBuffer]);
  }
}

/** In the main thread: takes in what the RelayMetrics of one thread sends. */
export class SampleInbox {
  readonly #into: Metrics;
  /** By the thread's own numbers. */
  readonly #metrics: Metric[];
  readonly #tagSets: TagSet[] = [];

  /** `into`: has all metrics that the thread starts with, and no others. */
  constructor(into: Metrics) {
    this.#into = into;
    this.#metrics = [...into.all];
  }

  add({ rows, metrics, tagSets }: SampleBatch): void {
    for (const definition of metrics) this.#metrics.push(this.#into.define(...definition));
    for (const tags of tagSets) this.#tagSets.push(this.#into.tagSets.of(tags));
    for (let at = 0; at < rows.length; at += SAMPLE_ROW) {
      const metric = this.#metrics[rows[at] as number] as Metric;
      const tags = this.#tagSets[rows[at + 1] as number] as TagSet;
      this.#into.add(metric, rows[at + 2] as number, tags, rows[at + 3] as number);
    }
  }
}

type Repeatable = Extract<FromThread, { count: number }>;

/** Lines that may come in every iteration: the first ones at once, the rest as a number. */
export class RelayLog {
  readonly #send: Send;
  readonly #kinds = new FewTexts(MOST_KINDS, FURTHER);
  readonly #times = new Map<string, number>();
  readonly #waiting = new Map<string, Repeatable>();

  constructor(send: Send) {
    this.#send = send;
  }

  repeated(level: LogLevel, text: string): void {
    const line = clip(text, MOST_CHARACTERS);
    this.#add(`${level} ${line}`, { kind: 'repeated', level, text: line, count: 1 });
  }

  requestFailed(url: string, error: HttpError): void {
    this.#add(error.text, { kind: 'requestFailed', url, error, count: 1 });
  }

  flush(): void {
    for (const message of this.#waiting.values()) this.#send(message);
    this.#waiting.clear();
  }

  #add(key: string, message: Repeatable): void {
    if (this.#kinds.of(key) === key) this.#count(key, message);
    else this.#count(FURTHER, { kind: 'repeated', level: 'warning', text: FURTHER, count: 1 });
  }

  #count(key: string, message: Repeatable): void {
    const times = (this.#times.get(key) ?? 0) + 1;
    this.#times.set(key, times);
    if (times <= REPEATS_AT_ONCE) {
      this.#send(message);
      return;
    }
    const before = this.#waiting.get(key);
    if (before) before.count += 1;
    else this.#waiting.set(key, message);
  }
}
