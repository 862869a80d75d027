// Which runs make a series: those of one script and load, as far as summaries show them, or those that the user says.
import { formatCount, formatDuration } from 'k6-verdict/text/format';
import { clip } from 'k6-verdict/text/words';
import type { Result, Script } from './result.ts';

/** Beyond this factor it is another load. Less can come from the answers themselves: of slow ones there are fewer in a time, or more VUs. */
const OTHER_LOAD = 2;

/** Why `other` is not in the series of `newest`, in words; null where it is. A name that the user gave decides alone. */
export function whyNot(newest: Result, other: Result): string | null {
  if (newest.series !== null || other.series !== null) {
    if (newest.series === other.series) return null;
    return other.series === null ? 'in no series' : `in series ${other.series}`;
  }
  return otherScript(newest.script, other.script) ?? otherLoad(newest.script, other.script, OTHER_LOAD);
}

/** What changed from one run to the next although they are in one series: often the reason for another level. */
export function changesBetween(before: Result, after: Result): string[] {
  const isNewCommit = after.commit !== null && before.commit !== after.commit;
  const isNewEngine = before.engine !== null && after.engine !== null && before.engine !== after.engine;
  return [
    ...(isNewEngine ? [`${before.engine} to ${after.engine}`] : []),
    ...(isNewCommit ? [`commit ${after.commit!.slice(0, 8)}`] : []),
    ...[otherScript(before.script, after.script), otherLoad(before.script, after.script, 1.1)].filter(
      (text) => text !== null,
    ),
  ];
}

function otherScript(script: Script, other: Script): string | null {
  if (script.kind !== other.kind) return other.kind ?? 'without a run record';
  const lacks = script.names.find((name) => !other.names.includes(name));
  if (lacks !== undefined) return `without ${clip(lacks)}`;
  const more = other.names.find((name) => !script.names.includes(name));
  return more === undefined ? null : `with ${clip(more)}`;
}

function otherLoad(script: Script, other: Script, factor: number): string | null {
  const differ = (a: number | null, b: number | null) =>
    a !== null && b !== null && Math.max(a, b) > factor * Math.min(a, b);
  if (differ(script.peakVus, other.peakVus))
    return `${formatCount(other.peakVus)} VUs instead of ${formatCount(script.peakVus)}`;
  if (differ(script.durationMs, other.durationMs))
    return `${formatDuration(other.durationMs)} instead of ${formatDuration(script.durationMs)}`;
  return null;
}

/** The series in words. */
export function seriesText({ series, script }: Result): string {
  const { kind, names, peakVus, durationMs } = script;
  const checks = names.filter((name) => name.startsWith('check ')).length;
  const parts = [
    series === null ? null : `series ${series}`,
    kind,
    checks > 0 && kind === null ? `${checks} ${checks === 1 ? 'check' : 'checks'}` : null,
    peakVus === null ? null : `${formatCount(peakVus)} VUs`,
    durationMs === null ? null : formatDuration(durationMs),
  ];
  return parts.filter((part) => part !== null).join(', ') || 'one script';
}
