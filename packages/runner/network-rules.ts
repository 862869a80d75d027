// The options hosts, blacklistIPs and blockHostnames: where a connection really goes, and where none may go.
import { lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { BLACKLISTED_IP, BLOCKED_HOSTNAME } from './http-errors.ts';

/** The options as scripts write them. */
export interface NetworkOptions {
  hosts?: unknown;
  blacklistIPs?: unknown;
  blockHostnames?: unknown;
}

/** Where to connect to. */
export interface Destination {
  host: string;
  port: number;
}

/** A refusal by one of the rules; `code` is what http-errors.ts knows. */
function refusal(code: string, message: string): NodeJS.ErrnoException {
  return Object.assign(new Error(message), { code });
}

export class NetworkRules {
  /** By `host`, `host:port` or `*.domain`, in lower case. */
  readonly #hosts: ReadonlyMap<string, { host: string; port: number | undefined }>;
  readonly #blockedAddresses: BlockList | undefined;
  readonly #blockedNames: readonly string[];

  /** Throws an Error that names the option, what it has and what it expects. */
  constructor({ hosts, blacklistIPs, blockHostnames }: NetworkOptions) {
    this.#hosts = readHosts(hosts ?? {});
    const ranges = texts(blacklistIPs, 'blacklistIPs');
    this.#blockedAddresses = ranges.length === 0 ? undefined : readRanges(ranges);
    this.#blockedNames = texts(blockHostnames, 'blockHostnames').map((name) => readName(name, 'blockHostnames'));
  }

  /** Where a request for `host` and `port` goes. Throws an error with a code when a rule forbids it. */
  route(host: string, port: number): Destination {
    const name = host.toLowerCase();
    const blockedBy = this.#blockedNames.find((pattern) => matches(name, pattern));
    if (blockedBy) throw refusal(BLOCKED_HOSTNAME, `hostname (${host}) is in a blocked pattern (${blockedBy})`);
    const other = this.#override(name, port);
    const destination = { host: other?.host ?? host, port: other?.port ?? port };
    if (isIP(destination.host) !== 0) this.#allow(destination.host, host);
    return destination;
  }

  /** Looks names up for a socket; undefined when no rule asks about addresses. */
  get lookup(): LookupFunction | undefined {
    if (!this.#blockedAddresses) return undefined;
    return (name, options, callback) => {
      lookup(name, { ...options, all: true }, (error, addresses) => {
        if (error) return callback(error, []);
        try {
          for (const { address } of addresses) this.#allow(address, name);
        } catch (refused) {
          return callback(refused as NodeJS.ErrnoException, []);
        }
        if (options.all) return callback(null, addresses);
        const [first] = addresses;
        callback(null, first?.address ?? '', first?.family ?? 4);
      });
    };
  }

  /** A host with this port goes before one without, an exact name before a wildcard, a longer wildcard before a shorter. */
  #override(name: string, port: number): { host: string; port: number | undefined } | undefined {
    const exact = this.#hosts.get(`${name}:${port}`) ?? this.#hosts.get(name);
    if (exact || this.#hosts.size === 0) return exact;
    const wildcards = [...this.#hosts.keys()].filter((key) => key.startsWith('*')).sort((a, b) => b.length - a.length);
    const found = wildcards.find((pattern) => matches(`${name}:${port}`, pattern) || matches(name, pattern));
    return found === undefined ? undefined : this.#hosts.get(found);
  }

  #allow(address: string, name: string): void {
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (this.#blockedAddresses?.check(address, family))
      throw refusal(BLACKLISTED_IP, `IP (${address}) of ${name} is in a blacklisted range`);
  }
}

function matches(name: string, pattern: string): boolean {
  return pattern.startsWith('*') ? name.endsWith(pattern.slice(1)) : name === pattern;
}

function texts(value: unknown, option: string): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new Error(`option "${option}" needs an array of texts`);
}

function readHosts(value: unknown): Map<string, { host: string; port: number | undefined }> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('option "hosts" needs an object of addresses by host');
  return new Map(
    Object.entries(value).map(([name, address]) => {
      const text = String(address);
      // An IPv6 address has to be in brackets when a port follows.
      const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
      const host = isIP(text) === 0 ? (bracketed ?? plain ?? '') : text;
      if (isIP(host) === 0 || Number(port ?? 0) > 65_535)
        throw new Error(`option "hosts": ${name} reads "${address}": expected an IP address, with a port or without`);
      return [readName(name, 'hosts'), { host, port: port === undefined ? undefined : Number(port) }];
    }),
  );
}

/** A host name that may start with `*`. */
function readName(text: string, option: string): string {
  const name = text.toLowerCase();
  if (name !== '' && !name.slice(1).includes('*') && !/[\s/]/.test(name)) return name;
  throw new Error(`option "${option}" has "${text}": expected a host name, with a single * at its start or without`);
}

function readRanges(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits, ...more] = range.split('/');
    const family = isIP(address);
    const most = family === 6 ? 128 : 32;
    const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
    if (family === 0 || more.length > 0 || prefix < 0 || prefix > most)
      throw new Error(`option "blacklistIPs" has "${range}": expected an address or a range such as 10.0.0.0/8`);
    list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
