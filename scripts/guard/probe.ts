// Asks the target who it is, and sees where its start page leads. Never with the token, never following a redirect.
import { isIP, type LookupFunction } from 'node:net';
import { Agent, fetch, type Response } from 'undici';
import { EXIT } from '../exit-codes.ts';
import type { PerfEnvironment } from './config.ts';
import { GuardRefusal } from './refusal.ts';
import { readTargetUrl, type TargetUrl } from './target-url.ts';

/** The target did not answer the guard. */
export class TargetDown extends GuardRefusal {
  override readonly exitCode: number = EXIT.targetDown;
}

const TIMEOUT_MS = 5_000;

/** Asks at `address`, which the guard has looked at, and not at what the name may mean by now. */
export async function probe(target: TargetUrl, environment: PerfEnvironment, address: string): Promise<void> {
  const dispatcher = new Agent({ connect: { lookup: lookupOf(address) } });
  try {
    await probeBy(dispatcher, target, environment);
  } finally {
    await dispatcher.destroy();
  }
}

/** A name lookup with one answer; Node asks for one address or for all of them. */
function lookupOf(address: string): LookupFunction {
  const family = isIP(address);
  return (_host, options, done) => {
    if (options.all) done(null, [{ address, family }]);
    else done(null, address, family);
  };
}

async function probeBy(dispatcher: Agent, target: TargetUrl, environment: PerfEnvironment): Promise<void> {
  const start = await ask(dispatcher, target, target.url || '/');
  await start.body?.cancel();
  const { identity } = environment;
  if (identity === undefined) return;
  const answer = await ask(dispatcher, target, new URL(identity.path, target.url).href);
  const body: unknown = await answer.json().catch(() => undefined);
  const told =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[identity.field] : undefined;
  if (told === identity.value) return;
  throw new GuardRefusal(
    'E_IDENTITY',
    `guard: ${target.host}${identity.path} says ${identity.field} is ${JSON.stringify(told)?.slice(0, 80) ?? 'nothing'} (status ${answer.status}): wants ${JSON.stringify(identity.value)}; check the target or identity in perf.config.ts`,
  );
}

async function ask(dispatcher: Agent, target: TargetUrl, url: string): Promise<Response> {
  const answer = await fetch(url, {
    dispatcher,
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: Error) => {
    throw new TargetDown(
      'E_DOWN',
      `guard: ${target.host} does not answer (${cause.message}): wants a running target; start it`,
      { cause },
    );
  });
  const location = answer.headers.get('location');
  if (location === null) return answer;
  const next = URL.canParse(location, url) ? new URL(location, url) : undefined;
  const isSameHost = next !== undefined && hostOf(next) === target.host;
  if (isSameHost) return answer;
  await answer.body?.cancel();
  throw new GuardRefusal(
    'E_REDIRECT',
    `guard: ${target.host} redirects to ${next?.hostname || 'no readable host'}: wants a target that answers itself; name the other host as the target if it may be loaded`,
  );
}

function hostOf(url: URL): string | undefined {
  try {
    return readTargetUrl(url.origin).host;
  } catch {
    return undefined;
  }
}
