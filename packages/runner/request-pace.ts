// The option rps: the most requests per second of all VUs together, in however many threads they are.

/** Plain data, because threads get a copy; the memory is the same for all. */
export interface Pace {
  perSecond: number;
  /** When the next request may go, nanoseconds since 1970. */
  memory: SharedArrayBuffer;
}

/** Reads the option. Undefined: 0, as many as there are. Throws an Error that says what it expects. */
export function readPace(value: unknown): Pace | undefined {
  const perSecond = Number(value ?? 0);
  if (!Number.isInteger(perSecond) || perSecond < 0)
    throw new Error(`option "rps" reads ${JSON.stringify(value)}: expected a whole number, at least 0`);
  return perSecond === 0 ? undefined : { perSecond, memory: new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT) };
}

const NANOSECONDS = 1_000_000;

/** Takes the next place in the row; returns how long to wait for it, milliseconds. Requests are spread evenly. */
export function takePlace({ perSecond, memory }: Pace, epochMs: number): number {
  const next = new BigInt64Array(memory);
  // In two steps: so many nanoseconds are no exact number.
  const now = BigInt(Math.round(epochMs * 1000)) * 1000n;
  const step = BigInt(Math.round((1000 * NANOSECONDS) / perSecond));
  for (;;) {
    const planned = Atomics.load(next, 0);
    const mine = planned > now ? planned : now;
    if (Atomics.compareExchange(next, 0, planned, mine + step) === planned) return Number(mine - now) / NANOSECONDS;
  }
}
