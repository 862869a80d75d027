// All endpoints by the names of the table.
import type { RefinedResponse } from 'k6/http';
import type { EndpointName } from '../../thresholds/tables.ts';
import { status } from './status.ts';

export interface Definition {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** What a right answer says; how fast it is, the limits say. */
  checks: Record<string, (answer: RefinedResponse<'text'>) => boolean>;
}

export const definitions: Record<EndpointName, Definition> = { status };
