// Samples as lines of CSV, in the shape of k6's `--out csv`: a column for each enabled system tag, all other tags in one.

import type { Encoder } from './encoder.ts';
import type { Sample } from './metrics.ts';
import type { Tags } from './tag-sets.ts';

/** Tag sets whose text is kept; then all are forgotten, so that endless URLs do not fill the memory twice. */
const CACHED_TAG_SETS = 10_000;

export class CsvEncoder implements Encoder {
  readonly header: string;
  readonly #columns: readonly string[];
  readonly #tags = new Map<number, string>();

  /** `systemTags`: the enabled ones; they are the columns between value and extra_tags, in alphabetical order. */
  constructor(systemTags: ReadonlySet<string>) {
    this.#columns = [...systemTags].sort();
    const names = ['metric_name', 'timestamp', 'metric_value', ...this.#columns, 'extra_tags', 'metadata'];
    this.header = `${names.join(',')}\n`;
  }

  /** Time in whole seconds since 1970, the value with 6 decimals. */
  encode({ metric, value, tags, timeMs }: Sample): string {
    let tagText = this.#tags.get(tags.id);
    if (tagText === undefined) {
      if (this.#tags.size >= CACHED_TAG_SETS) this.#tags.clear();
      tagText = this.#fields(tags.tags);
      this.#tags.set(tags.id, tagText);
    }
    return `${metric.name},${Math.floor(timeMs / 1000)},${value.toFixed(6)},${tagText},\n`;
  }

  #fields(tags: Tags): string {
    const extra = Object.entries(tags)
      .filter(([name]) => !this.#columns.includes(name))
      .map(([name, value]) => `${name}=${value}`);
    return [...this.#columns.map((name) => tags[name] ?? ''), extra.join('&')].map(quoted).join(',');
  }
}

function quoted(field: string): string {
  return /[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
