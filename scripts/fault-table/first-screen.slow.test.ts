// Every fault of the reference target: the first screen names where it is and the limit, and a chart proves the finding.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judge } from 'k6-verdict/judge/judge';
import { tightest } from 'k6-verdict/judge/tightest';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { draw } from 'k6-verdict/render/charts/draw';
import { renderHtml } from 'k6-verdict/render/html';
import { buildView } from 'k6-verdict/render/view';
import type { TestTypeName } from '../../thresholds/baselines.ts';
import { virtualRun } from '../report/virtual-run.fixture.ts';
import { loadTrials, ROWS } from './trials.ts';

const all = loadTrials();
/** Each fault under a type that shows it, another one from fault to fault. */
const shown = ROWS.map(({ fault }, index) => {
  const trials = all.filter((trial) => trial.fault === fault && trial.first !== null);
  return trials[index % trials.length]!;
});

const textOf = (markup: string) =>
  markup
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll(/\s+/g, ' ');

describe('the report of a run with a fault', () => {
  for (const trial of shown) {
    it(`${trial.fault}, ${trial.type}`, () => {
      const run = virtualRun({ ...trial, type: trial.type as TestTypeName });
      const judgement = judge(parseSummary('x.json', JSON.parse(JSON.stringify(run))));
      const html = renderHtml(
        buildView(judgement, { testedBy: null, reviewedBy: null, now: new Date(0) }),
        draw(judgement),
      );
      const head = textOf(/<header id="overview">[\s\S]*?<\/header>/.exec(html)?.[0] ?? '');
      const [finding] = judgement.findings;
      assert.ok(finding && head.includes(finding.title), head.slice(0, 400));
      const endpoint = /endpoint=([\w-]+)/.exec(trial.fault)?.[1];
      if (endpoint !== undefined) assert.ok(head.includes(endpoint), `${endpoint} is named`);
      const worst = tightest(judgement.verdicts, ({ actual }) => actual !== null);
      assert.match(head, worst?.outcome === 'failed' ? /Worst limit/ : /Nearest limit/);
      assert.ok(
        worst && head.includes(`${worst.subject}: `) && / limit (?:<|<=|>|>=) [\d.]+/.test(head),
        'the limit is named',
      );

      const proof = /<ol class="findings">\s*<li[\s\S]*?<figure>([\s\S]*?)<\/figure>/.exec(html)?.[1] ?? '';
      assert.match(proof, /class="(?:chart|bars)"/, 'a chart stands beside the first finding');
      if (endpoint !== undefined) assert.ok(textOf(proof).includes(endpoint), `the chart shows ${endpoint}`);
      assert.match(proof, /class="limit"|limit |trigger, |<b style/, 'the chart shows the limit');
    });
  }
});
