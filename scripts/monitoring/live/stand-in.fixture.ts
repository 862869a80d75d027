// An exporter whose figures a test sets: for hosts and services that a test cannot make slow, full or absent for real.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StandIn {
  /** host:port, as a scrape target. */
  address: string;
  /** Sets a series to a value that stays. */
  set(series: string, value: number): void;
  /** Makes a counter grow by that much a second, from where it stands. */
  grow(series: string, perS: number): void;
  /** Takes the exporter away, and brings it back at the same address. */
  close(): Promise<void>;
  open(): Promise<void>;
}

interface Course {
  from: number;
  perS: number;
  sinceMs: number;
}

/** Starts one on a free port. */
export async function startStandIn(): Promise<StandIn> {
  const series = new Map<string, Course>();
  const valueNow = ({ from, perS, sinceMs }: Course) => from + (perS * (performance.now() - sinceMs)) / 1000;
  const server = createServer((_, response) => {
    const lines = [...series].map(([name, course]) => `${name} ${valueNow(course)}\n`);
    // Asked once and closed, so that taking it away leaves no connection.
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4', connection: 'close' }).end(lines.join(''));
  });
  let port = 0;
  const open = () =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        port = (server.address() as AddressInfo).port;
        resolve();
      });
    });
  const start = (name: string, perS: number, value?: number) => {
    const known = series.get(name);
    const from = value ?? (known ? valueNow(known) : 0);
    series.set(name, { from, perS, sinceMs: performance.now() });
  };
  await open();
  return {
    address: `127.0.0.1:${port}`,
    set: (name, value) => start(name, 0, value),
    grow: (name, perS) => start(name, perS),
    open,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
