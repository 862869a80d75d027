// `--out json|csv[=file]`: streams every sample to files while the run goes on. `--out histogram=file`: the figures at its end.
//
// Samples are written in blocks by synchronous calls: a disk that is slow holds the run back instead of filling the memory, and
// that shows in the generator's record. A file gets its name at the end: complete or absent.
// What exists and is not a regular file (a device, a pipe) is written to directly. A file that cannot be opened keeps the run from
// starting (exit code 255). A later error is said in one line and ends that output alone; the run goes on to its end, and ends
// with 255 if it would have ended with 0.
import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PartialFile } from 'k6-kit/partial-file';
import type { Encoder } from './encoder.ts';
import { EXIT, StartError } from './exit-codes.ts';
import { encodeHistograms } from './histograms/encode.ts';
import { HISTOGRAM_ENDING, seriesOf } from './histograms/head.ts';
import type { Metrics, Sample } from './metrics.ts';
import { CsvEncoder } from './output-csv.ts';
import { JsonEncoder } from './output-json.ts';
import type { RunContext } from './run-context.ts';
import type { ThresholdGroup } from './thresholds.ts';

/** Characters that are collected before they are written. */
const BLOCK_CHARACTERS = 65_536;
/** The longest time that samples wait for their block to fill, milliseconds. */
const FLUSH_EVERY_MS = 1000;

/** Where samples go, without a file to stdout; or where the figures go that samples have become (`histogram`, our own format). */
export type OutputSpec = { format: 'json' | 'csv'; file: string | undefined } | { format: 'histogram'; file: string };

/** Whether an output looks at each sample: then all of its tags are kept. */
export function takesSamples({ format }: OutputSpec): boolean {
  return format !== 'histogram';
}

/**
 * Reads the values of --out, and K6_OUT when the flag is not given for another of k6's formats. Throws an Error that names what is
 * wrong.
 */
export function readOutputs(flags: readonly string[], env: Readonly<Record<string, string>>): OutputSpec[] {
  const isOurs = (flag: string): boolean => /^=?histogram(=|$)/.test(flag);
  const texts = flags.every(isOurs) && env.K6_OUT ? [env.K6_OUT, ...flags] : flags;
  const specs = texts.map((text) => readOutput(text, env));
  const places = specs.map(({ file }) => (file === undefined ? 'stdout' : resolve(file)));
  const twice = places.find((place, index) => places.indexOf(place) !== index);
  if (twice) throw new Error(`--out: two outputs write to ${twice}`);
  return specs;
}

function readOutput(text: string, env: Readonly<Record<string, string>>): OutputSpec {
  // `-o=json` is `-o json` for k6.
  const [format = '', ...rest] = text.replace(/^=/, '').split('=');
  if (format === 'histogram') return readHistogramOutput(rest.join('='));
  if (format !== 'json' && format !== 'csv')
    throw new Error(
      `--out ${format} is not supported by the local runner: expected json, csv or histogram, such as json=points.json`,
    );
  if (format === 'csv' && (env.K6_CSV_TIME_FORMAT ?? 'unix') !== 'unix')
    throw new Error(`K6_CSV_TIME_FORMAT=${env.K6_CSV_TIME_FORMAT} is not supported by the local runner`);
  const file = rest.join('=') || (format === 'csv' ? env.K6_CSV_FILENAME || 'file.csv' : '-');
  return { format, file: file === '-' ? undefined : file };
}

function readHistogramOutput(file: string): OutputSpec {
  if (file !== '' && file !== '-') return { format: 'histogram', file };
  throw new Error(`--out histogram names no file: expected one, such as histogram=run${HISTOGRAM_ENDING}`);
}

/** What outputs have around them. */
export interface OutputSurroundings {
  /** All figures of the run, asked for at its end. */
  metrics: Metrics;
  thresholds: readonly ThresholdGroup[];
  systemTags: ReadonlySet<string>;
  stdout(text: string): void;
  log: RunContext['log'];
}

