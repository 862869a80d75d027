// Streamed outputs: all of a summary's figures again from the points, csv against json, gzip, and files that cannot be written.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { SummaryMetric } from 'k6-format/summary';
import { testFolder } from 'k6-kit/folder.fixture';
import { HALF_STEP } from './histograms/bins.ts';
import { HistogramSum } from './histograms/sum.ts';
import { readHistograms } from './histograms/unpack.ts';
import { Metrics } from './metrics.ts';
import { CsvEncoder } from './output-csv.ts';
import { readOutputs } from './outputs.ts';
import { valuesOf } from './summary.ts';
import { runText, serve, type TestServer } from './testing.fixture.ts';

interface Point {
  metric: string;
  type: 'Point';
  data: { time: string; value: number; tags: Record<string, string> };
}
interface Description {
  metric: string;
  type: 'Metric';
  data: { name: string; type: string; contains: string; thresholds: string[]; submetrics: { name: string }[] | null };
}

const SCRIPT = `import { check, group, sleep } from 'k6';
import http from 'k6/http';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
export const options = {
  vus: 3, iterations: 40, summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(99.9)', 'count'],
  thresholds: { http_req_duration: ['p(95)<10000'], 'size{kind:big}': ['avg>0'] },
};
const [paid, level, odd, size] = [new Counter('paid'), new Gauge('level'), new Rate('odd'), new Trend('size')];
export function setup() { http.get(__ENV.URL + '/setup'); }
export default function () {
  group('shop', () => check(http.get(__ENV.URL + '/x?a=1,2', { tags: { kind: 'a"b' } }), { ok: (r) => r.status === 200 }));
  paid.add(0.1); level.add(__ITER - 3.5); odd.add(__ITER % 2); size.add(__ITER / 3, { kind: __ITER > 5 ? 'big' : 'small' });
  sleep(0.03);
}`;
const ECHO = 'export default function () {}';

const partialsIn = (place: string): string[] => readdirSync(place).filter((name) => name.endsWith('.part'));

const folder = testFolder();
let server: TestServer | undefined;
before(async () => {
  server = await serve((request, response) => response.writeHead(request.url === '/setup' ? 404 : 200).end('body'));
});
after(() => server?.close());

/** The figures of a metric from its points. */
function figuresOf(
  { type, values }: SummaryMetric,
  points: readonly Point[],
  durationMs: number,
): Record<string, number> {
  const samples = points.map(({ data }) => data.value);
  const sum = samples.reduce((total, value) => total + value, 0);
  const sorted = samples.toSorted((a, b) => a - b);
  const percentile = (percent: number): number => {
    const position = (percent / 100) * (sorted.length - 1);
    const [low, high] = [sorted[Math.floor(position)] as number, sorted[Math.ceil(position)] as number];
    return low + (high - low) * (position - Math.floor(position));
  };
  const trues = samples.filter((value) => value !== 0).length;
  const [min, max] = [percentile(0), percentile(100)];
  if (type === 'counter') return { count: sum, rate: sum / (durationMs / 1000) };
  if (type === 'gauge') return { value: samples.at(-1) as number, min, max };
  if (type === 'rate') return { rate: trues / samples.length, passes: trues, fails: samples.length - trues };
  const known: Record<string, number> = {
    avg: sum / samples.length,
    min,
    max,
    med: percentile(50),
    count: samples.length,
  };
  return Object.fromEntries(
    Object.keys(values).map((stat) => [stat, known[stat] ?? percentile(Number(/[\d.]+/.exec(stat)?.[0]))]),
  );
}

/** The rows of a CSV text, its quotes undone. */
function rowsOf(text: string): string[][] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
        ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
      ),
    );
}

