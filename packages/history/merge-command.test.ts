// `k6-verdict merge`: instances of any script come to the figures of the whole run, and what cannot be merged is said in one line.
import assert from 'node:assert/strict';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { CommanderError } from 'commander';
import { inFolder } from 'k6-kit/folder.fixture';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import {
  drawRequests,
  type Left,
  type Request,
  SEARCH,
  summaryMetrics,
  writeInstance,
} from './merge/instances.fixture.ts';
import { mergeCommand } from './merge-command.ts';
import type { Shape } from './summaries/summaries.fixture.ts';

async function merge(cwd: string, ...args: string[]) {
  let [out, err, code] = ['', '', 0];
  const io = {
    stdout: (text: string) => void (out += text),
    stderr: (text: string) => void (err += text),
    ...{ env: {}, cwd, now: () => new Date(0) },
  };
  const command = mergeCommand(io, (given) => (code = given), 'k6-verdict').exitOverride();
  await command.configureOutput({ writeErr: () => {} }).parseAsync(args, { from: 'user' });
  return { out, err, code };
}

const REQUESTS = drawRequests(900);
/** Three instances; their loads differ. */
const PARTS = [REQUESTS.slice(0, 200), REQUESTS.slice(200, 600), REQUESTS.slice(600)];
const SHAPES: Shape[] = ['handle-summary', 'summary-export', 'machine-readable'];
const WHOLE = summaryMetrics(REQUESTS, {});

async function writeAll(folder: string, left: Left = {}, parts: readonly Request[][] = PARTS) {
  for (const [index, part] of parts.entries())
    await writeInstance(folder, `pod-${index}`, part, { shape: SHAPES[index]!, ...left });
}

async function mergedIn(folder: string) {
  const file = 'summary.merged.json';
  return parseSummary(file, JSON.parse(await readFile(join(folder, file), 'utf8')));
}

/** Figures of the merged run that differ from the whole one's by more than a share of `precision`. */
async function differing(folder: string, precision: number): Promise<string[]> {
  const { byKey } = await mergedIn(folder);
  const keys = ['http_reqs', 'http_req_failed', 'http_req_duration', SEARCH];
  return keys.flatMap((key) =>
    Object.entries(WHOLE[key]!.values).flatMap(([stat, value]) => {
      const merged = byKey.get(key)?.stats.get(stat) ?? Number.NaN;
      return Math.abs(merged - value) <= precision * Math.abs(value) ? [] : [`${key} ${stat}`];
    }),
  );
}

const LIMITS = {
  http_req_duration: { 'p(95)<400': true },
  http_req_failed: { 'rate<0.015': true },
  [SEARCH]: { 'p(95)<300': false, 'p(99.9)<5000': true },
};

test('with points every figure is that of the whole run, and limits are judged on the whole', () =>
  inFolder(async (folder) => {
    await writeAll(folder, { with: ['points'], limits: LIMITS });
    const { out, code } = await merge(folder, '.');
    assert.deepEqual(await differing(folder, 1e-12), []);
    assert.match(
      out,
      /^merged 3 instances by points: counts and percentiles are exact\nFAILED summary\.merged\.json: /,
    );
    assert.match(out, /summary\.merged\.json\n.*summary\.merged\.report\.md\n.*summary\.merged\.report\.html\n$/);
    const { metrics } = await mergedIn(folder);
    const decided = metrics.flatMap(({ key, thresholds }) =>
      thresholds.map(({ expression, passed }) => [key, expression, passed]),
    );
    assert.deepEqual(
      decided.sort(),
      [
        ['http_req_duration', 'p(95)<400', WHOLE.http_req_duration!.values['p(95)']! < 400],
        ['http_req_failed', 'rate<0.015', true],
        [SEARCH, 'p(95)<300', false],
        [SEARCH, 'p(99.9)<5000', true],
      ].sort(),
    );
    assert.equal(code, 99);
  }));

test('histograms of an earlier merge do not stay next to a merge by points', () =>
  inFolder(async (folder) => {
    await writeAll(folder, { with: ['points'] });
    await writeFile(join(folder, 'summary.merged.hdr.gz'), 'of an earlier merge');
    await merge(folder, '.');
    assert.deepEqual((await readdir(folder)).filter((name) => name.startsWith('summary.merged')).sort(), [
      'summary.merged.json',
      'summary.merged.report.html',
      'summary.merged.report.md',
    ]);
  }));

test('with histograms percentiles are within their precision', () =>
  inFolder(async (folder) => {
    await writeAll(folder, { with: ['histograms'] });
    const { out } = await merge(folder, 'pod-0.json', 'pod-1.json', 'pod-2.json', '--out', '.');
    assert.match(out, /^merged 3 instances by histograms: counts are exact, percentiles within 0\.05 %/);
    assert.deepEqual(await differing(folder, 6e-4), []);
  }));

