// `perf list`: the catalogue of tests and endpoints, from the bundles and the tables themselves.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import { isSeriesMarker } from 'k6-format/expressions';
import { aligned, DEFAULT_COLUMNS, wrapped } from 'k6-kit/columns';
import { type Bundle, bundleFor, bundlePages } from '../../build/bundle.ts';
import { type Rehearsal, rehearse } from '../../build/rehearsal.ts';
import {
  type EndpointName,
  endpoints,
  type JourneyName,
  journeys,
  serviceTests,
  type TestTypeName,
  testTypes,
  tolerances,
} from '../../thresholds/baselines.ts';
import { isAboveTarget, p95LimitMs, type Threshold, type Thresholds } from '../../thresholds/derive.ts';
import type { JourneyCells } from '../../thresholds/rows.ts';
import { measuredRow, stepsOf } from '../../thresholds/tasks.ts';
import { bundled } from '../build.ts';
import { figuresOf } from '../guard/caps.ts';
import type { Io } from '../io.ts';
import { kept } from './catalogue.ts';
import { timeText } from './drawing.ts';
import { loadPlan } from './load-plan.ts';

interface ListedTest {
  type: Bundle['type'];
  question: string;
  vus: number;
  peakRatePerS: number;
  minutes: number;
  requests: number;
  /** Limits on the whole load, as k6 reads them. */
  limits: string[];
  /** All limits, those of endpoints and windows included. */
  limitCount: number;
}

const ALL = Object.keys(endpoints) as EndpointName[];
/** A script needs these before it tells its options; nothing is sent. */
const NOWHERE = { BASE_URL: 'http://127.0.0.1:1', AUTH_TOKEN: 'not-sent' };

export function listCommand(io: Io): Command {
  return new Command('list')
    .option('--json', 'print the catalogue as JSON')
    .addHelpText('after', '\nExamples:\n  npm run perf -- list\n  npm run perf -- list --json')
    .action(async ({ json }: { json?: boolean }) => {
      const listed = await kept(io.root, () => catalogueOf(io.root));
      io.stdout(json ? `${JSON.stringify(listed)}\n` : listText(listed, io.columns?.() ?? DEFAULT_COLUMNS));
    });
}

async function catalogueOf(root: string) {
  const { tests, writing } = await listedTests(root);
  return {
    tests,
    endpoints: ALL.map((name) => listedEndpoint(name, writing)),
    journeys: (Object.keys(journeys) as JourneyName[]).map((name) => listedJourney(name, writing)),
  };
}

/** All scripts bundled at once, kept in memory, and asked for their options and what they write: nothing is written or run. */
async function listedTests(root: string): Promise<{ tests: ListedTest[]; writing: ReadonlySet<string> }> {
  const bundling = [bundleFor(root, Object.keys(testTypes) as TestTypeName[], ''), bundlePages(root)];
  const bundles = await bundled(Promise.all(bundling).then((parts) => parts.flat()));
  const rehearsed = await Promise.all(bundles.map(({ code }) => rehearse(code, NOWHERE, 0)));
  const tests = await Promise.all(bundles.map(({ type }, at) => listedTest(type, rehearsed[at]!, root)));
  return { tests, writing: new Set(rehearsed.flatMap(({ writes }) => writes)) };
}

async function listedTest(type: Bundle['type'], { options }: Rehearsal, root: string): Promise<ListedTest> {
  const { vus, ratePerS, minutes } = figuresOf(options);
  const limits = limitsOf((options.thresholds ?? {}) as Thresholds);
  return {
    type,
    question: await questionOf(type, root),
    vus,
    peakRatePerS: ratePerS,
    minutes,
    requests: Object.values(loadPlan(options, ALL).requests).reduce((sum, count) => sum + count, 0),
    limits: limits.filter(({ isOfWhole }) => isOfWhole).map(({ text }) => text),
    limitCount: limits.length,
  };
}

/** The first line of a load script is its question. */
async function questionOf(type: Bundle['type'], root: string): Promise<string> {
  const [line = ''] = (await readFile(join(root, 'tests', `${type}.ts`), 'utf8')).split('\n');
  return line.replace(/^\/\/\s*/, '');
}

