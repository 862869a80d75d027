// What may be in a cell: each kind reads text with its unit and returns a plain number in one fixed unit.
import { UNITS_MS } from 'k6-kit/durations';
import * as v from 'valibot';

/** A cell's schema; its description completes the sentence "expected ...". */
export type CellSchema = v.GenericSchema<string, string | number | Range | Shares | null>;

/** Shares by name, per cent. */
export type Shares = Readonly<Record<string, number>>;

/** A closed interval in the column's unit. */
export interface Range {
  min: number;
  max: number;
}

const { ms = 0, s = 0, m = 0, h = 0 } = UNITS_MS;
const DURATION_MS: Record<string, number> = { ms, s, m, h };
const SIZE_MB: Record<string, number> = { MB: 1, GB: 1_000 };

/** What a number may be, in the column's unit. Without bounds: from 0 on. */
interface Bounds {
  above?: number;
  atMost?: number;
}

/** Figures beyond this are slips of the keyboard; up to it a literal has no exponent and loses no digit. */
const LARGEST = Number.MAX_SAFE_INTEGER;

const isWithin = (value: number, { above = -1, atMost = LARGEST }: Bounds) => value > above && value <= atMost;

/** Reads `<number><unit>`, where `factors` maps each allowed unit to the factor that turns it into the wanted one. */
function quantity(factors: Record<string, number>, expected: string, bounds: Bounds = {}): CellSchema {
  const pattern = new RegExp(`^(\\d+(?:\\.\\d+)?)\\s?(${Object.keys(factors).join('|').replaceAll('/', '\\/')})$`);
  return v.pipe(
    v.string(),
    v.regex(pattern),
    v.transform((text) => {
      const [, digits = '', unit = ''] = pattern.exec(text) ?? [];
      return exact(Number(digits) * (factors[unit] ?? 1));
    }),
    v.check((value) => isWithin(value, bounds)),
    v.description(expected),
  );
}

/** Takes the noise of binary fractions out of a product of two decimal numbers. */
function exact(value: number): number {
  return Number(value.toPrecision(12));
}

const scaled = (factors: Record<string, number>, per: number) =>
  Object.fromEntries(Object.entries(factors).map(([unit, factor]) => [unit, factor / per]));

// A limit of 0 ms would fail every run, a stage of 0 s would judge none.
const POSITIVE: Bounds = { above: 0 };

export const durationMs = quantity(DURATION_MS, 'a duration above 0 with its unit, such as 45ms or 2s', POSITIVE);
export const durationS = quantity(
  scaled(DURATION_MS, 1_000),
  'a duration above 0 with its unit, such as 30s, 5m or 1h',
  POSITIVE,
);
export const percent = quantity({ '%': 1 }, 'a share up to 100% with its unit, such as 35%', { atMost: 100 });
/** An endpoint without weight would have no requests, and its own mix no average. */
export const weightPct = quantity({ '%': 1 }, 'a share above 0% with its unit, such as 25%', { above: 0, atMost: 100 });
export const share = quantity({ '%': 0.01 }, 'a share up to 100% with its unit, such as 0.1%', { atMost: 1 });
export const memoryMb = quantity(SIZE_MB, 'a size with its unit, such as 800MB or 2.1GB');
export const throughputMbPerS = quantity({ 'MB/s': 1 }, 'a throughput with its unit, such as 15MB/s');
export const ratePerS = quantity({ '/s': 1 }, 'a rate above 0 with its unit, such as 2000/s', POSITIVE);

export const count = whole({}, 'a whole number without a unit, such as 50');
export const countFromOne = whole(POSITIVE, 'a whole number above 0 without a unit, such as 50');

function whole(bounds: Bounds, expected: string): CellSchema {
  return v.pipe(
    v.string(),
    v.regex(/^\d+$/),
    v.transform(Number),
    v.check((value) => isWithin(value, bounds)),
    v.description(expected),
  );
}

