// A server of either protocol, as the target starts and stops it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server } from 'node:net';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

export interface Listener {
  server: Server;
  scheme: 'http' | 'https';
  /** PEM of what the server shows; null where nothing is encrypted. */
  certificate: string | null;
  /** Closes connections on which nothing is under way. */
  closeIdle(): void;
  /** Closes all, whatever is under way. */
  cut(): void;
}

/** Longer than any pause of a virtual user, so that the target never closes a connection that a request is on its way to. */
export const keepAliveMs = 65_000;

/** HTTP/1.1, as the API itself speaks it. */
export function plainListener(handle: Handle): Listener {
  const server = createServer({ keepAlive: true, keepAliveTimeout: keepAliveMs }, handle);
  return {
    server,
    scheme: 'http',
    certificate: null,
    closeIdle: () => server.closeIdleConnections(),
    cut: () => server.closeAllConnections(),
  };
}
