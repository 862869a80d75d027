// Comparing raw points by tags: equal runs show nothing, a slower name is found and no other, and few samples are said to be few.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { inFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { summariesMarkdown } from '../summaries/markdown.ts';
import { summariesText } from '../summaries/text.ts';
import { parseTolerance } from '../summaries/tolerance.ts';
import { comparePoints, compareTables } from './compare-points.ts';
import { linesOf, type MadePoint, type ShopRun, shopPoints, tableOf } from './points.fixture.ts';

function compared(base: readonly MadePoint[], head: readonly MadePoint[], by: string[], ...tolerances: string[]) {
  const tables = [tableOf(base, by), tableOf(head, by)] as const;
  return compareTables(tables, { by, tolerances: tolerances.map(parseTolerance) });
}
const run = (seed: number, change: Partial<ShopRun> = {}) => shopPoints({ seed, requests: 4000, ...change });
const worseIn = ({ figures }: ReturnType<typeof compared>) => [
  ...new Set(figures.filter(({ word }) => word === 'worse').map(({ metric }) => metric)),
];
const base = run(1);
const slower = run(2, { slower: { search: 1.12 } });

test('a slower name is worse, by every way to name it, and no other is', () => {
  for (const [by, key] of [
    [['name'], 'name:search'],
    [['url'], 'url:http://shop.test/search/{id}'],
    [['name', 'method'], 'method:GET,name:search'],
  ] as const) {
    const result = compared(base, slower, [...by]);
    assert.deepEqual(worseIn(result), ['http_req_duration', `http_req_duration{${key}}`]);
    assert.equal(result.isRegression, true);
  }
});

test('without a tag it is the whole metrics; swapped sides are better, with the sign turned', () => {
  const [there, back] = [compared(base, slower, []), compared(slower, base, [])];
  assert.deepEqual([worseIn(there), worseIn(back)], [['http_req_duration'], []]);
  for (const { word, difference, visible } of there.figures)
    assert.equal(word === 'worse', word !== null && difference > visible!);
  assert.deepEqual(
    there.figures.map(({ head }) => head),
    back.figures.map((figure) => figure.base),
  );
  assert.ok(back.figures.some(({ word }) => word === 'better'));
  assert.equal(back.isRegression, false);
});

test('a run against itself shows nothing, and each figure has its own interval around 0', () => {
  const result = compared(base, base, ['name']);
  assert.deepEqual(worseIn(result), []);
  for (const { p, low, high, difference, word } of result.figures.filter(({ word }) => word !== null)) {
    assert.deepEqual([p, difference, word], [1, 0, 'no evidence']);
    assert.ok(low! <= 0 && high! >= 0);
  }
});

test('failures of one name are found', () => {
  const failing = run(3).map((point) =>
    point.metric === 'http_req_failed' && point.tags.name === 'cart' && point.atMs % 20 === 0
      ? { ...point, value: 1 }
      : point,
  );
  assert.deepEqual(worseIn(compared(base, failing, ['name'])), ['http_req_failed', 'http_req_failed{name:cart}']);
});

test('a tolerance decides what is a regression, and not within the noise', () => {
  const judged = (...tolerances: string[]) => compared(base, slower, ['name'], ...tolerances);
  const search = 'http_req_duration{name:search}';
  assert.deepEqual(judged(`${search}:p(95)>+10%`).regressions, [{ metric: search, stat: 'p(95)' }]);
  assert.equal(judged(`${search}:p(95)>+30%`).isRegression, false);
  const [within] = judged('http_req_duration:p(95)>+1%').tolerances;
  assert.deepEqual([within!.crossed, within!.withinNoise.length], [[], 1]);
  assert.equal(judged('http_reqs:count>+0').isRegression, false);
});

test('what has too few samples is listed with the reason, never as equal', () => {
  const rare = (points: MadePoint[]) =>
    points.map((point, index) => (index % 200 < 2 ? { ...point, tags: { ...point.tags, name: 'rare' } } : point));
  const result = compared(rare(run(1)), rare(run(2)), ['name']);
  const reasonOf = (stat: string) =>
    result.notJudged.find((one) => one.metric.includes('rare') && one.stat === stat)?.reason;
  assert.deepEqual(reasonOf('p(95)'), '40 and 40 samples, 200 needed on each side');
  assert.equal(reasonOf('avg'), undefined);
  const figure = result.figures.find(
    ({ metric, stat }) => metric === 'http_req_duration{name:rare}' && stat === 'p(95)',
  );
  assert.deepEqual([figure?.word, figure?.visible, figure?.p], [null, null, null]);
  assert.throws(
    () => compared(rare(run(1)), rare(run(2)), ['name'], 'http_req_duration{name:rare}:p(95)>+1%'),
    (error) => error instanceof UserError && /none of 1 figure can be judged .*40 and 40 samples/.test(error.message),
  );
});

