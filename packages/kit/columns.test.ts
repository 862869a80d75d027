// Lines of a width: words keep together, nothing is lost, and nothing is wider.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { wrapped } from './columns.ts';

test('later lines begin where the first one has its text', () => {
  assert.equal(
    wrapped('ok  name  ', 'there is more to say than fits here'.split(' '), 32),
    'ok  name  there is more to say\n          than fits here',
  );
  assert.equal(wrapped('x ', [], 80), 'x ');
});

test('no line is wider than asked, and the words are all there in their order', () => {
  const words = fc.array(fc.stringMatching(/^[!-~]{1,40}$/), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(fc.nat({ max: 20 }), words, fc.integer({ min: 41, max: 130 }), (indent, list, columns) => {
      const text = wrapped(' '.repeat(indent), list, columns);
      for (const line of text.split('\n')) assert.ok(line.length <= columns, line);
      assert.equal(text.replaceAll(/\s/g, ''), list.join(''));
    }),
  );
});
