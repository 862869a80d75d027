// Takes samples out of a VU's mailbox and hands them to the metrics.
import type { Check } from './checks.ts';
import type { Clock } from './clock.ts';
import type { Metric, Metrics } from './metrics.ts';
import { SAMPLES_AT, SLOT } from './protocol.ts';
import type { TagSet } from './tag-sets.ts';

export class SampleCollector {
  readonly #metrics: Metrics;
  readonly #clock: Clock;
  readonly #checks: { check: Check; tags: TagSet }[] = [];

  constructor(metrics: Metrics, clock: Clock) {
    this.#metrics = metrics;
    this.#clock = clock;
  }

  /** The number that stands for a check in samples. */
  handleOf(check: Check, tags: TagSet): number {
    return this.#checks.push({ check, tags }) - 1;
  }

  collect(mailbox: Float64Array): void {
    const count = mailbox[SLOT.sampleCount] as number;
    if (count === 0) return;
    mailbox[SLOT.sampleCount] = 0;
    const timeMs = this.#clock.epochMs();
    const { builtIn, all, tagSets } = this.#metrics;
    for (let at = SAMPLES_AT; at < SAMPLES_AT + 3 * count; at += 3) {
      const [id, value, tag] = [mailbox[at] as number, mailbox[at + 1] as number, mailbox[at + 2] as number];
      if (id === builtIn.checks.id) this.#addCheck(value, tag, timeMs);
      else this.#metrics.add(all[id] as Metric, value, tagSets.get(tag), timeMs);
    }
  }

  /** Drops what an interrupted iteration has left. */
  discard(mailbox: Float64Array): void {
    mailbox[SLOT.sampleCount] = 0;
  }

  #addCheck(passed: number, handle: number, timeMs: number): void {
    const { check, tags } = this.#checks[handle] as { check: Check; tags: TagSet };
    if (passed) check.passes += 1;
    else check.fails += 1;
    this.#metrics.add(this.#metrics.builtIn.checks, passed, tags, timeMs);
  }
}
