// The documents of the local runner: the table is generated, and the figures of the hand-written page are those of the code.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { MODULE_NAMES } from '../guest-modules.ts';
import { MAX_BODY_MIB } from '../options.ts';
import { TurnLimit } from '../turn-limit.ts';
import { documentText } from './document.ts';
import { partly, refused, supported } from './rows.ts';

const read = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const [page, document] = [read('docs/local-runner.md'), read('packages/runner/EDGES.md')];

test('a row is a line with its names, its state and a link to its test, and nothing in it breaks the table', () => {
  const rows = [
    supported('a | <b>', 'x | y', 'z.test.ts: t'),
    partly('c', 'd', 'conformance/e.test.ts: f'),
    refused('g', 'h'),
  ];
  const text = documentText([{ title: 'Part', about: 'what it is', rows }]);
  assert.match(text, /2 names are supported, 1 partly, 1 refused\./);
  assert.match(text, /## Part\n\nWhat it is\.\n/);
  assert.ok(text.includes('| `a`, `<b>` | supported | x \\| y | [z](../z.test.ts): t |'), text);
  assert.ok(text.includes('[e](e.test.ts): f'), text);
});

test('limits are named as they are', () => {
  const limit = new TurnLimit();
  const first = limit.ms;
  limit.hit();
  for (const figure of [
    `runs ${first / 1000} s without a pause`,
    `stopped after ${limit.ms / 1000} s`,
    `a body of more than ${MAX_BODY_MIB} MiB`,
  ])
    assert.ok(document.includes(figure), figure);
});

test('the page has one screen, with every module that there is', () => {
  assert.ok(page.split('\n').length < 70);
  const table = page.slice(page.indexOf('| Modules'), page.indexOf('[Every name'));
  const refused = table
    .split('\n')
    .filter((line) => line.endsWith('refused |'))
    .join();
  for (const name of MODULE_NAMES.filter((one) => one !== 'k6/x/sql/driver/postgres')) {
    assert.ok(table.includes(`\`${name}\``), name);
    assert.ok(!refused.includes(`\`${name}\``), name);
  }
});
