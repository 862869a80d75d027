// What a run came to is the same whichever kind of summary tells it: every shape times every outcome, in every format.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { judge, type RunOutcome } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { makeReport } from 'k6-verdict/report';
import {
  asEarlyHandleSummary,
  asMachineReadable,
  asMachineReadableShort,
  asMachineReadableWithLimits,
  asSummaryExport,
  type SummaryJson,
} from './shapes.fixture.ts';

const folder = testFolder();

/** k6's own summary of a small run in which nothing deviates but, if asked, a limit of 40 ms on 50 ms. */
function stock(limits: 'passed' | 'failed' | 'no limits'): SummaryJson {
  const trend = { count: 10, avg: 41, min: 30, med: 40, max: 55, 'p(90)': 48, 'p(95)': 50, 'p(99)': 54 };
  const limitMs = limits === 'failed' ? 40 : 60;
  const thresholds = { [`p(95)<${limitMs}`]: { ok: limits === 'passed' }, 'avg<45': { ok: true } };
  const counter = (count: number) =>
    ({ type: 'counter', contains: 'default', values: { count, rate: count / 10 } }) as const;
  return {
    root_group: { name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e', groups: [], checks: [] },
    options: { summaryTrendStats: Object.keys(trend), summaryTimeUnit: '', noColor: true },
    state: { testRunDurationMs: 10_000 },
    metrics: {
      iterations: counter(10),
      http_reqs: counter(10),
      http_req_failed: { type: 'rate', contains: 'default', values: { rate: 0, passes: 0, fails: 10 } },
      http_req_duration: {
        type: 'trend',
        contains: 'time',
        values: trend,
        ...(limits !== 'no limits' && { thresholds }),
      },
    },
  };
}

const SHAPES: Readonly<Record<string, (result: SummaryJson) => unknown>> = {
  'handleSummary, k6 0.31 to 2.3': (result) => result,
  'handleSummary, k6 0.30': asEarlyHandleSummary,
  '--summary-export': asSummaryExport,
  'machine-readable, k6 1.5 on': asMachineReadable,
  'machine-readable with limits': asMachineReadableWithLimits,
  'machine-readable without a word on limits': asMachineReadableShort,
};

/** What each shape can tell of each outcome. */
const TABLE: Readonly<Record<string, readonly [passed: RunOutcome, failed: RunOutcome, noLimits: RunOutcome]>> = {
  'handleSummary, k6 0.31 to 2.3': ['passed', 'failed', 'not-judged'],
  'handleSummary, k6 0.30': ['passed', 'failed', 'not-judged'],
  '--summary-export': ['passed', 'failed', 'not-judged'],
  // `passed: true` is also written where there was no limit.
  'machine-readable, k6 1.5 on': ['not-judged', 'failed', 'not-judged'],
  'machine-readable with limits': ['passed', 'failed', 'not-judged'],
  'machine-readable without a word on limits': ['not-judged', 'not-judged', 'not-judged'],
};

const CODES: Readonly<Record<RunOutcome, [code: number, withRequiredLimits: number]>> = {
  passed: [EXIT.passed, EXIT.passed],
  failed: [EXIT.thresholds, EXIT.thresholds],
  'not-judged': [EXIT.passed, EXIT.discarded],
  discarded: [EXIT.discarded, EXIT.discarded],
};

async function reported(value: unknown, requireLimits = false) {
  const file = join(folder, 'summary.json');
  await writeFile(file, JSON.stringify(value));
  const formats = ['md', 'html', 'json', 'junit'] as const;
  const report = await makeReport({ file, now: new Date('2026-02-01T08:00:00Z'), formats, requireLimits });
  const [md, html, json, junit] = await Promise.all(formats.map((format) => readFile(report.paths[format]!, 'utf8')));
  return { report, text: { md: md!, html: html!, json: json!, junit: junit! } };
}

const WORDS = { passed: 'PASSED', failed: 'FAILED', 'not-judged': 'NOT JUDGED', discarded: 'DISCARDED' } as const;
const NOTHING_DEVIATES = 'nothing in this run deviates';

for (const [shape, make] of Object.entries(SHAPES)) {
  describe(shape, () => {
    for (const [at, name] of (['passed', 'failed', 'no limits'] as const).entries()) {
      const expected = TABLE[shape]![at]!;
      it(`of a run with ${name === 'no limits' ? name : `limits that ${name}`} is ${expected}`, async () => {
        const { report, text } = await reported(make(stock(name)));
        assert.equal(report.verdict, expected, report.oneLine);
        assert.equal(report.exitCode, CODES[expected][0]);
        assert.equal((await reported(make(stock(name)), true)).report.exitCode, CODES[expected][1]);
        assert.match(report.oneLine, new RegExp(`^${WORDS[expected]} `));
        assert.ok(text.md.startsWith(`## ${WORDS[expected]}: `) && text.html.includes(WORDS[expected]));
        assert.equal((JSON.parse(text.json) as { outcome: string }).outcome, expected);
        if (expected === 'failed') assert.match(text.junit, /<testsuites [^>]*failures="[1-9]/);
        else assert.match(text.junit, /<testsuites [^>]*failures="0"/);
        if (expected === 'not-judged') assert.match(text.junit, /<skipped message="/);
        for (const page of [text.md, text.html]) {
          const claims = page.includes(NOTHING_DEVIATES);
          assert.equal(claims, expected === 'passed', `claims that nothing deviates: ${claims}`);
        }
        const isFound = report.judgement.findings.some(({ rule }) => rule === 'limit-crossed');
        assert.equal(isFound, expected === 'failed');
      });
    }
  });
}

type Json = Record<string, unknown>;

/** Every object in a value, the value itself first. */
function objectsIn(value: unknown): Json[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(objectsIn)];
}

/** The figures of the metric with limits; without `values` in an export. */
function limitedFigures(value: unknown): Json {
  const isLimited = (item: Json) => item.name === 'http_req_duration' || 'http_req_duration' in item;
  const found = objectsIn(value).find(isLimited)!;
  const metric = (found.http_req_duration ?? found) as Json;
  return (metric.values ?? metric) as Json;
}

const without =
  (...keys: string[]) =>
  (value: unknown) => {
    for (const item of objectsIn(value)) for (const key of keys) delete item[key];
  };
const withoutDecisions = (value: unknown) => {
  for (const { thresholds } of objectsIn(value))
    for (const expression of Object.keys(thresholds ?? {})) (thresholds as Json)[expression] = null;
};
const withoutFigures = (value: unknown) => {
  const figures = limitedFigures(value);
  for (const stat of Object.keys(figures)) if (stat !== 'thresholds' && stat !== 'count') delete figures[stat];
};
const withoutSamples = (value: unknown) => {
  const figures = limitedFigures(value);
  for (const stat of Object.keys(figures)) if (stat !== 'thresholds') figures[stat] = 0;
};
const underOtherName = (value: unknown) => {
  const key = 'http_req_duration{name:a,b "c"}';
  for (const item of objectsIn(value)) {
    if (item.name === 'http_req_duration') item.name = key;
    if (!('http_req_duration' in item)) continue;
    item[key] = item.http_req_duration;
    delete item.http_req_duration;
  }
};

/** What a file can lack, and what its limits are then known to be; absent: the same as in the whole file. */
const MISSING: Readonly<
  Record<string, { damage: (value: unknown) => void; passed?: RunOutcome; failed?: RunOutcome }>
> = {
  'no groups and checks': { damage: without('root_group', 'checks') },
  'no state, options, version and times': { damage: without('state', 'options', 'metadata', 'config', 'version') },
  'no types and units': { damage: without('type', 'contains', 'category') },
  'no metric of failed requests': { damage: without('http_req_failed') },
  'limits on a tag': { damage: underOtherName },
  'a limit without its statistic': { damage: without('p(95)', 'p95') },
  'limits without decisions': { damage: withoutDecisions },
  'limits without decisions and figures': {
    damage: (value) => void [withoutDecisions(value), withoutFigures(value)],
    passed: 'not-judged',
    failed: 'not-judged',
  },
  'limits on a metric without samples': { damage: withoutSamples, passed: 'not-judged' },
};

/** `passed: false` is the word on all limits at once, whatever is left of each. */
const SAYS_FAILED: readonly string[] = ['machine-readable, k6 1.5 on', 'machine-readable with limits'];

describe('a file with parts missing', () => {
  for (const [shape, make] of Object.entries(SHAPES)) {
    for (const [what, { damage, ...changed }] of Object.entries(MISSING)) {
      it(`${shape}: ${what}`, () => {
        for (const [at, name] of (['passed', 'failed', 'no limits'] as const).entries()) {
          const whole = TABLE[shape]![at]!;
          const isKept =
            name === 'no limits' || whole === 'not-judged' || (name === 'failed' && SAYS_FAILED.includes(shape));
          const expected = isKept ? whole : (changed[name] ?? whole);
          const text = JSON.stringify(make(stock(name)));
          const value: unknown = JSON.parse(text);
          damage(value);
          if (shape.startsWith('handleSummary, k6 0.31') && name !== 'no limits')
            assert.notEqual(JSON.stringify(value), text);
          const judgement = judge(parseSummary('x.json', value));
          assert.equal(judgement.outcome, expected, `limits: ${name}; ${judgement.validity.reasons[0]?.message}`);
        }
      });
    }
  }
});

describe('a limit whose figure cannot be read', () => {
  const broken = (thresholds: unknown) => ({ thresholds });
  const iterations = { type: 'counter', contains: 'default', values: { count: 10, rate: 1 } };
  const rows: [string, unknown, RunOutcome][] = [
    [
      'crossed, in an export',
      { root_group: {}, metrics: { iterations: { count: 10, rate: 1 }, d: broken({ 'p(95)<5': true }) } },
      'failed',
    ],
    ['crossed, in handleSummary', { metrics: { iterations, d: broken({ 'p(95)<5': { ok: false } }) } }, 'failed'],
    ['kept, in handleSummary', { metrics: { iterations, d: broken({ 'p(95)<5': { ok: true } }) } }, 'not-judged'],
    [
      'crossed, of a type that is not known',
      {
        metrics: {
          iterations,
          d: { type: 'summary', values: { avg: 9 }, thresholds: { 'avg<5': { ok: false } } },
        },
      },
      'failed',
    ],
    [
      'crossed, in the words of handleSummary within an export',
      {
        root_group: {},
        metrics: { iterations: { count: 10, rate: 1 }, d: { avg: 1, thresholds: { 'p(95)<5': { ok: false } } } },
      },
      'failed',
    ],
  ];
  for (const [name, summary, expected] of rows) {
    it(`and that was ${name}: ${expected}`, async () => {
      const { report } = await reported(summary);
      assert.equal(report.verdict, expected, report.oneLine);
    });
  }
});
