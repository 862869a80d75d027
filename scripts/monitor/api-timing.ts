// Times one request to the API as curl's -w does: until the connection stood, and until the last byte.
import http from 'node:http';
import https from 'node:https';
import type { ApiTiming } from './sample.ts';

/** Longest wait for the whole request, ms. */
const PATIENCE_MS = 5000;

/** One GET on a connection of its own; what goes wrong is in `error`, nothing is thrown. Redirects are not followed. */
export function timeRequest(url: string, patienceMs = PATIENCE_MS): Promise<ApiTiming> {
  const begunMs = performance.now();
  const since = () => performance.now() - begunMs;
  const timing: ApiTiming = { url, status: null, connectMs: null, totalMs: null, error: null };
  return new Promise((resolve) => {
    const end = (error: string | null) => {
      clearTimeout(timer);
      resolve({ ...timing, error });
    };
    const client = url.startsWith('https:') ? https : http;
    const request = client.get(url, { agent: false }, (response) => {
      timing.status = response.statusCode ?? null;
      response.on('end', () => {
        timing.totalMs = since();
        end(null);
      });
      response.on('error', (error) => end(reasonOf(error)));
      response.resume();
    });
    const timer = setTimeout(() => {
      end(`no complete answer within ${patienceMs / 1000} s`);
      request.destroy();
    }, patienceMs);
    request.on('socket', (socket) =>
      socket.once('connect', () => {
        timing.connectMs = since();
      }),
    );
    request.on('error', (error) => end(reasonOf(error)));
  });
}

function reasonOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.message;
}
