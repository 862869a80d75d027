// What the guide's Nginx settings ask of an answer: packed from a certain size on, and marked as such. Pure.
import { serviceLimits } from '../thresholds/baselines.ts';

/** An answer as k6 returns it: the body is unpacked already. */
interface Answer {
  headers: Record<string, string>;
  body?: unknown;
}

/** The guide's gzip_types, and HTML, which Nginx always packs. */
const PACKED_TYPES = /^(text\/(plain|css|html)|application\/(json|javascript))\b/;

/** Compressible bodies are packed from the guide's minimum length on; shorter and other ones are not. */
export function isPackedRightly({ headers, body }: Answer): boolean {
  const length = typeof body === 'string' ? body.length : 0;
  const pays = length >= serviceLimits.gzipMinimumBytes.value && PACKED_TYPES.test(headers['Content-Type'] ?? '');
  return isPacked(headers) === pays;
}

/** Caches between must not send a packed answer to a client that cannot unpack it. */
export function variesByEncoding({ headers }: Answer): boolean {
  return !isPacked(headers) || /\baccept-encoding\b/i.test(headers.Vary ?? '');
}

function isPacked(headers: Record<string, string>): boolean {
  return headers['Content-Encoding'] === 'gzip';
}
