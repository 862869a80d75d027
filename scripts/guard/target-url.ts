// Reads a target's URL into one form that can be compared: every other spelling of a host is refused or rewritten.
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { GuardRefusal } from './refusal.ts';

export interface TargetUrl {
  /** Lower case, no trailing dot; an address in its shortest form, without brackets. */
  host: string;
  /** Given, or the scheme's own. */
  port: number;
  /** What the engine gets; no slash at the end. */
  url: string;
}

/** Ports of what is loaded by another protocol than HTTP, where a URL names none. */
const SERVER_PORTS: Readonly<Record<string, number>> = {
  ...{ postgres: 5432, postgresql: 5432, redis: 6379, rediss: 6379, kafka: 9092 },
};
/** Scheme, user and password, host or [IPv6], port, path, parameters. */
const SERVER_URL =
  /^([a-z]+):\/\/(?:[^\s/?#@]*@)?([\w.-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(?:\/[^\s?#]*)?(?:\?([^\s#]*))?$/i;

/** An HTTP target or the server of a service test, or a refusal that repeats nothing secret. */
export function readTarget(text: string): TargetUrl {
  const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase() ?? '';
  const standard = SERVER_PORTS[scheme];
  return standard === undefined ? readTargetUrl(text) : readServerUrl(text, scheme, standard);
}

/** Its driver looks a name up again and cannot be passed the answer, so the host has to be an address, or this machine's own name. */
function readServerUrl(text: string, scheme: string, standardPort: number): TargetUrl {
  const [, , host = '', port = String(standardPort), parameters = ''] = SERVER_URL.exec(text) ?? [];
  const isElsewhere = /(^|&)(host|hostaddr|port|service|servicefile)=/i.test(parameters);
  const server = host === '' || isElsewhere ? undefined : readTargetUrl(`http://${host}:${port}`);
  if (server && (isIP(server.host) !== 0 || server.host === 'localhost')) return { ...server, url: text };
  throw new GuardRefusal(
    'E_TARGET_FORM',
    `guard: the ${scheme} server (not shown, it may hold a password) is not plain: expects one address or localhost, and no host among the parameters; write it so`,
  );
}

/** The target, or a refusal that repeats nothing secret. */
export function readTargetUrl(text: string): TargetUrl {
  const raw = /^https?:\/\/(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?)(?::\d{1,5})?(?:\/[\w\-.~/]*)?$/i.exec(
    text,
  );
  if (!raw?.[1] || !URL.canParse(text)) {
    throw new GuardRefusal(
      'E_TARGET_FORM',
      `guard: the target ${shown(text)} is not plain: expected http(s)://host[:port][/path] with an ASCII host and no user, query, fragment or %; write it so`,
    );
  }
  const url = new URL(text);
  const spelt = raw[1].toLowerCase().replace(/\.$/, '');
  const host = shortHost(url.hostname);
  // A number, octal or hexadecimal digits that a URL reader turns into an address: another reader may turn them otherwise.
  if (!spelt.startsWith('[') && host !== spelt) {
    throw new GuardRefusal(
      'E_TARGET_FORM',
      `guard: the target's host ${spelt} is another spelling of ${host}: expected the plain form; write ${host}`,
    );
  }
  const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
  const hostPart = isIP(host) === 6 ? `[${host}]` : host;
  const path = url.pathname.replace(/\/+$/, '');
  return { host, port, url: `${url.protocol}//${hostPart}${url.port && `:${url.port}`}${path}` };
}

function shortHost(hostname: string): string {
  const bare = hostname
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  return isIP(bare) ? plainAddress(bare) : bare;
}

/** An address in its shortest form; IPv4 inside of IPv6 (mapped, NAT64, 6to4) is the IPv4 address that is reached. */
export function plainAddress(text: string): string {
  const address = ipaddr.parse(text.replace(/%.*$/, ''));
  if (address.kind() === 'ipv4') return address.toString();
  const v6 = address as ipaddr.IPv6;
  if (v6.isIPv4MappedAddress()) return v6.toIPv4Address().toString();
  const { parts } = v6;
  const range = v6.range();
  const isCompatible = parts.slice(0, 6).every((part) => part === 0) && (parts[6] ?? 0) !== 0;
  if (range === 'rfc6052' || isCompatible) return dotted(parts[6], parts[7]);
  if (range === '6to4') return dotted(parts[1], parts[2]);
  return v6.toString();
}

function dotted(high = 0, low = 0): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

/** What kind of address a plain one is, in ipaddr.js' words: loopback, private, unicast, linkLocal and so on. */
export function rangeOf(address: string): string {
  return ipaddr.parse(address).range();
}

function shown(text: string): string {
  if (/@|%40/i.test(text)) return 'with user information';
  return JSON.stringify((text.split(/[?#]/)[0] ?? '').slice(0, 100));
}
