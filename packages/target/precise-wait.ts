// Waits to a fraction of a millisecond, where Node's timers alone are 1 ms late or early, without keeping a core busy.

/** Below this rest a wait leaves the timer and goes by event-loop turns, in ms. */
const nearMs = 1;

/** A rest too short for another turn, in ms. */
const dueMs = 0.03;

/** Most of the wall time that turns may take (a share); beyond it, waits end by timer, up to half a ms off. */
const turningShare = 0.1;

/** Unspent turning time that may be saved up, in ms. */
const savedMs = 50;

interface NearWait {
  deadlineMs: number;
  done: () => void;
}

/** Shared by all waits of a target, so that they share the turns as well. Times are of `performance.now()`. */
export class PreciseWait {
  private near: NearWait[] = [];
  private turning = false;
  private lastTurnMs = 0;
  private budgetMs = savedMs;
  private budgetAtMs = performance.now();

  /** Resolves at the deadline; at once when it has passed. */
  until(deadlineMs: number): Promise<void> {
    return new Promise((done) => this.approach({ deadlineMs, done }));
  }

  private approach(wait: NearWait): void {
    const nowMs = performance.now();
    const restMs = wait.deadlineMs - nowMs;
    if (restMs <= dueMs) wait.done();
    else if (restMs >= nearMs) setTimeout(() => this.approach(wait), Math.max(1, restMs - nearMs));
    else if (this.hasBudget(nowMs)) this.turnFor(wait, nowMs);
    else if (restMs < nearMs / 2) wait.done();
    else setTimeout(wait.done, 1);
  }

  /** Refills the budget for the time that went by. */
  private hasBudget(nowMs: number): boolean {
    this.budgetMs = Math.min(savedMs, this.budgetMs + (nowMs - this.budgetAtMs) * turningShare);
    this.budgetAtMs = nowMs;
    return this.budgetMs > 0;
  }

  private turnFor(wait: NearWait, nowMs: number): void {
    this.near.push(wait);
    if (this.turning) return;
    this.turning = true;
    this.lastTurnMs = nowMs;
    setImmediate(this.turn);
  }

  /** One turn of the event loop: ends what is due, and comes back while something is near. */
  private readonly turn = (): void => {
    const nowMs = performance.now();
    this.budgetMs -= nowMs - this.lastTurnMs;
    this.lastTurnMs = nowMs;
    const due = this.near.filter((wait) => wait.deadlineMs - nowMs <= dueMs);
    if (due.length > 0) this.near = this.near.filter((wait) => wait.deadlineMs - nowMs > dueMs);
    this.turning = this.near.length > 0;
    if (this.turning) setImmediate(this.turn);
    for (const wait of due) wait.done();
  };
}
