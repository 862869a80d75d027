// A page sample goes into a log line and comes back the same, whatever a page calls its files.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { PageLoad } from 'k6-format/run-record';
import { pageLine, readPageLine } from './page-sample.ts';

const load = (name: string): PageLoad => ({
  ...{ kind: 'load', visit: 'cold', phase: 'hold', atS: 1.5, vitals: { load: 80.25 } },
  files: [
    {
      ...{ name, kind: 'img', startMs: 1, requestMs: 2, responseMs: 3, endMs: 4 },
      ...{ bytes: 5, protocol: 'h2', isBlocking: false },
    },
  ],
});

test('a sample comes back as it was, from a log with or without quotes and escapes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), (name) => {
      const line = pageLine(load(name));
      assert.doesNotMatch(line, /["\\\n]/);
      for (const logged of [
        line,
        `INFO[0003] ${line} source=console`,
        `time="x" level=info msg="${line}" source=console`,
      ])
        assert.deepEqual(readPageLine(logged), load(name));
    }),
  );
});

test('other lines, and lines that are broken off, are none', () => {
  assert.equal(readPageLine('INFO[0001] hello'), undefined);
  assert.equal(readPageLine(pageLine(load('/a')).slice(0, -20)), undefined);
  assert.equal(readPageLine('page sample: %E0%A4%A'), undefined);
});
