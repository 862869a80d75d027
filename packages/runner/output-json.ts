// Samples as lines of JSON, in the shape of k6's `--out json`: what a metric is before its first point, then points.

import type { Encoder } from './encoder.ts';
import type { Metric, Sample } from './metrics.ts';
import type { ThresholdGroup } from './thresholds.ts';

/** Tag sets whose text is kept; then all are forgotten, so that endless URLs do not fill the memory twice. */
const CACHED_TAG_SETS = 10_000;

export class JsonEncoder implements Encoder {
  readonly header = '';
  readonly #thresholds: readonly ThresholdGroup[];
  readonly #known = new Set<Metric>();
  readonly #tags = new Map<number, string>();
  /** The second of the last sample, since 1970, and its text. */
  #second = Number.NaN;
  #secondText = '';

  constructor(thresholds: readonly ThresholdGroup[]) {
    this.#thresholds = thresholds;
  }

  encode({ metric, value, tags, timeMs }: Sample): string {
    const name = JSON.stringify(metric.name);
    let tagText = this.#tags.get(tags.id);
    if (tagText === undefined) {
      if (this.#tags.size >= CACHED_TAG_SETS) this.#tags.clear();
      tagText = JSON.stringify(tags.tags);
      this.#tags.set(tags.id, tagText);
    }
    const data = `{"time":"${this.#timeText(timeMs)}","value":${JSON.stringify(value)},"tags":${tagText}}`;
    const point = `{"metric":${name},"type":"Point","data":${data}}\n`;
    if (this.#known.has(metric)) return point;
    this.#known.add(metric);
    return this.#describe(metric) + point;
  }

  /** The line that says what a metric is. */
  #describe(metric: Metric): string {
    const { name, type, contains } = metric;
    const judged = this.#thresholds.find((group) => group.name === name);
    const submetrics = metric.submetrics.map((submetric) => {
      const suffix = submetric.name.slice(submetric.name.indexOf('{') + 1, -1);
      return { name: submetric.name, suffix, tags: submetric.tags };
    });
    const data = {
      ...{ name, type, contains },
      thresholds: judged?.thresholds.map(({ text }) => text) ?? [],
      submetrics: submetrics.length > 0 ? submetrics : null,
    };
    return `${JSON.stringify({ type: 'Metric', data, metric: name })}\n`;
  }

  /** RFC 3339 in UTC, with microseconds. `timeMs`: milliseconds since 1970. */
  #timeText(timeMs: number): string {
    const second = Math.floor(timeMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#secondText = new Date(second * 1000).toISOString().slice(0, 19);
    }
    const micros = Math.min(999_999, Math.max(0, Math.floor((timeMs - second * 1000) * 1000)));
    return `${this.#secondText}.${String(micros).padStart(6, '0')}Z`;
  }
}
