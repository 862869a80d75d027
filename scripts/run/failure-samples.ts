// Collects the samples of failures that load scripts log: one of each kind goes into the result, other lines pass through.

import type { LoggedFailure } from 'k6-format/run-record';
import { readFailureLine } from '../../lib/failure-sample.ts';

/** Kinds that a result keeps; a target with more of them is broken in ways that no table tells. */
const MOST_KINDS = 40;

export class FailureSamples {
  readonly #kinds = new Map<string, LoggedFailure>();

  /** One sample of each kind, the earliest, in the order of time. */
  list(): LoggedFailure[] {
    return [...this.#kinds.values()].sort((a, b) => a.atS - b.atS);
  }

  /** Whether a line is a sample; then it has been kept. */
  note(line: string): boolean {
    const sample = readFailureLine(line);
    if (sample === null) return false;
    // Operations of a service have neither status nor code: their messages tell them apart.
    const isOperation = sample.status === '0' && sample.code === '0';
    const kind = `${sample.endpoint} ${sample.status} ${sample.code}${isOperation ? ` ${sample.message}` : ''}`;
    const known = this.#kinds.get(kind);
    if (known === undefined && this.#kinds.size >= MOST_KINDS) return true;
    const earliest = known !== undefined && known.atS <= sample.atS ? known : sample;
    this.#kinds.set(kind, { ...earliest, users: (known?.users ?? 0) + 1 });
    return true;
  }
}
