// Collects what page load tests log of their visits: the slowest loads, the film, failures and the audit go into the result.
import { PAGE_FINDINGS, VISITS } from 'k6-format/load-names';
import type { PageEvidence, PageLoad } from 'k6-format/run-record';
import { shaped } from 'k6-kit/shapes';
import * as v from 'valibot';
import { MOST_FILES, type PageSample, readPageLine } from '../../lib/page-sample.ts';

/** Visits times the phases of a test, with room for another phase or two. */
const MOST_LOADS = 12;
const MOST_FRAMES = 20;
const MOST_FAILURES = 10;
const MOST_AUDITED = 60;

const number = v.pipe(v.number(), v.finite());
const text = v.pipe(v.string(), v.maxLength(400));
const visit = v.picklist(VISITS);
/** The pictures lie beside the result: a name is all that there is of a path. */
const picture = v.pipe(v.string(), v.regex(/^[\w.-]{1,200}\.(png|jpg)$/));

const file = v.object({
  ...{ name: text, kind: text, protocol: text },
  ...{ startMs: number, requestMs: number, responseMs: number, endMs: number, bytes: number },
  isBlocking: v.boolean(),
});
const sample: v.GenericSchema<unknown, PageSample> = v.variant('kind', [
  v.object({
    kind: v.literal('load'),
    ...{ visit, phase: text, atS: number },
    vitals: v.record(v.pipe(v.string(), v.maxLength(20)), number),
    files: v.pipe(v.array(file), v.maxLength(MOST_FILES)),
  }),
  v.object({ kind: v.literal('frame'), atMs: number, file: picture }),
  v.object({
    kind: v.literal('failure'),
    ...{ visit, phase: text, atS: number, message: text },
    file: v.union([picture, v.literal('')]),
  }),
  v.object({
    kind: v.literal('audit'),
    finding: v.picklist(PAGE_FINDINGS),
    ...{ name: text, now: text, bytes: number, ofBytes: number, ms: number },
  }),
]);

export class PageSamples {
  readonly #loads = new Map<string, PageLoad>();
  readonly #evidence: Omit<PageEvidence, 'loads'> = { frames: [], failures: [], audit: [] };

  /** Undefined where nothing was logged. */
  evidence(): PageEvidence | undefined {
    const { frames, failures, audit } = this.#evidence;
    const loads = [...this.#loads.values()];
    if (loads.length + frames.length + failures.length + audit.length === 0) return undefined;
    return { loads, frames: frames.toSorted((a, b) => a.atMs - b.atMs), failures, audit };
  }

  /** Whether a line is a sample; then it has been kept. */
  note(line: string): boolean {
    const raw = readPageLine(line);
    if (raw === undefined) return false;
    const data = shaped(sample, raw);
    // A page can put odd things into its own figures: what cannot be read is no evidence.
    if (data === undefined) return true;
    const { frames, failures, audit } = this.#evidence;
    if (data.kind === 'load') this.#noteLoad(data);
    else if (data.kind === 'frame') put(frames, data, MOST_FRAMES);
    else if (data.kind === 'failure') put(failures, data, MOST_FAILURES);
    else if (!audit.some(({ finding, name }) => finding === data.finding && name === data.name))
      put(audit, data, MOST_AUDITED);
    return true;
  }

  #noteLoad(load: PageLoad): void {
    const key = `${load.visit} ${load.phase}`;
    const known = this.#loads.get(key);
    if (known ? (known.vitals.load ?? 0) >= (load.vitals.load ?? 0) : this.#loads.size >= MOST_LOADS) return;
    this.#loads.set(key, load);
  }
}

function put<T>(list: T[], item: T, most: number): void {
  if (list.length < most) list.push(item);
}
