// The options hosts and blockHostnames for a browser, as rules of its own resolver; blacklistIPs has no such rule.
import { isIP } from 'node:net';
import type { NetworkOptions } from '../network-rules.ts';

/** Chromium's arguments for the options; none without a rule. Of several rules the first that fits counts. */
export function resolverArguments({ hosts, blockHostnames }: NetworkOptions = {}): string[] {
  const blocked = Array.isArray(blockHostnames) ? blockHostnames.map(String) : [];
  const moved = Object.entries((hosts ?? {}) as Record<string, unknown>).sort(([a], [b]) => rank(b) - rank(a));
  const rules = [
    ...blocked.filter(isWritable).map((name) => `MAP ${name} ~NOTFOUND`),
    ...moved.filter(([name]) => isWritable(name)).map(([name, to]) => `MAP ${name} ${destination(String(to))}`),
  ];
  return rules.length > 0 ? [`--host-resolver-rules=${rules.join(',')}`] : [];
}

/** What of the options pages do not keep to, in one line; undefined when there is nothing. */
export function notForPages({ blacklistIPs }: NetworkOptions): string | undefined {
  if (!Array.isArray(blacklistIPs) || blacklistIPs.length === 0) return undefined;
  return 'the option blacklistIPs does not hold for the pages of a browser: it connects by itself; block the names of hosts with blockHostnames';
}

/** As for requests: an exact name goes before a wildcard, one with a port before one without, a longer one before a shorter. */
function rank(name: string): number {
  return (name.startsWith('*') ? 0 : 1_000_000) + (/:\d+$/.test(name) ? 1000 : 0) + name.length;
}

/** A comma would end the rule; no host's name has one. */
const isWritable = (name: string): boolean => !name.includes(',');

const destination = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address);
