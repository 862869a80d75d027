// What the main thread and the threads that run VUs tell each other.

import type { Contains, MetricType } from 'k6-format/metrics';
import type { CheckCounts } from './checks.ts';
import type { Stop } from './exit-codes.ts';
import type { HttpError } from './http-errors.ts';
import type { Settings } from './options.ts';
import type { LogLevel } from './run-context.ts';
import type { Scenario } from './scenarios.ts';
import type { ScriptText } from './script.ts';
import type { ThreadFigures } from './self-watch.ts';
import type { SharedTexts } from './shared-texts.ts';
import type { Tags } from './tag-sets.ts';

/** Name, type and contents of a metric. */
export type MetricDefinition = [name: string, type: MetricType, contains: Contains];

/** All that a thread starts with. What VU 0 has found out in the main thread is not found out again. */
export interface ThreadStart {
  /** This thread's part of the scenarios. */
  scenarios: Scenario[];
  /** Of the whole instance. */
  settings: Settings;
  script: ScriptText;
  env: Record<string, string>;
  ownWorlds: boolean;
  /** Every metric that exists, in the order of their numbers. */
  metrics: MetricDefinition[];
  keepsAllTags: boolean;
  shared: [name: string, texts: Pick<SharedTexts, 'bytes' | 'ends'>][];
  counters: SharedArrayBuffer;
  /** By scenario. */
  tallies: [name: string, memory: SharedArrayBuffer][];
  /** See ThreadSignals. */
  signals: SharedArrayBuffer;
  /** See Turns. */
  turns: SharedArrayBuffer;
}

export type ToThread =
  /** Run the scenarios. `startedAtMs`: when the test started, milliseconds since 1970. */
  | { kind: 'run'; startedAtMs: number; setupData: string | undefined }
  /** End early: interrupt what is in progress. */
  | { kind: 'stop' };

export type FromThread =
  /** All VUs are made. */
  | { kind: 'ready' }
  /** A VU could not be made. */
  | { kind: 'failed'; stop: Stop }
  | SampleBatch
  | { kind: 'log'; level: LogLevel; text: string }
  /** What the script logs itself. */
  | { kind: 'console'; level: LogLevel; text: string }
  /** A line that comes often, so many times. */
  | { kind: 'repeated'; level: LogLevel; text: string; count: number }
  | { kind: 'requestFailed'; url: string; error: HttpError; count: number }
  | { kind: 'end'; stop: Stop }
  | { kind: 'markFailed'; message: string }
  /** The scenarios have ended; nothing comes after it. */
  | { kind: 'done'; checks: CheckCounts; figures: ThreadFigures };

/** Samples in the order in which they were taken. */
export interface SampleBatch {
  kind: 'samples';
  /** SAMPLE_ROW numbers a sample: metric, tag set, value, milliseconds since 1970. */
  rows: Float64Array;
  /** Metrics and tag sets that are new since the last batch; their numbers follow those before. */
  metrics: MetricDefinition[];
  tagSets: Tags[];
}

export const SAMPLE_ROW = 4;

const [STOPPING, BACKLOG] = [0, 1];
const HEADER_BYTES = 8;

/** What a thread and the main thread see of each other without a message. */
export class ThreadSignals {
  readonly memory: SharedArrayBuffer;
  readonly #flags: Int32Array;
  /** Share done of each of the thread's scenarios, 0 to 1. */
  readonly progress: Float64Array;

  constructor(scenarios: number, memory = new SharedArrayBuffer(HEADER_BYTES + 8 * scenarios)) {
    this.memory = memory;
    this.#flags = new Int32Array(memory, 0, 2);
    this.progress = new Float64Array(memory, HEADER_BYTES, scenarios);
  }

  get isStopping(): boolean {
    return Atomics.load(this.#flags, STOPPING) === 1;
  }

  stop(): void {
    Atomics.store(this.#flags, STOPPING, 1);
  }

  /** The thread has sent something of so much weight; waits while the main thread has more than `most` before it. */
  sent(weight: number, most: number): void {
    Atomics.add(this.#flags, BACKLOG, weight);
    for (;;) {
      const backlog = Atomics.load(this.#flags, BACKLOG);
      if (backlog <= most) return;
      Atomics.wait(this.#flags, BACKLOG, backlog, 1000);
    }
  }

  /** The main thread has dealt with it. */
  handled(weight: number): void {
    Atomics.sub(this.#flags, BACKLOG, weight);
    Atomics.notify(this.#flags, BACKLOG);
  }
}

/** What a message weighs in the backlog: batches are large. */
export const weightOf = ({ kind }: FromThread): number => (kind === 'samples' ? 8 : 1);
