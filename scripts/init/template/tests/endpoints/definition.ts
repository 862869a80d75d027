// What is known of an endpoint: how it is called and what a right answer is.
import type { RefinedResponse } from 'k6/http';

export interface Definition {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** What a right answer says; how fast it is, the limits say. */
  checks: Record<string, (answer: RefinedResponse<'text'>) => boolean>;
}
