// Whether a run's figures can be true: Little's law against the load that made them.
import type { HistoryRun } from '../run.ts';
import type { Demand, Measured } from './measured.ts';

type UserPace = Pick<Demand, 'perUserPerS' | 'thinkS'>;

/** How far Little's law and the load may be apart: windows are short and the load moves within them. */
const LITTLE_TOLERANCE = 0.25;

/** Little's law against the load: more requests in the system than users, or a throughput that the users cannot have made. */
export function littleFindings(run: HistoryRun, points: readonly Measured[], demand: UserPace): string[] {
  const contradicting = points.flatMap((point) => {
    const text = contradiction(run, point, demand);
    return text === null ? [] : [`window ${point.window}: ${text}`];
  });
  // A window or two at the start of a ramp say nothing: users that join begin at once.
  if (contradicting.length <= points.length / 10) return [];
  const example = contradicting[0]!;
  return [
    `Little's law contradicts ${contradicting.length} of ${points.length} windows; ${example}: the load generator or its clock is not to be trusted there`,
  ];
}

function contradiction(
  run: HistoryRun,
  { users, concurrency, startedPerS }: Measured,
  { perUserPerS, thinkS }: UserPace,
): string | null {
  const most = run.model === 'open' ? run.peakVus : Math.max(1, users);
  if (concurrency > most * (1 + LITTLE_TOLERANCE)) {
    return `${concurrency.toFixed(1)} requests in the system, but only ${most.toFixed(0)} users to make them`;
  }
  if (run.model === 'open') return null;
  // A user makes a request per pacing period, or one after the other when answers take longer; on a journey it thinks after each.
  const waiting = concurrency / startedPerS;
  const expected = users / (thinkS === null ? Math.max(1 / perUserPerS, waiting) : thinkS + waiting);
  const isSteady = users >= 10;
  if (!isSteady || Math.abs(startedPerS / expected - 1) <= LITTLE_TOLERANCE) return null;
  return `${startedPerS.toFixed(1)} requests/s where ${users.toFixed(0)} users make ${expected.toFixed(1)}`;
}
