// Collects what page load tests log of their visits: the slowest loads, the film, failures and the audit go into the result.
import { z } from 'zod';
import { MOST_FILES, type PageLoad, type PageSample, readPageLine } from '../../lib/page-sample.ts';
import type { PageEvidence } from '../../lib/run-record.ts';
import { PAGE_FINDINGS, VISITS } from '../../thresholds/page-limits.ts';

/** Visits times the phases of a test, with room for another phase or two. */
const MOST_LOADS = 12;
const MOST_FRAMES = 20;
const MOST_FAILURES = 10;
const MOST_AUDITED = 60;

const number = z.number();
const text = z.string().max(400);
const visit = z.enum(VISITS);
/** The pictures lie beside the result: a name is all that there is of a path. */
const picture = z.string().regex(/^[\w.-]{1,200}\.(png|jpg)$/);

const file = z.object({
  ...{ name: text, kind: text, protocol: text },
  ...{ startMs: number, requestMs: number, responseMs: number, endMs: number, bytes: number },
  isBlocking: z.boolean(),
});
const sample: z.ZodType<PageSample> = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('load'),
    ...{ visit, phase: text, atS: number },
    vitals: z.record(z.string().max(20), number),
    files: z.array(file).max(MOST_FILES),
  }),
  z.object({ kind: z.literal('frame'), atMs: number, file: picture }),
  z.object({
    kind: z.literal('failure'),
    ...{ visit, phase: text, atS: number, message: text },
    file: z.union([picture, z.literal('')]),
  }),
  z.object({
    kind: z.literal('audit'),
    finding: z.enum(PAGE_FINDINGS),
    ...{ name: text, now: text, bytes: number, ofBytes: number, ms: number },
  }),
]);

export class PageSamples {
  readonly #loads = new Map<string, PageLoad>();
  readonly #evidence: Omit<PageEvidence, 'loads'> = { frames: [], failures: [], audit: [] };

  /** Takes a piece of a log, whole lines at a time, and gives back what is not a sample, just as it was. */
  take(piece: string): string {
    if (!piece.includes('page sample: ')) return piece;
    return (piece.match(/[^\n]*\n|[^\n]+$/g) ?? []).filter((line) => !this.#note(line)).join('');
  }

  /** Undefined where nothing was logged. */
  evidence(): PageEvidence | undefined {
    const { frames, failures, audit } = this.#evidence;
    const loads = [...this.#loads.values()];
    if (loads.length + frames.length + failures.length + audit.length === 0) return undefined;
    return { loads, frames: frames.toSorted((a, b) => a.atMs - b.atMs), failures, audit };
  }

  #note(line: string): boolean {
    const raw = readPageLine(line);
    if (raw === undefined) return false;
    const { data } = sample.safeParse(raw);
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