/** All outputs of a run. */
export class Outputs {
  readonly #outputs: Output[];
  readonly #samplers: Output[];

  constructor(specs: readonly OutputSpec[], around: OutputSurroundings) {
    this.#outputs = specs.map((spec) => new Output(spec, around));
    this.#samplers = this.#outputs.filter((_, index) => takesSamples(specs[index] as OutputSpec));
  }

  get takeSamples(): boolean {
    return this.#samplers.length > 0;
  }

  /** Opens the files. Throws a StartError when one cannot be opened. */
  open(): void {
    for (const output of this.#outputs) output.open();
  }

  add(sample: Sample): void {
    for (const output of this.#samplers) output.add(sample);
  }

  /** Writes what is left and puts the files in their places; false when one of them has failed, then or before. */
  close(): boolean {
    return this.#outputs.map((output) => output.close()).every(Boolean);
  }

  /** Removes what is not complete. */
  discard(): void {
    for (const output of this.#outputs) output.discard();
  }
}

/** One output. */
class Output {
  readonly #spec: OutputSpec;
  readonly #around: OutputSurroundings;
  readonly #encoder: Encoder | undefined;
  readonly #isGzip: boolean;
  #state: 'new' | 'open' | 'failed' | 'closed' = 'new';
  /** Undefined for standard output, and when it is over. */
  #file: PartialFile | undefined;
  #pending: string;
  #flushedAtMs = 0;

  constructor(spec: OutputSpec, around: OutputSurroundings) {
    this.#spec = spec;
    this.#around = around;
    this.#encoder = encoderFor(spec, around);
    this.#isGzip = spec.file?.endsWith('.gz') ?? false;
    this.#pending = this.#encoder?.header ?? '';
  }

  open(): void {
    const { file } = this.#spec;
    if (file !== undefined) {
      try {
        this.#file = new PartialFile(file);
        this.#file.removeEarlier();
      } catch (error) {
        this.discard();
        throw new StartError(EXIT.other, `--out: ${file} could not be opened: ${(error as Error).message}`);
      }
    }
    this.#state = 'open';
  }

  add(sample: Sample): void {
    if (this.#state !== 'open') return;
    this.#pending += this.#encoder?.encode(sample) ?? '';
    const isDue = sample.timeMs - this.#flushedAtMs >= FLUSH_EVERY_MS;
    if (this.#pending.length < BLOCK_CHARACTERS && !(isDue && !this.#isGzip)) return;
    this.#flushedAtMs = sample.timeMs;
    this.#try(() => this.#flush());
  }

  close(): boolean {
    if (this.#state !== 'open') return this.#state !== 'failed';
    return this.#try(() => {
      if (this.#encoder) this.#flush();
      else this.#file?.write(encodeHistograms(seriesOf(this.#around.metrics)));
      this.#file?.finish();
      this.#state = 'closed';
    });
  }

  discard(): void {
    this.#file?.discard();
    this.#file = undefined;
  }

  #flush(): void {
    const text = this.#pending;
    this.#pending = '';
    if (this.#spec.file === undefined) {
      this.#around.stdout(text);
      return;
    }
    // Blocks that are compressed one by one make a valid gzip file together.
    this.#file?.write(this.#isGzip ? gzipSync(text) : text);
  }

  /** False after an error: the output is over and its memory is free. */
  #try(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      this.#state = 'failed';
      this.#pending = '';
      this.discard();
      this.#around.log('error', `--out: ${this.#spec.file} could not be written: ${(error as Error).message}`);
      return false;
    }
  }
}

/** Undefined for figures, which are written at once. */
function encoderFor({ format }: OutputSpec, { thresholds, systemTags }: OutputSurroundings): Encoder | undefined {
  if (format === 'histogram') return undefined;
  return format === 'json' ? new JsonEncoder(thresholds) : new CsvEncoder(systemTags);
}
