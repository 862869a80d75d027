// What the history keeps of a run's histograms: response times by endpoint and phase, without windows, so that any percentile can be
// asked later.
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { parseSelector } from 'k6-format/selectors';
import { UserError } from 'k6-kit/user-error';
import {
  encodeHistograms,
  HistogramSum,
  histogramsBeside,
  readHistograms,
  unpackHistograms,
} from 'k6-local/histograms';
import { printable } from 'k6-verdict/parse/json-text';
import { type HistoryRun, KEPT_METRICS } from '../run.ts';

const KEPT_TAGS: ReadonlySet<string> = new Set(['endpoint', 'op', 'phase', 'traffic']);

/** A baseline run of full length has 30 KB. A run with more than this is kept without its histograms, bytes. */
export const MAX_KEPT_BYTES = 512 * 1024;

function isKept(series: string): boolean {
  const { name, tags } = parseSelector(series);
  return (KEPT_METRICS as readonly string[]).includes(name) && [...tags.keys()].every((tag) => KEPT_TAGS.has(tag));
}

/**
 * The histograms next to a result file, as the history keeps them (base64 of a histogram file); undefined without any,
 * or too large ones, which is reported in a line. Throws a UserError for a file that does not hold histograms.
 */
export async function keptHistograms(resultFile: string, tell: (line: string) => void): Promise<string | undefined> {
  const file = histogramsBeside(resultFile);
  const isThere = await access(file).then(
    () => true,
    () => false,
  );
  if (!isThere) return undefined;
  const sum = new HistogramSum(isKept);
  await orRefuse(async () => sum.add(await readHistograms(file, basename(file))));
  const bytes = encodeHistograms(sum.series.values());
  if (bytes.length <= MAX_KEPT_BYTES) return bytes.toString('base64');
  tell(`${basename(file)}: ${bytes.length} bytes, more than the ${MAX_KEPT_BYTES} that are kept of a run: left out\n`);
  return undefined;
}

/** Throws a UserError when a run from elsewhere brings histograms that are invalid. */
export async function checkHistograms({ id, histograms }: HistoryRun): Promise<void> {
  if (histograms === undefined) return;
  await addKept(new HistogramSum(), id, Buffer.from(histograms, 'base64'));
}

/** Adds a run's kept histograms to a sum. Throws a UserError that names the run. */
export async function addKept(sum: HistogramSum, id: string, bytes: Buffer): Promise<void> {
  await orRefuse(async () => sum.add(await unpackHistograms(bytes, `histograms of ${id}`)));
}

async function orRefuse(work: () => Promise<void>): Promise<void> {
  await work().catch((cause: Error) => {
    throw new UserError(
      'E_HISTOGRAMS',
      `${printable(cause.message)}; expected histograms that the local runner wrote: move them away to go on without`,
      { cause },
    );
  });
}
