// k6's error codes for requests that failed (https://grafana.com/docs/k6/latest/javascript-api/error-codes/).
import { clip } from './few-texts.ts';

export interface HttpError {
  /** k6's number. */
  code: number;
  text: string;
}

export const TIMEOUT: HttpError = { code: 1050, text: 'request timeout' };
const GENERIC = 1000;
const FIRST_4XX = 1400;

/** Codes of the runner's own rules about where connections may go. */
export const BLACKLISTED_IP = 'BLACKLISTED_IP';
export const BLOCKED_HOSTNAME = 'BLOCKED_HOSTNAME';

const BY_NODE_CODE: Record<string, number> = {
  [BLACKLISTED_IP]: 1110,
  [BLOCKED_HOSTNAME]: 1111,
  ENOTFOUND: 1101,
  ENODATA: 1101,
  EAI_AGAIN: 1100,
  EAI_FAIL: 1100,
  EPIPE: 1201,
  ETIMEDOUT: 1211,
  ECONNREFUSED: 1212,
  ECONNRESET: 1220,
  ERR_TLS_CERT_ALTNAME_INVALID: 1311,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 1310,
  UNABLE_TO_GET_ISSUER_CERT: 1310,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 1310,
  SELF_SIGNED_CERT_IN_CHAIN: 1310,
  DEPTH_ZERO_SELF_SIGNED_CERT: 1310,
};

export function invalidUrl(text: string): HttpError {
  return { code: BAD_URL, text: clip(`invalid URL: ${shownInvalid(text)}`, MOST_CHARACTERS) };
}

/** For messages: what is not a URL may have its user and password anywhere before the last `@`. */
export function shownInvalid(text: string): string {
  return text.replace(/^.*@/s, '****:****@');
}

export function badBody(text: string): HttpError {
  return { code: BAD_BODY, text: clip(`decompression failed: ${text}`, MOST_CHARACTERS) };
}

/** A body that takes more than the runner keeps. */
export function bodyTooLarge(mostBytes: number): HttpError {
  const size = `${Math.round(mostBytes / 1_048_576)} MiB`;
  return {
    code: TOO_LARGE,
    text: `the body is larger than ${size}: set responseType or discardResponseBodies if nobody reads it, or raise --max-body-mib`,
  };
}

/** Errors hold what servers send: a line of it is enough. */
const MOST_CHARACTERS = 200;
const [TLS, DIAL, TCP, BAD_URL, BAD_BODY] = [1300, 1210, 1202, 1020, 1701];
/** The runner's own: k6 documents no code from 1702 on. */
const TOO_LARGE = 1900;

/** All codes that a request without an answer can have. */
export const KNOWN_CODES: readonly number[] = [
  ...new Set([GENERIC, BAD_URL, TIMEOUT.code, TLS, DIAL, TCP, BAD_BODY, TOO_LARGE, ...Object.values(BY_NODE_CODE)]),
];

/** The error of a status: k6 has codes for 4xx and 5xx too. */
export function statusCode(status: number): number {
  return status >= 400 && status < 600 ? FIRST_4XX + (status - 400) : 0;
}

/** Names what went wrong on the network, as Node reports it. */
export function classify(error: Error): HttpError {
  const { code = '', syscall = '', cause } = error as NodeJS.ErrnoException & { cause?: unknown };
  if (error instanceof AggregateError && error.errors[0] instanceof Error && !code) return classify(error.errors[0]);
  const text = clip(describe(error), MOST_CHARACTERS);
  if (code === 'HEAD_TOO_LARGE') return { code: TOO_LARGE, text };
  const known = BY_NODE_CODE[code];
  if (known !== undefined) return { code: known, text };
  if (/^(ERR_TLS|ERR_SSL|CERT_|EPROTO)/.test(code)) return { code: TLS, text };
  if (syscall === 'connect') return { code: DIAL, text };
  if (/^(read|write)$/.test(syscall)) return { code: TCP, text };
  if (cause instanceof Error) return classify(cause);
  return { code: GENERIC, text };
}

function describe(error: Error): string {
  const { code, syscall, address, port } = error as NodeJS.ErrnoException & { address?: string; port?: number };
  if (code === 'ECONNREFUSED' && address) return `dial: connection refused by ${address}:${port}`;
  if (code === 'ECONNRESET') return `${syscall ?? 'read'}: connection reset by peer`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `lookup: ${error.message.replace(/^getaddrinfo /, '')}`;
  if (code === 'EMFILE' || code === 'ENFILE') return 'dial: socket: too many open files on this machine';
  if (code === 'EADDRNOTAVAIL') return 'dial: cannot assign requested address: no free port on this machine';
  return error.message || code || error.name;
}
