// Adds up histogram files: those of the generators of one run, or of several runs.
import type { MetricType } from 'k6-format/metrics';
import { newSink, type Sink } from '../metrics.ts';
import { Trend } from '../trend.ts';
import { BIN_COUNT, Bins, PAGE_BYTES } from './bins.ts';
import { ByteReader } from './bytes.ts';
import { readHead, type Series } from './head.ts';
import type { HistogramFile } from './unpack.ts';

/** Memory that the bins of all series may take together; a merge of the whole suite's series takes a tenth. */
const MAX_BIN_BYTES = 256 * 1024 * 1024;

/** Gauges that count what each generator has of its own; of others the largest stands. */
export const ADDED_GAUGES: readonly string[] = ['vus', 'vus_max'];

/**
 * Adds up the files of several generators, or of several runs: counts, bins, smallest and largest values exactly, whatever the
 * order; sums of fractions to the last digits. One that is read once stands as it was written.
 */
export class HistogramSum {
  readonly #series = new Map<string, Series>();
  /** Series of each first line that has been read. */
  readonly #heads = new Map<string, Series[]>();
  readonly #keeps: (name: string) => boolean;
  #binBytes = 0;

  /** `keeps`: which series are wanted; the others are read over. */
  constructor(keeps: (name: string) => boolean = () => true) {
    this.#keeps = keeps;
  }

  get series(): ReadonlyMap<string, Series> {
    return this.#series;
  }

  /**
   * Adds a file's bytes, or those of some files together. Throws an Error that says what is wrong with which of them (by its name);
   * what this sum holds is then of no use.
   *
   * Several are read series by series, not file by file: the bins of one series stay in the processor's cache meanwhile, those of
   * all do not. That makes a merge of a thousand files twice as fast.
   */
  add(...files: readonly HistogramFile[]): void {
    const opened = files.map((file) => this.#open(file));
    for (const series of new Set(opened.map((file) => file.series))) {
      const alike = opened.filter((file) => file.series === series);
      for (const one of series) {
        for (const { name, reader } of alike) named(name, () => this.#read(reader, one));
      }
    }
    const longer = opened.find(({ reader }) => !reader.isAtEnd);
    if (longer) throw new Error(`${longer.name}: it goes on after its last series`);
  }

  #open({ name, bytes }: HistogramFile): { name: string; series: Series[]; reader: ByteReader } {
    return named(name, () => {
      const end = bytes.indexOf(10);
      const series = this.#seriesOf(end < 0 ? '' : bytes.toString('utf8', 0, end));
      return { name, series, reader: new ByteReader(bytes, end + 1) };
    });
  }

  #seriesOf(line: string): Series[] {
    const known = this.#heads.get(line);
    if (known) return known;
    const made = readHead(line).map((head) => this.#define(head));
    this.#heads.set(line, made);
    return made;
  }

  #define({ name, type, contains }: Omit<Series, 'sink'>): Series {
    const known = this.#series.get(name);
    if (known && known.type !== type) throw new Error(`${name} is a ${type} in it, a ${known.type} in the others`);
    if (known) return known;
    const made = { name, type, contains, sink: emptySink(type) };
    if (this.#keeps(name)) this.#series.set(name, made);
    return made;
  }

  #read(reader: ByteReader, { name, sink }: Series): void {
    const count = reader.whole();
    switch (sink.type) {
      case 'counter':
        sink.count += count;
        sink.sum += reader.float();
        return;
      case 'gauge':
        if (count > 0)
          addGauge(sink, count, [reader.float(), reader.float(), reader.float()], ADDED_GAUGES.includes(name));
        return;
      case 'rate': {
        const trues = reader.whole();
        if (trues > count) throw new Error(`${name} has ${trues} of ${count} samples`);
        sink.count += count;
        sink.trues += trues;
        return;
      }
      case 'trend':
        if (count > 0) this.#readTrend(reader, name, sink.trend, count);
    }
  }

  #readTrend(reader: ByteReader, name: string, trend: Trend, count: number): void {
    const { positive, negative } = trend.bins;
    trend.count += count;
    trend.sum += reader.float();
    trend.min = Math.min(trend.min, reader.float());
    trend.max = Math.max(trend.max, reader.float());
    const pages = positive.pageCount + negative.pageCount;
    readBins(reader, positive);
    readBins(reader, negative);
    if (positive.count + negative.count !== trend.count)
      throw new Error(`the bins of ${name} do not add up to its samples`);
    if (trend.min > trend.max) throw new Error(`the smallest value of ${name} is above its largest`);
    this.#binBytes += (positive.pageCount + negative.pageCount - pages) * PAGE_BYTES;
    if (this.#binBytes > MAX_BIN_BYTES)
      throw new Error(`its values are spread so wide that bins take more than ${MAX_BIN_BYTES} bytes`);
  }
}

function named<T>(name: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new Error(`${name}: ${(cause as Error).message}`, { cause });
  }
}

function emptySink(type: MetricType): Sink {
  const bins = { positive: new Bins(), negative: new Bins() };
  return type === 'trend' ? newSink(type, Trend.ofBins(bins)) : newSink(type);
}

function addGauge(
  sink: Extract<Sink, { type: 'gauge' }>,
  count: number,
  [value, min, max]: [number, number, number],
  isAdded: boolean,
): void {
  const isFirst = sink.count === 0;
  const join = isAdded ? (a: number, b: number): number => a + b : Math.max;
  sink.value = isFirst ? value : join(sink.value, value);
  sink.min = isFirst ? min : isAdded ? sink.min + min : Math.min(sink.min, min);
  sink.max = isFirst ? max : join(sink.max, max);
  sink.count += count;
}

/** The plain case, both numbers below 128, is spelled out: a merge of a thousand files reads a hundred million bins. */
function readBins(reader: ByteReader, bins: Bins): void {
  const entries = reader.whole();
  const { bytes } = reader;
  let { at } = reader;
  if (2 * entries > bytes.length - at) throw new Error('it is cut off');
  let bin = -1;
  let total = 0;
  let page: Float64Array = NO_BINS;
  let pageAt = -1;
  for (let left = entries; left > 0; left -= 1) {
    let distance = bytes[at] as number;
    let count = bytes[at + 1] as number;
    if ((distance | count) < 128) at += 2;
    else {
      reader.at = at;
      distance = Math.min(reader.whole(), BIN_COUNT);
      count = reader.whole();
      at = reader.at;
    }
    bin += distance;
    if (distance * count === 0) throw new Error(DISORDER);
    if (bin >> 10 !== pageAt) {
      // The last bin is the last of its page.
      if (bin >= BIN_COUNT) throw new Error(DISORDER);
      pageAt = bin >> 10;
      page = bins.page(pageAt);
    }
    page[bin & 1023] = (page[bin & 1023] as number) + count;
    total += count;
  }
  if (at > bytes.length) throw new Error('it is cut off');
  reader.at = at;
  bins.count += total;
}

const DISORDER = 'its bins are out of order';
const NO_BINS = new Float64Array(0);
