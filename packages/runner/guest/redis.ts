// k6/x/redis (https://grafana.com/docs/k6/latest/javascript-api/k6-x-redis/): commands that answer through promises.
import { open, start } from './extensions.ts';
import { GuestPromise } from './promise.ts';

type Read = (reply: unknown) => unknown;

const asIs: Read = (reply) => reply;
const isOne: Read = (reply) => reply === 1;
/** What is not there rejects the promise, as documented. */
const present: Read = (reply) => {
  if (reply === null) throw new Error('redis: nil');
  return reply;
};
/** Names and values by turns, as one object. */
const pairs: Read = (reply) => {
  const words = reply as string[];
  return Object.fromEntries(words.flatMap((word, at) => (at % 2 === 0 ? [[word, words[at + 1]]] : [])));
};

/** By the name of the method: the command's words, and how the reply is read. Arguments may come as lists. */
const COMMANDS: Readonly<Record<string, readonly [command: string, read: Read]>> = {
  get: ['GET', present],
  getSet: ['GETSET', present],
  getDel: ['GETDEL', present],
  del: ['DEL', asIs],
  exists: ['EXISTS', asIs],
  incr: ['INCR', asIs],
  incrBy: ['INCRBY', asIs],
  decr: ['DECR', asIs],
  decrBy: ['DECRBY', asIs],
  randomKey: ['RANDOMKEY', present],
  mget: ['MGET', asIs],
  expire: ['EXPIRE', isOne],
  ttl: ['TTL', asIs],
  persist: ['PERSIST', isOne],
  lpush: ['LPUSH', asIs],
  rpush: ['RPUSH', asIs],
  lpop: ['LPOP', present],
  rpop: ['RPOP', present],
  lrange: ['LRANGE', asIs],
  lindex: ['LINDEX', present],
  lset: ['LSET', asIs],
  lrem: ['LREM', asIs],
  llen: ['LLEN', asIs],
  hset: ['HSET', asIs],
  hsetnx: ['HSETNX', isOne],
  hget: ['HGET', present],
  hdel: ['HDEL', asIs],
  hgetall: ['HGETALL', pairs],
  hkeys: ['HKEYS', asIs],
  hvals: ['HVALS', asIs],
  hlen: ['HLEN', asIs],
  hincrby: ['HINCRBY', asIs],
  sadd: ['SADD', asIs],
  srem: ['SREM', asIs],
  sismember: ['SISMEMBER', isOne],
  smembers: ['SMEMBERS', asIs],
  srandmember: ['SRANDMEMBER', present],
  spop: ['SPOP', present],
};

/** A word of a command; what is not a text, number or truth value rejects the promise. */
function word(value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new TypeError(
    `a command got ${value === null ? 'null' : typeof value}: expected strings, numbers and booleans`,
  );
}

class Client {
  readonly #handle: number;

  constructor(options: unknown) {
    this.#handle = open('redis', options ?? null);
  }

  set(key: unknown, value: unknown, expirationS: unknown = 0): GuestPromise {
    const isLimited = Number(expirationS) > 0;
    return this.#send(['SET', key, value, ...(isLimited ? ['EX', expirationS] : [])], asIs);
  }

  sendCommand(command: unknown, ...args: unknown[]): GuestPromise {
    return this.#send([command, ...args], present);
  }

  /** For the methods of COMMANDS. */
  run(name: string, args: unknown[]): GuestPromise {
    const [command, read] = COMMANDS[name] as (typeof COMMANDS)[string];
    return this.#send([command, ...args], read);
  }

  #send(words: unknown[], read: Read): GuestPromise {
    let texts: string[];
    try {
      texts = words.flat().map(word);
    } catch (error) {
      return GuestPromise.reject(error);
    }
    return start(this.#handle, 'command', texts, read);
  }
}

const { run } = Client.prototype;
delete (Client.prototype as { run?: unknown }).run;
for (const name of Object.keys(COMMANDS)) {
  Object.defineProperty(Client.prototype, name, {
    value(this: Client, ...args: unknown[]) {
      return run.call(this, name, args);
    },
  });
}

export { Client };
export default { Client };
