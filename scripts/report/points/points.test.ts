// Raw points next to a summary: small files with every oddity.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { testFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { readPoints } from 'k6-verdict/points/points';
import { buildPointsView } from 'k6-verdict/render/points-view';
import { makeReport } from 'k6-verdict/report';

const folder = testFolder();

const SUMMARY = parseSummary('x.json', { metrics: { http_reqs: { type: 'counter', values: { count: 4, rate: 1 } } } });
const SUMMARY_WITHOUT = parseSummary('x.json', {
  metrics: { own: { type: 'counter', contains: 'default', values: { count: 4, rate: 1 } } },
});
const declared =
  '{"type":"Metric","data":{"name":"http_req_duration","type":"trend","contains":"time"},"metric":"http_req_duration"}';
const point = (value: number, tags: object, second: number, metric = 'http_req_duration') =>
  JSON.stringify({
    metric,
    type: 'Point',
    data: { time: `2026-01-01T00:00:${String(second).padStart(2, '0')}.123456789+05:30`, value, tags },
  });

async function fileOf(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test('several instances are one distribution, not an average of averages', async () => {
  const one = await fileOf(
    'one [a].json',
    [declared, point(10, { endpoint: 'home' }, 1), point(20, { endpoint: 'home' }, 2)].join('\n'),
  );
  const two = await fileOf(
    "two 'b'.json.gz",
    gzipSync(
      [
        declared,
        point(30, { endpoint: 'home' }, 3),
        point(1000, { endpoint: 'health', expected_response: 'false', status: '503' }, 4),
      ].join('\n'),
    ),
  );
  const facts = await readPoints([one, two], [], SUMMARY);
  const byEndpoint = facts.tables.find((table) => table.tag === 'endpoint')!;
  assert.deepEqual(
    byEndpoint.rows.map(({ value, requests, p50Ms, errorRatio }) => [value, requests, p50Ms, errorRatio]),
    [
      ['home', 3, 20, 0],
      ['health', 1, 1000, 1],
    ],
  );
  const byInstance = facts.tables.find((table) => table.tag === 'instance')!;
  assert.deepEqual(byInstance.rows.map((row) => row.value).sort(), ['one [a].json', "two 'b'.json.gz"]);
  assert.deepEqual(
    facts.errors.rows.map(({ place, status, count }) => [place, status, count]),
    [['health', '503', 1]],
  );
  assert.equal(facts.slowest[0]?.ms, 1000);
  assert.equal(
    facts.histogram.reduce((sum, bin) => sum + bin.count, 0),
    4,
  );
  assert.match(facts.warnings.join(), /do not add up to the summary|^$/);
});

test('a file that was cut off is used as far as it goes, and says what was lost', async () => {
  const text = [declared, point(10, { endpoint: 'home' }, 1), point(20, {}, 2), point(30, {}, 3)].join('\n');
  const cases: [string, string | Buffer, number][] = [
    ['cut.json', text.slice(0, -20), 2],
    ['cut.json.gz', gzipSync(`${text}\n`.repeat(50)).subarray(0, -30), 2],
    [
      'cut.csv',
      'metric_name,timestamp,metric_value,status,extra_tags\nhttp_req_duration,1700000000,5.5,200,endpoint=a%20b&x=1\nhttp_req_duration,1700000001,6.',
      1,
    ],
  ];
  for (const [name, content, fewest] of cases) {
    const facts = await readPoints([await fileOf(name, content)], [], SUMMARY);
    assert.ok(facts.files[0]!.points >= fewest, `${name}: ${JSON.stringify(facts.files)}`);
    if (name !== 'cut.csv.gz') assert.match(facts.warnings.join(), /1 line could not be read/, name);
  }
});

test('own tags in CSV are found, and a tag that no request has is refused', async () => {
  const csv = await fileOf(
    'tags.csv',
    'metric_name,timestamp,metric_value,status,extra_tags\nhttp_req_duration,1700000000,5.5,200,endpoint=a%20b&shop=x\nhttp_req_duration,1700000001,7.5,200,endpoint=c&shop=y\n',
  );
  const facts = await readPoints([csv], ['shop'], SUMMARY);
  assert.deepEqual(
    facts.tables
      .find((table) => table.tag === 'shop')
      ?.rows.map((row) => row.value)
      .sort(),
    ['x', 'y'],
  );
  assert.deepEqual(
    facts.tables
      .find((table) => table.tag === 'endpoint')
      ?.rows.map((row) => row.value)
      .sort(),
    ['a b', 'c'],
  );
  await assert.rejects(
    readPoints([csv], ['shoop'], SUMMARY),
    (error) => error instanceof UserError && /--by shoop/.test(error.message),
  );
});

test('where names explode, the most frequent are told and the rest is one row', async () => {
  const lines = Array.from({ length: 100 }, (_, index) =>
    point(index + 1, { name: `page ${index < 40 ? 0 : index}` }, index % 60),
  );
  const facts = await readPoints([await fileOf('names.json', [declared, ...lines].join('\n'))], [], SUMMARY);
  const byName = facts.tables.find((table) => table.tag === 'name')!;
  assert.deepEqual(
    [byName.rows.length, byName.rows[0]?.value, byName.rows.at(-1)?.value, byName.otherValues],
    [16, 'page 0', 'other', 46],
  );
});

test('names with ids are one name without them', async () => {
  const id = '0b8a6c1e-3f52-4a57-9d0e-7c1f00aa91de';
  const lines = Array.from({ length: 60 }, (_, index) =>
    point(
      index + 1,
      { name: index % 2 ? `http://shop.test/user/${index}/cart?page=${index}` : `/order/${id}/${index}` },
      1,
    ),
  );
  const facts = await readPoints([await fileOf('ids.json', [declared, ...lines].join('\n'))], [], SUMMARY);
  const { rows } = facts.tables.find((table) => table.tag === 'name')!;
  assert.deepEqual(
    rows.map(({ value, requests }) => [value, requests]),
    [
      ['/order/{id}/{id}', 30],
      ['http://shop.test/user/{id}/cart?page=…', 30],
    ],
  );
});

test('a byte order mark is no lost line, packed or not', async () => {
  const json = `${[declared, point(10, { endpoint: 'home' }, 1), point(20, { endpoint: 'home' }, 2)].join('\n')}\n`;
  const csv =
    'metric_name,timestamp,metric_value,status,extra_tags\nhttp_req_duration,1700000000,10,200,\nhttp_req_duration,1700000001,20,200,\n';
  for (const [name, text] of [
    ['mark.json', json],
    ['mark.csv', csv],
    // Without its metric's line, the first one is a point.
    ['mark-first.json', json.slice(json.indexOf('\n') + 1)],
  ] as const) {
    const kind = name.endsWith('csv') ? 'csv' : 'json';
    const marked = Buffer.from(`\uFEFF${text}`);
    for (const [file, content] of [
      [name, marked],
      [`${name}.gz`, gzipSync(marked)],
    ] as const) {
      const facts = await readPoints([await fileOf(file, content)], [], SUMMARY);
      assert.deepEqual(facts.files, [{ fileName: file, kind, points: 2, lostLines: 0 }]);
      assert.doesNotMatch(facts.warnings.join(), /could not be read/, file);
    }
  }
});

test('files without a point are refused; beside others they are a warning', async () => {
  const rows: [string, string | Buffer, RegExp][] = [
    [
      'head.csv',
      'metric_name,timestamp,metric_value,status,extra_tags\n',
      /head\.csv: a head, but no point; expected the points/,
    ],
    ['metrics.json', `${declared}\n`, /metrics\.json: a head, but no point/],
    ['metrics.json.gz', gzipSync(`${declared}\n`), /a head, but no point/],
    [
      'foreign.json',
      '{"type":"Point","level":"info"}\n{"type":"Point","level":"warn"}\n',
      /2 lines, none of them a point/,
    ],
    ['odd.json', `${declared}\n{"a":1}\n`, /1 line, none of them a point/],
  ];
  const good = await fileOf('good.json', [declared, point(10, {}, 1)].join('\n'));
  for (const [name, content, expected] of rows) {
    const file = await fileOf(name, content);
    await assert.rejects(readPoints([file], [], SUMMARY), (error) => {
      assert.ok(error instanceof UserError && expected.test(error.message) && !error.message.includes('\n'), name);
      return true;
    });
    const facts = await readPoints([good, file], [], SUMMARY);
    assert.ok(facts.warnings.includes(`${name}: no points in it`), facts.warnings.join('\n'));
  }
});

describe('points beside a summary', () => {
  const trend = { count: 2, avg: 15, 'p(95)': 19.5, max: 20 };
  const summaryOf = (change: Partial<typeof trend> = {}) =>
    parseSummary('x.json', {
      metrics: {
        iterations: { type: 'counter', contains: 'default', values: { count: 2, rate: 1 } },
        http_req_duration: { type: 'trend', contains: 'time', values: { ...trend, ...change } },
      },
    });
  const pair = [
    declared,
    point(10, {}, 1),
    point(20, {}, 2),
    point(1, {}, 1, 'iterations'),
    point(1, {}, 2, 'iterations'),
  ];
  const others = [point(1, {}, 1, 'vus'), point(2, {}, 2, 'vus')];
  /** Lines, the summary, what the report says of both, and whether it is a finding. */
  const rows: [string, string[], ReturnType<typeof summaryOf>, RegExp, boolean][] = [
    [
      'of the same run agree',
      pair,
      summaryOf(),
      /^5 figures of the summary recomputed from the points: all agree$/,
      false,
    ],
    [
      'that differ in one figure are a note',
      pair,
      summaryOf({ max: 21 }),
      /^1 of 5 figures differ from the summary$/,
      false,
    ],
    [
      'that differ in most are a finding',
      pair,
      summaryOf({ count: 9, avg: 5, max: 6 }),
      /^3 of 5 figures differ from the summary$/,
      true,
    ],
    [
      'that lack all of them say so',
      others,
      summaryOf(),
      /^the points have none of the 5 figures of the summary$/,
      true,
    ],
    [
      'that lack a few say so',
      pair.slice(0, 3),
      summaryOf(),
      /^4 figures .* all agree; 1 more are not in the points$/,
      false,
    ],
    ['of which the summary has no figure', pair, SUMMARY_WITHOUT, /^the summary has no figure to compare with$/, false],
  ];
  for (const [name, lines, summary, text, isFinding] of rows) {
    it(name, async () => {
      const facts = await readPoints([await fileOf('beside.json', lines.join('\n'))], [], summary);
      assert.match(buildPointsView(facts)!.agreement, text);
      const { findings } = judge(summary, { points: facts.agreement });
      assert.equal(
        findings.some(({ rule }) => rule === 'points-disagree'),
        isFinding,
        JSON.stringify(findings),
      );
    });
  }
});

const DECLARED_BYTES =
  '{"type":"Metric","data":{"name":"basket_bytes","type":"trend","contains":"data"},"metric":"basket_bytes"}';

test('a report on another script has tables by name and URL and charts over time, and names are only text', async () => {
  const odd = '<img src=x onerror=alert(1)>|\u001b[31m';
  const lines = Array.from({ length: 40 }, (_, index) => [
    point(index + 1, { name: index % 2 ? odd : 'cart', url: `http://shop.test/${index % 4}` }, index),
    point(5, {}, index, 'vus'),
    point(1000 * index, { scenario: index % 2 ? 'buy' : 'look' }, index, 'basket_bytes'),
  ]).flat();
  const summary = await fileOf('shop.json', JSON.stringify({ metrics: { iterations: { count: 4, rate: 1 } } }));
  const points = [await fileOf('shop.points.json', [declared, DECLARED_BYTES, ...lines].join('\n'))];
  const { paths } = await makeReport({ file: summary, points, now: new Date(0), formats: ['md', 'html'] });
  const [html, markdown] = [await readFile(paths.html!, 'utf8'), await readFile(paths.md!, 'utf8')];
  for (const text of [html, markdown]) {
    assert.doesNotMatch(text, /(?<!\\)<img/);
    assert.ok(!text.includes('\u001b'));
    assert.match(text, /cart/);
    assert.match(text, /test.{0,5}3/);
  }
  assert.match(markdown, /\| scenario: basket_bytes \|.*\n.*\n\| buy \| 20 \| 0 % \| 20 KB \|/);
  for (const id of ['load', 'latency', 'requests', 'errors']) assert.match(html, new RegExp(`id="${id}-t"`));
  assert.match(html, /5 at the start, 5 at the end, highest 5/);
});

test('files that are no points are refused', async () => {
  const rows: [string, string, RegExp][] = [
    ['summary.json', '{"metrics":{}}', /something else/],
    ['empty.json', '', /empty/],
    ['other.csv', 'a,b\n1,2', /something else/],
  ];
  for (const [name, content, expected] of rows) {
    await assert.rejects(
      readPoints([await fileOf(name, content)], [], SUMMARY),
      (error) => error instanceof UserError && expected.test(error.message),
    );
  }
  await assert.rejects(readPoints([join(folder, 'nowhere')], [], SUMMARY), /no such file/);
});
