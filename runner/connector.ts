// Opens connections for undici and times their parts: name lookup, TCP, TLS.
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls, type TLSSocket } from 'node:tls';
import type { buildConnector } from 'undici';
import type { Destination, NetworkRules } from './network-rules.ts';

/** What opening a connection took, milliseconds. */
export interface ConnectTimes {
  connecting: number;
  tlsHandshaking: number;
}

export interface OpenedSocket {
  socket: Socket;
  times: ConnectTimes;
  tls: { version: string; cipher: string } | undefined;
}

export interface ConnectorOptions {
  insecureSkipTlsVerify: boolean;
  network: NetworkRules;
  onOpen(opened: OpenedSocket): void;
}

/** TLS versions as k6 writes them. */
const TLS_VERSIONS: Record<string, string> = {
  TLSv1: 'tls1.0',
  'TLSv1.1': 'tls1.1',
  'TLSv1.2': 'tls1.2',
  'TLSv1.3': 'tls1.3',
};

/** A connector for one undici client. */
export function connectorFor({ insecureSkipTlsVerify, network, onOpen }: ConnectorOptions): buildConnector.connector {
  return ({ hostname, protocol, port, servername }, callback) => {
    const isTls = protocol === 'https:';
    const host = hostname.replace(/^\[(.*)\]$/, '$1');
    const fail = (error: Error): void => callback(error, null);
    let destination: Destination;
    try {
      destination = network.route(host, Number(port) || (isTls ? 443 : 80));
    } catch (error) {
      // Not from within the caller, who does not expect an answer yet.
      process.nextTick(fail, error);
      return;
    }
    let startMs = performance.now();
    const { lookup } = network;
    const tcp = connectTcp({ ...destination, ...(lookup && { lookup }), noDelay: true, keepAlive: true });
    tcp.once('error', fail);
    tcp.once('lookup', () => {
      startMs = performance.now();
    });
    tcp.once('connect', () => {
      tcp.off('error', fail);
      const connectedMs = performance.now();
      const connecting = connectedMs - startMs;
      if (!isTls) {
        onOpen({ socket: tcp, times: { connecting, tlsHandshaking: 0 }, tls: undefined });
        callback(null, tcp);
        return;
      }
      const name = servername || host;
      const tls = connectTls({
        socket: tcp,
        ALPNProtocols: ['http/1.1'],
        // Judged below: Node would name the issuer first where k6 names the host.
        rejectUnauthorized: false,
        ...(isIP(name) === 0 && { servername: name }),
      });
      tls.once('error', fail);
      tls.once('secureConnect', () => {
        tls.off('error', fail);
        const refusal = insecureSkipTlsVerify ? undefined : refusalOf(tls, name);
        if (refusal) {
          tls.destroy();
          fail(refusal);
          return;
        }
        onOpen({
          socket: tls,
          times: { connecting, tlsHandshaking: performance.now() - connectedMs },
          tls: describeTls(tls),
        });
        callback(null, tls);
      });
    });
  };
}

/** Why the server's certificate is not accepted; its name is looked at before its issuer. */
function refusalOf(socket: TLSSocket, name: string): Error | undefined {
  const wrongName = checkServerIdentity(name, socket.getPeerCertificate());
  if (wrongName || socket.authorized) return wrongName;
  const reason: unknown = socket.authorizationError;
  const code = reason instanceof Error ? (reason as NodeJS.ErrnoException).code : String(reason);
  return Object.assign(new Error(`tls: the certificate is not accepted: ${code}`), { code });
}

function describeTls(socket: TLSSocket): OpenedSocket['tls'] {
  const version = socket.getProtocol() ?? '';
  return { version: TLS_VERSIONS[version] ?? version, cipher: socket.getCipher().standardName };
}