test('summaries alone, formats mixed: what can be added up is exact, percentiles are left out and said so', () =>
  inFolder(async (folder) => {
    await writeAll(folder, { limits: { http_req_failed: { 'rate<0.015': true } } });
    const { out, code } = await merge(folder, '.');
    assert.deepEqual(await differing(folder, 1e-12), [
      ...['med', 'p(90)', 'p(95)'].map((stat) => `http_req_duration ${stat}`),
      // Of the requests with a tag nobody counted how many each instance had.
      ...['avg', 'med', 'p(90)', 'p(95)'].map((stat) => `${SEARCH} ${stat}`),
    ]);
    assert.match(
      out,
      /^merged 3 instances by summaries: .*\nleft out: med, p\(90\), p\(95\), the average of 2 trends without `count`, which cannot be computed from several summaries; with the points of each instance/,
    );
    assert.match(out, /PASSED summary\.merged\.json: 1 of 1 limit held/);
    assert.equal(code, 0);
    const { checkTree } = await mergedIn(folder);
    assert.deepEqual([checkTree.passes, checkTree.fails], [3 * 5990, 3 * 10]);
  }));

test('limits on percentiles are refused with summaries alone, or left unjudged where that is asked for', () =>
  inFolder(async (folder) => {
    await writeAll(folder, { limits: { [SEARCH]: { 'p(95)<300': false } } });
    await assert.rejects(
      merge(folder, '.'),
      /^UserError: percentiles of several summaries cannot be merged, and 1 limit would need that \(http_req_duration\{name:search\} p\(95\)<300\): with the points .*; --by summaries/,
    );
    const { out, code } = await merge(folder, '.', '--by', 'summaries');
    assert.match(
      out,
      /\nnot judged on the whole: http_req_duration\{name:search\} p\(95\)<300; crossed on its own by pod-0, pod-1\nNOT JUDGED /,
    );
    assert.equal(code, 0);
    // Another limit that held does not make it a pass.
    await writeAll(folder, { limits: { [SEARCH]: { 'p(95)<300': false }, http_req_failed: { 'rate<0.015': true } } });
    const beside = await merge(folder, '.', '--by', 'summaries');
    assert.match(
      beside.out,
      /NOT JUDGED .*: 1 of 2 limits held, but of 1 nobody knows: http_req_duration\{name:search\} p\(95\)<300/,
    );
    const json = await merge(folder, '.', '--by', 'summaries', '--json');
    assert.equal(JSON.parse(json.out).outcome, 'not-judged');
    assert.match(json.err, /^merged 3 instances/);
  }));

const RUN = {
  ...{ schema: 1, engine: 'k6 v2.3.0', type: 'evening', endpoints: ['search'], target: 'http://127.0.0.1:1' },
  ...{ startedAt: '2026-01-31T12:00:00.000Z', endedAt: '2026-01-31T12:01:00.000Z', timeScale: 1, commit: null },
  ...{ model: 'closed', peakVus: 50, load: [], phases: [], windows: [] },
};

test('results with a run record keep it, and parts of two runs are not mixed', () =>
  inFolder(async (folder) => {
    await writeAll(folder, { with: ['points'], run: RUN });
    await merge(folder, '.');
    const { run, metrics } = JSON.parse(await readFile(join(folder, 'evening.merged.json'), 'utf8'));
    assert.deepEqual([run.type, run.instances], ['evening', { expected: 3, lost: 0 }]);
    assert.match(run.notes[0], /merged from the raw points of 3 load generators/);
    assert.equal(metrics.http_reqs.values.count, REQUESTS.length);
    await writeInstance(folder, 'pod-1', PARTS[1]!, {
      with: ['points'],
      run: { ...RUN, target: 'http://127.0.0.1:2' },
    });
    await assert.rejects(merge(folder, '.'), /pod-1: target is "http:\/\/127\.0\.0\.1:2", the others have/);
    await writeInstance(folder, 'pod-1', PARTS[1]!, { with: ['points'] });
    await assert.rejects(merge(folder, '.'), /pod-1: has no run record, unlike the others/);
  }));

const MISTAKES: [what: string, args: string[], write: (folder: string) => Promise<unknown>, message: RegExp][] = [
  ['one summary', ['pod-0.json'], (folder) => writeAll(folder), /one summary to merge; expected those of two/],
  ['a folder that is not there', ['none'], async () => {}, /none cannot be read/],
  [
    'points of some',
    ['.'],
    async (folder) => {
      await writeAll(folder);
      await writeInstance(folder, 'pod-1', PARTS[1]!, { with: ['points'] });
    },
    /pod-1 left points, pod-0 did not: expected them from all; --by summaries/,
  ],
  ['points that nobody left', ['.', '--by', 'points'], (folder) => writeAll(folder), /pod-0 left no points/],
  [
    'points without their summary',
    ['.'],
    async (folder) => {
      await writeAll(folder, { with: ['points'] });
      await rm(join(folder, 'pod-2.json'));
    },
    /pod-2: its summary pod-2\.json is missing/,
  ],
  [
    'another script',
    ['.'],
    async (folder) => {
      await writeAll(folder, { limits: { http_reqs: { 'count>1': true } } });
      await writeInstance(folder, 'pod-1', PARTS[1]!, { limits: { http_reqs: { 'count>2': true } } });
    },
    /pod-1 has other limits than pod-0/,
  ],
  ['another kind', ['.', '--by', 'hope'], async () => {}, /Allowed choices are points, histograms, summaries/],
];
for (const [what, args, write, message] of MISTAKES) {
  test(`${what} is one line`, () =>
    inFolder(async (folder) => {
      await write(folder);
      await assert.rejects(merge(folder, ...args), (error: Error) => {
        assert.ok(error.name === 'UserError' || error instanceof CommanderError, error.stack);
        assert.match(error.message, message);
        assert.equal(error.message.trim().split('\n').length, 1);
        return true;
      });
    }));
}
