// What each kind of file is read as: the traps of k6's formats, one row each.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from 'k6-kit/user-error';
import { parseJsonBytes } from './json-text.ts';
import { findMetric, findStat } from './model.ts';
import { parseSummary } from './parse-summary.ts';

const read = (value: unknown) => parseSummary('x.json', value);
const trend = { type: 'trend', contains: 'time', values: { avg: 1, 'p(95)': 2 } };

test('tags are found whatever their order', () => {
  const summary = read({ metrics: { 'd{phase:hold,endpoint:home}': trend } });
  assert.equal(findStat(summary, 'd', { endpoint: 'home', phase: 'hold' }, 'avg'), 1);
});

test('the boolean of a threshold means passed in one format and crossed in the other', () => {
  const classic = read({ metrics: { d: { ...trend, thresholds: { 'avg<5': { ok: true } } } } });
  const flat = read({ root_group: {}, metrics: { d: { avg: 1, thresholds: { 'avg<5': true } } } });
  assert.equal(classic.metrics[0]!.thresholds[0]!.passed, true);
  assert.equal(flat.metrics[0]!.thresholds[0]!.passed, false);
});

test('types of an export are told by its statistics', () => {
  const { metrics } = read({
    metrics: {
      a: { count: 1, rate: 2 },
      b: { passes: 1, fails: 1, value: 0 },
      c: { value: 1, min: 1, max: 1 },
      d: { 'p(50)': 1 },
      e: { count: 5, avg: 1 },
      http_reqs: { count: 3 },
    },
  });
  assert.deepEqual(
    metrics.map((metric) => metric.type),
    ['counter', 'rate', 'gauge', 'trend', 'trend', 'counter'],
  );
  assert.equal(metrics[1]!.stats.get('rate'), 0.5, 'old exports write 0 beside real counts');
});

test('both spellings of the machine-readable summary give the same figures', () => {
  const long = { name: 'r', type: 'rate', values: { passes: 1, fails: 3, rate: 0.25 } };
  const short = { name: 'r', type: 'rate', values: { matches: 1, total: 4, rate: 0.25 } };
  for (const metric of [long, short]) {
    const summary = read({ version: '1.0.0', config: { duration: 20 }, results: { metrics: [metric] } });
    assert.deepEqual([summary.durationMs, findStat(summary, 'r', {}, 'fails')], [20_000, 3]);
  }
  const named = read({
    version: '1.0.0',
    results: { metrics: [{ name: 'd', type: 'trend', values: { p95: 7, p99_9: 8 } }] },
  });
  assert.deepEqual([...findMetric(named, 'd')!.stats.keys()], ['p(95)', 'p(99.9)']);
});

test('a duration that is not there is estimated from a counter, and said to be', () => {
  const summary = read({ metrics: { iterations: { count: 100, rate: 10 } } });
  assert.deepEqual([summary.durationMs, summary.durationSource], [10_000, 'estimated']);
});

test('setup_data is not part of what is read', () => {
  const summary = read({ setup_data: { token: 'SECRET' }, metrics: { d: trend } });
  const dump = JSON.stringify({ ...summary, byKey: [...summary.byKey] });
  assert.doesNotMatch(dump, /SECRET|setup_data/);
});

test('a metric that cannot be read is a warning, and its limits are known to be missing', () => {
  const summary = read({ metrics: { d: trend, bad: { values: 3, thresholds: { 'avg<5': { ok: true } } } } });
  assert.equal(summary.isLimitUnreadable, true);
  assert.match(summary.warnings.join(), /"bad" is left out/);
});

test('names that are special to JavaScript are names', () => {
  const text =
    '{"metrics":{"__proto__":{"type":"counter","contains":"default","values":{"count":1}},"constructor":{"values":{"count":2,"rate":1}}}}';
  const summary = parseSummary('x.json', JSON.parse(text));
  assert.deepEqual(
    summary.metrics.map((metric) => metric.name),
    ['__proto__', 'constructor'],
  );
});

test('foreign input is refused in one line that says what it is', () => {
  const rows: [string | Buffer, RegExp][] = [
    ['', /empty file/],
    ['  \n', /empty file/],
    ['{"metrics": {"a": {"ty', /cut off/],
    ['{"metrics": {"a": 1}', /cut off/],
    ['{"type":"Metric","data":{},"metric":"a"}\n{"type":"Point"}\n', /raw points.*--points/],
    ['{"metric":"a","type":"Point","data":{"ti', /raw points/],
    ['metric_name,timestamp,metric_value\na,1,2\n', /raw points/],
    ['<html>', /HTML or XML.*--summary-export as well/],
    ['<!doctype html>\n<html><body>k6 dashboard</body></html>', /x\.json: a page of k6's web dashboard/],
    ['{"event":"param","data":{}}\n{"event":"snapshot","data":{}}\n', /x\.json: events of k6's web dashboard/],
    ['{"data":{},"event":"start"}\n{"data":{}', /events of k6's web dashboard/],
    ['hello', /not JSON/],
    ['[1,2]', /an array of 2/],
    ['null', /null instead of an object/],
    ['42', /a number instead/],
    ['{"a":1}', /without an object "metrics".*its keys: a/],
    ['{"metrics":{"a":1}}', /"metrics" is not k6's \("a" is a number\)/],
    ['{"metrics":[]}', /without an object "metrics"/],
    ['{"version":"2.0.0","results":{"metrics":[]}}', /version 2\.0\.0; this report reads version 1/],
    [Buffer.from([0x1f, 0x8b, 8, 0]), /gzip/],
    [Buffer.from([1, 0, 2, 0]), /binary/],
  ];
  for (const [text, expected] of rows) {
    assert.throws(
      () => {
        const file = parseJsonBytes('x.json', Buffer.from(text));
        parseSummary('x.json', file.value);
      },
      (error) => error instanceof UserError && expected.test(error.message) && !error.message.includes('\n'),
      String(text),
    );
  }
});

test('a broken file does not leak its contents into the message', () => {
  assert.throws(
    () => parseJsonBytes('x.json', Buffer.from('{"setup_data":{"token":SECRET-TOKEN}}')),
    (error) => error instanceof UserError && !error.message.includes('SECRET'),
  );
});

test('NaN, a byte order mark and UTF-16 are read with a warning', () => {
  const nan = parseJsonBytes('x.json', Buffer.from('{"a":NaN,"b":"NaN, yes","c":-Infinity}'));
  assert.deepEqual([nan.value, nan.warnings.length], [{ a: null, b: 'NaN, yes', c: null }, 1]);
  assert.deepEqual(parseJsonBytes('x.json', Buffer.from('\uFEFF{"a":1}')).value, { a: 1 });
  assert.deepEqual(parseJsonBytes('x.json', Buffer.from('\uFEFF{"a":1}', 'utf16le')).value, { a: 1 });
});
