// A server of WebSockets on loopback for tests: what it does follows from the path.
import type { IncomingMessage } from 'node:http';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { serve } from '../testing.fixture.ts';

export interface SocketServer {
  /** Of ws, without a path. */
  url: string;
  http: string;
  /** How the first `count` connections of a path have ended: path, code, reason. */
  ends(path: string, count: number): Promise<string[]>;
  /** Headers of the requests for a WebSocket. */
  asked: IncomingMessage['headers'][];
  /** Most bytes that one of them could not send. */
  heldBackBytes(): number;
}

const KIB = 1024;

/** What a connection does, by path. `/echo` and all others send back what they get. */
const BEHAVIOURS: Record<string, (socket: WebSocket) => void> = {
  '/bye': (socket) => socket.close(1000, 'bye'),
  '/fault': (socket) => socket.close(1011, 'broken'),
  '/drop': (socket) => socket.terminate(),
  '/ping': (socket) => socket.ping('x'),
  '/huge': (socket) => socket.send('x'.repeat(2 * KIB * KIB)),
  '/pings': (socket) => {
    for (let i = 0; i < 2000; i++) socket.ping();
    socket.send('last');
  },
  '/flood': (socket) => {
    for (let i = 0; i < 5000; i++) socket.send('y'.repeat(10 * KIB));
  },
};

/** Ends with the test. */
export async function socketServer(t: TestContext): Promise<SocketServer> {
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: true, handleProtocols: () => 'chat' });
  const http = await serve((_request, response) => response.end('plain'));
  const ended: string[] = [];
  const asked: SocketServer['asked'] = [];
  http.server.on('upgrade', (request, connection, head) => {
    asked.push(request.headers);
    if (request.url === '/refused') {
      connection.end('HTTP/1.1 401 Unauthorized\r\nX-Why: no token\r\nContent-Length: 2\r\n\r\nno');
      return;
    }
    sockets.handleUpgrade(request, connection, head, (socket) => {
      socket.on('close', (code, reason) => ended.push(`${request.url} ${code} ${reason}`));
      socket.on('message', (data, binary) => socket.send(data, { binary }));
      BEHAVIOURS[request.url ?? '']?.(socket);
    });
  });
  t.after(async () => {
    for (const socket of sockets.clients) socket.terminate();
    await http.close();
  });
  const heldBackBytes = (): number => Math.max(0, ...[...sockets.clients].map((socket) => socket.bufferedAmount));
  const ends = async (path: string, count: number): Promise<string[]> => {
    const those = (): string[] => ended.filter((one) => one.startsWith(`${path} `));
    for (let turn = 0; turn < 100 && those().length < count; turn++) await delay(10);
    return those();
  };
  return { url: http.url.replace('http', 'ws'), http: http.url, ends, asked, heldBackBytes };
}

/** What a script has logged as `TOLD ...`, in order. */
export function toldIn(stderr: string): string[] {
  return [...stderr.matchAll(/TOLD (.*)/g)].map(([, text]) => text as string);
}
