// The WebSockets of a run: how long connecting and an answer took, how many messages there were, and which talks did not complete.
import { MESSAGES_ANSWERED, ROUND_TRIP_MS, TALKS_COMPLETED } from 'k6-format/load-names';
import { metricKey } from 'k6-format/selectors';
import { findStat, type Summary } from '../parse/model.ts';
import { type Latency, latencyOf, rateOf } from './facts.ts';
import type { Verdict } from './verdict.ts';

export interface WebsocketFacts {
  /** By which its figures are kept apart, such as `websocket:stock`; empty for the run as a whole. */
  tags: Readonly<Record<string, string>>;
  /** Connections that were opened; where the script counts talks, those that never came to a connection as well. */
  sessions: number | null;
  /** Share of the talks in which a message was not answered, 0..1; k6 itself counts no errors of WebSockets. */
  errorRatio: number | null;
  connect: Latency | null;
  /** From a message to its answer. */
  roundTrip: Latency | null;
  session: Latency | null;
  /** Answers; all that arrived where the script does not know which are. */
  messagesPerS: number | null;
  limits: readonly Verdict[];
}

const METRICS: ReadonlySet<string> = new Set([
  ...['ws_connecting', 'ws_session_duration', 'ws_ping', 'ws_sessions', 'ws_msgs_sent', 'ws_msgs_received'],
  ...[ROUND_TRIP_MS, MESSAGES_ANSWERED, TALKS_COMPLETED],
]);

/** One for each set of tags; the run as a whole where there are no others, or where it has limits of its own. Empty where none was opened. */
export function gatherWebsockets(summary: Summary, verdicts: readonly Verdict[]): WebsocketFacts[] {
  const sets = new Map<string, Record<string, string>>();
  for (const { name, tags } of summary.metrics)
    if (METRICS.has(name)) sets.set(metricKey('', [...tags]), Object.fromEntries(tags));
  const all = [...sets.values()].map((tags) => factsOf(summary, tags, verdicts));
  const isWhole = ({ tags }: WebsocketFacts) => Object.keys(tags).length === 0;
  return all.filter((one) => !isWhole(one) || one.limits.length > 0 || (all.every(isWhole) && wasUsed(one)));
}

function factsOf(summary: Summary, tags: Record<string, string>, verdicts: readonly Verdict[]): WebsocketFacts {
  const count = (name: string, stat: string) => findStat(summary, name, tags, stat);
  const completed = rateOf(summary, TALKS_COMPLETED, tags);
  const [passes, fails] = [count(TALKS_COMPLETED, 'passes'), count(TALKS_COMPLETED, 'fails')];
  const key = metricKey('', Object.entries(tags));
  return {
    tags,
    sessions: passes === null || fails === null ? count('ws_sessions', 'count') : passes + fails,
    errorRatio: completed === null ? null : 1 - completed,
    connect: latencyOf(summary, tags, 'ws_connecting'),
    roundTrip: latencyOf(summary, tags, ROUND_TRIP_MS),
    session: latencyOf(summary, tags, 'ws_session_duration'),
    messagesPerS: count(MESSAGES_ANSWERED, 'rate') ?? count('ws_msgs_received', 'rate'),
    limits: verdicts.filter((verdict) => METRICS.has(verdict.metric) && metricKey('', [...verdict.tags]) === key),
  };
}

function wasUsed({ sessions, connect, session, messagesPerS }: WebsocketFacts): boolean {
  return (sessions ?? 0) > 0 || connect !== null || session !== null || (messagesPerS ?? 0) > 0;
}
