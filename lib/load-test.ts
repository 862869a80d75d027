// Makes a load script's exports (options, default, observe, handleSummary) from its test type, its endpoints and its load.
import { sleep } from 'k6';
import exec from 'k6/execution';
import { Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { FROM_PLAN, LATE_TAG, LOAD_TAG, OVER_LIMIT } from 'k6-format/load-names';
import type { Window } from 'k6-format/run-record';
import { type EndpointName, endpoints as rows, type TestTypeName } from '../thresholds/baselines.ts';
import { deriveThresholds, isLate, p95LimitMs } from '../thresholds/derive.ts';
import { type Endpoint, type Sender, senderFor, writersAmong } from './endpoint.ts';
import { readSettings, type Settings } from './env.ts';
import { failureLogger } from './failure-log.ts';
import { type Frame, frameOf } from './frame.ts';
import { type Load, PACING_S, peakVus, scaledLoad, type Timeline, timelineOf, windowAt } from './load.ts';
import { OBSERVER, observerOf, observerScenario } from './observer.ts';
import { plannedWindows, scenariosOf } from './scenarios.ts';

/** Set by the bundler: the one endpoint of `dist/<type>-<endpoint>.js`, or empty in `dist/<type>.js`. */
declare const __ENDPOINT__: EndpointName | '';
/** What k6 looks for in a script. */
export interface LoadTest extends Frame {
  iterate: () => void;
  /** The observer's iteration; does nothing where no monitoring is named. */
  observe: () => void;
  /** Its endpoints that write, chosen or not: the guard asks, k6 does not look. */
  writes: EndpointName[];
}

/**
 * A load test of `type` over `endpoints`. Reads the environment and throws when something in it is missing or wrong, so that
 * k6 stops before the first request.
 */
export function loadTest(type: TestTypeName, endpoints: Record<EndpointName, Endpoint>, ofTables: Load): LoadTest {
  refuseHalves(endpoints);
  const offer = __ENDPOINT__ === '' ? Object.values(endpoints) : [endpoints[__ENDPOINT__]];
  const settings = readSettings(__ENV, offer);
  const load = scaledLoad(ofTables, settings.scale);
  const timeline = timelineOf(load, settings.timeScale);
  const own = {
    ...{ type, endpoints: settings.endpoints, target: settings.baseUrl, peakVus: peakVus(load) },
    model: load.model === 'open' ? 'open' : 'closed',
  } as const;
  return {
    ...frameOf(own, settings, timeline, () => optionsOf(type, settings, load, timeline)),
    iterate: iterationOf(settings, endpoints, load, timeline),
    observe: settings.monitoring ? observerOf(settings.monitoring, timeline) : () => {},
    writes: writersAmong(offer),
  };
}

/** A row of the table without its file in tests/endpoints/, or the other way round, would be half a test. */
function refuseHalves(endpoints: Partial<Record<string, Endpoint>>): void {
  const [rowNames, fileNames] = [Object.keys(rows), Object.keys(endpoints)];
  const missing = rowNames.filter((name) => !fileNames.includes(name));
  if (missing.length > 0)
    throw new Error(
      `tests/endpoints/index.ts has no ${missing.join(', ')}, which the table "Response times" has: add its file and its line there`,
    );
  const extra = fileNames.filter((name) => !rowNames.includes(name));
  if (extra.length > 0)
    throw new Error(
      `tests/endpoints/index.ts has ${extra.join(', ')}, which the table "Response times" has not: add its row and run \`npm run perf -- baselines generate\``,
    );
}

function optionsOf(type: TestTypeName, settings: Settings, load: Load, timeline: Timeline): Options {
  const { endpoints, timeScale, scale, monitoring } = settings;
  return {
    scenarios: {
      ...scenariosOf(load, endpoints, timeScale),
      ...(monitoring && { [OBSERVER]: observerScenario(timeline) }),
    },
    thresholds: deriveThresholds({
      type,
      endpoints,
      timeScale,
      limitScale: scale.limits,
      isObserved: monitoring !== undefined,
      windows: plannedWindows(load, endpoints, timeScale),
      phases: [...new Set(timeline.phases.map((phase) => phase.name))],
    }),
  };
}

/** The iteration: find the endpoint, tag the samples with their moment, send, record, wait for the next turn. */
export function iterationOf(
  settings: Settings,
  endpoints: Record<EndpointName, Endpoint>,
  load: Load,
  timeline: Timeline,
): () => void {
  const overLimit = new Rate(OVER_LIMIT);
  const logFailure = failureLogger(settings.authToken);
  const senders = Object.fromEntries(
    settings.endpoints.map((name) => [
      name,
      senderFor(endpoints[name], settings.baseUrl, settings.authToken, (answer) => logFailure(name, answer)),
    ]),
  ) as Record<EndpointName, Sender>;
  const late = plannedWindows(load, settings.endpoints, settings.timeScale).filter((window) =>
    isLate(window, settings.timeScale),
  );
  const tagAs = tagger(new Set(late.map((window) => window.id)));
  const fromPlan = load.model === 'closed' ? new Trend(FROM_PLAN, true) : undefined;
  // How long after it was due the VU's present turn has begun, ms.
  let lateMs = 0;
  return () => {
    const startMs = Date.now();
    const { name: scenario, startTime, iterationInTest } = exec.scenario;
    const endpoint =
      scenario in rows ? (scenario as EndpointName) : settings.endpoints[iterationInTest % settings.endpoints.length]!;
    tagAs(endpoint, windowAt(timeline.windows, (startMs - startTime) / 1000));
    const durationMs = senders[endpoint](iterationInTest);
    overLimit.add(durationMs === undefined || durationMs >= p95LimitMs(endpoint) * settings.scale.limits);
    if (fromPlan === undefined) return;
    fromPlan.add(lateMs + (durationMs ?? Date.now() - startMs));
    lateMs = rest(startMs);
  };
}

/** Puts endpoint, window and phase on every sample of the VU's iteration; asks k6 only when one of them has changed. */
function tagger(late: ReadonlySet<string>): (endpoint: EndpointName, window: Window) => void {
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
