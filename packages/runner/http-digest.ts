// Digest authentication (RFC 7616): from the server's challenge to the header that answers it.
import { createHash, randomBytes } from 'node:crypto';

/** What a request is about. */
export interface DigestRequest {
  method: string;
  /** Path and query, as they are sent. */
  target: string;
  user: string;
  password: string;
  body: string | Uint8Array | undefined;
}

/** Names of algorithms, without `-sess`, as Node calls them. */
const HASHES: Readonly<Record<string, string>> = { MD5: 'md5', 'SHA-256': 'sha256', 'SHA-512-256': 'sha512-256' };
const PAIR = /\s*([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))\s*(?:,|$)/y;

/**
 * The value of the header Authorization that answers a challenge. `challenges`: the values of WWW-Authenticate. Undefined when
 * none of them is one of Digest that can be answered.
 */
export function digestAnswer(
  challenges: readonly string[],
  request: DigestRequest,
  cnonce = randomBytes(16).toString('hex'),
): string | undefined {
  for (const challenge of challenges.flatMap(digestChallenges)) {
    const answer = answerTo(challenge, request, cnonce);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** The parameters of each Digest challenge in a header; others may stand before and behind. */
function digestChallenges(header: string): Record<string, string>[] {
  return [...header.matchAll(/(?:^|,)\s*Digest\s+/gi)].map(({ index, 0: scheme }) => {
    const found: Record<string, string> = {};
    PAIR.lastIndex = index + scheme.length;
    for (let pair = PAIR.exec(header); pair; pair = PAIR.exec(header)) {
      const [, name = '', quoted, plain = ''] = pair;
      found[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain;
    }
    return found;
  });
}

function answerTo(challenge: Record<string, string>, request: DigestRequest, cnonce: string): string | undefined {
  const { realm = '', nonce, opaque, algorithm = 'MD5', qop: offered } = challenge;
  const hash = HASHES[algorithm.toUpperCase().replace(/-SESS$/, '')];
  const qop = offered === undefined ? undefined : ['auth', 'auth-int'].find((one) => listed(offered).includes(one));
  if (!hash || nonce === undefined || (offered !== undefined && !qop)) return undefined;
  const h = (data: string | Uint8Array): string => createHash(hash).update(data).digest('hex');
  const { method, target, user, password, body = '' } = request;
  const isSession = /-sess$/i.test(algorithm);
  const account = h(`${user}:${realm}:${password}`);
  const secret = isSession ? h(`${account}:${nonce}:${cnonce}`) : account;
  const subject = h(qop === 'auth-int' ? `${method}:${target}:${h(body)}` : `${method}:${target}`);
  const count = '00000001';
  const response = h([secret, nonce, ...(qop ? [count, cnonce, qop] : []), subject].join(':'));
  const quoted = { username: user, realm, nonce, uri: target, response, ...(opaque !== undefined && { opaque }) };
  const parts = Object.entries(quoted).map(([name, value]) => `${name}="${value.replace(/["\\]/g, '\\$&')}"`);
  if (challenge.algorithm !== undefined) parts.push(`algorithm=${algorithm}`);
  if (qop) parts.push(`qop=${qop}`, `nc=${count}`);
  if (qop || isSession) parts.push(`cnonce="${cnonce}"`);
  return `Digest ${parts.join(', ')}`;
}

const listed = (text: string): string[] =>
  text
    .toLowerCase()
    .split(',')
    .map((one) => one.trim());
