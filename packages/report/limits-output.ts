// Limits made from results as text: a configuration of k6, a TypeScript module, and lines for the person who asked for them.
import type { Limits, MadeLimit, Seen } from './limits.ts';
import { plain } from './render/escape.ts';
import { formatMs } from './text/format.ts';
import { plural } from './text/words.ts';

export interface LimitsMade {
  /** The results, as the user named them. */
  names: readonly string[];
  toleranceRatio: number;
  limits: Limits;
}

/** For `k6 run --config`. */
export function limitsJson({ limits }: LimitsMade): string {
  return `${JSON.stringify({ thresholds: limits.thresholds }, null, 2)}\n`;
}

/** A module for `export const options = { thresholds }`. */
export function limitsModule(made: LimitsMade): string {
  const bySource = new Map(made.limits.limits.map((limit) => [limit.key, limit]));
  const entries = Object.entries(made.limits.thresholds).map(([key, expressions]) => {
    const limit = bySource.get(key);
    const why = limit ? spreadText(limit) : 'the limits of these tags have something to judge';
    return `  // ${why}\n  ${JSON.stringify(key)}: ${JSON.stringify(expressions)},\n`;
  });
  return `// k6 thresholds ${originText(made)}.\nexport const thresholds: Record<string, string[]> = {\n${entries.join('')}};\n`;
}

/** What was made, what has no limit, and which results lie too far apart, one line each. */
export function limitsLines(made: LimitsMade): string[] {
  const { limits, notes } = made.limits;
  const guards = Object.keys(made.limits.thresholds).length - limits.length;
  const also = guards === 0 ? '' : `, and ${plural(guards, 'counter')} above 0`;
  return [
    `${plural(limits.length, 'limit')}${also}: ${originText(made)}`,
    ...limits.flatMap(outsideLine),
    ...notes,
  ].map(plain);
}

function originText({ names, toleranceRatio }: LimitsMade): string {
  const worst = names.length > 1 ? 'the worst of ' : '';
  const share = `${Number((toleranceRatio * 100).toPrecision(6))} %`;
  return plain(`from ${worst}${names.join(', ')} plus ${share}, rounded up to 3 significant digits`);
}

function spreadText(limit: MadeLimit): string {
  const [best, worst] = [limit.seen[0]!, limit.seen.at(-1)!];
  const range = best.value === worst.value ? '' : `${valueText(limit, best)} to `;
  return `${limit.stat} was ${range}${valueText(limit, worst)}`;
}

function outsideLine(limit: MadeLimit): string[] {
  const [best] = limit.seen;
  if (limit.outside.length === 0) return [];
  const others = limit.outside.map((seen) => `${seen.name} (${valueText(limit, seen)})`).join(', ');
  const alone = `a limit from ${best!.name} alone (${valueText(limit, best!)}) would fail ${others}`;
  return [`${limit.key} ${limit.stat}: the results differ by more than the tolerance; ${alone}`];
}

function valueText({ isTime, stat }: MadeLimit, { value }: Seen): string {
  if (stat === 'rate') return `${Number((value * 100).toPrecision(4))} %`;
  return isTime ? formatMs(value) : String(Number(value.toPrecision(4)));
}
