// Opens the connection of a WebSocket: the rules of the network and of TLS are those of http.
import type { Socket } from 'node:net';
import { type ConnectorOptions, type Opened, openSocket } from '../connector.ts';
import { routeOf } from '../http-request.ts';

/** A connection whose bytes are read as a stream. */
export interface Dialled extends Opened {
  socket: Socket;
}

/** Calls `done` once, with the connection or with the reason why there is none. `url`: of http or https. */
export function dial(url: URL, options: ConnectorOptions, done: (dialled: Dialled | Error) => void): void {
  let isDone = false;
  const finish = (outcome: Opened | Error): void => {
    if (isDone) return;
    isDone = true;
    if (outcome instanceof Error) socket?.destroy();
    done(outcome instanceof Error ? outcome : { ...outcome, socket: socket as Socket });
  };
  let socket: Socket | undefined;
  try {
    // After it has been handed on, its new owner hears of its end.
    socket = openSocket(routeOf(url), options, {
      onOpen: finish,
      onEnd: () => finish(new Error('the other side closed the connection')),
      onError: finish,
    });
  } catch (error) {
    // Not from within the caller, who does not expect an answer yet.
    process.nextTick(finish, error);
  }
}
