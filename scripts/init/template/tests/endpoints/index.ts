// All endpoints and WebSockets by the names of the tables.
import type { EndpointName, WebsocketName } from '../../thresholds/tables.ts';
import type { Definition, Talking } from './definition.ts';
import { status } from './status.ts';

export const definitions: Record<EndpointName, Definition> = { status };

export const talks: Record<WebsocketName, Talking> = {};
