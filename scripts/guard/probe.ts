// Asks the target who it is, and sees where its start page leads. Never with the token, never following a redirect.
import { EXIT } from '../exit-codes.ts';
import type { PerfEnvironment } from './config.ts';
import { GuardRefusal } from './refusal.ts';
import { readTargetUrl, type TargetUrl } from './target-url.ts';

/** The target did not answer the guard. */
export class TargetDown extends GuardRefusal {
  override readonly exitCode: number = EXIT.targetDown;
}

const TIMEOUT_MS = 5_000;

export async function probe(target: TargetUrl, environment: PerfEnvironment): Promise<void> {
  const start = await ask(target, target.url || '/');
  await start.body?.cancel();
  const { identity } = environment;
  if (identity === undefined) return;
  const answer = await ask(target, new URL(identity.path, target.url).href);
  const body: unknown = await answer.json().catch(() => undefined);
  const told =
    typeof body === 'object' && body !== null ? (body as Record<string, unknown>)[identity.field] : undefined;
  if (told === identity.value) return;
  throw new GuardRefusal(
    'E_IDENTITY',
    `guard: ${target.host}${identity.path} says ${identity.field} is ${JSON.stringify(told)?.slice(0, 80) ?? 'nothing'} (status ${answer.status}): wants ${JSON.stringify(identity.value)}; check the target or identity in perf.config.ts`,
  );
}

async function ask(target: TargetUrl, url: string): Promise<Response> {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (cause: Error) => {
      throw new TargetDown(
        'E_DOWN',
        `guard: ${target.host} does not answer (${cause.message}): wants a running target; start it`,
        { cause },
      );
    },
  );
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
