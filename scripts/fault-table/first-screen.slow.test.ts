// Every fault of the reference target and of its page: the first screen names where it is and the limit, and a chart proves the finding.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PAGE_FINDINGS } from 'k6-format/load-names';
import { type Judgement, judge } from 'k6-verdict/judge/judge';
import { tightest } from 'k6-verdict/judge/tightest';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { draw } from 'k6-verdict/render/charts/draw';
import { renderHtml } from 'k6-verdict/render/html';
import { buildView } from 'k6-verdict/render/view';
import type { TestTypeName } from '../../thresholds/baselines.ts';
import { pageResult } from '../report/page-result.fixture.ts';
import { FILES, FOUND } from '../report/page-runs.fixture.ts';
import { virtualRun } from '../report/virtual-run.fixture.ts';
import { loadTrials, PAGE_ROWS, ROWS } from './trials.ts';

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

const judged = (result: unknown) => judge(parseSummary('x.json', JSON.parse(JSON.stringify(result))));

/** What the page says before its contents, and the chart next to its first finding. */
function seen(judgement: Judgement): { head: string; proof: string } {
  const html = renderHtml(
    buildView(judgement, { testedBy: null, reviewedBy: null, now: new Date(0) }),
    draw(judgement),
  );
  return {
    head: textOf(/<header id="overview">[\s\S]*?<\/header>/.exec(html)?.[0] ?? ''),
    proof: /<ol class="findings">\s*<li[\s\S]*?<figure>([\s\S]*?)<\/figure>/.exec(html)?.[1] ?? '',
  };
}

function namesFindingAndLimit(head: string, { findings, verdicts }: Judgement): void {
  assert.ok(findings[0] && head.includes(findings[0].title), head.slice(0, 400));
  const worst = tightest(verdicts, ({ actual }) => actual !== null);
  assert.match(head, worst?.outcome === 'failed' ? /Worst limit/ : /Nearest limit/);
  assert.ok(
    worst && head.includes(`${worst.subject}: `) && / limit (?:<|<=|>|>=) [\d.]+/.test(head),
    'the limit is named',
  );
}

describe('the report of a run with a fault', () => {
  for (const trial of shown) {
    it(`${trial.fault}, ${trial.type}`, () => {
      const judgement = judged(virtualRun({ ...trial, type: trial.type as TestTypeName }));
      const { head, proof } = seen(judgement);
      namesFindingAndLimit(head, judgement);
      const endpoint = /endpoint=([\w-]+)/.exec(trial.fault)?.[1];
      if (endpoint !== undefined) assert.ok(head.includes(endpoint), `${endpoint} is named`);
      assert.match(proof, /class="(?:chart|bars)"/, 'a chart is next to the first finding');
      if (endpoint !== undefined) assert.ok(textOf(proof).includes(endpoint), `the chart shows ${endpoint}`);
      assert.match(proof, /class="limit"|limit |trigger, |<b style/, 'the chart shows the limit');
    });
  }
});

describe('the report of a page with a fault', () => {
  for (const [fault, first] of PAGE_ROWS) {
    it(fault, () => {
      const kind = PAGE_FINDINGS.find((name) => first.test(`page-${name}: `))!;
      const found = FOUND[kind];
      const judgement = judged(pageResult({ test: 'page-load', files: FILES, findings: { [kind]: found } }));
      const { head, proof } = seen(judgement);
      namesFindingAndLimit(head, judgement);
      assert.match(head, /Page Load Time \d+ ms,? limit < 2 s/, 'the page and the limit of its load');
      assert.ok(head.includes(found.entries[0]!.name), 'a file at fault is named');
      const [now, without] = [...proof.matchAll(/<i style="width:([\d.]+)%"/g)].map(([, width]) => Number(width));
      assert.ok(now !== undefined && without !== undefined && without < now, 'the chart shows what the fault costs');
      // Bytes have no limit; a load time has.
      const of = judgement.pages?.audit.find(({ finding }) => finding === kind);
      if (of?.savedBytes) assert.match(textOf(proof), /Weight of a (?:cold|warm) visit/);
      else assert.match(textOf(proof), /load time of a cold visit .* limit 2 s/, 'the chart shows the limit');
    });
  }
});
