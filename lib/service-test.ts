// Makes a service test's exports from its name and its settings, and measures its operations.
import { check } from 'k6';
import exec from 'k6/execution';
import type { RefinedResponse, ResponseType } from 'k6/http';
import { Counter, Rate, Trend } from 'k6/metrics';
import type { Options } from 'k6/options';
import { OPERATION_FAILED, OPERATION_MS, OPERATIONS_DONE } from 'k6-format/load-names';
import { type ServiceTestName, serviceTests } from '../thresholds/baselines.ts';
import { deriveServiceThresholds, OPERATIONS, type OperationOf } from '../thresholds/service-limits.ts';
import { failureLogger } from './failure-log.ts';
import { type Frame, frameOf } from './frame.ts';
import { type OpenLoad, type Timeline, timelineOf, windowAt } from './load.ts';
import type { ServiceSettings } from './service-env.ts';
import { plannedOperations, serviceLoad, serviceScenario } from './service-load.ts';

/** What an answer has to mean: checks by their names. Latency is the thresholds' part. */
export type Checks<T> = Record<string, (answer: T) => boolean>;

/** A request without its response is one that failed. */
export type HttpAnswer = RefinedResponse<ResponseType>;

export interface ServiceTest<T extends ServiceTestName> extends Frame {
  /** Number of the iteration over all VUs, and whether it is the first of this VU. */
  turn(): { number: number; isFirst: boolean };
  /** Times one operation that the VU waits for. Returns its answer, or undefined when it threw. */
  measure<A>(op: OperationOf<T>, operate: () => A, checks: Checks<A>): A | undefined;
  /** The same for an operation that answers through a promise. */
  measureAsync<A>(op: OperationOf<T>, operate: () => Promise<A>, checks: Checks<A>): Promise<A | undefined>;
  /** The same for a request: its own time counts, without connecting. */
  measureHttp<A extends HttpAnswer>(op: OperationOf<T>, request: () => A, checks: Checks<A>): A;
}

/** `maxVus`: for a service that bears only so many connections. */
export function serviceTest<T extends ServiceTestName>(
  test: T,
  settings: ServiceSettings,
  maxVus?: number,
): ServiceTest<T> {
  const load = serviceLoad(test, settings.scale, maxVus);
  const timeline = timelineOf(load, settings.timeScale);
  const { begin, end } = recorder(timeline);
  const own = {
    ...{ type: test, endpoints: Object.keys(OPERATIONS[test]), service: serviceTests[test].service },
    ...{ target: settings.shownUrl, peakVus: load.maxVus },
    model: 'open',
  } as const;
  return {
    ...frameOf(own, settings, timeline, () => optionsOf(test, settings, load, timeline)),
    turn: () => ({ number: exec.scenario.iterationInTest, isFirst: exec.vu.iterationInInstance === 0 }),
    measure(op, operate, checks) {
      const startMs = begin(op);
      try {
        const answer = operate();
        end(Date.now() - startMs, check(answer, checks));
        return answer;
      } catch (error) {
        end(undefined, false, error);
        return undefined;
      }
    },
    // Not an async function: at thousands of operations a second each further promise counts.
    measureAsync(op, operate, checks) {
      const startMs = begin(op);
      return operate().then(
        (answer) => {
          end(Date.now() - startMs, check(answer, checks));
          return answer;
        },
        (error) => {
          end(undefined, false, error);
          return undefined;
        },
      );
    },
    measureHttp(op, request, checks) {
      begin(op);
      const answer = request();
      end(answer.status === 0 ? undefined : answer.timings.duration, check(answer, checks));
      return answer;
    },
  };
}

interface Recorder {
  /** Tags what follows with the operation and the window; returns the moment, ms since 1970. */
  begin(op: string): number;
  /** Records the operation. An operation without an answer has no time to record: a refused connection is not a fast answer. */
  end(durationMs: number | undefined, isGood: boolean, error?: unknown): void;
}

function recorder({ windows }: Timeline): Recorder {
  const times = new Trend(OPERATION_MS, true);
  const failed = new Rate(OPERATION_FAILED);
  const done = new Counter(OPERATIONS_DONE);
  const logFailure = failureLogger(undefined);
  let [lastOp, lastWindow] = ['', ''];
  return {
    begin(op) {
      const nowMs = Date.now();
      const { id, phase } = windowAt(windows, (nowMs - exec.scenario.startTime) / 1000);
      const { tags } = exec.vu.metrics;
      if (op !== lastOp) tags.op = lastOp = op;
      if (id !== lastWindow) {
        tags.window = lastWindow = id;
        tags.phase = phase;
      }
      return nowMs;
    },
    end(durationMs, isGood, error) {
      if (durationMs !== undefined) times.add(durationMs);
      failed.add(!isGood);
      done.add(1);
      if (error !== undefined)
        logFailure(lastOp, { status: 0, error_code: 0, error: String((error as Error).message ?? error), body: null });
    },
  };
}

function optionsOf(test: ServiceTestName, settings: ServiceSettings, load: OpenLoad, timeline: Timeline): Options {
  const { timeScale, scale } = settings;
  return {
    scenarios: { [test]: serviceScenario(test, load, settings) },
    thresholds: deriveServiceThresholds({
      test,
      windows: timeline.windows.map(({ id }) => id),
      phases: timeline.phases.map(({ name }) => name),
      plannedOperations: plannedOperations(timeline),
      timeScale,
      limitScale: scale.limits,
    }),
  };
}
