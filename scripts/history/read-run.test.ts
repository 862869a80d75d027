// Results of page load tests in the history: the page's load time is a series of its own, beside the API's endpoints.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from 'k6-history/compare/comparable';
import { REFERENCE_TARGET, runOf } from 'k6-history/store/read-run';
import { seriesKind } from 'k6-history/trend/trend';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { pageResult } from '../report/page-result.fixture.ts';
import { suiteResult } from '../report/suite-result.fixture.ts';

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

test('the reference target is the same one on every port; another server on loopback is not', () => {
  const on = (target: string, targetBuilds?: string[]) => {
    const result = suiteResult({
      type: 'smoke',
      stages: [{ phase: 'hold', durationS: 10, from: 5, to: 5, windows: 1 }],
    });
    Object.assign(result.run, { target, targetBuilds });
    return read(result);
  };
  const [first, second] = [on('http://127.0.0.1:41001', ['a', 'a']), on('http://127.0.0.1:41002', ['b'])];
  assert.equal(first.target, REFERENCE_TARGET);
  assert.deepEqual(differences(first, second), []);
  assert.equal(seriesKind(first), seriesKind(second));
  assert.notEqual(first.id, second.id);
  for (const other of [
    on('http://127.0.0.1:41001'),

    on('http://127.1', []),
  ]) {
    assert.notEqual(other.target, REFERENCE_TARGET);
    assert.match(differences(first, other).join(), /other target: reference target and http/);
  }
});

test('beside load it has both; slower pages make another run of the same second', () => {
  const run = read(pageResult({ test: 'page-load-under-load' }));
  const names = new Set(run.figures.map(({ endpoint }) => endpoint));
  assert.ok(names.has('home') && names.has('page-cold') && names.has('page-warm'));
  assert.equal(new Set(run.windows.map(({ window }) => window)).size, 18);
  const slower = read(pageResult({ test: 'page-load', slowdown: () => 2 }));
  assert.notEqual(slower.id, read(pageResult({ test: 'page-load' })).id);
});
