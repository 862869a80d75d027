// What a drill leaves behind: its state while it goes on, so that it can be resumed, and its record at the end.

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from 'k6-kit/files';
import { shaped } from 'k6-kit/shapes';
import { UserError } from 'k6-kit/user-error';
import * as v from 'valibot';

const text = v.pipe(v.string(), v.maxLength(20_000));
const time = v.pipe(v.string(), v.isoTimestamp(), v.endsWith('Z'));

const step = v.object({
  id: text,
  title: text,
  state: v.picklist(['ok', 'warning', 'failed']),
  startedAt: time,
  endedAt: time,
  /** What was found or done, in one line. */
  detail: text,
  /** Who confirmed it; null for what the program did itself. */
  by: v.nullable(text),
});

const figures = v.object({
  /** From the end of the spike; null: not within the run. */
  recoveredAfterS: v.nullable(v.number()),
  allowedS: v.number(),
  resolutionS: v.number(),
  spikeP95Ms: v.nullable(v.number()),
  errorRatio: v.nullable(v.number()),
  requests: v.nullable(v.number()),
});

const record = v.object({
  schema: v.literal(1),
  type: v.literal('spike'),
  release: text,
  target: text,
  environment: text,
  engine: text,
  timeScale: v.number(),
  /** Factors of the environment in words; empty: none. */
  scale: v.optional(v.string(), ''),
  testedBy: v.nullable(text),
  reviewedBy: v.nullable(text),
  startedAt: time,
  endedAt: v.nullable(time),
  steps: v.array(step),
  notes: v.array(v.object({ at: time, text })),
  resultFile: v.nullable(text),
  figures: v.nullable(figures),
  verdict: v.nullable(v.object({ outcome: v.picklist(['go', 'no-go']), reasons: v.array(text) })),
  findings: v.array(v.object({ severity: text, title: text, evidence: text })),
  comparison: v.array(text),
  nextSteps: v.array(text),
});

export type DrillStep = v.InferOutput<typeof step>;
export type DrillFigures = v.InferOutput<typeof figures>;
export type DrillRecord = v.InferOutput<typeof record>;

/** `release 1.2/x` as a part of a file name. */
export function slug(release: string): string {
  return (
    release
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 60) || 'release'
  );
}

export function statePath(folder: string, release: string): string {
  return join(folder, `drill-${slug(release)}.state.json`);
}

/** The state of an unfinished drill; undefined when there is none. */
export async function readState(path: string): Promise<DrillRecord | undefined> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) return undefined;
  const read = parsed(content);
  if (read !== undefined) return read;
  throw new UserError(
    'E_DRILL_STATE',
    `${path} is not a state of a drill: expected the file as it was written; remove it, or start again with --restart`,
  );
}

export function saveRecord(path: string, value: DrillRecord): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** The newest finished drill that is like this one: target, time scale and kind of engine. */
export async function lastDrill(folder: string, like: DrillRecord): Promise<DrillRecord | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.drill.json'));
  const found: DrillRecord[] = [];
  for (const name of names) {
    const old = parsed(await readFile(join(folder, name), 'utf8').catch(() => ''));
    if (old?.endedAt && old.endedAt <= like.startedAt && isLike(old, like)) found.push(old);
  }
  return found.sort((a, b) => (a.endedAt ?? '').localeCompare(b.endedAt ?? '')).at(-1);
}

/** `durations x 0.1, users x 0.25`: what makes a drill a rehearsal, since it has not shown the test at its size; empty: it is none. */
export function scaleOf({ timeScale, scale }: Pick<DrillRecord, 'timeScale' | 'scale'>): string {
  return [timeScale === 1 ? '' : `durations x ${timeScale}`, scale].filter(Boolean).join(', ');
}

function isLike(a: DrillRecord, b: DrillRecord): boolean {
  const engineOf = ({ engine }: DrillRecord) => engine.split(' ')[0];
  const kindOf = (drill: DrillRecord) => [drill.target, scaleOf(drill), engineOf(drill)].join(' ');
  return kindOf(a) === kindOf(b) && a.figures !== null;
}

function parsed(content: string): DrillRecord | undefined {
  try {
    return shaped(record, JSON.parse(content));
  } catch {
    return undefined;
  }
}
