// Summaries that are larger, deeper or stranger than any sane run makes: the report stays small and true.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from './judge/judge.ts';
import { parseJsonBytes } from './parse/json-text.ts';
import { parseSummary } from './parse/parse-summary.ts';
import { draw } from './render/charts/draw.ts';
import { renderHtml } from './render/html.ts';
import { renderMarkdown } from './render/markdown.ts';
import { buildView } from './render/view.ts';

function rendered(value: unknown) {
  const judgement = judge(parseSummary('odd.json', value));
  const view = buildView(judgement, { testedBy: null, reviewedBy: null, now: new Date(0) });
  return { judgement, html: renderHtml(view, draw(judgement)), markdown: renderMarkdown(view) };
}

const iterations = { type: 'counter', contains: 'default', values: { count: 10, rate: 1 } };

test('thousands of sub-metrics make a short report that says what it left out', () => {
  const metrics: Record<string, unknown> = { iterations };
  for (let index = 0; index < 3000; index++) {
    const values = { avg: 10, 'p(95)': 60, count: 10 };
    metrics[`http_req_duration{endpoint:user-${index}}`] = {
      type: 'trend',
      contains: 'time',
      values,
      thresholds: { 'p(95)<50': { ok: false }, 'avg<50': { ok: true } },
    };
  }
  const { judgement, html, markdown } = rendered({ metrics });
  assert.equal(judgement.counts.failed, 3000);
  assert.ok(html.length < 100 * 1024 && markdown.length < 60 * 1024, `${html.length} and ${markdown.length}`);
  assert.match(markdown, /5940 more rows are not listed/);
  assert.match(markdown, /other \\?\(2,960 endpoints\\?\) \| 29,600 \|/);
  assert.match(markdown, /2960 more endpoints are not listed/);
  assert.match(markdown, /2990 more subjects crossed limits/);
});

test('groups nested ten thousand deep are read to the bottom', () => {
  let group: Record<string, unknown> = { name: 'bottom', groups: [], checks: [{ name: 'ok', passes: 1, fails: 1 }] };
  for (let depth = 0; depth < 9000; depth++) group = { name: 'g', groups: [group], checks: [] };
  const { markdown } = rendered({ metrics: { iterations }, root_group: group });
  assert.match(markdown, /1 check failed.*bottom > ok|1 check failed.*bottom \\> ok/);
});

test('null, NaN and absent figures are not measured, never 0', () => {
  const text =
    '{"metrics":{"iterations":{"type":"counter","values":{"count":3,"rate":1}},"http_req_duration":{"type":"trend","contains":"time","values":{"avg":NaN,"p(95)":null}}}}';
  const { value, warnings } = parseJsonBytes('odd.json', Buffer.from(text));
  const { markdown } = rendered(value);
  assert.match(markdown, /\*\*Average Response Time\*\*: not measured/);
  assert.match(markdown, /\*\*95th Percentile\*\*: not measured/);
  assert.equal(warnings.length, 1);
});

test('a spike that starts after its own end is no recovery to judge', () => {
  const windows = [{ id: 'w01', phase: 'recovery', startS: 0, endS: 2 }];
  const phases = [{ name: 'spike', startS: 50, endS: 0 }];
  const run = {
    schema: 1,
    engine: 'x',
    type: 'spike',
    endpoints: [],
    target: 'x',
    startedAt: '',
    endedAt: '',
    timeScale: 1,
  };
  const metrics = { iterations, 'http_req_duration{window:w01}': { type: 'trend', values: { count: 3, avg: 1 } } };
  assert.equal(rendered({ metrics, run: { ...run, windows, phases } }).judgement.recovery, null);
});

test('a run record that lies about its windows does no harm', () => {
  const run = {
    schema: 1,
    engine: 'x',
    type: 'nonsense',
    endpoints: ['a', 'a'],
    target: 'not a url',
    startedAt: 'yesterday',
    endedAt: '',
    timeScale: 1,
  };
  const window = { id: 'w01', phase: 'hold', startS: 5, endS: -5 };
  const load = [
    { atS: 9, target: -1 },
    { atS: 9, target: 1e300 },
  ];
  const duration = { type: 'trend', contains: 'time', values: { count: 3, avg: 1 } };
  const metrics = { iterations, 'http_req_duration{window:w01}': duration };
  for (const windows of [[], [window], [window, { ...window, phase: 'spike' }]]) {
    const { markdown, html } = rendered({
      metrics,
      run: {
        ...run,
        windows,
        load,
        phases: windows.map((one) => ({ name: one.phase, startS: one.startS, endS: one.endS })),
      },
    });
    assert.doesNotMatch(markdown + html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''), /NaN|Infinity|undefined/);
  }
});