test("all of the summary's figures come out of the points again, and csv has the same rows", async () => {
  const [json, csv] = [join(folder, 'points.json'), join(folder, 'points.csv.gz')];
  const args = ['--out', `json=${json}`, `-o=csv=${csv}`, '--tag', 'build=7'];
  const result = await runText(SCRIPT, { env: { URL: server?.url ?? '' }, args });
  assert.equal(result.exitCode, 0, result.stderr);
  const lines = readFileSync(json, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Point | Description);
  const described = new Map<string, Description>();
  const points: Point[] = [];
  for (const line of lines) {
    if (line.type === 'Point') points.push(line);
    else {
      assert.ok(!described.has(line.metric), `${line.metric} is described once`);
      described.set(line.metric, line);
    }
    assert.ok(described.has(line.metric), `${line.metric} is described before its first point`);
  }
  const { metrics = {}, state } = result.summary ?? {};
  assert.ok(state && Object.keys(metrics).length > 18, Object.keys(metrics).join());
  for (const [name, metric] of Object.entries(metrics)) {
    const [, base, key, value] = /^([^{]+)(?:\{([^:]+):(.*)\})?$/.exec(name) ?? [];
    const own = points.filter(({ metric, data }) => metric === base && (!key || data.tags[key] === value));
    assert.deepEqual(figuresOf(metric, own, state.testRunDurationMs), metric.values, name);
  }
  assert.deepEqual(described.get('http_req_duration')?.data.thresholds, ['p(95)<10000']);
  assert.deepEqual(
    described.get('size')?.data.submetrics?.map(({ name }) => name),
    ['size{kind:big}'],
  );
  for (const { data } of points) assert.match(data.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);

  const [header = [], ...rows] = rowsOf(gunzipSync(readFileSync(csv)).toString());
  const usual =
    'metric_name,timestamp,metric_value,check,error,error_code,expected_response,group,method,name,proto,scenario,service,status,subproto,tls_version,url,extra_tags,metadata';
  assert.equal(header.join(), usual);
  assert.deepEqual(
    rows.map(([name, second, value]) => [name, second, value]),
    points.map(({ metric, data }) => [metric, String(Math.floor(Date.parse(data.time) / 1000)), data.value.toFixed(6)]),
  );
  rows.forEach((row, index) => {
    assert.equal(row.length, 19);
    const { tags } = (points[index] as Point).data;
    for (const [at, name] of header.entries()) if (at > 2 && at < 17) assert.equal(row[at], tags[name] ?? '');
  });
  const request = rows.find((row) => row[0] === 'http_reqs' && row[13] === '200' && row[17]?.includes('kind'));
  assert.deepEqual(request?.[17]?.split('&').sort(), ['build=7', 'kind=a"b']);
  assert.deepEqual(readdirSync(folder).sort(), ['points.csv.gz', 'points.json']);
});

test('the enabled system tags are the columns of csv, and odd fields are quoted', () => {
  const metrics = new Metrics(true);
  const encoder = new CsvEncoder(new Set(['url', 'name']));
  assert.equal(encoder.header, 'metric_name,timestamp,metric_value,name,url,extra_tags,metadata\n');
  const tags = metrics.tagSets.of({ name: 'a,b', url: 'x\n"y"', z: '1', a: '2' });
  const line = encoder.encode({ metric: metrics.builtIn.vus, value: 1 / 3, tags, timeMs: 1999.9 });
  assert.equal(line, 'vus,1,0.333333,"a,b","x\n""y""",a=2&z=1,\n');
});

test('without a file json goes to stdout', async () => {
  const { stdout, exitCode } = await runText(ECHO, { args: ['--out', 'json'] });
  assert.equal(exitCode, 0);
  assert.match(stdout, /^\{"type":"Metric".*\n\{"metric":.*"type":"Point"/);
});

test('a device that is full is said once, and the run ends with 255', { skip: !existsSync('/dev/full') }, async () => {
  const { stderr, exitCode, summary } = await runText(ECHO, { args: ['--out', 'csv=/dev/full'] });
  assert.equal(exitCode, 255);
  assert.equal(summary?.metrics.iterations?.values.count, 1);
  assert.equal(stderr.match(/\/dev\/full could not be written: ENOSPC/g)?.length, 1, stderr);
});

test('a file that cannot be opened keeps the run from starting', async () => {
  const { stderr, exitCode, summary } = await runText(ECHO, { args: ['-o', 'json=/nowhere/at/all.json'] });
  assert.deepEqual([exitCode, summary], [255, undefined]);
  assert.match(stderr, /--out: \/nowhere\/at\/all\.json could not be opened: ENOENT/);
});

test('a file that cannot get its name at the end is said and nothing is left behind', async () => {
  const place = join(folder, 'late.json');
  const script = "import { sleep } from 'k6'; export default function () { console.log('NOW'); sleep(0.05); }";
  const onStderr = (text: string): void => {
    if (!text.includes('NOW') || existsSync(place)) return;
    mkdirSync(place);
    writeFileSync(join(place, 'x'), '');
  };
  const { exitCode, stderr } = await runText(script, { args: ['-o', `json=${place}`], onStderr });
  assert.equal(exitCode, 255);
  assert.match(stderr, /late\.json could not be written/);
  assert.deepEqual(partialsIn(dirname(place)), []);
});

const refused: [flags: string[], env: Record<string, string>, message: RegExp][] = [
  [['influxdb=http://x'], {}, /--out influxdb is not supported by the local runner: expected json, csv or histogram/],
  [[], { K6_OUT: 'cloud' }, /--out cloud is not supported/],
  [['json=a', 'csv=./a'], {}, /two outputs write to .*a$/],
  [['json', 'csv=-'], {}, /two outputs write to stdout/],
  [['histogram'], {}, /--out histogram names no file: expected one, such as histogram=run\.hdr\.gz/],
  [['histogram=-'], {}, /--out histogram names no file/],
  [['csv'], { K6_CSV_TIME_FORMAT: 'rfc3339' }, /K6_CSV_TIME_FORMAT=rfc3339 is not supported/],
];
for (const [flags, env, message] of refused) {
  test(`outputs ${flags.join(' ')} ${JSON.stringify(env)} are refused`, () =>
    assert.throws(() => readOutputs(flags, env), message));
}

test("the histogram file has all of the summary's figures: counts and averages as they are, percentiles to its precision", async () => {
  const file = join(folder, 'run.hdr.gz');
  const env = { URL: server?.url ?? '' };
  const { summary, exitCode, stderr } = await runText(SCRIPT, { env, args: ['--out', `histogram=${file}`] });
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(partialsIn(folder), []);
  const sum = new HistogramSum();
  sum.add(await readHistograms(file, 'run'));
  let compared = 0;
  for (const [name, { type, values }] of Object.entries(summary?.metrics ?? {})) {
    const { sink } = sum.series.get(name) ?? assert.fail(name);
    const stats = Object.keys(values);
    const found = valuesOf(sink, stats, summary?.state.testRunDurationMs ?? 0);
    const tolerance = type === 'trend' ? (value: number) => Math.max(HALF_STEP, Math.abs(value) * 0.001) : () => 0;
    for (const stat of stats) {
      const [is, wanted] = [found[stat] as number, values[stat] as number];
      assert.ok(Math.abs(is - wanted) <= tolerance(wanted), `${name} ${stat}: ${is} for ${wanted}`);
      compared += 1;
    }
  }
  assert.ok(compared > 60, `${compared} figures`);
  assert.equal(sum.series.get('size{kind:big}')?.sink.count, summary?.metrics['size{kind:big}']?.values.count);
});

test('a histogram file that cannot be opened keeps the run from starting, and an earlier one does not pass for it', async () => {
  const { stderr, exitCode } = await runText(ECHO, { args: ['-o', 'histogram=/nowhere/at/all.hdr.gz'] });
  assert.equal(exitCode, 255);
  assert.match(stderr, /--out: \/nowhere\/at\/all\.hdr\.gz could not be opened: ENOENT/);
  const file = join(folder, 'earlier.hdr.gz');
  writeFileSync(file, 'earlier');
  const failing = "export function setup() { throw new Error('no'); } export default function () {}";
  await runText(failing, { args: ['-o', `histogram=${file}`] });
  assert.notEqual(existsSync(file) ? readFileSync(file, 'utf8') : '', 'earlier');
});

test("names of files default to k6's", () => {
  assert.deepEqual(readOutputs(['csv', 'json=a=b'], {}), [
    { format: 'csv', file: 'file.csv' },
    { format: 'json', file: 'a=b' },
  ]);
  assert.deepEqual(readOutputs([], { K6_OUT: 'json' }), [{ format: 'json', file: undefined }]);
  // The histogram is our own output: it replaces nobody's K6_OUT.
  assert.deepEqual(readOutputs(['histogram=a.hdr.gz'], { K6_OUT: 'json' }), [
    { format: 'json', file: undefined },
    { format: 'histogram', file: 'a.hdr.gz' },
  ]);
});
