// The host's end of k6/x/redis: one connection for each client that a VU has made; commands in, replies out.
import { loadPackage } from '../needed-packages.ts';
import { type Handle, type OpenHandle, scriptError } from './handle.ts';
import { type RedisSettings, readRedisOptions } from './redis-options.ts';

/** Loaded when the first script makes a client: no other pays for it. */
const loadLibrary = () => loadPackage<typeof import('redis')>('redis');

/** As much of a client as is used here; the library's own type spells out every command. */
interface Client {
  isOpen: boolean;
  connect(): Promise<unknown>;
  sendCommand(command: string[]): Promise<unknown>;
  destroy(): void;
  on(event: 'error', listener: () => void): void;
}

/** `settings`: a URL or the documented options. */
export const openRedis: OpenHandle = (settings) => new Redis(readRedisOptions(settings));

class Redis implements Handle {
  readonly #settings: RedisSettings;
  readonly #create: () => Client;
  /** Resolves with a client that is connected; undefined before the first command and after a connection was lost. */
  #connection: Promise<Client> | undefined;
  #connected: Client | undefined;
  #isClosed = false;

  constructor(settings: RedisSettings) {
    const { createClient } = loadLibrary();
    this.#settings = settings;
    this.#create = () => createClient(libraryOptions(settings)) as unknown as Client;
  }

  /** `args`: the words of the command. The reply is as the protocol RESP2 has it. */
  async call(_method: string, args: readonly unknown[]): Promise<unknown> {
    if (this.#isClosed) throw new Error('the client is closed');
    try {
      const client = await (this.#connection ??= this.#connect());
      return await this.#inTime(client.sendCommand(args.map(String)), 0, () => this.#forget(client));
    } catch (error) {
      throw scriptError(error, this.#settings.password);
    }
  }

  /** Replies come in the order of the commands, so one that nobody waits for does no harm. */
  interrupt(): void {}

  close(): void {
    this.#isClosed = true;
    this.#connection?.then(drop, () => {});
    this.#connection = undefined;
  }

  async #connect(): Promise<Client> {
    const client = this.#create();
    // Each command in flight fails too; without a listener it would end the process.
    client.on('error', () => this.#forget(client));
    try {
      await this.#inTime(client.connect(), this.#settings.connectTimeoutMs, () => {});
    } catch (error) {
      this.#connection = undefined;
      drop(client);
      throw error;
    }
    this.#connected = client;
    return client;
  }

  /** The connection is lost: the next command makes another. */
  #forget(client: Client): void {
    if (client !== this.#connected) return;
    this.#connected = undefined;
    this.#connection = undefined;
    drop(client);
  }

  /** A server that has stopped answering must not hold a VU for ever. */
  async #inTime(reply: Promise<unknown>, extraMs: number, onLate: () => void): Promise<unknown> {
    const { readTimeoutMs } = this.#settings;
    if (readTimeoutMs === undefined) return reply;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`no answer within ${readTimeoutMs / 1000} s (socket.readTimeout)`));
        onLate();
      }, readTimeoutMs + extraMs);
    });
    return Promise.race([reply, late]).finally(() => clearTimeout(timer));
  }
}

function libraryOptions(settings: RedisSettings) {
  const { host, port, isEncrypted, username, password, database, clientName, connectTimeoutMs } = settings;
  return {
    // The extension's replies are those of the older protocol: a hash is a list of names and values.
    RESP: 2 as const,
    socket: {
      ...{ host, port, connectTimeout: connectTimeoutMs, reconnectStrategy: false as const },
      ...(isEncrypted && { tls: true as const }),
    },
    // A command fails at once without a server, instead of waiting for one.
    disableOfflineQueue: true,
    database,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(clientName !== undefined && { name: clientName }),
  };
}

function drop(client: Client): void {
  if (client.isOpen) client.destroy();
}
