// A stand-in for the system, on loopback: to try a test before the system is loaded. Put your endpoints' answers here.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { endpoints } from './thresholds/tables.ts';

/** What each path answers with, as JSON. */
const ANSWERS: Record<string, unknown> = {
  [endpoints.status.path]: { status: 'ok' },
};
const LATENCY_MS = 20;

export async function startTarget(): Promise<{ url: string; stop: () => void }> {
  const server = createServer(async ({ url = '' }, response) => {
    const body = ANSWERS[url];
    await pause(LATENCY_MS);
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'not found' }));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const stop = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
