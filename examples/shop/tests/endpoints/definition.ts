// What is known of an endpoint: how it is called and what a right answer is.
import type { Answer, RequestSpec } from 'k6-script/request';

/** Path and name are in the tables. Values that vary are lists, in turn, or functions: `json: () => users.row()`. */
export interface Definition extends Omit<RequestSpec, 'path' | 'name' | 'tags'> {
  /** What it cannot be called without and nobody has given yet. It is left out until this line is gone. */
  missing?: readonly string[];
  /** What a right answer says; how fast it is, the limits say. */
  checks: Record<string, (answer: Answer) => boolean>;
}
