// Histograms: parts add up to the whole exactly, percentiles keep to the stated precision, and what is not such a file is one line.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { build, type JsHistogram } from 'hdr-histogram-js';
import { testFolder } from 'k6-kit/folder.fixture';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { addTo, newSink } from '../metrics.ts';
import { EXACT_LIMIT, Trend } from '../trend.ts';
import { BIN_COUNT, binOf, HALF_STEP, middleOf, PER_UNIT, RELATIVE_ERROR } from './bins.ts';
import { encodeHistograms } from './encode.ts';
import type { Series } from './head.ts';
import { HistogramSum } from './sum.ts';
import { MAX_HISTOGRAM_BYTES, readHistograms, unpackHistograms } from './unpack.ts';

/** Samples of every kind of metric: a time, a signed figure, bytes, a verdict, a level. */
interface Sample {
  time: number;
  signed: number;
  bytes: number;
  isTrue: boolean;
  level: number;
}

const sample: fc.Arbitrary<Sample> = fc.record({
  // Times as they are measured, and whatever a script may add; -0 is 0 to a minimum.
  time: fc.oneof(fc.double({ min: 0, max: 60_000, noNaN: true }), fc.double({ min: 0, max: 1e15, noNaN: true })),
  signed: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
  bytes: fc.nat(1e6),
  isTrue: fc.boolean(),
  level: fc.nat(1000),
});

function seriesOfSamples(samples: readonly Sample[]): Series[] {
  const series: Series[] = [
    { name: 'times{endpoint:home}', type: 'trend', contains: 'time', sink: newSink('trend') },
    { name: 'signed', type: 'trend', contains: 'default', sink: newSink('trend') },
    { name: 'bytes', type: 'counter', contains: 'data', sink: newSink('counter') },
    { name: 'verdicts', type: 'rate', contains: 'default', sink: newSink('rate') },
    { name: 'level', type: 'gauge', contains: 'default', sink: newSink('gauge') },
  ];
  for (const [at, { time, signed, bytes, isTrue, level }] of samples.entries()) {
    for (const [index, value] of [time, signed, bytes, Number(isTrue), level].entries())
      addTo((series[index] as Series).sink, value, at);
  }
  return series;
}

async function sumOf(files: readonly Buffer[], batch = 1): Promise<Record<string, unknown>> {
  const sum = new HistogramSum();
  for (let at = 0; at < files.length; at += batch)
    sum.add(...(await Promise.all(files.slice(at, at + batch).map((file, i) => unpackHistograms(file, `f${at + i}`)))));
  return figuresOf([...sum.series.values()]);
}

/** What merging has to keep exactly; sums of fractions only to their last digits. */
function figuresOf(all: readonly Series[]): Record<string, unknown> {
  return Object.fromEntries(
    all.map(({ name, type, contains, sink }) => {
      if (sink.type !== 'trend') return [name, { contains, ...sink, value: 0, timeMs: 0 }];
      const { count, min, max, bins } = sink.trend;
      return [
        name,
        { type, contains, count, min, max, bins: [[...bins.positive.entries()], [...bins.negative.entries()]] },
      ];
    }),
  );
}

test("bins are those of HDR's histogram with three significant digits, and their middles lie half a step below (property)", () => {
  const value = fc.oneof(
    fc.nat(10_000),
    fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    fc.integer({ min: 0, max: 2 ** 42 }),
  );
  const hdr = build({ numberOfSignificantValueDigits: 3, bitBucketSize: 64, autoResize: true }) as JsHistogram;
  fc.assert(
    fc.property(value, (number) => {
      const bin = binOf(number);
      assert.equal(bin, hdr.countsArrayIndex(number));
      assert.ok(Math.abs(middleOf(bin) - hdr.medianEquivalentValue(number)) <= 0.5);
      assert.ok(Math.abs(middleOf(bin) - number) <= number * RELATIVE_ERROR);
    }),
    { numRuns: propertyRuns(200), seed: 20261124 },
  );
  assert.equal(binOf(Number.MAX_SAFE_INTEGER), BIN_COUNT - 1);
  assert.equal(binOf(Number.POSITIVE_INFINITY), BIN_COUNT - 1);
});

test('parts in any order and in any batches add up to the whole: counts, bins, smallest and largest exactly (property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sample, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      async (samples, parts, batch, isReversed) => {
        const whole = seriesOfSamples(samples);
        const files = Array.from({ length: parts }, (_, part) =>
          encodeHistograms(seriesOfSamples(samples.filter((_one, at) => at % parts === part))),
        );
        const sum = await sumOf(isReversed ? files.reverse() : files, batch);
        assert.deepEqual(sum, figuresOf(whole));
        // Written again it is the same file as that of the whole, but for sums of fractions and the last level.
        assert.deepEqual(await sumOf([encodeHistograms(whole)]), sum);
      },
    ),
    { numRuns: 200, seed: 20261124 },
  );
});

