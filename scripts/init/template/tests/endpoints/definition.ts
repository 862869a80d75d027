// What is known of an endpoint: how it is called and what a right answer is.
import type { RefinedResponse } from 'k6/http';

export interface Definition {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
  /** Values of the parameters in the path, in turn, encoded for a URL. */
  params?: Record<string, readonly string[]>;
  /** Values of query parameters, in turn. */
  query?: Record<string, readonly string[]>;
  headers?: Record<string, string>;
  body?: string;
  /** What it cannot be called without and nobody has given yet. It is left out until this line is gone. */
  missing?: readonly string[];
  /** What a right answer says; how fast it is, the limits say. */
  checks: Record<string, (answer: RefinedResponse<'text'>) => boolean>;
}
