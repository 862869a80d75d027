// Reads what a page load test logged of its visits: each as it is logged, or all of them in a result. A page chose all of it, names
// included: odd entries are left out, long ones cut.

import * as v from 'valibot';
import { PAGE_FINDINGS, PAGE_VITALS, VISITS, type VitalName } from './load-names.ts';
import type { PageEvidence, PageSample } from './run-record.ts';

/** A report is not a dump. */
const MOST = { loads: 12, files: 60, frames: 20, failures: 10, audit: 200 } as const;
/** A bare name of a picture: nothing that could lead out of the result's folder. */
export const PICTURE_NAME = /^(?!\.)[\w.-]{1,200}\.(?:png|jpe?g)$/;
/** Longer than any visit; beyond it a time is an error of its writer. */
const LONGEST_MS = 600_000;
const MOST_BYTES = 1e10;

const within = (highest: number) => v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(highest));
const ms = within(LONGEST_MS);
const bytes = within(MOST_BYTES);
const atS = within(1e7);
const text = (length: number) =>
  v.pipe(
    v.string(),
    v.transform((value) => [...value.slice(0, length * 2)].slice(0, length).join('')),
  );
const visit = v.picklist(VISITS);

/** The entries that can be read, the first so many; the others are left out. */
function entries<S extends v.GenericSchema>(schema: S, most: number) {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((items) =>
      items.slice(0, most * 10).flatMap((item): v.InferOutput<S>[] => {
        const read = v.safeParse(schema, item);
        return read.success ? [read.output] : [];
      }),
    ),
    v.transform((items) => items.slice(0, most)),
  );
}

const file = v.pipe(
  v.object({
    name: text(300),
    kind: text(20),
    startMs: ms,
    requestMs: ms,
    responseMs: ms,
    endMs: ms,
    bytes,
    protocol: text(20),
    isBlocking: v.boolean(),
  }),
  // A browser that keeps another host's times to itself reports 0 for those in between.
  v.transform((read) => {
    const requestMs = Math.max(read.startMs, read.requestMs);
    const responseMs = Math.max(requestMs, read.responseMs);
    return { ...read, requestMs, responseMs, endMs: Math.max(responseMs, read.endMs) };
  }),
);

/** Vitals with a known name, with a finite value. */
const vitals = v.pipe(
  v.record(v.string(), v.unknown()),
  v.transform((record) => {
    const names = Object.keys(PAGE_VITALS) as VitalName[];
    const known = names.flatMap((name): [VitalName, number][] => {
      const value = Object.hasOwn(record, name) ? record[name] : undefined;
      const isSane = typeof value === 'number' && value >= 0 && value <= LONGEST_MS;
      return isSane ? [[name, value]] : [];
    });
    return Object.fromEntries(known) as Record<string, number>;
  }),
);

const load = v.object({
  kind: v.literal('load'),
  visit,
  phase: text(20),
  atS,
  vitals,
  files: entries(file, MOST.files),
});
const frame = v.object({ kind: v.literal('frame'), atMs: ms, file: text(200) });
const failure = v.object({
  kind: v.literal('failure'),
  visit,
  phase: text(20),
  atS,
  message: text(400),
  file: text(200),
});
const audit = v.object({
  kind: v.literal('audit'),
  finding: v.picklist(PAGE_FINDINGS),
  name: text(300),
  bytes,
  ofBytes: bytes,
  ms,
  now: text(120),
});

/** One of them, as a load script logs it. */
export const pageSampleSchema: v.GenericSchema<unknown, PageSample> = v.variant('kind', [load, frame, failure, audit]);

const none = <S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema, []), []);

/** For the run record's field `pages`. */
export const pagesSchema = v.object({
  loads: none(entries(load, MOST.loads)),
  frames: none(entries(frame, MOST.frames)),
  failures: none(entries(failure, MOST.failures)),
  audit: none(entries(audit, MOST.audit)),
}) satisfies v.GenericSchema<unknown, PageEvidence>;