test('averages of parts are those of the whole to twelve digits, counters of whole numbers exactly (property)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(sample, { minLength: 2, maxLength: 40 }), async (samples) => {
      const whole = seriesOfSamples(samples).map(({ sink }) => sink);
      const sum = new HistogramSum();
      for (const half of [0, 1]) {
        const file = encodeHistograms(seriesOfSamples(samples.filter((_, at) => at % 2 === half)));
        sum.add(await unpackHistograms(file, 'half'));
      }
      const [times, , bytes] = [...sum.series.values()].map(({ sink }) => sink);
      assert.ok(times?.type === 'trend' && whole[0]?.type === 'trend' && bytes?.type === 'counter');
      assert.ok(Math.abs(times.trend.avg - whole[0].trend.avg) <= 1e-12 * whole[0].trend.avg);
      assert.equal(
        bytes.sum,
        samples.reduce((all, one) => all + one.bytes, 0),
      );
    }),
    { numRuns: 100, seed: 20261124 },
  );
});

test('percentiles from bins are within the stated precision of exact ones (property)', () => {
  const times = fc.array(fc.double({ min: -5000, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 100, noNaN: true }), (values, percent) => {
      const exact = new Trend();
      for (const value of values) exact.add(value);
      const binned = Trend.ofBins(exact.bins);
      Object.assign(binned, { count: exact.count, sum: exact.sum, min: exact.min, max: exact.max });
      const [is, wanted] = [binned.percentile(percent), exact.percentile(percent)];
      // Between two samples of different sign the precision is that of the larger one.
      const position = (percent / 100) * (values.length - 1);
      const sorted = [...values].sort((a, b) => a - b);
      const size = Math.max(...[Math.floor(position), Math.ceil(position)].map((at) => Math.abs(sorted[at] as number)));
      assert.ok(Math.abs(is - wanted) <= Math.max(HALF_STEP, size * RELATIVE_ERROR) * 1.000001, `${is} for ${wanted}`);
    }),
    { numRuns: propertyRuns(100), seed: 20261124 },
  );
});

test('gauges: users of all generators are added up, of other levels the largest stands, and one without samples counts for nothing', async () => {
  const levels = (...values: number[]): Buffer =>
    encodeHistograms(
      ['vus', 'target_cpu_pct'].map((name) => {
        const sink = newSink('gauge');
        for (const [at, value] of values.entries()) addTo(sink, value, at);
        return { name, type: 'gauge', contains: 'default', sink };
      }),
    );
  const sum = new HistogramSum();
  for (const file of [levels(5, 40, 10), levels(), levels(7, 30)]) sum.add(await unpackHistograms(file, 'levels'));
  const [vus, cpu] = [...sum.series.values()].map(({ sink }) => ({ ...sink, timeMs: 0 }));
  assert.deepEqual(vus, { type: 'gauge', count: 5, value: 40, min: 12, max: 70, timeMs: 0 });
  assert.deepEqual(cpu, { type: 'gauge', count: 5, value: 30, min: 5, max: 40, timeMs: 0 });
});

test('series that are not wanted are read over', async () => {
  const sum = new HistogramSum((name) => name === 'verdicts');
  const samples = fc.sample(sample, { numRuns: 20, seed: 7 });
  sum.add(await unpackHistograms(encodeHistograms(seriesOfSamples(samples)), 'one'));
  assert.deepEqual([...sum.series.keys()], ['verdicts']);
  assert.equal(sum.series.get('verdicts')?.sink.count, 20);
});

/** A sound file of forty samples, unpacked. */
const SOUND = gunzipSync(encodeHistograms(seriesOfSamples(fc.sample(sample, { numRuns: 40, seed: 11 }))));

test('a file that is cut off anywhere, or goes on, is refused by name', async () => {
  assert.ok(Object.keys(await sumOf([gzipSync(SOUND)])).length === 5);
  for (let length = 0; length < SOUND.length; length += 1)
    await assert.rejects(sumOf([gzipSync(SOUND.subarray(0, length))]), /^Error: f0: i/, `${length} bytes`);
  await assert.rejects(
    sumOf([gzipSync(Buffer.concat([SOUND, Buffer.alloc(1)]))]),
    /f0: it goes on after its last series/,
  );
});

