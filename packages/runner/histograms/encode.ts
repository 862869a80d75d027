// Writes the file of `--out histogram=FILE`; head.ts has its form.
import { gzipSync } from 'node:zlib';
import type { Sink } from '../metrics.ts';
import type { Trend } from '../trend.ts';
import type { Bins } from './bins.ts';
import { ByteWriter } from './bytes.ts';
import { headOf, type Series } from './head.ts';

/** The bytes of a file with these series. */
export function encodeHistograms(series: Iterable<Series>): Buffer {
  const all = [...series];
  const writer = new ByteWriter();
  for (const { sink } of all) writeSink(writer, sink);
  return gzipSync(Buffer.concat([Buffer.from(headOf(all)), writer.bytes()]));
}

function writeSink(writer: ByteWriter, sink: Sink): void {
  writer.whole(sink.count);
  if (sink.type === 'counter') writer.floats(sink.sum);
  if (sink.type === 'rate') writer.whole(sink.trues);
  if (sink.count === 0) return;
  if (sink.type === 'gauge') writer.floats(sink.value, sink.min, sink.max);
  if (sink.type === 'trend') writeTrend(writer, sink.trend);
}

function writeTrend(writer: ByteWriter, { sum, min, max, bins }: Trend): void {
  writer.floats(sum, min, max);
  writeBins(writer, bins.positive);
  writeBins(writer, bins.negative);
}

function writeBins(writer: ByteWriter, bins: Bins): void {
  const entries = [...bins.entries()];
  writer.whole(entries.length);
  let last = -1;
  for (const [bin, count] of entries) {
    writer.whole(bin - last);
    writer.whole(count);
    last = bin;
  }
}
