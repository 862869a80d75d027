// A stand-in for the system, on loopback: to try a test before the system is loaded. Put your endpoints' answers here.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { type Endpoint, endpoints } from './thresholds/tables.ts';

const ws = join(String(process.env.npm_package_config_perf), 'node_modules/ws/wrapper.mjs');
const { WebSocketServer } = (await import(pathToFileURL(ws).href)) as typeof import('ws');

/** What an endpoint answers with, as JSON; any other one of the tables with {}. */
const ANSWERS: Record<string, unknown> = {
  '/status': { status: 'ok' },
};
const LATENCY_MS = 20;
const rows: Endpoint[] = Object.values(endpoints);
/** `/orders/{id}` answers for /orders/17. */
const paths = rows.map(({ path }) => {
  const fixed = path.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'));
  return { path, pattern: new RegExp(`^${fixed.join('[^/]*')}$`) };
});

export async function startTarget(): Promise<{ url: string; stop: () => void }> {
  const server = createServer(async ({ url = '' }, response) => {
    const [asked = ''] = url.split('?');
    const known = paths.find(({ pattern }) => pattern.test(asked));
    await pause(LATENCY_MS);
    response.writeHead(known === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known === undefined ? { error: 'not found' } : (ANSWERS[known.path] ?? {})));
  });
  // A WebSocket gets its messages back.
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.on('message', (text) => socket.send(String(text))));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const stop = (): void => {
    sockets.close();
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
