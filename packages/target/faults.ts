// Decides what goes wrong with a request: same faults, same seed, same sequence of requests, same decisions.
import { type Fault, parseFault, parseFaults, type When } from './fault-grammar.ts';
import { seededFraction } from './latency.ts';

/** The ending of a request. */
export type Outcome =
  | { kind: 'answer' }
  | { kind: 'error'; status: number }
  | { kind: 'reset'; at: 'head' | 'body' }
  | { kind: 'hang' };

/** What the faults do to one request; all times in ms. */
export interface FaultPlan {
  outcome: Outcome;
  /** Added to the drawn latency. */
  delayMs: number;
  /** Over how long the body is spread. */
  bodyMs: number;
  leakBytes: number;
}

/** The moment of a request on the clocks that faults can be bound to. */
export interface Moment {
  sinceFirstRequestMs: number;
  /** null before the first spike has ended. */
  sinceSpikeEndMs: number | null;
}

/** Counts what a fault could have hit and has hit, on one endpoint. */
interface Tally {
  offset: number;
  eligible: number;
  hit: number;
}

interface ActiveFault {
  fault: Fault;
  tallies: Map<string, Tally>;
}

/** Distinct headers whose counters are kept; the oldest is forgotten first. */
const rememberedHeaders = 256;

export class FaultSchedule {
  private readonly seed: number;
  private readonly endpoints: readonly string[];
  private readonly flags: ActiveFault[];
  private readonly headers = new Map<string, ActiveFault[]>();

  /**
   * @param texts faults as `--fault` takes them
   * @param endpoints the names that they may have
   */
  constructor(seed: number, texts: readonly string[], endpoints: readonly string[]) {
    this.seed = seed;
    this.endpoints = endpoints;
    this.flags = texts.map((text) => ({ fault: parseFault(text, endpoints), tallies: new Map() }));
  }

  /** Plans a request. Throws a UserError on a malformed header, and then has counted nothing. */
  plan(endpoint: string, header: string | undefined, moment: Moment): FaultPlan {
    const active = header === undefined ? this.flags : [...this.flags, ...this.ofHeader(header)];
    const plan: FaultPlan = { outcome: { kind: 'answer' }, delayMs: 0, bodyMs: 0, leakBytes: 0 };
    for (const { fault, tallies } of active) {
      if (fault.endpoint !== undefined && fault.endpoint !== endpoint) continue;
      if (!isInTime(fault.when, moment)) continue;
      const tally = tallyOf(tallies, endpoint, this.seed, fault.text);
      tally.eligible += 1;
      if (isDue(tally, fault.share) && apply(fault, plan)) tally.hit += 1;
    }
    return plan;
  }

  /** The faults given by flag, and how many requests each has hit. */
  report(): { fault: string; hits: number }[] {
    return this.flags.map(({ fault, tallies }) => ({
      fault: fault.text,
      hits: [...tallies.values()].reduce((sum, tally) => sum + tally.hit, 0),
    }));
  }

  /** How long the flags' faults go on after a spike, in ms; null when none is bound to one. */
  longestAfterSpikeMs(): number | null {
    const lengths = this.flags.flatMap(({ fault }) => (fault.when.kind === 'after-spike' ? [fault.when.forMs] : []));
    return lengths.length === 0 ? null : Math.max(...lengths);
  }

  private ofHeader(text: string): ActiveFault[] {
    const known = this.headers.get(text);
    if (known) return known;
    const active = parseFaults(text, this.endpoints).map((fault) => ({ fault, tallies: new Map() }));
    const [oldest] = this.headers.keys();
    if (this.headers.size >= rememberedHeaders && oldest !== undefined) this.headers.delete(oldest);
    this.headers.set(text, active);
    return active;
  }
}

function isInTime(when: When, moment: Moment): boolean {
  switch (when.kind) {
    case 'always':
      return true;
    case 'between':
      return moment.sinceFirstRequestMs >= when.fromMs && moment.sinceFirstRequestMs < when.untilMs;
    case 'after-spike':
      return moment.sinceSpikeEndMs !== null && moment.sinceSpikeEndMs < when.forMs;
  }
}

function tallyOf(tallies: Map<string, Tally>, endpoint: string, seed: number, text: string): Tally {
  const known = tallies.get(endpoint);
  if (known) return known;
  // Kept off the ends, so that rounding never tips a share that comes out whole.
  const offset = 0.25 + seededFraction(seed, `${text}/${endpoint}`) / 2;
  const tally = { offset, eligible: 0, hit: 0 };
  tallies.set(endpoint, tally);
  return tally;
}

/**
 * Whether the fault is behind its share: of n requests it hits n * share, rounded, evenly spread. A hit that another
 * fault's outcome had to go before comes due again with the next request.
 */
function isDue(tally: Tally, share: number): boolean {
  return Math.floor(tally.eligible * share + tally.offset) > tally.hit;
}

/** Adds the fault to the plan; false when the request already has another ending. */
function apply(fault: Fault, plan: FaultPlan): boolean {
  const { effect } = fault;
  switch (effect.kind) {
    case 'delay':
      plan.delayMs += effect.delayMs;
      return true;
    case 'slow-body':
      plan.bodyMs += effect.bodyMs;
      return true;
    case 'leak':
      plan.leakBytes += effect.bytes;
      return true;
    case 'error':
    case 'reset':
    case 'hang':
      if (plan.outcome.kind !== 'answer') return false;
      plan.outcome = effect;
      return true;
  }
}
