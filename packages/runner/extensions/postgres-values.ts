// PostgreSQL's values on their way to a script: numbers, texts and truth values as they are, all others marked.
//
// The extension's driver documents which Go type each PostgreSQL type becomes (https://pkg.go.dev/github.com/lib/pq, Data Types):
// integers, floats, characters, booleans, moments, and bytes for everything else: numeric, uuid, json and arrays come as the bytes
// of their text.

/** JSON has no bytes, no moments and no NaN: these come as a pair of a mark and a value. */
export type Cell = null | number | string | boolean | ['bytes', string] | ['time', number] | ['float', string];

/** Object identifiers of PostgreSQL's types (catalogue pg_type). */
const OID = {
  ...{ bool: 16, bytea: 17, int8: 20, int2: 21, int4: 23, text: 25, float4: 700, float8: 701 },
  ...{ bpchar: 1042, varchar: 1043, date: 1082, time: 1083, timestamp: 1114, timestamptz: 1184, timetz: 1266 },
} as const;

const number = (text: string): Cell => {
  const value = Number(text);
  return Number.isFinite(value) ? value : ['float', text];
};
const text = (value: string): Cell => value;
const bytes = (value: string): Cell => ['bytes', Buffer.from(value).toString('base64')];
const bytea = (value: string): Cell => ['bytes', Buffer.from(value.replace(/^\\x/, ''), 'hex').toString('base64')];

/** PostgreSQL's `2026-01-31 12:30:00.5+02` and its parts; a moment without a zone is in UTC, a time of day in the year 0. */
function moment(value: string): Cell {
  const [, date = '0000-01-01', time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)?[ ]?(\d\d:\d\d:\d\d(?:\.\d+)?)?([+-]\d\d(?::\d\d)?)?$/.exec(value) ?? [];
  const epochMs = Date.parse(`${date}T${time}${zone.length === 3 ? `${zone}:00` : zone}`);
  // "infinity" and years beyond four digits are no moments of a Date.
  return /\d/.test(value) && Number.isFinite(epochMs) && !/BC|^\d{5}/.test(value) ? ['time', epochMs] : bytes(value);
}

const READERS: ReadonlyMap<number, (value: string) => Cell> = new Map([
  ...[OID.int2, OID.int4, OID.int8, OID.float4, OID.float8].map((oid) => [oid, number] as const),
  ...[OID.text, OID.varchar, OID.bpchar].map((oid) => [oid, text] as const),
  ...[OID.date, OID.time, OID.timetz, OID.timestamp, OID.timestamptz].map((oid) => [oid, moment] as const),
  [OID.bool, (value: string): Cell => value === 't'],
  [OID.bytea, bytea],
]);

/** For the client library: how to read a value of this type from PostgreSQL's text. */
export function readerOf(oid: number): (value: string) => Cell {
  return READERS.get(oid) ?? bytes;
}
