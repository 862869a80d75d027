// The ledger of loosened limits: no limit becomes looser without a reason, an owner and a day until which it may stay so.

import { UserError } from 'k6-kit/user-error';
import { readBaselines } from './read.ts';
import type { ReadTable, Row } from './table-rows.ts';

/** A row of the table "Loosened limits". */
interface Loosening {
  when: string;
  limit: string;
  before: string;
  after: string;
  reason: string;
  owner: string;
  until: string;
}

/** Tables whose figures limit something, by constant: a larger figure, or `-` for none, is looser. */
const LIMITING: Readonly<Record<string, readonly string[]>> = {
  targets: ['limit'],
  endpoints: ['avg', 'p50', 'p95', 'p99'],
  journeys: ['avg', 'p95', 'completed'],
  journeySteps: ['avg', 'p50', 'p95', 'p99'],
  resources: ['limit'],
  testTypes: ['avg', 'p95', 'error', 'cpu'],
  serviceTests: ['error'],
  serviceLimits: ['value'],
  pageTests: ['error'],
  pageLimits: ['value'],
  pageAudit: ['value'],
  alerts: ['threshold'],
  triggers: ['above', 'for'],
  tolerances: ['value'],
};

/** Rows of these tables that limit from below: there a smaller figure is looser. */
const FLOORS: Readonly<Record<string, readonly string[]>> = {
  serviceLimits: ['cacheHitRatio', 'vectorRecall', 'connectionReuse'],
  pageAudit: ['cacheLifetime'],
};

/** Columns that limit from below. */
const FLOOR_COLUMNS: readonly string[] = ['completedRatio'];

/** `Response times / home / P95`: how a cell is named in the ledger. */
export function limitName(heading: string, row: string, column: string): string {
  return `${heading} / ${row} / ${column}`;
}

interface Limit {
  name: string;
  /** Infinity where there is none; below 0 where it limits from below, so that larger is looser everywhere. */
  value: number;
  text: string;
}

/**
 * What is wrong between two versions of the document, in words: limits that are looser without a ledger row for their present
 * value, rows that were taken out of the ledger, and limits that are still loose after their day.
 */
export function silentLoosenings(before: string, after: string, today: string): string[] {
  const [old, now] = [tablesOf(before, 'the earlier document'), tablesOf(after, 'the document')];
  const [ledger, oldLedger] = [ledgerOf(now), ledgerOf(old)];
  const limits = new Map(limitsOf(now).map((limit) => [limit.name, limit]));
  const silent = limitsOf(old).flatMap(({ name, value, text }) => {
    const present = limits.get(name);
    if (present && present.value <= value) return [];
    const after = present?.text ?? 'removed';
    if (ledger.some((row) => row.limit === name && row.after === after)) return [];
    return [
      `${name} went from ${text} to ${after}: expected a row in "Loosened limits" with limit, before, after, reason, owner and until`,
    ];
  });
  const gone = oldLedger
    .filter((row) => !ledger.some((other) => JSON.stringify(other) === JSON.stringify(row)))
    .map((row) => `the ledger's row of ${row.when} for ${row.limit} is gone or changed: rows stay as they are`);
  return [...silent, ...gone, ...expired(ledger, limits, today)];
}

/** A newer row for the same limit takes the place of an older one; a limit that is tight again has no day any more. */
function expired(ledger: readonly Loosening[], limits: ReadonlyMap<string, Limit>, today: string): string[] {
  const newest = new Map(ledger.map((row) => [row.limit, row]));
  return [...newest.values()]
    .filter((row) => row.until < today && (limits.get(row.limit)?.text ?? 'removed') === row.after)
    .map(
      ({ limit, after, until, owner }) =>
        `${limit} may be ${after} until ${until} only (${owner}): tighten it or add a row with a new day`,
    );
}

function tablesOf(source: string, what: string): ReadTable[] {
  const { tables, problems } = readBaselines(source);
  // An earlier version may be from before the ledger, or before a table was added; what can be read of it counts.
  const isNewer = /^no table below|Loosened limits|Tolerances/;
  const own = problems.filter(({ message }) => what === 'the document' || !isNewer.test(message));
  if (own.length === 0) return tables;
  throw new UserError(
    'E_LEDGER_DOCUMENT',
    `${what} cannot be read: ${own[0]!.line}:${own[0]!.column}: ${own[0]!.message}`,
  );
}

function limitsOf(tables: readonly ReadTable[]): Limit[] {
  return tables.flatMap(({ spec, rows }) => {
    const starts = LIMITING[spec.constant];
    const floors = FLOORS[spec.constant] ?? [];
    if (!starts) return [];
    return rows.flatMap((row) =>
      rowLimits(spec.heading, spec.columns, row, starts).map((limit) =>
        floors.includes(row.key) ? { ...limit, value: -limit.value } : limit,
      ),
    );
  });
}

function rowLimits(
  heading: string,
  columns: ReadTable['spec']['columns'],
  row: Row,
  starts: readonly string[],
): Limit[] {
  const [label] = Object.values(row.cells);
  return Object.entries(row.values).flatMap(([key, value]): Limit[] => {
    if (!starts.some((start) => key.startsWith(start)) || (typeof value !== 'number' && value !== null)) return [];
    const column = columns.find(
      (candidate) => key === candidate.key || (!candidate.cell && key.startsWith(candidate.key)),
    );
    const text = row.cells[key]?.text ?? '-';
    return [
      {
        name: limitName(heading, label?.text ?? row.key, column?.header ?? key),
        value: FLOOR_COLUMNS.includes(key) ? -(value ?? 0) : (value ?? Number.POSITIVE_INFINITY),
        text,
      },
    ];
  });
}

function ledgerOf(tables: readonly ReadTable[]): Loosening[] {
  const rows = tables.find(({ spec }) => spec.constant === 'loosenings')?.rows ?? [];
  return rows.map(({ values }) => values as unknown as Loosening);
}
