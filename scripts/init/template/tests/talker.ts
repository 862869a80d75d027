// A WebSocket of the tables as a test type talks over it: as the user of the session, against the limits of its row.
import { addressOf } from 'k6-script/request';
import { websocket } from 'k6-script/websocket';
import { websocketLimits } from '../thresholds/limits.ts';
import { type TestTypeName, type Websocket, type WebsocketName, websockets } from '../thresholds/tables.ts';
import type { WebsocketDefinition } from './endpoints/definition.ts';
import { talks } from './endpoints/index.ts';
import { session } from './session.ts';

export interface Talker {
  thresholds: Record<string, string[]>;
  /** Until its connection is closed again. */
  talk: () => Promise<void>;
}

/** In init: k6 makes metrics there only. */
export function talker(type: TestTypeName, name: WebsocketName): Talker {
  const { params, query, headers, writes: _, ...spec }: WebsocketDefinition = talks[name];
  const { path }: Websocket = websockets[name];
  const { thresholds, talk } = websocket(name, websocketLimits(type, name));
  const url = () => `${__ENV.BASE_URL}${addressOf({ path, params, query })}`;
  const own = () => ({ headers: { ...session.params().headers, ...headers } });
  return { thresholds, talk: () => talk({ ...spec, url: url(), params: own() }) };
}
