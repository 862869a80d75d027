// One kept connection of a VU: an undici client with a single socket.
import { Client } from 'undici';
import { connectorFor, type OpenedSocket } from './connector.ts';
import type { NetworkRules } from './network-rules.ts';

export interface TransportOptions {
  insecureSkipTlsVerify: boolean;
  network: NetworkRules;
  /** k6's noConnectionReuse: every request has a connection of its own. */
  closesAfterRequest: boolean;
  /** Bytes of a body that are kept; more is a failed request. */
  maxBodyBytes: number;
}

/** Idle connections stay open for this long; a server that says less is obeyed. */
const KEEP_ALIVE_MS = 300_000;
const MAX_HEADER_BYTES = 1_048_576;

export class Connection {
  readonly client: Client;
  isBusy = false;
  isDead = false;
  /** Set when the request in progress had to open the socket. */
  opened: OpenedSocket | undefined;
  socket: OpenedSocket | undefined;
  #sentBefore = 0;
  #receivedBefore = 0;

  constructor(origin: string, options: TransportOptions) {
    this.client = new Client(origin, {
      connect: connectorFor({
        insecureSkipTlsVerify: options.insecureSkipTlsVerify,
        network: options.network,
        onOpen: (opened) => {
          this.#leave();
          this.opened = opened;
          this.socket = opened;
        },
      }),
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    // A socket that breaks while idle is no event for anybody; requests hear of errors themselves.
    this.client.on('disconnect', () => {});
    this.client.on('connectionError', () => {});
  }

  takeBytes(): { sent: number; received: number } {
    const { bytesWritten = 0, bytesRead = 0 } = this.socket?.socket ?? {};
    const taken = { sent: bytesWritten - this.#sentBefore, received: bytesRead - this.#receivedBefore };
    this.#sentBefore = bytesWritten;
    this.#receivedBefore = bytesRead;
    return taken;
  }

  /** Gives the connection up: nothing is known of its state. */
  kill(): void {
    this.isDead = true;
    this.client.destroy(new Error('broken off'), () => {});
  }

  /** The next socket counts from 0; what the last one has not told yet is owed. */
  #leave(): void {
    const { sent, received } = this.takeBytes();
    this.#sentBefore = -sent;
    this.#receivedBefore = -received;
  }
}
