// Asks the target whether it answers and who it is, and sees where its start page leads. Never with the token, never following a redirect.
import { isIP, type LookupFunction } from 'node:net';
import { Agent, fetch, type Response } from 'undici';
import { type SilenceCause, silenceOf, silenceWords } from '../../lib/dead-target.ts';
import { classify } from '../../runner/http-errors.ts';
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
  const dispatcher = new Agent({ connect: { lookup: lookupOf(addresses) } });
  try {
    await probeBy({ dispatcher, target, timeoutMs }, place);
  } finally {
    await dispatcher.destroy();
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
  dispatcher: Agent;
  target: TargetUrl;
  /** For one request. */
  timeoutMs: number;
}

async function probeBy(line: Line, { environment }: Place): Promise<void> {
  const { target } = line;
  const start = await ask(line, environment === undefined ? target.url + UNCOUNTED_PATH : target.url);
  await start.body?.cancel();
  const { identity } = environment ?? {};
  if (identity === undefined) return;
  const answer = await ask(line, new URL(identity.path, target.url).href);
  const body: unknown = await answer.json().catch(() => undefined);
  const told =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[identity.field] : undefined;
  if (told === identity.value) return;
  throw new GuardRefusal(
    'E_IDENTITY',
    `guard: ${target.host}${identity.path} says ${identity.field} is ${JSON.stringify(told)?.slice(0, 80) ?? 'nothing'} (status ${answer.status}): wants ${JSON.stringify(identity.value)}; check the target or identity in perf.config.ts`,
  );
}

async function ask(line: Line, url: string): Promise<Response> {
  const { target } = line;
  const answer = await answerOf(line, url);
  const location = answer.headers.get('location');
  if (location === null) return answer;
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const host = next && hostOf(next);
  if (host === target.host || (isHere(host) && isHere(target.host))) return answer;
  await answer.body?.cancel();
  throw new GuardRefusal(
    'E_REDIRECT',
    `guard: ${target.host} redirects to ${next?.hostname || 'no readable host'}: wants a target that answers itself; name the other host as the target if it may be loaded`,
  );
}

/** What the target answers, at the first try or, where it was silent, at a later one. */
async function answerOf({ dispatcher, target, timeoutMs }: Line, url: string): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await fetch(url, { dispatcher, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) });
    } catch (error) {
      const [cause, detail] = silence(error as Error, timeoutMs);
      const mayPass = cause === 'timeout' || cause === 'closed';
      if (mayPass && attempt < MOST_TRIES) continue;
      const { once, action } = silenceWords(cause);
      throw new TargetDown(
        'E_DOWN',
        `guard: ${new URL(target.url).host} ${once} (${detail}): wants a target that answers; ${action}`,
        { cause: error },
      );
    }
  }
}

/** The cause and the network's own words for it. */
function silence(error: Error, timeoutMs: number): [SilenceCause, string] {
  if (error.name === 'TimeoutError') return ['timeout', `${timeoutMs / 1000} s, ${MOST_TRIES} times`];
  const { code, text } = classify(error);
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
