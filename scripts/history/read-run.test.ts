// Results of page load tests in the history: the page's load time is a series of its own, besides the API's endpoints.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runOf } from 'k6-history/read-run';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { pageResult } from '../report/page-result.fixture.ts';

const read = (result: unknown) => runOf(parseSummary('page.json', JSON.parse(JSON.stringify(result))));

test('a page load test has the load time of each visit, and no figure of requests', () => {
  const result = pageResult({ test: 'page-load' });
  const run = read(result);
  const of = (metric: string) => run.figures.filter((figure) => figure.metric === metric);
  assert.deepEqual(
    of('p95Ms').map(({ endpoint, value, samples }) => [endpoint, value, samples]),
    ['cold', 'warm'].map((visit) => {
      const { values } = result.metrics[`page_load{visit:${visit}}`]!;
      return [`page-${visit}`, values['p(95)'], values.count];
    }),
  );
  assert.deepEqual(of('requestsPerS'), []);
  assert.deepEqual([run.type, run.outcome, run.endpoints], ['page-load', 'passed', []]);
});

test('beside load it has both; slower pages make another run of the same second', () => {
  const run = read(pageResult({ test: 'page-load-under-load' }));
  const names = new Set(run.figures.map(({ endpoint }) => endpoint));
  assert.ok(names.has('home') && names.has('page-cold') && names.has('page-warm'));
  assert.equal(new Set(run.windows.map(({ window }) => window)).size, 18);
  const slower = read(pageResult({ test: 'page-load', slowdown: () => 2 }));
  assert.notEqual(slower.id, read(pageResult({ test: 'page-load' })).id);
});