test('whatever bytes are changed, reading ends, and ends with figures or with one line (property)', async () => {
  const change = fc.record({ at: fc.nat(SOUND.length - 1), byte: fc.nat(255) });
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
      const bytes = Buffer.from(SOUND);
      for (const { at, byte } of changes) bytes[at] = byte;
      await sumOf([gzipSync(bytes)]).catch((error: Error) => {
        refused += 1;
        assert.match(error.message, /^f0: [^\n]+$/);
      });
    }),
    { numRuns: 500, seed: 20261124 },
  );
  assert.ok(refused > 100, `${refused} of 500 were refused`);
});

const HEAD = { format: 'k6-histograms', version: 1, perUnit: PER_UNIT, series: [['t', 'trend', 'time']] };
const withHead = (change: object): Buffer => gzipSync(`${JSON.stringify({ ...HEAD, ...change })}\n`);
const FOREIGN: [what: string, file: Buffer, message: RegExp][] = [
  ['nothing', Buffer.alloc(0), /not gzipped/],
  ['JSON', Buffer.from('{}'), /not gzipped/],
  ['a torn gzip', withHead({}).subarray(0, 30), /damaged or cut off/],
  ['points of k6', gzipSync('{"type":"Metric","data":{},"metric":"http_reqs"}\n'), /first line is not as it should be/],
  ['text', gzipSync('hello\n'), /first line is not JSON/],
  ['a newer version', withHead({ version: 2 }), /it has version 2, this suite reads 1/],
  ['another format', withHead({ format: 'points' }), /format/],
  ['another unit', withHead({ perUnit: 1 }), /perUnit/],
  ['a series twice', withHead({ series: [HEAD.series[0], HEAD.series[0]] }), /a series is there twice/],
  ['an unknown type', withHead({ series: [['t', 'summary', 'time']] }), /series\.0\.1/],
  ['a small file of many zeros', gzipSync(Buffer.alloc(MAX_HISTOGRAM_BYTES + 1)), /unpacks to more than 8388608 bytes/],
];
for (const [what, file, message] of FOREIGN) {
  test(`${what} is no histogram file, in one line`, async () => {
    await assert.rejects(sumOf([file]), (error: Error) => {
      assert.match(error.message, message);
      assert.match(error.message, /^f0: [^\n]+$/);
      return true;
    });
  });
}

test('a series of another type than in the others is refused', async () => {
  const of = (type: 'counter' | 'rate'): Buffer =>
    encodeHistograms([{ name: 'x', type, contains: 'default', sink: newSink(type) }]);
  await assert.rejects(sumOf([of('counter'), of('rate')]), /f1: x is a rate in it, a counter in the others/);
});

test('small files whose bins would take gigabytes are refused in time', async () => {
  // A value in every page of both signs, in as many series as a file may have.
  const spread = newSink('trend');
  for (let bin = 0; bin < BIN_COUNT; bin += 1024)
    for (const sign of [1, -1]) addTo(spread, (sign * middleOf(bin)) / PER_UNIT, 0);
  const all = Array.from(
    { length: 1000 },
    (_, at): Series => ({ name: `t${at}`, type: 'trend', contains: 'time', sink: spread }),
  );
  const file = encodeHistograms(all);
  assert.ok(file.length < 20_000, `${file.length} bytes`);
  await assert.rejects(sumOf([file]), /f0: its values are spread so wide that bins take more than \d+ bytes/);
});

test('a file on disk: one that is missing, a folder and one that is too large are named', async (t) => {
  const folder = testFolder(t);
  await assert.rejects(
    readHistograms(join(folder, 'none.hdr.gz'), 'none'),
    /^Error: none: it cannot be read \(ENOENT\)$/,
  );
  await assert.rejects(readHistograms(folder, 'folder'), /^Error: folder: it cannot be read \(EISDIR\)$/);
  const large = join(folder, 'large.hdr.gz');
  await writeFile(large, Buffer.alloc(MAX_HISTOGRAM_BYTES + 1, 0x1f));
  await assert.rejects(readHistograms(large, 'large'), /^Error: large: it has more than 8388608 bytes$/);
});

test('beyond the limit of exact values a trend has the same bins as one that started with them', () => {
  const [exact, binned] = [new Trend(), new Trend()];
  for (let at = 0; at <= EXACT_LIMIT; at += 1) {
    const value = (at * 7919) % 5000;
    if (at < EXACT_LIMIT) exact.add(value);
    binned.add(value);
  }
  const last = binOf(((EXACT_LIMIT * 7919) % 5000) * PER_UNIT);
  const without = [...binned.bins.positive.entries()].map(([bin, count]) => [bin, bin === last ? count - 1 : count]);
  assert.deepEqual(
    without.filter(([, count]) => count),
    [...exact.bins.positive.entries()],
  );
});
