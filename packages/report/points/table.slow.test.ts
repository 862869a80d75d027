// Reading points: every form that k6 writes is read the same, what is broken is counted, and what does not fit in memory is just as exact.
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { testFolder } from 'k6-kit/folder.fixture';
import { MOST_VALUES, OTHER_VALUES } from './groups.ts';
import { withoutIds } from './ids.ts';
import { samplesOf, valuesOf } from './requests.ts';
import { statisticsOf } from './statistics.ts';
import { readTable } from './table.ts';

const folder = testFolder();

let files = 0;
function fileOf(content: string | Buffer, ending = 'json'): string {
  const path = join(folder, `${files++}.${ending}`);
  writeFileSync(path, content);
  return path;
}

const point = (value: unknown, name: string, more = '') =>
  `{"metric":"m","type":"Point","data":{"time":"2026-01-31T12:00:00.5+02:00","value":${value},"tags":{"name":${JSON.stringify(name)}}${more}}}`;
const START_MS = Date.parse('2026-01-31T10:00:00.500Z');

async function readBack(content: string | Buffer, ending?: string) {
  const table = await readTable([fileOf(content, ending)], ['name', 'error']);
  const { ms, groups } = samplesOf(table, 'm');
  const names = valuesOf(table, 'name');
  const [file] = table.files;
  return { values: [...ms], names: [...groups].map((group) => names[group]), lost: file!.lostLines, table };
}

/** Lines that are one point, value 1.5 and name `a<b>"c"`. */
const NAME = 'a<b>"c"';
const SAME: [what: string, text: string, ending?: string][] = [
  ['as k6 writes it', point(1.5, NAME)],
  ['with metadata', point(1.5, NAME, ',"metadata":{"trace_id":"1"}')],
  [
    'in the order of old versions',
    `{"type":"Point","data":{"time":"2026-01-31T12:00:00.5+02:00","value":1.5,"tags":{"name":"a<b>\\"c\\""}},"metric":"m"}`,
  ],
  ['with spaces', JSON.stringify(JSON.parse(point(1.5, NAME)), null, 1).replaceAll('\n', ' ')],
  ['with escapes', point(1.5, NAME).replace('a<b>', '\\u0061\\u003cb\\u003e')],
  ['with nine digits and Z', point(1.5, NAME).replace('12:00:00.5+02:00', '10:00:00.500000000Z')],
  ['as an exponent', point('15e-1', NAME)],
  ['with CR', `${point(1.5, NAME)}\r`],
  ['in CSV', 'metric_name,timestamp,metric_value,name\nm,1769853600,1.500000,"a<b>""c"""', 'csv'],
  [
    'in CSV among own tags',
    'metric_name,timestamp,metric_value,check,extra_tags,metadata\nm,1769853600,1.500000,,x=1&name=a%3Cb%3E%22c%22,t=1',
    'csv',
  ],
  [
    'in CSV with RFC 3339',
    'metric_name,timestamp,metric_value,name\nm,2026-01-31T12:00:00+02:00,1.5,"a<b>""c"""',
    'csv',
  ],
  ['in CSV with microseconds', 'metric_name,timestamp,metric_value,name\nm,1769853600500000,1.5,"a<b>""c"""', 'csv'],
];
for (const [what, text, ending] of SAME) {
  test(`a point ${what}`, async () => {
    const { values, names, lost, table } = await readBack(`${text}\n`, ending);
    assert.deepEqual([values, names, lost], [[1.5], [NAME], 0]);
    assert.ok(Math.abs(table.startMs - START_MS) <= 500, String(table.startMs - START_MS));
  });
}

test('tags that are null, none, or numbers', async () => {
  const lines = ['null', '{}', '{"name":7}'].map((tags) => point(1, 'x').replace('{"name":"x"}', tags));
  const { names, lost } = await readBack(lines.join('\n'));
  assert.deepEqual([names, lost], [['', '', '7'], 0]);
});

test('a text with line breaks in CSV is one field', async () => {
  const text =
    'metric_name,timestamp,metric_value,error,name\nm,1769853600,1,"refused,\nreally ""so""",a\nm,1769853600,2,,b\n';
  const { values, names, table } = await readBack(text, 'csv');
  assert.deepEqual(
    [values, names],
    [
      [1, 2],
      ['a', 'b'],
    ],
  );
  assert.equal(valuesOf(table, 'error')[0], 'refused,\nreally "so"');
});

