// Points and summary of the same run, recorded by k6 and made by the local runner: every figure of the summary out of the points.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { runText, serve } from 'k6-local/testing.fixture';
import type { Summary } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { statisticsOf } from 'k6-verdict/points/statistics';
import { readTable } from 'k6-verdict/points/table';

/** What a figure of the points may be off by, as a share of the figure, or of 1 where that is less: CSV has six decimals. */
const TOLERANCES = { json: 1e-9, csv: 2e-6 };

/** Compares every figure of a summary and returns how many there were. */
async function figuresAgree(summary: Summary, file: string): Promise<number> {
  const tags = summary.metrics.flatMap((metric) => [...metric.tags.keys()]);
  const table = await readTable([file], tags);
  const tolerance = TOLERANCES[table.files[0]!.kind];
  assert.equal(table.files[0]!.lostLines, 0);
  let compared = 0;
  for (const metric of summary.metrics) {
    const stats = [...metric.stats.keys()];
    const found = statisticsOf(table, metric.name, metric.type, metric.tags, stats);
    if (metric.type === 'counter') found.set('rate', found.get('count')! / (summary.durationMs! / 1000));
    for (const [stat, value] of metric.stats) {
      const off = Math.abs(found.get(stat)! - value);
      assert.ok(
        off <= tolerance * Math.max(1, Math.abs(value)),
        `${metric.key} ${stat}: ${value}, ${found.get(stat)} in ${file}`,
      );
      compared++;
    }
  }
  table.close();
  return compared;
}

const CORPUS = fileURLToPath(new URL('../../../../shared/corpus/', import.meta.url));
const isThere = existsSync(CORPUS);

/** Files of points whose name starts as that of a summary. */
function recordedPairs(): { points: string; summary: string }[] {
  const summaries = readdirSync(join(CORPUS, 'summaries'));
  return readdirSync(join(CORPUS, 'points')).flatMap((name) => {
    const run = name.replace(/\.data\.(?:json|csv)$/, '');
    const summary = summaries.find((one) => run !== name && one === `${run}.summary.json`);
    return summary === undefined
      ? []
      : [{ points: join(CORPUS, 'points', name), summary: join(CORPUS, 'summaries', summary) }];
  });
}

test('recorded pairs', { skip: !isThere && `no ${CORPUS}` }, async (context) => {
  const pairs = recordedPairs();
  assert.ok(pairs.length > 0, `no pair of points and summary in ${CORPUS}`);
  for (const { points, summary } of pairs) {
    const compared = await figuresAgree(parseSummary(summary, JSON.parse(readFileSync(summary, 'utf8'))), points);
    assert.ok(compared >= 100, `${compared} figures`);
    context.diagnostic(`${points}: ${compared} figures of ${summary}`);
  }
});

const SCRIPT = `import { check, group } from 'k6';
import http from 'k6/http';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
export const options = {
  vus: 4, iterations: 60, summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'count'],
  thresholds: {
    'http_req_duration{name:all "of" it}': ['max>=0'], 'http_req_failed{status:404}': ['rate>=0'],
    'size{kind:a big one}': ['avg>0'], 'http_reqs{group:::shop}': ['count>0'], 'checks{check:is there}': ['rate>0'],
  },
};
const [paid, level, odd, size] = [new Counter('paid'), new Gauge('level'), new Rate('odd'), new Trend('size')];
export default function () {
  group('shop', () => {
    const found = http.get(__ENV.URL + '/search?q=' + __ITER, { tags: { name: 'all "of" it' } });
    check(found, { 'is there': (r) => r.status === 200, 'is fast': (r) => r.timings.duration < 1 });
  });
  http.get(__ENV.URL + '/none');
  paid.add(0.1); level.add(__ITER - 3.5); odd.add(__ITER % 2); size.add(__ITER / 3 + 1, { kind: __ITER > 5 ? 'a big one' : 'small' });
}`;

const folder = testFolder();
let server: Awaited<ReturnType<typeof serve>> | undefined;
before(async () => {
  server = await serve((request, response) => response.writeHead(request.url === '/none' ? 404 : 200).end('body'));
});
after(() => server?.close());

test('pairs of the local runner: handleSummary and --summary-export beside JSON and CSV, packed or not', async () => {
  const files = ['json=points.json', 'json=points.json.gz', 'csv=points.csv', 'csv=points.csv.gz'];
  const outs = files.flatMap((file) => ['--out', file.replace('=', `=${folder}/`)]);
  const exported = join(folder, 'export.json');
  const { summary, exitCode, stderr } = await runText(SCRIPT, {
    env: { URL: server!.url },
    args: [...outs, '--summary-export', exported],
  });
  assert.equal(exitCode, 0, stderr);
  for (const [shape, text] of Object.entries({
    handleSummary: JSON.stringify(summary),
    export: readFileSync(exported, 'utf8'),
  })) {
    const parsed = parseSummary(`${shape}.json`, JSON.parse(text));
    const whole = { ...parsed, durationMs: summary!.state.testRunDurationMs };
    for (const file of files) {
      const compared = await figuresAgree(whole, join(folder, file.split('=')[1]!));
      assert.ok(compared > 120, `${shape} and ${file}: ${compared} figures`);
    }
  }
});