function limitsOf(thresholds: Thresholds): { text: string; isOfWhole: boolean }[] {
  return Object.entries(thresholds).flatMap(([metric, list]) =>
    list
      .map((threshold) => ({ threshold, expression: expressionOf(threshold) }))
      .filter(({ expression }) => !isSeriesMarker(expression))
      .map(({ threshold, expression }) => ({
        text: `${metric} ${expression}${typeof threshold === 'string' ? '' : ' (ends the run)'}`,
        isOfWhole: !/endpoint:|window:/.test(metric) && expression !== 'count>0',
      })),
  );
}

function expressionOf(threshold: Threshold): string {
  return typeof threshold === 'string' ? threshold : threshold.threshold;
}

function listedEndpoint(name: EndpointName, writing: ReadonlySet<string>) {
  const { path, weightPct } = endpoints[name];
  const p95Ms = measuredRow(name)?.p95Ms ?? null;
  return {
    name,
    path,
    weightPct,
    p95Ms,
    p95LimitMs: Number.isFinite(p95LimitMs(name)) ? p95LimitMs(name) : null,
    isAboveTarget: isAboveTarget(name),
    writes: writing.has(name),
  };
}

function listedJourney(name: JourneyName, writing: ReadonlySet<string>) {
  const { p95Ms, completedRatio }: JourneyCells = journeys[name];
  const { weightPct } = journeys[name];
  const p95LimitMs = p95Ms && p95Ms * (1 + tolerances.baselineRow.valueRatio);
  return { name, weightPct, steps: stepsOf(name), p95Ms, p95LimitMs, completedRatio, writes: writing.has(name) };
}

function measuredTexts(p95Ms: number | null, limitMs: number | null): string[] {
  return [p95Ms === null ? 'not measured' : String(p95Ms), limitMs === null ? '-' : String(Number(limitMs.toFixed(1)))];
}

function listText(
  listed: {
    tests: ListedTest[];
    endpoints: ReturnType<typeof listedEndpoint>[];
    journeys: ReturnType<typeof listedJourney>[];
  },
  columns: number,
): string {
  const tests = [
    ['test', 'VUs', 'peak/s', 'length', 'requests', 'limits'],
    ...listed.tests.map(({ type, vus, peakRatePerS, minutes, requests, limitCount }) => [
      ...[type, String(vus), String(Number(peakRatePerS.toFixed(1))), timeText(minutes * 60)],
      ...[String(requests), String(limitCount)],
    ]),
  ];
  const called = [
    ['endpoint', 'weight', 'p95 ms', 'limit ms', 'writes', 'path'],
    ...listed.endpoints.map(({ name, path, weightPct, p95Ms, p95LimitMs: limitMs, writes }) => [
      ...[name, `${weightPct} %`, ...measuredTexts(p95Ms, limitMs), writes ? 'yes' : 'no', path],
    ]),
  ];
  const walked = [
    ['journey', 'weight', 'p95 ms', 'limit ms', 'writes', 'steps', 'complete'],
    ...listed.journeys.map(({ name, weightPct, p95Ms, p95LimitMs: limitMs, writes, steps, completedRatio }) => [
      ...[name, `${weightPct} %`, ...measuredTexts(p95Ms, limitMs), writes ? 'yes' : 'no', String(steps.length)],
      completedRatio === null ? 'not measured' : `${Number((completedRatio * 100).toFixed(3))} %`,
    ]),
  ];
  const [head, ...rows] = aligned(tests).split('\n');
  const withQuestion = rows.map(
    (row, at) => `${row}\n${wrapped('  ', listed.tests[at]!.question.split(' '), columns)}`,
  );
  const limits = listed.tests.map(({ type, limits: own }) => {
    const words = own.length > 0 ? own.map((limit, at) => (at < own.length - 1 ? `${limit},` : limit)) : ['none'];
    return `  ${type}\n${wrapped('    ', words, columns)}\n`;
  });
  const services = wrapped(
    '',
    ['tests of single services, by perf services test:', ...Object.keys(serviceTests).join(', ').split(' ')],
    columns,
  );
  return `${[head, ...withQuestion].join('\n')}\n${services}\n\n${aligned(called)}\n\n${listed.journeys.length > 0 ? `${aligned(walked)}\n\n` : ''}limits on the whole load\n${limits.join('')}`;
}
