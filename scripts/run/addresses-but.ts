// All addresses but some, as ranges: for k6's option blacklistIPs, which takes away and cannot allow.
import ipaddr from 'ipaddr.js';

/** Where IPv6 has the addresses of IPv4 (::ffff:0:0/96), which the ranges of IPv4 speak for. */
const MAPPED = '0'.repeat(80) + '1'.repeat(16);

/**
 * Ranges (`10.0.0.0/8`) that together have every IPv4 and IPv6 address but the given ones and, where one of those is loopback, all of
 * 127.0.0.0/8. 32 ranges for one IPv4 address, and about 100 for IPv6.
 */
export function addressesBut(kept: readonly string[]): string[] {
  const addresses = kept.map((address) => ipaddr.process(address));
  const bits = (kind: 'ipv4' | 'ipv6') =>
    addresses.filter((address) => address.kind() === kind).map((address) => kept01(address));
  return [
    ...without(bits('ipv4'), '', 32).map((prefix) => rangeText(prefix, 32)),
    ...without([MAPPED, ...bits('ipv6')], '', 128).map((prefix) => rangeText(prefix, 128)),
  ];
}

/** The address, or the range that stands for it, in zeros and ones. */
function kept01(address: ipaddr.IPv4 | ipaddr.IPv6): string {
  const bits = address
    .toByteArray()
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  return address.kind() === 'ipv4' && address.range() === 'loopback' ? bits.slice(0, 8) : bits;
}

/** The shortest prefixes below `prefix` under which none of `kept` lies. */
function without(kept: readonly string[], prefix: string, length: number): string[] {
  if (kept.length === 0) return [prefix];
  if (kept.some((bits) => bits.length === prefix.length)) return [];
  return ['0', '1'].flatMap((bit) => {
    const half = prefix + bit;
    return without(
      kept.filter((bits) => bits.startsWith(half)),
      half,
      length,
    );
  });
}

function rangeText(prefix: string, length: 32 | 128): string {
  const bits = prefix.padEnd(length, '0');
  const bytes = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
  return `${ipaddr.fromByteArray(bytes).toString()}/${prefix.length}`;
}