const BROKEN: [what: string, line: string][] = [
  ['no JSON', '{"metric":"m","type":"Point"'],
  ['another shape', '{"a":1}'],
  ['a value that is text', point('"1"', 'x')],
  ['no value', point('null', 'x')],
  ['a value beyond numbers', point('1e999', 'x')],
  ['a time that is none', point(1, 'x').replace('2026-01-31T12:00:00.5+02:00', 'yesterday')],
  ['tags that are a list', point(1, 'x').replace('{"name":"x"}', '[1]')],
  ['a row of CSV', 'm,1769853600,1,a'],
  ['bytes', '\u0000\u0001\ufffd{}'],
  ['a line without end', `{"metric":"m","type":"Point","data":{"time":"${'9'.repeat(3_000_000)}`],
];
for (const [what, line] of BROKEN) {
  test(`a broken line is lost and no other: ${what}`, async () => {
    for (const pack of [(text: string) => text, gzipSync]) {
      const { values, lost } = await readBack(pack([point(1, 'a'), line, point(2, 'b'), ''].join('\n')));
      assert.deepEqual([values, lost], [[1, 2], 1]);
    }
  });
}

test('broken rows of CSV are lost and no others', async () => {
  const rows = ['m,1769853600,1,a', 'm,1769853600,2', 'm,x,3,a', 'm,1769853600,,a', point(4, 'a'), 'm,1769853600,5,b'];
  const { values, lost } = await readBack(['metric_name,timestamp,metric_value,name', ...rows].join('\n'), 'csv');
  assert.deepEqual([values, lost], [[1, 5], 4]);
});

test('a packed file that is damaged in the middle is used up to there', async () => {
  const packed = gzipSync(Array.from({ length: 20_000 }, (_, at) => point(Math.sin(at), `n${at}`)).join('\n'));
  const middle = packed.length >> 1;
  packed.fill(0xff, middle, middle + 50);
  const { values, lost } = await readBack(packed);
  assert.ok(values.length > 5000 && values.length < 15_000 && lost >= 1, `${values.length} points, ${lost} lost`);
});

test('more names than can be kept: the first ones stay, the others are one, and nothing is lost', async () => {
  const count = MOST_VALUES + 100;
  const { values, names, table } = await readBack(
    Array.from({ length: count }, (_, at) => point(at, `<b>${at}`)).join('\n'),
  );
  assert.equal(values.length, count);
  assert.equal(new Set(names).size, MOST_VALUES + 1);
  assert.equal(names.filter((name) => name === OTHER_VALUES).length, 100);
  assert.deepEqual(table.groups.overfull, ['name']);
});

test('what does not fit in memory waits on disk, is read again in order, and is removed', async (t) => {
  const count = 80_001;
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  t.after(() => {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  });
  const path = fileOf(Array.from({ length: count }, (_, at) => point(at % 1009, `n${at % 3}`)).join('\n'));
  const left = () => readdirSync(folder).filter((name) => name.startsWith('k6-points-')).length;
  const [small, large] = [await readTable([path], ['name'], 1), await readTable([path], ['name'])];
  assert.equal(left(), 1);
  assert.deepEqual(samplesOf(small, 'm'), samplesOf(large, 'm'));
  const stats = ['count', 'avg', 'p(95)'];
  const of = (table: typeof small) => [...statisticsOf(table, 'm', 'trend', new Map([['name', 'n1']]), stats)];
  assert.deepEqual(of(small), of(large));
  assert.deepEqual(of(small)[0], ['count', count / 3]);
  for (const table of [small, large]) table.close();
  assert.equal(left(), 0);
});

const IDS: [text: string, short: string][] = [
  ['http://shop.test:8080/users/17/cart', 'http://shop.test:8080/users/{id}/cart'],
  ['/v2/items/5f1d7a84-3a1c-4c5e-9b1f-0123456789ab?q=red%20shoe&page=2', '/v2/items/{id}?q=…&page=…'],
  ['/blobs/da39a3ee5e6b4b0d3255bfef95601890afd80709', '/blobs/{id}'],
  ['/facade/decade/cafe', '/facade/decade/cafe'],
  ['login', 'login'],
  ['', ''],
];
for (const [text, short] of IDS) test(`without ids: ${text}`, () => assert.equal(withoutIds(text), short));
