// What the formats of outputs have in common.
import type { Sample } from './metrics.ts';

/** Turns samples into text. */
export interface Encoder {
  /** What comes before the first sample. */
  readonly header: string;
  encode(sample: Sample): string;
}
