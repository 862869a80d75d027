// Whatever one slip of the keyboard does to the document: it reads as sound tables or as problems with a place, never as garbage.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { documentText } from './edited-document.fixture.ts';
import { emitModule } from './emit.ts';
import { readBaselines } from './read.ts';
import type { ReadTable } from './table-rows.ts';

/** What means something to Markdown, to a cell or to the emitted literals. */
const SYNTAX = [...'|\\`~<>[]()*_-#0 .%$\'"{}&!\n\r\t\u00A0\u2028e'];

const slip = fc.record({
  at: fc.nat({ max: documentText.length }),
  kind: fc.constantFrom('insert', 'replace', 'delete'),
  character: fc.oneof(fc.constantFrom(...SYNTAX), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
});

function apply({ at, kind, character }: { at: number; kind: string; character: string }): string {
  const [before, after] = [documentText.slice(0, at), documentText.slice(kind === 'insert' ? at : at + 1)];
  return before + (kind === 'delete' ? '' : character) + after;
}

/** How many figures a table holds: a row that gets lost without a problem shows here. */
const size = (tables: ReadTable[]) => tables.map(({ spec, rows }) => `${spec.constant} ${rows.length}`).join();
const committedSize = size(readBaselines(documentText).tables);

describe('one changed character in the document', () => {
  it('gives sound tables of the same size, or problems that each have a place', () => {
    fc.assert(
      fc.property(slip, (change) => {
        const source = apply(change);
        const { tables, problems } = readBaselines(source);
        const lineCount = source.split(/\r\n|\r|\n/).length;
        for (const { line, column, message } of problems) {
          assert.ok(line >= 1 && line <= lineCount && column >= 1, `${line}:${column} ${message}`);
          assert.match(message, /expected/);
        }
        if (problems.length > 0) return;
        assert.equal(size(tables), committedSize);
        assert.doesNotMatch(emitModule(tables), /[ :](NaN|-?Infinity|undefined|\[object)/);
        const numbers = tables.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row.values)));
        for (const value of numbers) {
          assert.ok(typeof value !== 'number' || (Number.isFinite(value) && value >= 0), String(value));
        }
      }),
      // A fixed seed: a slip that nobody made must not break somebody's unrelated change. Each run reads the whole document.
      { seed: 20250120, numRuns: propertyRuns(20) },
    );
  });
});
