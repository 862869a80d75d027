// Summaries of other people's scripts, in every shape: what their reports say, and what they do not claim.
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { judge } from './judge/judge.ts';
import { parseSummary } from './parse/parse-summary.ts';
import { renderHtml } from './render/html.ts';
import { renderMarkdown } from './render/markdown.ts';
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
