// Collects what page load tests log of their visits: the slowest loads, the film, failures and the audit go into the result.
import { PICTURE_NAME, pageSampleSchema } from 'k6-format/page-evidence';
import type { PageEvidence, PageLoad } from 'k6-format/run-record';
import { shaped } from 'k6-kit/shapes';
import { readPageLine } from '../../lib/page-sample.ts';

/** Visits times the phases of a test, with room for another phase or two. */
const MOST_LOADS = 12;
const MOST_FRAMES = 20;
const MOST_FAILURES = 10;
const MOST_AUDITED = 60;

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
    const data = shaped(pageSampleSchema, raw);
    // A page can put odd things into its own figures: what cannot be read is not evidence.
    if (data === undefined || ('file' in data && data.file !== '' && !PICTURE_NAME.test(data.file))) return true;
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
