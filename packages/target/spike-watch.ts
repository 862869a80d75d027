// Notices a spike in the target's own arrivals, and when it ended: the truth that a measured recovery is compared with.

export interface SpikeWatchOptions {
  /** Stretch over which the arrival rate is taken, in ms. A change is noticed within it and dated more finely. */
  windowMs: number;
}

/** The newest spike; times on the clock of the arrivals, in ms. */
export interface Spike {
  startedAtMs: number;
  /** null while it lasts. */
  endedAtMs: number | null;
  /** Arrival rate before it and its highest, per second over the window. */
  calmPerS: number;
  peakPerS: number;
}

/** Cells per window: the fineness of the dates. */
const cellsPerWindow = 20;
/** Cells that are taken together to tell a dense stretch from a few arrivals that happen to be close. */
const blockCells = 4;
/** Windows of calm that are remembered to compare with. */
const rememberedWindows = 30;
/** A spike is this many times the calm rate, and this much above it (per second): noise of small rates is neither. */
const spikeFactor = 3;
const spikeExcessPerS = 20;
/** After this many windows without a request the watch learns the calm rate anew: another test has begun. */
const pauseWindows = 5;

export class SpikeWatch {
  private readonly cellMs: number;
  private readonly counts = new Float64Array(cellsPerWindow * rememberedWindows);
  /** Cell that is filling, and the first one since the watch began to learn; numbered from the clock's zero. */
  private current = -1;
  private first = -1;
  private lastArrival = -1;
  /** Calm rate before the last spike, per second: slow recovery must not make the return to it look like a spike. */
  private formerCalmPerS = 0;
  private newest: Spike | null = null;

  constructor(options: SpikeWatchOptions) {
    this.cellMs = options.windowMs / cellsPerWindow;
  }

  /** Counts a request. Times must not go back. */
  arrive(nowMs: number): void {
    const cell = Math.floor(nowMs / this.cellMs);
    if (this.lastArrival >= 0) this.advance(cell);
    if (this.lastArrival < 0 || cell - this.lastArrival > pauseWindows * cellsPerWindow) this.learnAnew(cell);
    this.lastArrival = cell;
    this.add(cell);
  }

  /** The newest spike as far as it is known at this time. */
  look(nowMs: number): Spike | null {
    if (this.lastArrival >= 0) this.advance(Math.floor(nowMs / this.cellMs));
    return this.newest;
  }

  private learnAnew(cell: number): void {
    this.counts.fill(0);
    this.first = cell;
    this.current = cell;
    this.formerCalmPerS = 0;
  }

  private add(cell: number): void {
    const index = cell % this.counts.length;
    this.counts[index] = this.count(cell) + 1;
  }

  private count(cell: number): number {
    return this.counts[cell % this.counts.length] ?? 0;
  }

  /** Closes the cells up to this one, judging the rate after each. */
  private advance(cell: number): void {
    const stop = Math.min(cell, this.current + this.counts.length);
    while (this.current < stop) {
      this.current += 1;
      this.counts[this.current % this.counts.length] = 0;
      this.judge();
    }
    this.current = Math.max(this.current, cell);
  }

  private judge(): void {
    const ratePerS = this.ratePerS(this.current - cellsPerWindow, this.current);
    if (this.newest === null || this.newest.endedAtMs !== null) this.judgeStart(ratePerS);
    else this.judgeEnd(this.newest, ratePerS);
  }

  private judgeStart(ratePerS: number): void {
    const calmEnd = this.current - cellsPerWindow;
    const calmStart = Math.max(this.first, this.current - this.counts.length + 1);
    if (calmEnd - calmStart < cellsPerWindow) return;
    const calmPerS = Math.max(this.ratePerS(calmStart, calmEnd), this.formerCalmPerS);
    // A ramp outgrows the mean of what came before, but not what came right before.
    const recentStart = Math.max(calmStart, calmEnd - 2 * cellsPerWindow);
    const mostPerS = Math.max(calmPerS, this.highestPerS(calmStart, calmEnd), this.highestPerS(recentStart, calmEnd));
    if (ratePerS < mostPerS * spikeFactor || ratePerS < mostPerS + spikeExcessPerS) return;
    const densePerS = Math.sqrt(Math.max(1, calmPerS) * this.ratePerS(this.current - blockCells, this.current));
    let start = this.current - 1;
    while (start > calmEnd && this.ratePerS(start - 1, start) >= densePerS) start -= 1;
    this.newest = { startedAtMs: start * this.cellMs, endedAtMs: null, calmPerS, peakPerS: ratePerS };
  }

  /** Highest rate that the arrivals between two cells may well have come from: few arrivals say little. */
  private highestPerS(from: number, until: number): number {
    const spanS = ((until - from) * this.cellMs) / 1000;
    const arrivals = this.ratePerS(from, until) * spanS;
    return (arrivals + 2 * Math.sqrt(arrivals + 1) + 1) / spanS;
  }

  private judgeEnd(spike: Spike, ratePerS: number): void {
    spike.peakPerS = Math.max(spike.peakPerS, ratePerS);
    const endPerS = Math.sqrt(Math.max(1, spike.calmPerS) * spike.peakPerS);
    if (ratePerS >= endPerS) return;
    spike.endedAtMs = this.lastDenseCell(endPerS) * this.cellMs;
    this.formerCalmPerS = spike.calmPerS;
    this.first = this.current;
  }

  /** The cell after the last one that still belonged to the spike. */
  private lastDenseCell(densePerS: number): number {
    let end = this.current;
    while (end > this.current - 2 * cellsPerWindow && this.ratePerS(end - blockCells, end) < densePerS) end -= 1;
    const begin = end - blockCells;
    while (end > begin + 1 && this.ratePerS(end - 1, end) < densePerS) end -= 1;
    return end;
  }

  /** Mean arrival rate from the start of one cell to the start of another. */
  private ratePerS(from: number, until: number): number {
    let sum = 0;
    for (let cell = Math.max(from, 0); cell < until; cell += 1) sum += this.count(cell);
    return (sum * 1000) / ((until - from) * this.cellMs);
  }
}
