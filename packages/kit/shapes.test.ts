// Values from outside: read by a schema, or said what is wrong with them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as v from 'valibot';
import { issueText, shaped } from './shapes.ts';

const schema = v.strictObject({ hosts: v.array(v.string()), caps: v.object({ vus: v.number() }) });
const good = { hosts: ['a'], caps: { vus: 5 } };

test('a value of another shape is undefined, and none of its parts is handed on', () => {
  assert.deepEqual(shaped(schema, good), good);
  assert.equal(shaped(schema, { ...good, caps: { vus: 'x' } }), undefined);
});

test('the first issue is named by its place; a field that nobody knows is called so', () => {
  const rows: [value: unknown, text: RegExp][] = [
    [{ ...good, hosts: ['a', 5] }, /^hosts\.1: .*string/],
    [{ ...good, caps: {} }, /^caps\.vus: /],
    [{ ...good, host: 'a' }, /^host: is not a known field$/],
    [null, /^the file: /],
  ];
  for (const [value, text] of rows) {
    const read = v.safeParse(schema, value);
    assert.ok(!read.success);
    assert.match(issueText(read.issues, 'the file'), text);
  }
});
