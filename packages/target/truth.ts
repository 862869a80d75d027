// The target's own figures: every accepted request exactly once, with the time that the target took for it.
import { build, type Histogram } from 'hdr-histogram-js';

/** HTTP status, or `aborted` for a request that got no complete answer (reset, client gone). */
export type StatusLabel = `${number}` | 'aborted';

/**
 * Figures of a group. Times run from the request's head to the end of the response, in ms, over complete answers of
 * any status; percentiles interpolate between ranks as k6 does. null means that there was none.
 */
export interface Figures {
  requests: number;
  byStatus: Record<string, number>;
  avgMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
}

/** Times beyond a day count as a day in the histogram, in microseconds. */
const longestUs = 86_400_000_000;

/** Counts one group. */
export class Tally {
  private readonly byStatus = new Map<StatusLabel, number>();
  private readonly histogram: Histogram = build({
    bitBucketSize: 32,
    autoResize: true,
    numberOfSignificantValueDigits: 4,
  });
  private requests = 0;
  private sumMs = 0;
  private maxMs = 0;

  add(status: StatusLabel, tookMs: number): void {
    this.requests += 1;
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    if (status === 'aborted') return;
    this.sumMs += tookMs;
    this.maxMs = Math.max(this.maxMs, tookMs);
    this.histogram.recordValue(Math.min(longestUs, Math.max(1, Math.round(tookMs * 1000))));
  }

  figures(): Figures {
    const { requests, histogram } = this;
    const answered = histogram.totalCount;
    const percentileMs = (share: number) => (answered === 0 ? null : round(interpolatedUs(histogram, share) / 1000));
    return {
      requests,
      byStatus: Object.fromEntries([...this.byStatus].sort(([a], [b]) => a.localeCompare(b))),
      avgMs: answered === 0 ? null : round(this.sumMs / answered),
      p50Ms: percentileMs(0.5),
      p95Ms: percentileMs(0.95),
      p99Ms: percentileMs(0.99),
      maxMs: answered === 0 ? null : round(this.maxMs),
    };
  }
}

/** To the microsecond. */
function round(valueMs: number): number {
  return Math.round(valueMs * 1000) / 1000;
}

/** Percentile as k6's trend has it: linear between the two closest ranks. */
function interpolatedUs(histogram: Histogram, share: number): number {
  const count = histogram.totalCount;
  const rank = share * (count - 1);
  const valueAt = (index: number) => histogram.getValueAtPercentile((100 * (index + 1)) / count);
  const lower = valueAt(Math.floor(rank));
  return lower + (valueAt(Math.ceil(rank)) - lower) * (rank - Math.floor(rank));
}

/** What the target knows about the requests that it accepted. */
export interface Counts {
  /** Accepted and not yet ended, and the most there ever were at once. */
  inFlight: number;
  maxInFlight: number;
  /** Epoch ms of the arrivals; null before the first. */
  firstRequestAt: number | null;
  lastRequestAt: number | null;
  /** Longest time between two arrivals, ms. */
  maxInterArrivalMs: number | null;
  total: Figures;
  endpoints: Record<string, Figures>;
  other: Figures;
}

export class Truth {
  private readonly total = new Tally();
  private readonly groups: ReadonlyMap<string, Tally>;
  private inFlight = 0;
  private maxInFlight = 0;
  private firstMs: number | null = null;
  private lastMs: number | null = null;
  private maxInterArrivalMs: number | null = null;

  /** @param endpoints their names */
  constructor(endpoints: readonly string[]) {
    this.groups = new Map([...endpoints, 'other'].map((name) => [name, new Tally()]));
  }

  /** Counts an accepted request in, on the clock of `performance.now()`. */
  begin(nowMs: number): void {
    this.inFlight += 1;
    this.maxInFlight = Math.max(this.maxInFlight, this.inFlight);
    if (this.lastMs !== null) this.maxInterArrivalMs = Math.max(this.maxInterArrivalMs ?? 0, nowMs - this.lastMs);
    this.firstMs ??= nowMs;
    this.lastMs = nowMs;
  }

  /** Counts it out; once for each `begin`. The group is an endpoint, or `other` for other paths. */
  end(group: string, status: StatusLabel, tookMs: number): void {
    this.inFlight -= 1;
    this.groups.get(group)?.add(status, tookMs);
    this.total.add(status, tookMs);
  }

  /** Requests accepted and not yet ended. */
  open(): number {
    return this.inFlight;
  }

  /** ms since the first request. */
  sinceFirstMs(nowMs: number): number {
    return this.firstMs === null ? 0 : nowMs - this.firstMs;
  }

  counts(): Counts {
    const { inFlight, maxInFlight, firstMs, lastMs, maxInterArrivalMs } = this;
    const figures = [...this.groups].map(([name, tally]) => [name, tally.figures()] as const);
    const { other, ...byEndpoint } = Object.fromEntries(figures) as { [name: string]: Figures; other: Figures };
    return {
      inFlight,
      maxInFlight,
      firstRequestAt: firstMs === null ? null : epochMs(firstMs),
      lastRequestAt: lastMs === null ? null : epochMs(lastMs),
      maxInterArrivalMs: maxInterArrivalMs === null ? null : round(maxInterArrivalMs),
      total: this.total.figures(),
      endpoints: byEndpoint,
      other,
    };
  }
}

/** A moment of `performance.now()` as whole epoch ms on the machine's present clock. */
export function epochMs(monotonicMs: number): number {
  return Math.round(Date.now() - performance.now() + monotonicMs);
}
