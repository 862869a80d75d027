// Makes a load script's exports (options, default, observe, handleSummary) from its test type, its endpoints and journeys, and its load.
import { sleep } from 'k6';
import exec from 'k6/execution';
import { Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { FROM_PLAN, LATE_TAG, LOAD_TAG, OVER_LIMIT } from 'k6-format/load-names';
import type { Window } from 'k6-format/run-record';
import { journeys, endpoints as rows, type StepName, type TestTypeName } from '../thresholds/baselines.ts';
import { deriveThresholds, isLate, p95LimitMs } from '../thresholds/derive.ts';
import { isJourney, isTask, type RequestName, requestsOf, type TaskName } from '../thresholds/tasks.ts';
import { type Endpoint, senderFor, writersAmong } from './endpoint.ts';
import { readSettings, type Settings } from './env.ts';
import { failureLogger } from './failure-log.ts';
import { type Frame, frameOf } from './frame.ts';
import { type Journey, walker } from './journey.ts';
import { type Load, PACING_S, peakVus, scaledLoad, type Timeline, timelineOf, windowAt } from './load.ts';
import { OBSERVER, observerOf, observerScenario } from './observer.ts';
import { isInMix, plannedWindows, scenariosOf } from './scenarios.ts';

/** Set by the bundler: the one endpoint or journey of `dist/<type>-<name>.js`, or empty in `dist/<type>.js`. */
declare const __ENDPOINT__: TaskName | '';

/** What a load script may do: its endpoints and journeys under their names. */
export type Tasks = Record<TaskName, Endpoint | Journey>;

/** What k6 looks for in a script. */
export interface LoadTest extends Frame {
  iterate: () => void;
  /** The observer's iteration; does nothing where no monitoring is named. */
  observe: () => void;
  /** Its endpoints and journeys that write, chosen or not: the guard asks, k6 does not look. */
  writes: TaskName[];
}

/**
 * A load test of `type` over `tasks`. Reads the environment and throws when something in it is missing or wrong, so that
 * k6 stops before the first request.
 */
export function loadTest(type: TestTypeName, tasks: Tasks, ofTables: Load): LoadTest {
  refuseHalves(tasks);
  // What a mix leaves out is loaded alone or not at all.
  const all = Object.values(tasks).filter(({ name }) => isJourney(name) || isInMix(ofTables, name));
  const offer = __ENDPOINT__ === '' ? all : [tasks[__ENDPOINT__]];
  const settings = readSettings(__ENV, offer);
  const load = scaledLoad(ofTables, settings.scale);
  const timeline = timelineOf(load, settings.timeScale);
  const own = {
    ...{ type, endpoints: settings.tasks.flatMap(requestsOf), target: settings.baseUrl, peakVus: peakVus(load) },
    model: load.model === 'open' ? 'open' : 'closed',
  } as const;
  return {
    ...frameOf(own, settings, timeline, () => optionsOf(type, settings, load, timeline)),
    iterate: iterationOf(settings, tasks, load, timeline),
    observe: settings.monitoring ? observerOf(settings.monitoring, timeline) : () => {},
    writes: writersAmong(offer),
  };
}

/** A row of the tables without its file in tests/, or the other way round, would be half a test. */
function refuseHalves(tasks: Partial<Record<string, Endpoint | Journey>>): void {
  const files = Object.entries(tasks).map(([name, task]) => ({
    name,
    isJourney: task !== undefined && 'steps' in task,
  }));
  refuseHalf(
    'endpoints',
    'Response times',
    files.filter((file) => !file.isJourney),
    Object.keys(rows),
  );
  refuseHalf(
    'journeys',
    'Journeys',
    files.filter((file) => file.isJourney),
    Object.keys(journeys),
  );
}

function refuseHalf(
  folder: string,
  table: string,
  files: readonly { name: string }[],
  rowNames: readonly string[],
): void {
  const fileNames = files.map(({ name }) => name);
  const missing = rowNames.filter((name) => !fileNames.includes(name));
  if (missing.length > 0)
    throw new Error(
      `tests/${folder}/index.ts has no ${missing.join(', ')}, which the table "${table}" has: add its file and its line there`,
    );
  const extra = fileNames.filter((name) => !rowNames.includes(name));
  if (extra.length > 0)
    throw new Error(
      `tests/${folder}/index.ts has ${extra.join(', ')}, which the table "${table}" has not: add its row and run \`npm run perf -- baselines generate\``,
    );
}

function optionsOf(type: TestTypeName, settings: Settings, load: Load, timeline: Timeline): Options {
  const { tasks, timeScale, scale, monitoring } = settings;
  return {
    scenarios: {
      ...scenariosOf(load, tasks, timeScale),
      ...(monitoring && { [OBSERVER]: observerScenario(timeline) }),
    },
    thresholds: deriveThresholds({
      type,
      tasks,
      timeScale,
      limitScale: scale.limits,
      isObserved: monitoring !== undefined,
      windows: plannedWindows(load, tasks, timeScale),
      phases: [...new Set(timeline.phases.map((phase) => phase.name))],
    }),
  };
}

/** The iteration: find the task, tag the samples with their moment, send, record, wait for the next turn. */
export function iterationOf(settings: Settings, tasks: Partial<Tasks>, load: Load, timeline: Timeline): () => void {
  const late = plannedWindows(load, settings.tasks, settings.timeScale).filter((window) =>
    isLate(window, settings.timeScale),
  );
  const parts: TurnParts = {
    settings,
    timeline,
    isPaced: load.model === 'closed',
    overLimit: new Rate(OVER_LIMIT),
    logFailure: failureLogger(settings.authToken),
    tagAs: tagger(new Set(late.map((window) => window.id))),
  };
  const turns = Object.fromEntries(
    settings.tasks.map((name) => {
      const task = tasks[name]!;
      return [name, 'steps' in task ? journeyTurn(task, parts) : endpointTurn(task, parts)];
    }),
  );
  return () => {
    const { name: scenario, iterationInTest } = exec.scenario;
    turns[isTask(scenario) ? scenario : settings.tasks[iterationInTest % settings.tasks.length]!]!();
  };
}

/** What all turns have in common. */
interface TurnParts {
  settings: Settings;
  timeline: Timeline;
  /** Whether the script paces its VUs; in an open model k6 plans the starts, and a single pass has no pace. */
  isPaced: boolean;
  overLimit: Rate;
  logFailure: ReturnType<typeof failureLogger>;
  tagAs: ReturnType<typeof tagger>;
}

/** One request. */
function endpointTurn(endpoint: Endpoint, { settings, timeline, isPaced, overLimit, logFailure, tagAs }: TurnParts) {
  const { name } = endpoint;
  const send = senderFor(endpoint, settings.baseUrl, settings.authToken, (answer) => logFailure(name, answer));
  const limitMs = p95LimitMs(name) * settings.scale.limits;
  const fromPlan = isPaced ? new Trend(FROM_PLAN, true) : undefined;
  // How long after it was due the VU's present turn has begun, ms.
  let lateMs = 0;
  return () => {
    const startMs = Date.now();
    tagAs(name, windowNow(timeline));
    const durationMs = send(exec.scenario.iterationInTest);
    overLimit.add(durationMs === undefined || durationMs >= limitMs);
    if (fromPlan === undefined) return;
    fromPlan.add(lateMs + (durationMs ?? Date.now() - startMs));
    lateMs = rest(startMs);
  };
}

/** All steps of a journey; its think times are its pace. */
function journeyTurn(journey: Journey, { settings, timeline, isPaced, overLimit, logFailure, tagAs }: TurnParts) {
  return walker(journey, {
    baseUrl: settings.baseUrl,
    token: settings.authToken,
    thinks: isPaced,
    turn: () => exec.scenario.iterationInTest,
    tags: () => {
      const { id, phase } = windowNow(timeline);
      return { window: id, phase };
    },
    onStep: (step) => tagAs(step, windowNow(timeline)),
    onEnd: ({ step, durationMs, answer, problem }) => {
      const name = step as StepName;
      overLimit.add(durationMs === undefined || durationMs >= p95LimitMs(name) * settings.scale.limits);
      if (problem !== undefined) logFailure(name, { ...NO_ANSWER, ...answer, error: problem });
    },
  });
}

const NO_ANSWER = { status: 0, error_code: 0, body: null };

function windowNow({ windows }: Timeline): Window {
  return windowAt(windows, (Date.now() - exec.scenario.startTime) / 1000);
}

/** Puts endpoint, window and phase on every sample of the VU's iteration; asks k6 only when one of them has changed. */
function tagger(late: ReadonlySet<string>): (endpoint: RequestName, window: Window) => void {
  let [lastEndpoint, lastWindow] = ['', ''];
  return (endpoint, window) => {
    if (endpoint === lastEndpoint && window.id === lastWindow) return;
    const { tags } = exec.vu.metrics;
    tags.endpoint = endpoint;
    tags.window = window.id;
    tags.phase = window.phase;
    tags.traffic = LOAD_TAG.traffic;
    if (late.has(window.id)) tags.late = LATE_TAG.late;
    [lastEndpoint, lastWindow] = [endpoint, window.id];
  };
}

/**
 * Waits until the VU's next turn and returns how late that is already, ms. The period varies by half around its mean: VUs that
 * start together must not stay in step.
 */
function rest(startMs: number): number {
  const periodMs = PACING_S * 1000 * (0.5 + Math.random());
  const leftMs = periodMs - (Date.now() - startMs);
  if (leftMs <= 0) return -leftMs;
  sleep(leftMs / 1000);
  return 0;
}
