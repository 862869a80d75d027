// A metric's key into its name and tags, and back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { metricKey, parseSelector, selector } from './selectors.ts';

test('a key is split at the first brace, and a pair at its first colon; what k6 would reject is a fault', () => {
  const rows: [key: string, name: string, tags: Record<string, string>, fault?: RegExp][] = [
    ['http_reqs', 'http_reqs', {}],
    ['a{b:c}', 'a', { b: 'c' }],
    ['group_duration{group:::outer::inner}', 'group_duration', { group: '::outer::inner' }],
    ['x{a:1, b:two words}', 'x', { a: '1', b: 'two words' }],
    ['a{ x : "y z" ,b:{c}}', 'a', { x: 'y z', b: '{c}' }],
    ['a{step:My Orders, API}', 'a', { step: 'My Orders, API' }, /" API" is not a tag:value pair/],
    ['a{b}', 'a', {}, /"b" is not a tag:value pair/],
    ['a{}', 'a', {}, /"" is not a tag:value pair/],
    ['a{', 'a{', {}, /closing brace/],
    ['a{b:1', 'a{b:1', {}, /closing brace/],
  ];
  for (const [key, name, tags, fault] of rows) {
    const read = parseSelector(key);
    assert.deepEqual([read.name, Object.fromEntries(read.tags)], [name, tags], key);
    assert.match(read.fault ?? '', fault ?? /^$/, key);
  }
});

test('a selector keeps the order of its tags and leaves out those without a value; a key sorts them', () => {
  assert.equal(selector('a', { z: '1', y: undefined, b: '2' }), 'a{z:1,b:2}');
  assert.equal(selector('a', { y: undefined }), 'a');
  assert.equal(metricKey('a', parseSelector('a{z:1,b:2}').tags), 'a{b:2,z:1}');
  assert.equal(metricKey('a', []), 'a');
});
