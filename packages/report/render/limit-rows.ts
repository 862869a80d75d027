// Rows of the table of limits: every crossed or unmeasured limit by itself, passed ones of a kind in one row.
import { isGuard, isNear } from '../judge/tightest.ts';
import type { Verdict } from '../judge/verdict.ts';
import { formatRatio, formatSigned, isShare } from '../text/format.ts';
import { limitText, outcomeText, statisticText, valueText } from '../text/limit-words.ts';
import { omitted, plural } from '../text/words.ts';

export interface LimitRow {
  outcome: string;
  /** For style: passed, failed or not-measured. */
  kind: string;
  subject: string;
  statistic: string;
  value: string;
  limit: string;
  margin: string;
  /** Crossed, nearly crossed or not measured: not folded away. */
  isOpen: boolean;
}

export interface LimitRows {
  rows: LimitRow[];
  /** Whether some row is not folded away. */
  open: boolean;
  /** What is folded away, in a word; null where nothing is. */
  folded: string | null;
  omitted: string | null;
}

/** More rows than this are counted and no longer listed; crossed limits come first. */
const MAX_ROWS = 60;

export function limitRows(verdicts: readonly Verdict[]): LimitRows {
  const failed = verdicts.filter((verdict) => verdict.outcome === 'failed');
  const rest = verdicts.filter((verdict) => verdict.outcome !== 'failed');
  const single = rest.filter((verdict) => groupOf(verdict) === null);
  const groups = new Map<string, Verdict[]>();
  for (const verdict of rest) {
    const group = groupOf(verdict);
    if (group === null) continue;
    const members = groups.get(group);
    if (members) members.push(verdict);
    else groups.set(group, [verdict]);
  }
  const byRatio = (a: Verdict, b: Verdict) => (a.margin?.ratio ?? 0) - (b.margin?.ratio ?? 0);
  const alone = [...failed.sort(byRatio), ...single];
  const rows = alone.slice(0, MAX_ROWS).map(rowOf);
  for (const members of groups.values()) rows.push(members.length === 1 ? rowOf(members[0]!) : groupRow(members));
  const listed = rows.slice(0, MAX_ROWS);
  const held = verdicts.filter((verdict) => verdict.outcome === 'passed' && !isNear(verdict)).length;
  return {
    rows: listed,
    open: listed.some(({ isOpen }) => isOpen),
    folded: listed.every(({ isOpen }) => isOpen) ? null : `${plural(held, 'limit')} held with room to spare`,
    omitted: omitted(Math.max(0, alone.length - MAX_ROWS) + rows.length - MAX_ROWS, 'row'),
  };
}

/** Windows of one endpoint belong together, and so do the guards against empty figures. Null for limits that stand alone. */
function groupOf(verdict: Verdict): string | null {
  const kind = `${verdict.metric} ${verdict.stat} ${verdict.outcome}`;
  if (isGuard(verdict)) return `guard ${kind}`;
  return verdict.tags.has('window') ? `windows ${verdict.tags.get('endpoint') ?? ''} ${kind}` : null;
}

function rowOf(verdict: Verdict): LimitRow {
  return {
    outcome: outcomeText(verdict.outcome),
    kind: verdict.outcome,
    subject: verdict.subject,
    statistic: statisticText(verdict),
    value: valueText(verdict),
    limit: limitText(verdict),
    margin: marginText(verdict),
    isOpen: verdict.outcome !== 'passed' || isNear(verdict),
  };
}

/** The member nearest to its limit speaks for the group. */
function groupRow(members: readonly Verdict[]): LimitRow {
  const nearest = members.reduce((a, b) => ((b.margin?.ratio ?? Infinity) < (a.margin?.ratio ?? Infinity) ? b : a));
  if (isGuard(nearest)) {
    const least = members.reduce((a, b) => ((b.actual ?? Infinity) < (a.actual ?? Infinity) ? b : a));
    return {
      ...rowOf(least),
      subject: plural(members.length, 'guard'),
      statistic: `${statisticText(least)}, the fewest`,
    };
  }
  const subject = `${nearest.tags.get('endpoint') ?? 'whole run'}, ${plural(members.length, 'window')}`;
  return { ...rowOf(nearest), subject, statistic: `${statisticText(nearest)}, the nearest` };
}

/** `+12.5 ms (13.4 %)`: inside by that much; a minus sign is outside. Of a percentage the points say all. */
export function marginText(verdict: Verdict): string {
  if (verdict.margin === null) return 'not known';
  const { absolute, ratio } = verdict.margin;
  const share = ratio === null || isShare(verdict.unit) ? '' : ` (${formatRatio(ratio)})`;
  return `${formatSigned(absolute, verdict.unit)}${share}`;
}
