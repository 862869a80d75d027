// One figure from one function: the terminal, every part of the report and the verdict for machines say the same of a run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { renderMarkdown } from 'k6-verdict/render/markdown';
import { verdictOf } from 'k6-verdict/render/verdict-json';
import { buildView } from 'k6-verdict/render/view';
import { formatMs, formatPerSecond, formatRatio } from 'k6-verdict/text/format';
import { limitsText, type SummaryData } from '../../lib/result.ts';
import { RUNS } from './runs.fixture.ts';

const SIGNED = { testedBy: null, reviewedBy: null, now: new Date('2026-02-01T08:00:00Z') };

/** Units of one kind differ by size. */
function kindOf(unit: string): string {
  const kinds: Record<string, string> = { ms: 'time', s: 'time', B: 'bytes', KB: 'bytes', MB: 'bytes', GB: 'bytes' };
  return kinds[unit.trim()] ?? unit.trim();
}

for (const [name, make] of Object.entries(RUNS)) {
  const result = make();
  const judgement = judge(parseSummary('x.json', JSON.parse(JSON.stringify(result))));
  const view = buildView(judgement, SIGNED);
  const json = verdictOf(judgement, SIGNED);
  const markdown = renderMarkdown(view);
  const results = Object.fromEntries(view.results.map(({ label, value }) => [label, value]));

  test(`${name}: the terminal's table is the report's, figure by figure`, () => {
    const lines = limitsText(result as unknown as SummaryData, result.run).split('\n');
    for (const row of view.endpoints.rows) {
      const line = lines.find((text) => text.trim().startsWith(`${row.name} `)) ?? assert.fail(lines.join('\n'));
      const cells = line.trim().split(/ {2,}/);
      const shown = [row.requests.replaceAll(',', ''), row.errors, row.avg, row.p50, row.p95, row.p99];
      assert.deepEqual(cells.slice(1), shown);
    }
  });

  test(`${name}: results, load steps and the verdict for machines have the same rate and latency`, () => {
    const { requestsPerS, ratePhase, phase, latency, errorRatio } = json.results;
    const where = phase === null ? '' : ` (${phase} phase)`;
    assert.equal(ratePhase, phase);
    assert.equal(results['Requests/Second'], `${formatPerSecond(requestsPerS)}${where}`);
    assert.equal(results['95th Percentile'], `${formatMs(latency?.p95Ms ?? null)}${where}`);
    assert.equal(results['Error Rate'], `${formatRatio(errorRatio)}${where}`);
    const step = view.time.steps.find(({ step }) => step === phase);
    if (phase !== null) assert.equal(step?.rate, formatPerSecond(requestsPerS));
    if (phase !== null) assert.equal(step?.p95, formatMs(latency?.p95Ms ?? null));
    for (const { name: endpoint, latency: own } of json.endpoints) {
      const row = view.endpoints.rows.find((one) => one.name === endpoint);
      assert.equal(row?.p99, formatMs(own?.p99Ms ?? null));
    }
  });

  test(`${name}: requests of an endpoint are as many as its response times`, () => {
    for (const { name: endpoint, latency } of json.endpoints) {
      const row = view.endpoints.rows.find((one) => one.name === endpoint);
      assert.equal(row?.requests.replaceAll(',', ''), String(latency?.samples));
    }
  });

  test(`${name}: two limits on one figure say why they differ`, () => {
    const seen = new Map<string, string>();
    for (const { subject, statistic, limit } of view.limits.rows) {
      const other = seen.get(`${subject} ${statistic}`);
      if (other !== undefined)
        for (const text of [limit, other]) assert.match(text, /\(.+\)$/, `${subject} ${statistic}`);
      seen.set(`${subject} ${statistic}`, limit);
    }
  });

  test(`${name}: no figure has an exponent, a percentage of a percentage or a second unit`, () => {
    assert.doesNotMatch(markdown, /\de[-+]\d/);
    assert.doesNotMatch(markdown, /%\s\([-+]?[\d.]+ %\)/);
    assert.doesNotMatch(markdown, /Mbps/);
    const cpu = view.resourceRows.find(({ resource }) => resource.startsWith('CPU'));
    const peak = view.resources.find(({ label }) => label === 'Peak CPU')?.value;
    if (cpu) assert.equal(peak, cpu.peak);
    for (const { measure, from, to, slope } of view.time.drifts) {
      const units = [from, to].map((text) => text.replace(/^-?[\d.,]+/, ''));
      const [first, last] = units.map(kindOf);
      assert.equal(first, last, measure);
      // The slope of a percentage is in points, of anything else in its own unit.
      const [, unit] = /[\d.,]+(\S* ?\w*)(?= per minute)/.exec(slope) ?? [];
      if (slope !== 'none') assert.equal(kindOf(unit ?? ''), first === '%' ? 'pp' : first, `${measure}: ${slope}`);
    }
  });
}
