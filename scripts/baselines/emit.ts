// Writes checked tables as the literals of thresholds/baselines.ts.
import { createHash } from 'node:crypto';
import type { Shares } from './cells.ts';
import type { ReadTable, Row, Value } from './table-rows.ts';

const HEAD = `// Generated from thresholds/baselines.md by \`npm run perf -- baselines generate\`: change the table, not this file.
`;

/** The generated module: frozen constants of literals only, units in the keys, and the unions of names. */
export function emitModule(read: ReadTable[]): string {
  const blocks = blocksOf(read);
  return `${HEAD}\n${blocks.join('\n')}\n/** Of all tables together. */\nexport const version = '${versionOf(blocks)}';\n`;
}

/** What the generated module exports, as values. */
export function tablesOf(read: ReadTable[]): Record<string, unknown> {
  const tables = inOrder(MERGED.reduce(merge, read)).map(({ spec, rows }) => [
    spec.constant,
    spec.rows === 'list'
      ? rows.map(({ values }) => values)
      : Object.fromEntries(rows.map(({ key, values }) => [key, values])),
  ]);
  return { ...Object.fromEntries(tables), version: versionOf(blocksOf(read)) };
}

function blocksOf(read: ReadTable[]): string[] {
  return inOrder(MERGED.reduce(merge, read)).map(({ spec, rows }) => {
    const body = spec.rows === 'list' ? emitList(rows) : emitRecord(rows);
    const alias = spec.keyType ? `\nexport type ${spec.keyType} = keyof typeof ${spec.constant};\n` : '';
    return `/** Table "${spec.heading}". */\nexport const ${spec.constant} = Object.freeze(${body} as const);\n${alias}`;
  });
}

/** Results name the tables that they were planned by. */
function versionOf(blocks: readonly string[]): string {
  return createHash('sha256').update(blocks.join('\n')).digest('hex').slice(0, 12);
}

/** Tables that have more columns of another one: they are apart because the guide's have no such columns, or to be read in a page's width. */
const MERGED = [
  { from: 'weights', into: 'endpoints' },
  { from: 'testTraits', into: 'testTypes' },
];

function merge(read: ReadTable[], { from, into }: (typeof MERGED)[number]): ReadTable[] {
  const more = read.find((table) => table.spec.constant === from)?.rows ?? [];
  const withMore = (row: Row): Row => ({
    ...row,
    values: { ...row.values, ...more.find(({ key }) => key === row.key)?.values },
  });
  return read
    .filter((table) => table.spec.constant !== from)
    .map((table) => (table.spec.constant === into ? { ...table, rows: table.rows.map(withMore) } : table));
}

/** A mix as numbers in the order of the endpoints: their names, once a part, would make bundles too large. */
function inOrder(read: ReadTable[]): ReadTable[] {
  const names = read.find(({ spec }) => spec.constant === 'endpoints')?.rows.map(({ key }) => key) ?? [];
  const ordered = (row: Row): Row => {
    const mix = row.values.mixPct as Shares | null;
    const mixPct = mix && names.map((name) => mix[name] ?? 0);
    return { ...row, values: { ...row.values, mixPct } };
  };
  return read.map((table) =>
    table.spec.constant === 'dayCurve' ? { ...table, rows: table.rows.map(ordered) } : table,
  );
}

function emitRecord(rows: Row[]): string {
  return `{\n${rows.map((row) => `  ${property(row.key)}: ${emitRow(row)},\n`).join('')}}`;
}

function emitList(rows: Row[]): string {
  return `[\n${rows.map((row) => `  ${emitRow(row)},\n`).join('')}]`;
}

/** The row's own key, and what only readers of the document need: each VU holds a copy of the module. */
const UNUSED = ['name', 'origin', 'why'];

function emitRow(row: Row): string {
  const values = Object.entries(row.values).filter(([key]) => !UNUSED.includes(key));
  return `Object.freeze({ ${values.map(([key, value]) => `${property(key)}: ${literal(value)}`).join(', ')} })`;
}

function literal(value: Value): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, part]) => `${property(key)}: ${part}`);
    return `Object.freeze({ ${entries.join(', ')} })`;
  }
  return typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : String(value);
}

function property(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key);
}
