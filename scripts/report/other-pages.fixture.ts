// For tests: the pages that are not of one run alone, with names that look like markup.
import { compareRuns } from 'k6-history/compare/compare';
import { comparisonHtml } from 'k6-history/compare/html';
import { syntheticRun } from 'k6-history/runs.fixture';
import { compareSummaries } from 'k6-history/summaries/compare-summaries';
import { summariesHtml } from 'k6-history/summaries/html';
import { SHAPES, shopRun, trend } from 'k6-history/summaries/summaries.fixture';
import { parseTolerance } from 'k6-history/summaries/tolerance';
import { judge } from 'k6-verdict/judge/judge';
import { previousFrom } from 'k6-verdict/judge/previous';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { draw } from 'k6-verdict/render/charts/draw';
import { renderHtml } from 'k6-verdict/render/html';
import { buildView } from 'k6-verdict/render/view';
import { drillPage } from '../drill/page.ts';
import { DRILL } from '../drill/record.fixture.ts';
import { suitePage } from '../suite/page.ts';
import { NIGHT } from '../suite/record.fixture.ts';
import { RUNS } from './runs.fixture.ts';

const settings = { practicalSize: 0.05, noise: null, allowed: [] };
const before = syntheticRun({ seed: 1, day: 1, change: { brokenLimits: ['ping: p(95)<20, is 25 ms'] } });
const after = (seed: number) =>
  syntheticRun({
    ...{ seed, day: seed, slowdown: (name) => (name === 'front' ? 1.3 : 1) },
    change: { brokenLimits: ['front: p(95)<"93.5" & <i>, is 99 ms'] },
  });
const elsewhere = syntheticRun({ seed: 4, change: { target: 'https://<elsewhere>.test' } });

const shop = (scale: number, name: string) =>
  parseSummary(
    name,
    JSON.parse(
      JSON.stringify(SHAPES['handle-summary'](shopRun({ 'http_req_duration{name:<b>search}': trend(scale) }))),
    ),
    [],
  );

/** A run's report with the changes since an earlier one. */
function reportPage(): string {
  const [now, earlier] = ['baseline-failed', 'baseline-passed'].map((name) =>
    judge(parseSummary(`${name}.json`, JSON.parse(JSON.stringify(RUNS[name]!())), [])),
  );
  const judgement = { ...now!, previous: previousFrom(earlier!, now!) };
  return renderHtml(buildView(judgement, { testedBy: null, reviewedBy: null, now: new Date(0) }), draw(judgement));
}

/** What each page is, and what its first screen says, in this order. */
export const OTHER_PAGES: Record<string, { html: () => string; words: RegExp[] }> = {
  'a run and the one before': {
    html: reportPage,
    words: [
      /FAILED/,
      /P95 latency knowledge-graph in hold .* % used \+\d+(?:\.\d+)? % Average/,
      /Changes are against 2026-01-31 12:00 UTC \(baseline-passed\.json\)/,
    ],
  },
  comparison: {
    html: () => comparisonHtml(compareRuns(before, [after(2), after(3)], settings)),
    words: [
      /GATE SHUT/,
      /Comparison/,
      /[1-9] worse, 0 better/,
      /baseline-20260103T020000Z-00000002, .* against baseline-20260102/,
      /Worse front, .*: .* ms to .* ms, \+[23]\d\.?\d* % \(95 % interval \+.* to \+.*, p under 0\.001, again in 1 of 1\)/,
      /Limits The last run crossed 1 limit: front: p\(95\)/,
      /To do Read the last run/,
      /front p95 .* before .* \+[23]\d\.?\d* %, worse/,
    ],
  },
  'runs that are not alike': {
    html: () => comparisonHtml(compareRuns(before, [elsewhere], settings)),
    words: [/NOT COMPARABLE/, /Why other target: .*elsewhere/, /To do Compare runs of the same test/],
  },
  'a comparison of summaries': {
    html: () =>
      summariesHtml(compareSummaries([shop(1, 'a.json')], [shop(1.4, 'b.json')], [parseTolerance('p(95)>+10%')])),
    words: [
      /REGRESSION/,
      /in 1 figure/,
      /b\.json against a\.json/,
      /Worse http_req_duration\{name:&lt;b&gt;search\} p\(95\): .* \+40 %/,
      /How sure Two runs do not show what is chance/,
    ],
  },
  suite: {
    html: () => suitePage(NIGHT, '/results'),
    words: [
      /RED/,
      /Suite nightly/,
      /2 of 4 tests not passed/,
      /lab\.shop\.test \(lab\), local 7, users x 0\.25, from 2026-02-01 02:00 UTC for 40 min/,
      /Not passed stress: FAILED/,
      /Not run spike/,
      /Slower baseline, basket/,
      /Unsteady baseline/,
      /To do Read the report of stress/,
      /Passed 2 of 4/,
    ],
  },
  drill: {
    html: () => drillPage(DRILL, '/results'),
    words: [
      /NO-GO/,
      /Spike drill of release 2\.4\.0 &lt;rc&gt;/,
      /Why 2 of 21 limits crossed/,
      /Also The system recovered 84 s after the spike; 60 s are allowed/,
      /To do Scale out/,
      /Recovery 1 min 24 s allowed 1 min 140 % used/,
    ],
  },
};
