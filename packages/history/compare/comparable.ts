// Why two runs may not be compared: like is compared with like, and a discarded run with nothing.
import { factorsText } from 'k6-format/scale';
import type { RunContext, WindowRow } from '../run.ts';

/** What may be let differ on purpose. */
export const ALLOWED = ['target', 'engine'] as const;
export type Allowed = (typeof ALLOWED)[number];

/** A run, with its windows where they are at hand. */
type Compared = RunContext & { windows?: readonly WindowRow[] };

/** Reasons in words; empty where the two are alike. */
export function differences(a: Compared, b: Compared, allowed: readonly Allowed[] = []): string[] {
  const pairs: [string, string | number, string | number, boolean][] = [
    ['test type', a.type, b.type, true],
    ['engine', engineName(a), engineName(b), !allowed.includes('engine')],
    ['target', a.target, b.target, !allowed.includes('target')],
    ['scale', a.timeScale, b.timeScale, true],
    ['factors on load and limits', factorsText(a.scale) || 'none', factorsText(b.scale) || 'none', true],
    ['load model', a.model, b.model, true],
    ['peak VUs', a.peakVus, b.peakVus, true],
    ['endpoints', [...a.endpoints].sort().join(' '), [...b.endpoints].sort().join(' '), true],
  ];
  const differing = pairs.filter(([, left, right, counts]) => counts && left !== right);
  const discarded = [a, b].filter(({ validity }) => validity === 'DISCARDED');
  const isOtherPlan = differing.length === 0 && hasOtherPlan(a.windows ?? [], b.windows ?? []);
  return [
    ...differing.map(([what, left, right]) => `other ${what}: ${left} and ${right}`),
    ...(isOtherPlan ? ['other load over time: the tables changed between the runs'] : []),
    ...discarded.map(({ id, validityReasons }) => `${id} is discarded: ${validityReasons[0] ?? 'unreliable'}`),
  ];
}

/** Whether a window that both have was planned with another load: rows of the tables may change though test type and peak stay. */
function hasOtherPlan(a: readonly WindowRow[], b: readonly WindowRow[]): boolean {
  const keyOf = ({ window, endpoint }: WindowRow) => `${window} ${endpoint}`;
  const planned = new Map(a.map((row) => [keyOf(row), row.load]));
  return b.some((row) => (planned.get(keyOf(row)) ?? row.load) !== row.load);
}

/** Without its version: a series must not end with every release of the engine. */
export function engineName({ engine }: Pick<RunContext, 'engine'>): string {
  return engine.split(' ', 1)[0]!;
}

/** One text per kind of run, for what is known about all runs of the kind. */
export function kindOf(run: RunContext): string {
  const { type, target, timeScale, scale, endpoints } = run;
  const facts = [type, engineName(run), target, timeScale, [...endpoints].sort().join(',')];
  return [...facts, ...(scale ? [factorsText(scale)] : [])].join(' | ');
}
