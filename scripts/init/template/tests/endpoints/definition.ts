// What is known of an endpoint or a WebSocket: how it is called and what a right answer is.
import type { Answer, RequestSpec } from 'k6-script/request';
import type { Talk } from 'k6-script/websocket';
import type { TestTypeName, WebsocketName } from '../../thresholds/tables.ts';

/** Path and name are in the tables. Values that vary are lists, in turn, or functions: `json: () => users.row()`. */
export interface Definition extends Omit<RequestSpec, 'path' | 'name' | 'tags'> {
  /** What it cannot be called without and nobody has given yet. It is left out until this line is gone. */
  missing?: readonly string[];
  /** What a right answer says; how fast it is, the limits say. */
  checks: Record<string, (answer: Answer) => boolean>;
}

/** A talk over a WebSocket: each message is sent when the one before is answered. `isAnswer` says what a right answer is. */
export interface WebsocketDefinition extends Omit<Talk, 'url' | 'params'>, Pick<RequestSpec, 'params' | 'query'> {
  /** Whether its messages change something on the system. */
  writes: boolean;
  headers?: Readonly<Record<string, string>>;
}

/** A WebSocket that test types can call; `overWebsocket` makes it. */
export interface Talking {
  writes: boolean;
  talker(type: TestTypeName, name: WebsocketName): Talker;
}

export interface Talker {
  thresholds: Record<string, string[]>;
  /** Until its connection is closed again. */
  talk: () => Promise<void>;
}
