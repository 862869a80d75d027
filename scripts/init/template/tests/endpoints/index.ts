// All endpoints by the names of the table.
import type { EndpointName } from '../../thresholds/tables.ts';
import type { Definition } from './definition.ts';
import { status } from './status.ts';

export const definitions: Record<EndpointName, Definition> = { status };
