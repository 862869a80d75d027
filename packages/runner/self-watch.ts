// The runner watches itself: whether this machine was fast enough for the load, and what of the figures is its own delay.
import { type EventLoopUtilization, type IntervalHistogram, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { GeneratorRecord } from './generator-record.ts';

/** What one thread saw of itself during the load. Times in milliseconds. */
export interface ThreadFigures {
  elapsedMs: number;
  eventLoopDelayP99Ms: number;
  eventLoopDelayMaxMs: number;
  /** CPU of the whole process, 100 for one core. */
  cpuPct: number;
  peakCpuPct: number;
  memoryMb: number;
  busiestPct: number;
  turnDelayMaxMs: number;
  turns: number;
  lateTurns: number;
  starts: number;
  lateStarts: number;
  /** Of these, after the start-up. */
  settledStarts: number;
  settledLate: number;
  maxLatenessMs: number;
  dropped: number;
}

/** What counts as too much; each with the reason for its value. */
export const GENERATOR_LIMITS = {
  /** A late event loop adds its delay to response times: 20 ms is a tenth of the target for p95. */
  eventLoopDelayP99Ms: 20,
  /** Above it queues grow faster than they drain (at 90 % a wait is nine times the work itself). */
  busiestPct: 90,
  /**
   * A VU that waits this long for its turn sends its next request later than its script says. Not less: VUs that start
   * together and sleep equally long wake up together, and 500 of them need some 75 ms to have had their turn.
   */
  turnDelayMs: 100,
  /** Timers are good to about a millisecond; a start within 10 ms is in the same bar of any chart. */
  lateStartMs: 10,
  /** Share of starts, or of turns, that may be late: what lies beyond p99 is not judged. */
  lateShare: 0.01,
} as const;

/** The busiest window is sought among windows of this length, milliseconds; shorter ones are bursts that queues absorb. */
const WINDOW_MS = 5000;
/** A load shorter than this is start-up for the most part and has no window of its own, milliseconds. */
const SHORTEST_MS = 1000;
/**
 * Turns and starts are judged from then on, milliseconds after the start of the load: at first the code is cold, and all VUs of
 * a closed model begin at once.
 */
const SETTLE_MS = 1000;
/** How often the event loop's delay is sampled, milliseconds. */
const RESOLUTION_MS = 2;

export class SelfWatch {
  readonly #delay: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #startedMs = 0;
  #cpu = process.cpuUsage();
  #window: EventLoopUtilization = performance.eventLoopUtilization();
  #windowStartedMs = 0;
  #windowCpu = process.cpuUsage();
  #peakCpuPct = 0;
  #memoryMb = 0;
  #busiest = 0;
  #timer: NodeJS.Timeout | undefined;
  #settled: NodeJS.Timeout | undefined;
  #turns = 0;
  #lateTurns = 0;
  #turnDelayMaxMs = 0;
  #starts = 0;
  /** Of these, after SETTLE_MS. */
  #settledStarts = 0;
  #settledLate = 0;
  #lateStarts = 0;
  #maxLatenessMs = 0;
  #dropped = 0;

  start(): void {
    this.#delay.enable();
    this.#startedMs = this.#windowStartedMs = performance.now();
    this.#cpu = this.#windowCpu = process.cpuUsage();
    this.#window = performance.eventLoopUtilization();
    this.#timer = setInterval(() => this.#endWindow(), WINDOW_MS);
    this.#timer.unref();
    // The first second is cold code; a run that is not longer than that keeps what it has.
    this.#settled = setTimeout(() => this.#delay.reset(), SETTLE_MS);
    this.#settled.unref();
  }

  /** A VU went on after it had waited for its turn. */
  turn(waitedMs: number): void {
    if (!this.#isSettled()) return;
    this.#turns += 1;
    if (waitedMs > GENERATOR_LIMITS.turnDelayMs) this.#lateTurns += 1;
    if (waitedMs > this.#turnDelayMaxMs) this.#turnDelayMaxMs = waitedMs;
  }

  /** A planned iteration has begun, so many milliseconds after its intended start. */
  planned(latenessMs: number): void {
    this.#starts += 1;
    const isLate = latenessMs > GENERATOR_LIMITS.lateStartMs;
    if (isLate) this.#lateStarts += 1;
    if (latenessMs > this.#maxLatenessMs) this.#maxLatenessMs = latenessMs;
    if (!this.#isSettled()) return;
    this.#settledStarts += 1;
    if (isLate) this.#settledLate += 1;
  }

  /** Planned iterations did not begin at all. */
  dropped(count: number): void {
    this.#dropped += count;
  }

  /** Ends the watch. */
  stop(): ThreadFigures {
    clearInterval(this.#timer);
    clearTimeout(this.#settled);
    this.#delay.disable();
    const elapsedMs = performance.now() - this.#startedMs;
    if (performance.now() - this.#windowStartedMs >= Math.min(WINDOW_MS / 2, elapsedMs)) this.#endWindow();
    const cpuPct = cpuPctSince(this.#cpu, elapsedMs);
    const delayMs = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
    return {
      elapsedMs,
      eventLoopDelayP99Ms: this.#delay.count === 0 ? 0 : delayMs(this.#delay.percentile(99)),
      eventLoopDelayMaxMs: this.#delay.count === 0 ? 0 : delayMs(this.#delay.max),
      cpuPct,
      peakCpuPct: Math.max(cpuPct, this.#peakCpuPct),
      memoryMb: Math.max(this.#memoryMb, residentMb()),
      busiestPct: this.#busiest * 100,
      turnDelayMaxMs: this.#turnDelayMaxMs,
      turns: this.#turns,
      lateTurns: this.#lateTurns,
      starts: this.#starts,
      lateStarts: this.#lateStarts,
      settledStarts: this.#settledStarts,
      settledLate: this.#settledLate,
      maxLatenessMs: this.#maxLatenessMs,
      dropped: this.#dropped,
    };
  }

  #isSettled(): boolean {
    return performance.now() - this.#startedMs >= SETTLE_MS;
  }

  #endWindow(): void {
    const now = performance.eventLoopUtilization();
    this.#busiest = Math.max(this.#busiest, performance.eventLoopUtilization(now, this.#window).utilization);
    this.#window = now;
    this.#peakCpuPct = Math.max(
      this.#peakCpuPct,
      cpuPctSince(this.#windowCpu, performance.now() - this.#windowStartedMs),
    );
    this.#windowCpu = process.cpuUsage();
    this.#memoryMb = Math.max(this.#memoryMb, residentMb());
    this.#windowStartedMs = performance.now();
  }
}

/** Of the whole process, 100 for one core. */
function cpuPctSince(before: NodeJS.CpuUsage, elapsedMs: number): number {
  const { user, system } = process.cpuUsage(before);
  return elapsedMs === 0 ? 0 : (user + system) / elapsedMs / 10;
}

/** Memory of the process, MB; 0 where it cannot be asked for, because a load has all files open that it may. */
export function residentMb(): number {
  try {
    return process.memoryUsage.rss() / 1e6;
  } catch {
    return 0;
  }
}

/** What all threads together say: delays are those of the worst one. `vus`: a single one cannot be in another's way. */
export function generatorRecord(
  threads: readonly ThreadFigures[],
  vus: number,
  memoryBeforeMb: number,
): GeneratorRecord {
  const most = (name: keyof ThreadFigures): number => Math.max(0, ...threads.map((figures) => figures[name]));
  const sum = (name: keyof ThreadFigures): number => threads.reduce((total, figures) => total + figures[name], 0);
  const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  const figures = {
    eventLoopDelayP99Ms: round(most('eventLoopDelayP99Ms')),
    eventLoopDelayMaxMs: round(most('eventLoopDelayMaxMs')),
    // Each thread has measured the whole process.
    cpuPct: round(most('cpuPct')),
    peakCpuPct: round(most('peakCpuPct')),
    memoryMb: round(most('memoryMb')),
    memoryBeforeMb: round(memoryBeforeMb),
    busiestPct: round(most('busiestPct')),
    turnDelayMaxMs: round(most('turnDelayMaxMs')),
    threads: threads.length,
    lateStarts: sum('lateStarts'),
    maxLatenessMs: round(most('maxLatenessMs')),
    plannedIterations: sum('starts') + sum('dropped'),
    startedIterations: sum('starts'),
    droppedIterations: sum('dropped'),
  };
  const shares = {
    lateStarts: share(sum('settledLate'), sum('settledStarts')),
    lateTurns: share(sum('lateTurns'), sum('turns')),
  };
  const reasons = most('elapsedMs') < SHORTEST_MS ? [] : reasonsFor(figures, shares, vus);
  return { ...figures, reliable: reasons.length === 0, reasons };
}

/** `shares`: of starts and of turns that were late, 0 to 1. */
export function reasonsFor(
  figures: Omit<GeneratorRecord, 'reliable' | 'reasons'>,
  shares: { lateStarts: number; lateTurns: number },
  vus: number,
): string[] {
  const { eventLoopDelayP99Ms, busiestPct, threads, lateStarts, maxLatenessMs, turnDelayMaxMs } = figures;
  const limits = GENERATOR_LIMITS;
  const reasons: string[] = [];
  if (eventLoopDelayP99Ms > limits.eventLoopDelayP99Ms)
    reasons.push(`the event loop was late by ${eventLoopDelayP99Ms} ms (p99): response times hold that delay`);
  if (vus > 1 && busiestPct > limits.busiestPct)
    reasons.push(
      `${threads === 1 ? 'the thread that runs the VUs' : 'a thread that runs VUs'} was busy for ${busiestPct} % of ${WINDOW_MS / 1000} s`,
    );
  if (shares.lateTurns > limits.lateShare)
    reasons.push(
      `VUs waited for their turn, ${percent(shares.lateTurns)} of times over ${limits.turnDelayMs} ms, at most ${turnDelayMaxMs} ms`,
    );
  if (shares.lateStarts > limits.lateShare)
    reasons.push(
      `${lateStarts} iterations (${percent(shares.lateStarts)}) began over ${limits.lateStartMs} ms late, at most ${maxLatenessMs} ms`,
    );
  return reasons;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
