// A run's summary with what the generator noted about itself.
import type * as format from 'k6-format/summary';

/** `data.state.generator` of handleSummary. Covers the load only: neither the making of VUs nor setup and teardown. */
export interface GeneratorRecord {
  /** How late the event loop came to its timers and sockets, milliseconds. */
  eventLoopDelayP99Ms: number;
  eventLoopDelayMaxMs: number;
  /** CPU of the whole process over the load, 100 for one core. */
  cpuPct: number;
  /** The same in the busiest window. */
  peakCpuPct: number;
  /** Memory of the process, MB: the most that was seen during the load, and before the VUs were made. */
  memoryMb: number;
  memoryBeforeMb: number;
  /** Share of time that the busiest thread was not idle in the busiest window, 0 to 100. */
  busiestPct: number;
  /** How long VUs that could go on waited for their turn: the longest wait, milliseconds. */
  turnDelayMaxMs: number;
  /** Threads that run VUs. */
  threads: number;
  /** Iterations of arrival-rate executors that began late, counted from the intended start. */
  lateStarts: number;
  maxLatenessMs: number;
  /** Of the arrival-rate executors; 0 when there was none. */
  plannedIterations: number;
  startedIterations: number;
  droppedIterations: number;
  /** False: the generator was the bottleneck, do not use the figures. */
  reliable: boolean;
  /** Why not, each with its figure. */
  reasons: string[];
}

/** With what the generator noted about itself. */
export interface Summary extends format.Summary {
  state: format.Summary['state'] & { generator?: GeneratorRecord };
}
