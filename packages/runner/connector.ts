// Opens connections and times their parts: name lookup, TCP, TLS.
import { connect as connectTcp, isIP, type Socket, type TcpNetConnectOpts } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import type { HopResult } from './hop.ts';
import type { Route } from './http-request.ts';
import type { ConnectTimes } from './http-timings.ts';
import type { NetworkRules } from './network-rules.ts';
import { secureContextFor, type TlsSettings } from './tls-settings.ts';

export interface Opened {
  times: ConnectTimes;
  tls: HopResult['tls'];
}

export interface ConnectorOptions {
  tls: TlsSettings;
  network: NetworkRules;
}

export interface SocketListener {
  onOpen(opened: Opened): void;
  /** The buffer is read into again as soon as this returns. Without it the socket is to be read as a stream. */
  onRead?(bytes: Buffer, length: number): void;
  /** The other side has ended the connection, or this one has. */
  onEnd(): void;
  onError(error: Error): void;
}

/** TLS versions as k6 writes them. */
const TLS_VERSIONS: Record<string, string> = {
  TLSv1: 'tls1.0',
  'TLSv1.1': 'tls1.1',
  'TLSv1.2': 'tls1.2',
  'TLSv1.3': 'tls1.3',
};

/** All sockets of a thread read into it: a callback is done with it before the next read. */
const READ_BUFFER = Buffer.allocUnsafeSlow(65_536);

/** Opens a connection. Throws an error with a code when a rule forbids it. */
export function openSocket(route: Route, { tls, network }: ConnectorOptions, listener: SocketListener): Socket {
  const { host, port, isTls } = route;
  const { lookup } = network;
  const options: TcpNetConnectOpts = {
    ...network.route(host, port),
    ...(lookup && { lookup }),
    ...{ noDelay: true, keepAlive: true },
    ...(listener.onRead && {
      onread: {
        buffer: READ_BUFFER,
        callback: (length: number, bytes: Uint8Array) => {
          listener.onRead?.(bytes as Buffer, length);
          return true;
        },
      },
    }),
  };
  const socket: Socket = isTls
    ? connectTls({
        ...options,
        ALPNProtocols: ['http/1.1'],
        secureContext: secureContextFor(tls, host),
        // Judged below: Node would name the issuer first where k6 names the host.
        rejectUnauthorized: false,
        ...(isIP(host) === 0 && { servername: host }),
      })
    : connectTcp(options);
  let startMs = performance.now();
  let connectedMs = startMs;
  const open = (opened: Opened): void => {
    // Before this it would be an error of TLS.
    socket.on('end', () => listener.onEnd());
    listener.onOpen(opened);
  };
  socket.once('lookup', () => {
    startMs = performance.now();
  });
  socket.once('connect', () => {
    connectedMs = performance.now();
    if (!isTls) open({ times: { connecting: connectedMs - startMs, tlsHandshaking: 0 }, tls: undefined });
  });
  if (isTls) {
    socket.setNoDelay(true);
    socket.once('secureConnect', () => {
      const refusal = tls.insecureSkipTlsVerify ? undefined : refusalOf(socket as TLSSocket, host);
      if (refusal) {
        listener.onError(refusal);
        return;
      }
      const times = { connecting: connectedMs - startMs, tlsHandshaking: performance.now() - connectedMs };
      open({ times, tls: describeTls(socket as TLSSocket) });
    });
  }
  socket.on('error', (error) => listener.onError(error));
  socket.on('close', () => listener.onEnd());
  return socket;
}

/** Why the server's certificate is not accepted; its name is looked at before its issuer. */
function refusalOf(socket: TLSSocket, name: string): Error | undefined {
  const wrongName = checkServerIdentity(name, socket.getPeerCertificate());
  if (wrongName || socket.authorized) return wrongName;
  const reason: unknown = socket.authorizationError;
  const code = reason instanceof Error ? (reason as NodeJS.ErrnoException).code : String(reason);
  return Object.assign(new Error(`tls: the certificate is not accepted: ${code}`), { code });
}

function describeTls(socket: TLSSocket): Opened['tls'] {
  const version = socket.getProtocol() ?? '';
  return { version: TLS_VERSIONS[version] ?? version, cipher: socket.getCipher().standardName };
}
