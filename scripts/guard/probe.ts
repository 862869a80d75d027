// Asks the target whether it answers and who it is, and sees where its start page leads. Never with the token, never following a redirect.
import { isIP, type LookupFunction } from 'node:net';
import { type SilenceCause, silenceOf, silenceWords } from 'k6-format/dead-target';
import { type Answer, ask, type NoAnswer } from 'k6-local/ask';
import { classify } from 'k6-local/http-errors';
import type { Place } from './hosts.ts';
import { GuardRefusal, TargetDown } from './refusal.ts';
import { rangeOf, readTargetUrl, type TargetUrl } from './target-url.ts';

/** How long one request may take, ms. */
const TIMEOUT_MS = 5_000;
/** A target that hangs or hangs up once in a hundred times is not down: it is asked again. */
const MOST_TRIES = 3;
/** Asked on loopback without an environment: the reference target counts it among no endpoint's requests; any answer will do. */
const UNCOUNTED_PATH = '/__target/identity';

/**
 * Asks at the addresses that the guard has looked at, and not at what the name may mean by now. Throws TargetDown (exit code 5)
 * where nothing answers, with the cause and what to do.
 */
export async function probe(target: TargetUrl, place: Place, timeoutMs = TIMEOUT_MS): Promise<void> {
  const addresses = place.isLoopback ? place.addresses : place.addresses.slice(0, 1);
  const line = { target, lookup: lookupOf(addresses), timeoutMs };
  const { environment } = place;
  await lookAt(line, environment === undefined ? target.url + UNCOUNTED_PATH : target.url, 'head');
  const { identity } = environment ?? {};
  if (identity === undefined) return;
  const answer = await lookAt(line, new URL(identity.path, target.url).href, 'text');
  const told = fieldOf(answer.text, identity.field);
  if (told === identity.value) return;
  throw new GuardRefusal(
    'E_IDENTITY',
    `guard: ${target.host}${identity.path} says ${identity.field} is ${JSON.stringify(told)?.slice(0, 80) ?? 'nothing'} (status ${answer.status}): expected ${JSON.stringify(identity.value)}; check the target or identity in perf.config.ts`,
  );
}

function fieldOf(json: string, field: string): unknown {
  try {
    return (JSON.parse(json) as Record<string, unknown> | null)?.[field];
  } catch {
    return undefined;
  }
}

/** A name lookup with known answers; Node asks for one address or for all of them. */
function lookupOf(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, options, done) => {
    if (options.all) done(null, known);
    else done(null, known[0]?.address ?? '', known[0]?.family);
  };
}

/** How to ask. */
interface Line {
  target: TargetUrl;
  lookup: LookupFunction;
  /** For one request. */
  timeoutMs: number;
}

async function lookAt(line: Line, url: string, reads: 'head' | 'text'): Promise<Answer> {
  const { target } = line;
  const answer = await answerOf(line, url, reads);
  const { location } = answer.headers;
  if (location === undefined) return answer;
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const host = next && hostOf(next);
  if (host === target.host || (isHere(host) && isHere(target.host))) return answer;
  throw new GuardRefusal(
    'E_REDIRECT',
    `guard: ${target.host} redirects to ${next?.hostname || 'no readable host'}: expected a target that answers itself; name the other host as the target if it may be loaded`,
  );
}

/** What the target answers, at the first try or, where it was silent, at a later one. */
async function answerOf({ target, lookup, timeoutMs }: Line, url: string, reads: 'head' | 'text'): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask(url, { timeoutMs, reads, lookup });
    } catch (error) {
      const [cause, detail] = silence(error as NoAnswer, timeoutMs);
      const mayPass = cause === 'timeout' || cause === 'closed';
      if (mayPass && attempt < MOST_TRIES) continue;
      const { once, action } = cause === 'unusable' ? UNUSABLE : silenceWords(cause);
      throw new TargetDown(
        'E_DOWN',
        `guard: ${new URL(target.url).host} ${once} (${detail}): expected a target that answers; ${action}`,
        { cause: error },
      );
    }
  }
}

const UNUSABLE = { once: 'gave no usable answer', action: 'see what listens there' };

/** The cause and the words for it: the network's own where it was the network. */
function silence(error: NoAnswer, timeoutMs: number): [SilenceCause | 'unusable', string] {
  if (error.isLate) return ['timeout', `${timeoutMs / 1000} s, ${MOST_TRIES} times`];
  if (!(error.cause instanceof Error)) return ['unusable', error.message];
  const { code, text } = classify(error.cause);
  return [silenceOf(code), text];
}

/** Whether a host is this machine. */
function isHere(host: string | undefined): boolean {
  return host === 'localhost' || (host !== undefined && isIP(host) !== 0 && rangeOf(host) === 'loopback');
}

function hostOf(url: URL): string | undefined {
  try {
    return readTargetUrl(url.origin).host;
  } catch {
    return undefined;
  }
}
