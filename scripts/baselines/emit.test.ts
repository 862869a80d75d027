// The emitted module is TypeScript that evaluates to the values that were read, whatever characters are in them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { transform } from 'esbuild';
import { emitModule } from './emit.ts';
import { asIdentifier } from './read.ts';
import type { ReadTable, Row, Value } from './table-rows.ts';
import type { TableSpec } from './tables.ts';

const row = (key: string, values: Record<string, Value>): Row => ({ key, values, cells: {} });
const table = (spec: Partial<TableSpec>, rows: Row[]): ReadTable => ({
  spec: { heading: 'Things', constant: 'things', rows: 'by-name', columns: [], ...spec },
  rows,
});

async function evaluate(tables: ReadTable[]): Promise<Record<string, unknown>> {
  const { code } = await transform(emitModule(tables), { loader: 'ts' });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

describe('the emitted module', () => {
  it('keeps texts that are full of syntax', async () => {
    const texts = ["it's", 'back\\slash', 'end\\', '`$' + '{x}`', '*/ //', '\u2028\u2029', '"', '</script>', '𝔘 ñ'];
    const { things } = await evaluate([
      table(
        { rows: 'list' },
        texts.map((text) => row('', { text })),
      ),
    ]);
    assert.deepEqual(
      things,
      texts.map((text) => ({ text })),
    );
  });

  it('quotes keys that are no identifiers', async () => {
    const { things } = await evaluate([table({}, [row('memory-stats', { p95Ms: 1 }), row('home', { p95Ms: 2 })])]);
    assert.deepEqual(things, { 'memory-stats': { p95Ms: 1 }, home: { p95Ms: 2 } });
  });

  it('writes numbers, ranges and absent limits as literals', async () => {
    const values = { small: 0.001, large: 2 ** 53 - 1, range: { min: 1, max: 2 }, none: null };
    const { things } = await evaluate([table({}, [row('a', values)])]);
    assert.deepEqual(things, { a: values });
  });

  it("leaves out the name column, which is the row's key", async () => {
    const { things } = await evaluate([table({}, [row('a', { name: 'a', value: 1 })])]);
    assert.deepEqual(things, { a: { value: 1 } });
  });

  it('puts the weights into the endpoints and emits no table of their own', async () => {
    const module = await evaluate([
      table({ constant: 'endpoints' }, [row('a', { p95Ms: 1 })]),
      table({ constant: 'weights' }, [row('a', { weightPct: 100 })]),
    ]);
    const { version, ...tables } = module;
    assert.match(String(version), /^[0-9a-f]{12}$/);
    assert.deepEqual(tables, { endpoints: { a: { p95Ms: 1, weightPct: 100 } } });
  });

  it('names the union of keys where the table needs one', () => {
    assert.match(
      emitModule([table({ keyType: 'ThingName' }, [row('a', {})])]),
      /^export type ThingName = keyof typeof things;$/m,
    );
    assert.doesNotMatch(emitModule([table({}, [row('a', {})])]), /export type/);
  });
});

describe('a label becomes an identifier:', () => {
  const cases: [string, string][] = [
    ['Disk I/O', 'diskIO'],
    ['CPU (Overall)', 'cpuOverall'],
    // Only the first word loses its capitals; a brand at the start becomes one lower-case word.
    ['PostgreSQL', 'postgresql'],
    ['AUREN API', 'aurenAPI'],
    ['Response Time (p95)', 'responseTimeP95'],
  ];
  for (const [label, identifier] of cases) {
    it(`${label} -> ${identifier}`, () => assert.equal(asIdentifier(label), identifier));
  }
});
