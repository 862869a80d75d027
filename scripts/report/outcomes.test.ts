// Every test type, healthy and with the fault it is there to find: exit code, crossed limits, findings, and what the report shows.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { draw } from 'k6-verdict/render/charts/draw';
import { renderHtml } from 'k6-verdict/render/html';
import { renderJunit } from 'k6-verdict/render/junit';
import { renderMarkdown } from 'k6-verdict/render/markdown';
import { verdictOf } from 'k6-verdict/render/verdict-json';
import { buildView } from 'k6-verdict/render/view';
import { endpoints } from '../../thresholds/baselines.ts';
import { PAGE_RUNS } from './page-runs.fixture.ts';
import { RUNS } from './runs.fixture.ts';

interface Outcome {
  /** `subject: statistic` of the limits that were crossed; absent: the run passed. */
  crossed?: readonly string[];
  /** `severity rule`, in their order. */
  findings?: readonly string[];
  /** Sections besides those of every report. */
  sections: readonly string[];
  /** Titles of the charts besides those of every run with windows. */
  charts?: readonly string[];
}

const ALWAYS = ['Limits', 'Findings', 'Recommendations', 'Resources', 'Validity', 'Results Summary', 'Configuration'];
const TIME = ['Endpoints', 'Load Steps', 'First to Saturate'];
const HOLD = [...TIME, 'Drift in the Hold'];
const PAGE = ['Page Loads', 'The Page in Detail'];
const TARGET = ['CPU of the target', 'Memory of the target'];
const late = (endpoint: string) =>
  ['w26', 'w27'].map((window) => `${endpoint} in window ${window}: requests over the p95 limit`);

const OUTCOMES: Record<string, Outcome> = {
  'smoke-passed': { sections: TIME },
  'smoke-failed': {
    crossed: ['whole run in hold: error rate'],
    findings: ['critical errors-on-one-endpoint', 'serious limit-crossed'],
    sections: [...TIME, 'Failed Requests'],
  },
  'baseline-passed': { sections: HOLD, charts: TARGET },
  'baseline-failed': {
    crossed: [
      ...['average', 'p50', 'p95', 'p99'].map((statistic) => `knowledge-graph in hold: ${statistic} latency`),
      'whole run in hold: average latency',
    ],
    findings: ['critical slow-endpoint', 'serious limit-crossed', 'serious limit-crossed'],
    sections: HOLD,
  },
  'stress-passed': { sections: HOLD, charts: TARGET },
  'stress-failed': {
    crossed: ['whole run in hold: average latency'],
    findings: [
      'critical connection-pool',
      'critical saturation',
      'serious latency-drift',
      'serious cpu-over-trigger',
      'serious limit-crossed',
      'minor traffic-over-peak',
    ],
    sections: HOLD,
    charts: [...TARGET, 'Network and disk of the target', 'Database connections'],
  },
  'spike-passed': { findings: ['info saturation'], sections: [...TIME, 'Recovery'] },
  'spike-failed': {
    crossed: ['whole run: error rate', ...Object.keys(endpoints).flatMap(late)],
    findings: [
      'critical saturation',
      'critical slow-recovery',
      'critical errors-over-trigger',
      'serious limit-crossed',
      'serious limit-crossed',
    ],
    sections: [...TIME, 'Recovery', 'Failed Requests'],
  },
  'endurance-passed': { sections: HOLD, charts: TARGET },
  'endurance-failed': {
    crossed: ['whole run in hold: error rate'],
    findings: [
      'critical memory-growth',
      'critical latency-drift',
      'critical errors-everywhere',
      'serious memory-over-trigger',
      'serious limit-crossed',
    ],
    sections: [...HOLD, 'Failed Requests'],
    charts: TARGET,
  },
  'breakpoint-passed': { sections: TIME, charts: TARGET },
  'breakpoint-failed': {
    crossed: ['whole run: p95 latency'],
    findings: [
      'critical saturation',
      'serious cpu-over-trigger',
      'serious coordinated-omission',
      'serious limit-crossed',
    ],
    sections: TIME,
    charts: TARGET,
  },
  'page-load-passed': { sections: PAGE },
  'page-load-failed': {
    crossed: ['whole run: failed visits', 'cold visit: p95 Page Load Time', 'cold visit: p95 DOM Content Loaded'],
    findings: [
      'critical page-failed',
      'critical page-images',
      'critical page-over-target',
      'critical page-blocking-script',
      'critical page-compression',
      'serious limit-crossed',
      'serious limit-crossed',
      'minor page-cache-headers',
    ],
    sections: PAGE,
  },
  'page-load-under-load-passed': { findings: ['minor page-slower-under-load'], sections: [...PAGE, ...TIME] },
};

const SIGNED = { testedBy: 'Ada', reviewedBy: null, now: new Date(0) };

for (const [name, make] of Object.entries({ ...RUNS, ...PAGE_RUNS })) {
  describe(name, () => {
    const expected = OUTCOMES[name] ?? assert.fail(`no outcome is stated for ${name}`);
    const judgement = judge(parseSummary('x.json', JSON.parse(JSON.stringify(make()))));
    const view = buildView(judgement, SIGNED);
    const { crossed = [], findings = [] } = expected;
    const drawings = draw(judgement);

    it(crossed.length === 0 ? 'passes' : 'crosses its limits and no other, and says so in every format', () => {
      assert.equal(judgement.exitCode, crossed.length === 0 ? EXIT.passed : EXIT.thresholds, view.headline);
      const failed = view.limits.rows.filter(({ kind }) => kind === 'failed');
      assert.deepEqual(failed.map(({ subject, statistic }) => `${subject}: ${statistic}`).sort(), [...crossed].sort());
      const word = crossed.length === 0 ? 'PASSED' : 'FAILED';
      assert.ok(renderMarkdown(view).startsWith(`## ${word}: `) && renderHtml(view, drawings).includes(`>${word}<`));
      assert.equal(verdictOf(judgement, SIGNED).outcome, word.toLowerCase());
      const junit = renderJunit(judgement);
      assert.match(junit, new RegExp(`^<testsuites [^>]*failures="${crossed.length}" errors="0"`, 'm'));
      assert.equal(junit.match(/<failure type="limit"/g)?.length ?? 0, crossed.length);
    });

    it('has these findings, in this order, the same for readers and for machines', () => {
      assert.deepEqual(
        judgement.findings.map(({ severity, rule }) => `${severity} ${rule}`),
        findings,
      );
      assert.deepEqual(
        verdictOf(judgement, SIGNED).findings.map(({ title }) => title),
        view.findings.map(({ title }) => title),
      );
    });

    it('shows what its type asks for and nothing else', () => {
      const shown = [...renderMarkdown(view).matchAll(/^### (.*)/gm)].map(([, title]) => title);
      assert.deepEqual(shown.sort(), [...ALWAYS, ...expected.sections].sort());
      assert.deepEqual(
        drawings.resources.map(({ title }) => title),
        expected.charts ?? [],
      );
    });
  });
}
