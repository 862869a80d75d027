// Endpoints that are WebSockets: talks over them as the user of the session, against the limits of their rows.
import { addressOf } from 'k6-script/request';
import { websocket } from 'k6-script/websocket';
import { websocketLimits } from '../thresholds/limits.ts';
import { type Websocket, websockets } from '../thresholds/tables.ts';
import type { Talking, WebsocketDefinition } from './endpoints/definition.ts';
import { session } from './session.ts';

/** What the file of a WebSocket exports. Only bundles with such a file need the module `k6/websockets`. */
export function overWebsocket({ params, query, headers, writes, ...spec }: WebsocketDefinition): Talking {
  return {
    writes,
    // In init: k6 makes metrics there only.
    talker(type, name) {
      const { path }: Websocket = websockets[name];
      const { thresholds, talk } = websocket(name, websocketLimits(type, name));
      const url = () => `${__ENV.BASE_URL}${addressOf({ path, params, query })}`;
      const own = () => ({ headers: { ...session.params().headers, ...headers } });
      return { thresholds, talk: () => talk({ ...spec, url: url(), params: own() }) };
    },
  };
}
