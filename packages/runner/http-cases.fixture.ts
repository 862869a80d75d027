// For tests: a server on loopback that answers with any bytes, and what the runner's client, undici and node:http make of them.

import { readFileSync } from 'node:fs';
import { Agent, request as nodeRequest } from 'node:http';
import { request as nodeSecureRequest, Agent as SecureAgent } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer } from 'node:tls';
import { Client } from 'undici';
import { readTls } from './tls-settings.ts';
import { socketTransport, type Transport } from './transport.ts';

/** An answer as its bytes. */
export interface RawAnswer {
  bytes: Buffer;
  /** Where the bytes are cut into separate writes. */
  cuts: readonly number[];
  /** What the server does with the connection afterwards; one that it keeps it ends a little later. */
  ending: 'keep' | 'end' | 'reset';
}

/** What a client says of an answer; an error has no status. */
export interface Outcome {
  status: number;
  headers: [string, string][];
  body: string;
  error: string;
}

const PAUSE_MS = 1;
/** How long a kept connection stays open without another request. */
const KEPT_MS = 25;
const FINE = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfine';
const pem = readFileSync(new URL('./conformance/right.invalid.pem', import.meta.url), 'utf8');

export class RawServer {
  readonly #answers: RawAnswer[] = [];
  /** How often each has been sent to its end. */
  readonly #sent: number[] = [];
  readonly #server: Server;
  readonly #isTls: boolean;
  readonly #sockets = new Set<Socket>();

  constructor(isTls = false) {
    this.#isTls = isTls;
    const listener = (socket: Socket): void => this.#serve(socket);
    this.#server = isTls ? createTlsServer({ key: pem, cert: pem }, listener) : createServer(listener);
  }

  get origin(): string {
    return `${this.#isTls ? 'https' : 'http'}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => void this.#server.close(() => resolve()));
  }

  /** The URL that an answer is for. */
  add(answer: RawAnswer): string {
    return `${this.origin}/${this.#answers.push(answer) - 1}`;
  }

  /** Waits until an answer has been sent so often, and has arrived. */
  async sent(url: string, times: number): Promise<void> {
    const index = Number(new URL(url).pathname.slice(1));
    do await sleep(PAUSE_MS);
    while ((this.#sent[index] ?? 0) < times);
    // Code that waits goes on before sockets are read.
    await sleep(2 * PAUSE_MS);
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    let [seen, isAsked] = ['', false];
    let closing: NodeJS.Timeout | undefined;
    socket.on('error', () => {});
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('data', (data) => {
      seen += data.toString('latin1');
      const [head, path] = /^\w+ \/(\w*) HTTP\/1\.1\r\n[\s\S]*?\r\n\r\n/.exec(seen) ?? [];
      if (head === undefined) return;
      seen = '';
      clearTimeout(closing);
      if (path === 'fine' || isAsked) {
        socket.write(FINE);
        return;
      }
      isAsked = true;
      const answer = this.#answers[Number(path)] as RawAnswer;
      this.#send(socket, answer, 0, () => {
        this.#sent[Number(path)] = (this.#sent[Number(path)] ?? 0) + 1;
        if (answer.ending === 'keep') closing = setTimeout(() => socket.end(), KEPT_MS);
        else if (answer.ending === 'end') socket.end();
        else setTimeout(() => (this.#isTls ? socket.destroy() : socket.resetAndDestroy()), PAUSE_MS);
      });
    });
  }

  #send(socket: Socket, answer: RawAnswer, index: number, done: () => void): void {
    const { bytes, cuts } = answer;
    const to = cuts[index] ?? bytes.length;
    socket.write(bytes.subarray(cuts[index - 1] ?? 0, to));
    if (index < cuts.length) setTimeout(() => this.#send(socket, answer, index + 1, done), PAUSE_MS);
    else done();
  }
}

export function newTransport(maxBodyBytes = 10_000_000): Transport {
  const settings = {
    tls: readTls({ insecureSkipTLSVerify: true }),
    network: {},
    maxBodyBytes,
    noConnectionReuse: false,
  };
  return socketTransport(() => settings);
}

/** What the runner's client says. */
export function askRunner(transport: Transport, url: string, method = 'GET'): Promise<Outcome> {
  return new Promise((resolve) => {
    const hop = { method, url: new URL(url), headers: [], body: undefined, timeoutMs: 5000, keepsBody: true };
    transport.send(hop, ({ status, headers, body, error }) =>
      resolve({
        status,
        headers: headers.map(([name, value]) => [name, value]),
        body: body?.toString('latin1') ?? '',
        error: error?.text ?? '',
      }),
    );
  });
}

/** What undici says. */
export async function askUndici(url: string, method = 'GET'): Promise<Outcome> {
  const { origin, pathname } = new URL(url);
  const client = new Client(origin, {
    connect: { rejectUnauthorized: false },
    bodyTimeout: 5000,
    headersTimeout: 5000,
  });
  const outcome: Outcome = { status: 0, headers: [], body: '', error: '' };
  await new Promise<void>((resolve) => {
    client.dispatch(
      { method: method as 'GET', path: pathname },
      {
        onConnect() {},
        onHeaders(status: number, raw: Buffer[]) {
          outcome.status = status;
          const texts = raw.map((one) => one.toString('latin1'));
          outcome.headers = texts.flatMap((name, index): [string, string][] =>
            index % 2 === 0 ? [[name, texts[index + 1] ?? '']] : [],
          );
          return true;
        },
        onData(chunk: Buffer) {
          outcome.body += chunk.toString('latin1');
          return true;
        },
        onComplete: () => resolve(),
        onError(error: Error) {
          Object.assign(outcome, { status: 0, headers: [], body: '', error: error.message || error.name });
          resolve();
        },
      },
    );
  });
  client.destroy().catch(() => {});
  return outcome;
}

/** What Node's own client says. */
export function askNode(url: string, method = 'GET'): Promise<Outcome> {
  const isTls = url.startsWith('https');
  const agent = isTls ? new SecureAgent({ rejectUnauthorized: false }) : new Agent();
  return new Promise((resolve) => {
    const fail = (error: Error): void => resolve({ status: 0, headers: [], body: '', error: error.message || 'error' });
    const request = (isTls ? nodeSecureRequest : nodeRequest)(url, { method, agent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('error', fail);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const raw = response.rawHeaders;
        resolve({
          status: response.statusCode ?? 0,
          headers: raw.flatMap((name, index): [string, string][] =>
            index % 2 === 0 ? [[name, raw[index + 1] ?? '']] : [],
          ),
          body: Buffer.concat(chunks).toString('latin1'),
          error: '',
        });
      });
    });
    request.on('error', fail);
    request.on('upgrade', (_response, socket) => {
      socket.destroy();
      fail(new Error('upgrade'));
    });
    request.end();
  }).finally(() => agent.destroy()) as Promise<Outcome>;
}
