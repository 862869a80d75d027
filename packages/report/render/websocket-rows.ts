// The table of WebSockets, as texts: sessions, errors, times, messages, and what they are limited by.
import { isGuard } from '../judge/tightest.ts';
import type { WebsocketFacts } from '../judge/websockets.ts';
import { formatCount, formatMs, formatPerSecond, formatRatio } from '../text/format.ts';
import { limitText, outcomeText, statisticText } from '../text/limit-words.ts';
import { clip } from '../text/words.ts';

export interface WebsocketRow {
  name: string;
  sessions: string;
  errors: string;
  connectP95: string;
  roundTripP50: string;
  roundTripP95: string;
  sessionP95: string;
  perSecond: string;
  /** `completed talks >= 99 % (FAILED)`. */
  limits: { text: string; isCrossed: boolean }[];
  /** For style: over where a limit is crossed, else ok. */
  state: string;
}

export function websocketRow({ tags, limits, ...facts }: WebsocketFacts): WebsocketRow {
  const pairs = Object.entries(tags).map(([tag, value]) => (tag === 'websocket' ? value : `${tag}:${value}`));
  return {
    name: pairs.length === 0 ? 'all' : clip(pairs.join(', ')),
    sessions: formatCount(facts.sessions),
    errors: formatRatio(facts.errorRatio),
    connectP95: formatMs(facts.connect?.p95Ms ?? null),
    roundTripP50: formatMs(facts.roundTrip?.p50Ms ?? null),
    roundTripP95: formatMs(facts.roundTrip?.p95Ms ?? null),
    sessionP95: formatMs(facts.session?.p95Ms ?? null),
    perSecond: formatPerSecond(facts.messagesPerS),
    limits: limits
      .filter((verdict) => !isGuard(verdict))
      .map((verdict) => {
        const outcome = verdict.outcome === 'passed' ? '' : ` (${outcomeText(verdict.outcome)})`;
        const text = `${statisticText(verdict)} ${limitText(verdict)}${outcome}`;
        return { text, isCrossed: verdict.outcome === 'failed' };
      }),
    state: limits.some(({ outcome }) => outcome === 'failed') ? 'over' : 'ok',
  };
}