test('where nothing has enough samples the answer is not that there is no regression', () => {
  const few = (seed: number) => run(seed, { requests: 20 });
  const text = summariesText(compared(few(1), few(2), ['name']));
  assert.match(text, /^not judged: made\.json against made\.json\n/);
  assert.match(text, /regressions: not judged: nothing has enough samples for a test/);
});

test('of many names the most frequent are compared, and the rest is one that is not judged', () => {
  const named = (seed: number) =>
    run(seed).map((point, index) => ({ ...point, tags: { ...point.tags, name: `item ${'x'.repeat(index % 97)}` } }));
  const { figures, notJudged, notes, missing } = compared(named(1), named(2), ['name']);
  const keys = new Set(
    figures.filter(({ metric }) => metric.startsWith('http_req_duration{')).map(({ metric }) => metric),
  );
  assert.equal(keys.size, 31);
  assert.match(notes.join('\n'), /67 more values of name are together in \(other\), which is not judged/);
  assert.ok(notJudged.some(({ metric, reason }) => metric.endsWith('{name:(other)}') && /may differ/.test(reason)));
  assert.deepEqual(missing, []);
});

test('a name that one side lacks is missing there', () => {
  const without = run(2).filter(({ tags }) => tags.name !== 'home');
  const { missing, notes } = compared(base, without, ['name']);
  assert.deepEqual(
    missing.map(({ metric, missingIn }) => `${metric} ${missingIn}`),
    ['http_req_duration{name:home} head', 'http_req_failed{name:home} head'],
  );
  assert.match(notes.join(), /the runs made 4000 and \d+ requests: are they the same load\?/);
});

test('names from outside are text, for the terminal and in Markdown', () => {
  const odd = '<img src=x onerror=alert(1)>|\u001b[31m`code`\nnew line';
  const named = (points: MadePoint[]) =>
    points.map((point) => (point.tags.name === 'search' ? { ...point, tags: { ...point.tags, name: odd } } : point));
  const result = compared(named(base), named(slower), ['name']);
  assert.equal(worseIn(result).length, 2);
  const [text, markdown] = [summariesText(result), summariesMarkdown(result)];
  assert.ok([text, markdown].every((one) => !one.includes('\u001b') && !one.includes('\nnew line')));
  assert.ok(
    text.split('\n').every((line) => line.length <= 80),
    text,
  );
  assert.doesNotMatch(markdown, /[^\\]<img|[^\\]`code/);
});

test('files: packed, cut off, in CSV, in parts, with the exit of the command', () =>
  inFolder(async (folder) => {
    const save = async (name: string, content: string | Buffer) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    };
    const text = linesOf(slower);
    const csv = slower.map(
      ({ metric, atMs, value, tags }) =>
        `${metric},${1769860800 + Math.floor(atMs / 1000)},${value.toFixed(6)},${tags.name},"name ""in"" quotes, with comma"`,
    );
    const heads: [string[], RegExp | null][] = [
      [[await save('whole.json.gz', gzipSync(text))], null],
      [[await save('cut.json.gz', gzipSync(text).subarray(0, -2000))], /cut\.json\.gz: 1 line could not be read/],
      [[await save('a.csv', `metric_name,timestamp,metric_value,name,error\n${csv.join('\n')}\n`)], null],
      [
        [
          await save('odd.json', linesOf(slower.filter((_, at) => at % 2 === 0))),
          await save('even.json', linesOf(slower.filter((_, at) => at % 2 === 1))),
        ],
        null,
      ],
    ];
    const before = await save('base.json', linesOf(base));
    for (const [head, note] of heads) {
      const result = await comparePoints({ base: [before], head, by: ['name'], tolerances: [] });
      assert.deepEqual(worseIn(result), ['http_req_duration', 'http_req_duration{name:search}'], head.join());
      if (note) assert.match(result.notes.join('\n'), note);
    }
    const later = slower.map((point) => ({ ...point, atMs: point.atMs + 3_600_000 }));
    const apart = [before, await save('later.json', linesOf(later))];
    const reject = (by: string[], head: string[], said: RegExp) =>
      assert.rejects(
        comparePoints({ base: [before], head, by, tolerances: [] }),
        (error) => error instanceof UserError && said.test(error.message),
      );
    await reject([], apart, /base\.json and .*later\.json are of different times, so not instances of one run/);
    await reject(
      ['nmae'],
      [before],
      /--by nmae: no point of base\.json has this tag; expected one of method, name, status, url/,
    );
  }));
