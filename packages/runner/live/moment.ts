// What a run comes to in a stretch of its time: what the terminal and the page show, whichever engine it is from.

/** Milliseconds; null: the engine does not report it. */
export interface RowFigures {
  count: number | null;
  p50: number | null;
  p95: number;
  p99: number | null;
}

export interface LiveMoment {
  /** Its end on the run's clock, and its length. */
  atMs: number;
  spanMs: number;
  /** Share of the run that is done, 0 to 1; null: not known. */
  done: number | null;
  vus: number;
  /** Within the stretch. */
  requests: number;
  failed: number;
  iterations: number;
  dropped: number;
  /** In the order of the plan; null: no samples in the stretch. */
  rows: (RowFigures | null)[];
  /** The run so far: of each row's first limit the figure that is judged; null: nothing measured for it yet. */
  judged: (number | null)[];
  /** Resources of the target that the run itself observes; absent: not measured. */
  cpuPct?: number | undefined;
  memoryMb?: number | undefined;
}

/** Trends of the target's resources, where a script observes them. */
export const RESOURCES = { cpuPct: 'target_cpu_pct', memoryMb: 'target_memory_mb' } as const;

/** Two neighbouring stretches as one. The percentiles are those of the worse one: a peak stays visible. */
export function joined(first: LiveMoment, second: LiveMoment): LiveMoment {
  return {
    ...second,
    spanMs: first.spanMs + second.spanMs,
    vus: Math.max(first.vus, second.vus),
    requests: first.requests + second.requests,
    failed: first.failed + second.failed,
    iterations: first.iterations + second.iterations,
    dropped: first.dropped + second.dropped,
    rows: second.rows.map((row, index) => worse(first.rows[index] ?? null, row)),
  };
}

function worse(first: RowFigures | null, second: RowFigures | null): RowFigures | null {
  if (!first || !second) return first ?? second;
  const higher = (a: number | null, b: number | null): number | null =>
    a === null || b === null ? null : Math.max(a, b);
  return {
    count: first.count === null || second.count === null ? null : first.count + second.count,
    p50: higher(first.p50, second.p50),
    p95: Math.max(first.p95, second.p95),
    p99: higher(first.p99, second.p99),
  };
}

/** A remainder at the end of a run: a rate of so short a time says nothing. */
const SHORTEST_MS = 500;

/** All moments of a run in bounded memory: when there are too many, neighbours become one. */
export class LiveHistory {
  readonly moments: LiveMoment[] = [];
  readonly #most: number;
  #spanMs = 0;

  constructor(most = 720) {
    this.#most = most;
  }

  add(moment: LiveMoment): void {
    const last = this.moments.at(-1);
    if (last && (last.spanMs + moment.spanMs <= this.#spanMs * 1.2 || moment.spanMs < SHORTEST_MS))
      this.moments[this.moments.length - 1] = joined(last, moment);
    else this.moments.push(moment);
    if (this.moments.length <= this.#most) return;
    const all = this.moments.splice(0);
    for (let index = 0; index < all.length; index += 2) {
      const [first, second] = [all[index]!, all[index + 1]];
      this.moments.push(second ? joined(first, second) : first);
    }
    this.#spanMs = this.moments[0]!.spanMs;
  }
}
