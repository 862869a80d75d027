// Why two runs may not be compared: like is compared with like, and a discarded run with nothing.
import { factorsText } from 'k6-format/scale';
import type { RunContext } from '../run.ts';

/** What may be let differ on purpose. */
export const ALLOWED = ['target', 'engine'] as const;
export type Allowed = (typeof ALLOWED)[number];

/** Reasons in words; empty where the two are alike. */
export function differences(a: RunContext, b: RunContext, allowed: readonly Allowed[] = []): string[] {
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
  return [
    ...differing.map(([what, left, right]) => `other ${what}: ${left} and ${right}`),
    ...discarded.map(({ id, validityReasons }) => `${id} is discarded: ${validityReasons[0] ?? 'unreliable'}`),
  ];
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
