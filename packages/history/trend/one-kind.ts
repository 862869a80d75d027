// Which runs make a series: those of one kind, the newest run's.
import { UserError } from 'k6-kit/user-error';
import type { RunContext } from '../run.ts';
import { seriesKind } from './trend.ts';

/** The newest run's kind, and the newest `last` of it; what is left out is reported. Throws a UserError when nothing is left. */
export function oneKind(
  runs: readonly RunContext[],
  last: number | undefined,
  path: string,
): { chosen: RunContext[]; notes: string[] } {
  const sound = runs.filter(({ validity }) => validity !== 'DISCARDED');
  const newest = sound.at(-1);
  if (!newest) {
    const what = runs.length === 0 ? 'no run that fits' : `${runs.length} runs that fit, all discarded`;
    throw new UserError('E_TREND_EMPTY', `${path}: ${what}; \`history list\` shows what there is`);
  }
  const kind = seriesKind(newest);
  const alike = sound.filter((run) => seriesKind(run) === kind);
  const notes: string[] = [];
  if (runs.length > sound.length) notes.push(`${runs.length - sound.length} discarded runs are left out`);
  if (sound.length > alike.length)
    notes.push(`${sound.length - alike.length} runs of other kinds are left out (--type, --target)`);
  return { chosen: last === undefined ? alike : alike.slice(-last), notes };
}
