// HTTPS with HTTP/2, and HTTP/1.1 for those who do not speak it; loaded when it is asked for.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer, type Http2Session } from 'node:http2';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { generate } from 'selfsigned';
import { type Handle, keepAliveMs, type Listener } from './listener.ts';

/** The target ends by itself long before. */
const certificateDays = 30;
const dayMs = 86_400_000;

/** Listens with a certificate of its own, made now, for the loopback addresses and `host`. */
export async function secureListener(host: string, handle: Handle): Promise<Listener> {
  const sessions = new Set<Http2Session>();
  const fallback = new FallbackConnections();
  const { key, cert } = await makeCertificate(host);
  const server = createSecureServer({ key, cert, allowHTTP1: true }, (request, response) => {
    if (request.httpVersionMajor === 1) fallback.follow(request.socket as TLSSocket, response);
    // Node's compatibility layer: of the classes of HTTP/1.1 it has what our handlers use.
    handle(request as unknown as IncomingMessage, response as unknown as ServerResponse);
  });
  Object.assign(server, { keepAliveTimeout: keepAliveMs });
  server.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  server.on('secureConnection', (socket) => {
    if (socket.alpnProtocol !== 'h2') fallback.add(socket);
  });
  return {
    server,
    scheme: 'https',
    certificate: cert,
    closeIdle() {
      // Streams that are open get their answers; new ones are refused.
      for (const session of sessions) session.close();
      fallback.close('idle');
    },
    cut() {
      for (const session of sessions) session.destroy();
      fallback.close('all');
    },
  };
}

/** Connections that chose HTTP/1.1, each with whether a request is under way: Node does not track them here. */
class FallbackConnections {
  private readonly busy = new Map<TLSSocket, boolean>();

  add(socket: TLSSocket): void {
    this.busy.set(socket, false);
    socket.once('close', () => this.busy.delete(socket));
  }

  follow(socket: TLSSocket, response: { once(event: 'close', done: () => void): unknown }): void {
    this.busy.set(socket, true);
    response.once('close', () => {
      if (this.busy.has(socket)) this.busy.set(socket, false);
    });
  }

  close(which: 'idle' | 'all'): void {
    for (const [socket, isBusy] of this.busy) {
      if (which === 'all' || !isBusy) socket.destroy();
    }
  }
}

async function makeCertificate(host: string): Promise<{ key: string; cert: string }> {
  const addresses = new Set(['127.0.0.1', '::1', ...(isIP(host) ? [host] : [])]);
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Reference target' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    // Clocks of clients may be a little behind.
    notBeforeDate: new Date(Date.now() - dayMs),
    notAfterDate: new Date(Date.now() + certificateDays * dayMs),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [{ type: 2, value: 'localhost' }, ...[...addresses].map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  return { key, cert };
}
