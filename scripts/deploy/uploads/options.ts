// Options of a collector that takes files by HTTP.
import { InvalidArgumentError } from 'commander';

/** k6 compresses points before it writes them, so a file of a few requests a second may not grow for a minute or two. */
export const LOST_AFTER_S = 300;
/** Most of the volume that is rendered for it. */
export const LIMIT_MB = 16_000;

export interface Listen {
  /** Undefined: all addresses. */
  host: string | undefined;
  port: number;
}

/** `127.0.0.1:8080`, `[::1]:8080` or `:8080`. */
export function readListen(text: string): Listen {
  const [, ipv6, host = ipv6, port] = /^(?:\[([\da-f:]+)\]|([\w.-]+))?:(\d{1,5})$/i.exec(text) ?? [];
  if (port !== undefined && Number(port) <= 65_535) return { host, port: Number(port) };
  throw new InvalidArgumentError(`read "${text}", expected HOST:PORT or :PORT.`);
}
