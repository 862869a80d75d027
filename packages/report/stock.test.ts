// Summaries of other people's scripts, in every shape: what their reports say, and what they do not claim.
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { judge } from './judge/judge.ts';
import { parseSummary } from './parse/parse-summary.ts';
import { renderHtml } from './render/html.ts';
import { renderMarkdown } from './render/markdown.ts';
import { verdictOf } from './render/verdict-json.ts';
import { buildView } from './render/view.ts';

const SIGN_OFF = { testedBy: null, reviewedBy: null, now: new Date('2031-05-06T08:00:00Z') };

function reported(value: unknown) {
  const judgement = judge(parseSummary('nightly.json', value));
  const view = buildView(judgement, SIGN_OFF);
  return { judgement, view, markdown: renderMarkdown(view), html: renderHtml(view, []) };
}

const iterations = { type: 'counter', contains: 'default', values: { count: 20, rate: 2 } };
const machine = (metadata: unknown) => ({
  version: '1.0.0',
  metadata,
  results: { metrics: [{ name: 'iterations', ...iterations }] },
});

describe('title and engine', () => {
  const rows: [string, unknown, title: string, engine: string][] = [
    ['handleSummary', { state: {}, metrics: { iterations } }, 'nightly.json', 'not recorded'],
    [
      '--summary-export',
      { root_group: {}, metrics: { iterations: { count: 20, rate: 2 } } },
      'nightly.json',
      'not recorded',
    ],
    [
      'machine-readable',
      machine({ generatedAt: '2026-01-31T12:05:00Z', k6Version: 'v2.3.0' }),
      '2026-01-31',
      'k6 v2.3.0',
    ],
    ['its other spelling', machine({ generated_at: '2026-01-30', k6_version: '1.5.0' }), '2026-01-30', 'k6 1.5.0'],
    ['machine-readable without metadata', machine(undefined), 'nightly.json', 'not recorded'],
    ['machine-readable with a wrong date', machine({ generatedAt: 'today' }), 'nightly.json', 'not recorded'],
  ];
  for (const [shape, value, title, engine] of rows) {
    it(`of ${shape} are the file's own`, () => {
      const { view, html } = reported(value);
      assert.equal(view.title, `Performance Test Report - ${title}`);
      assert.equal(view.context.find(({ label }) => label === 'Engine')?.value, engine);
      assert.ok(html.includes(`<h1>${view.title}</h1>`));
    });
  }
});

test('what only a suite of its own can record is not listed as missing', () => {
  const { markdown, html } = reported({ state: {}, metrics: { iterations } });
  for (const page of [markdown, html]) assert.doesNotMatch(page, /Time scale|Commit|Resource Usage|Peak CPU/);
});

describe('checks', () => {
  const check = (name: string, passes: number, fails: number) => ({ name, passes, fails });
  const GROUPS = [
    {
      name: 'buy',
      checks: [check('has a basket', 9, 1)],
      groups: [{ name: 'pay', checks: [check('paid', 4, 0)], groups: [] }],
    },
    { name: 'setup', checks: [], groups: [] },
  ];
  const asArrays = { checks: [check('status is 200', 20, 0)], groups: GROUPS };
  const byName = (items: { name: string }[]) => Object.fromEntries(items.map((item) => [item.name, item]));
  const asObjects = (group: { checks: { name: string }[]; groups: typeof GROUPS }): unknown => ({
    checks: byName(group.checks),
    groups: byName(group.groups.map((inner) => ({ ...inner, ...(asObjects(inner as typeof group) as object) }))),
  });
  const TREE = [
    'status is 200 | 20 | 0 | 100 %',
    'buy | 13 | 1 | 92.86 %',
    '› has a basket | 9 | 1 | 90 %',
    '› pay | 4 | 0 | 100 %',
    '› › paid | 4 | 0 | 100 %',
    'setup | 0 | 0 | no checks',
  ];
  const rows: [string, unknown, readonly string[]][] = [
    ['handleSummary', { root_group: asArrays, metrics: { iterations } }, TREE],
    ['--summary-export', { root_group: asObjects(asArrays), metrics: { iterations: { count: 20, rate: 2 } } }, TREE],
    ...(['results', 'orderedChecks'] as const).map((list): [string, unknown, readonly string[]] => [
      `machine-readable (${list}), which keeps no groups`,
      {
        version: '1.0.0',
        results: {
          metrics: [{ name: 'iterations', ...iterations }],
          checks: { metrics: [], [list]: [check('status is 200', 19, 1), check('never', 0, 0)] },
        },
      },
      ['status is 200 | 19 | 1 | 95 %', 'never | 0 | 0 | never run'],
    ]),
  ];
  for (const [shape, value, expected] of rows) {
    it(`of ${shape} are a tree with passes, fails and share`, () => {
      const { view, markdown, html } = reported(value);
      assert.deepEqual(
        view.checks.rows.map(({ name, passes, fails, share }) => [name, passes, fails, share].join(' | ')),
        expected,
      );
      for (const row of expected) assert.ok(markdown.includes(`\n| ${row} |\n`), row);
      assert.equal(html.match(/<h2 id="checks">/g)?.length, 1);
    });
  }

  it('too many to read are counted', () => {
    const checks = Array.from({ length: 130 }, (_, index) => check(`c${index}`, 1, 0));
    const { view } = reported({ root_group: { checks, groups: [] }, metrics: { iterations } });
    assert.equal(view.checks.rows.length, 100);
    assert.equal(view.checks.omitted, '30 more rows are not listed');
  });

  it('for machines have their path', () => {
    const { judgement } = reported({ root_group: asArrays, metrics: { iterations } });
    assert.deepEqual(verdictOf(judgement, SIGN_OFF).checks?.at(-1), {
      name: 'paid',
      path: 'buy > pay > paid',
      passes: 4,
      fails: 0,
    });
  });
});