export const fraction: CellSchema = v.pipe(
  v.string(),
  v.regex(/^0?\.\d+$|^[01]$/),
  v.transform(Number),
  v.description('a fraction between 0 and 1, such as 0.01'),
);

export const countRange: CellSchema = v.pipe(
  v.string(),
  v.regex(/^\d+-\d+$/),
  v.transform((text) => {
    const [min = 0, max = 0] = text.split('-').map(Number);
    return { min, max };
  }),
  v.check(({ min, max }) => min < max && max <= LARGEST),
  v.description('a rising range, such as 50-200'),
);

export const text: CellSchema = v.pipe(v.string(), v.minLength(1), v.description('some text'));

/** A day of the calendar. */
export const date: CellSchema = v.pipe(v.string(), v.isoDate(), v.description('a day, such as 2026-01-31'));

/** One of a few words. */
export function oneOf(...words: string[]): CellSchema {
  return v.pipe(
    v.string(),
    v.check((text) => words.includes(text)),
    v.description(`one of: ${words.join(', ')}`),
  );
}

/** A text that becomes a key of the generated module. */
export const label: CellSchema = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z]/),
  v.description('a label that starts with a letter from A to Z'),
);

/** A name that is an identifier of the suite: endpoint, test type. k6 allows no other characters in a scenario's name. */
export const name: CellSchema = v.pipe(
  v.string(),
  v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/),
  v.description('a name in lower case with dashes, such as shopping-basket'),
);

const SHARE = /^([a-z][a-z0-9-]*) (\d+(?:\.\d+)?)%$/;

/** Shares of a whole: `home 40%, health 60%`. */
export const shares: CellSchema = v.pipe(
  v.string(),
  v.transform((text) => text.split(/\s*,\s*/).map((part) => SHARE.exec(part))),
  v.check((parts) => parts.every((part) => part !== null)),
  v.transform((parts) => parts.map((part): [string, number] => [part?.[1] ?? '', Number(part?.[2])])),
  v.check((parts) => new Set(parts.map(([name]) => name)).size === parts.length),
  v.check((parts) => exact(parts.reduce((sum, [, value]) => sum + value, 0)) === 100),
  v.transform((parts): Shares => Object.fromEntries(parts)),
  v.description('shares that add up to 100%, such as home 40%, health 60%'),
);

/** A request path with `{name}` for what changes, optionally followed by a label in brackets: `/` (Homepage). */
export const path: CellSchema = v.pipe(
  v.string(),
  v.regex(/^\/(?:[\w\-/.]|\{\w+\})*(\s+\([^)]+\))?$/),
  v.transform((value) => value.replace(/\s+\(.*$/, '')),
  v.description('a path that starts with a slash, such as /api/basket'),
);

/** The same kind of cell, where `-` means "no limit" and reads as null. */
export const optional = (cell: CellSchema): CellSchema => orNull(cell, '-', '- for none');

/** What a cell says until runs have filled it. */
export const NOT_MEASURED = 'not measured';

/** The same kind of cell, which reads as null until it is measured. */
export const measured = (cell: CellSchema): CellSchema => orNull(cell, NOT_MEASURED, NOT_MEASURED);

function orNull(cell: CellSchema, word: string, described: string): CellSchema {
  return v.pipe(
    v.union([
      v.pipe(
        v.literal(word),
        v.transform(() => null),
      ),
      cell,
    ]),
    v.description(`${wantsOf(cell)}, or ${described}`),
  );
}

/** The same kind of cell for a table whose rows have different units: the first kind that reads the text wins. */
export function anyOf(...cells: CellSchema[]): CellSchema {
  return v.pipe(v.union(cells), v.description(cells.map(wantsOf).join('; or ')));
}

/** What completes the sentence "expected ...". */
export function wantsOf(cell: CellSchema): string {
  return v.getDescription(cell) ?? 'a value';
}
