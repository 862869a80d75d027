// When the run of a summary started: k6 itself does not say so in every format.
import { stat } from 'node:fs/promises';
import type { Summary } from 'k6-verdict/parse/model';
import type { TrendJson } from '../trend/schema.ts';

export interface Start {
  startedAt: string;
  /** The summary itself, the option --at, or the date of the file. */
  timeFrom: NonNullable<TrendJson['runs'][number]['timeFrom']>;
}

/** A run record has it, the machine-readable summary has when it was written, and a script can put `startedAt` next to `metrics`. */
export function ownStart({ run, writtenAt, durationMs }: Summary, value: Record<string, unknown>): Start | null {
  const given = run?.startedAt ?? value.startedAt;
  if (typeof given === 'string' && isTime(given)) return { startedAt: iso(given), timeFrom: 'file' };
  if (writtenAt === null || !isTime(writtenAt)) return null;
  return { startedAt: iso(writtenAt, durationMs ?? 0), timeFrom: 'file' };
}

/** For a file that does not say it: what the user says, else the date of the file. */
export async function startOf(path: string, at: string | undefined): Promise<Start> {
  if (at !== undefined) return { startedAt: iso(at), timeFrom: 'option' };
  return { startedAt: (await stat(path)).mtime.toISOString(), timeFrom: 'file date' };
}

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/;

/** A time with its zone, or a day, from 1970 on; the 31st of February is none. */
export function isTime(text: string): boolean {
  const day = text.slice(0, 10);
  return TIME.test(text) && Date.parse(text) >= 0 && new Date(day).toISOString().startsWith(day);
}

function iso(text: string, beforeMs = 0): string {
  return new Date(Math.max(0, Date.parse(text) - beforeMs)).toISOString();
}
