// From which share of requests over a p95 limit on that is more than chance.

/** Chance of a false alarm that a window may have, when its p95 is exactly at the limit. */
const FALSE_ALARM = 0.001;

/**
 * The share of requests over the p95 limit from which `requests` samples are evidence that the p95 is over it: the smallest
 * one that a window with 5 % of such requests reaches by chance in less than one of a thousand cases (binomial). Above 1 when
 * not even all of them would be evidence. A window's own p95 is little more than its maximum and would cross the limit in
 * every other healthy window (docs/decisions.md).
 */
export function allowedOverLimit(requests: number): number {
  const count = Math.max(1, Math.round(requests));
  // Many requests: the normal distribution's 3.09 standard deviations, before 0.95^n leaves the range of a double.
  if (count > 2000) return 0.05 + 3.09 * Math.sqrt((0.05 * 0.95) / count);
  let [tail, probability] = [1, 0.95 ** count];
  let over = 0;
  // `tail` is the chance of `over` or more, `probability` that of exactly `over`.
  while (tail >= FALSE_ALARM && over <= count) {
    tail -= probability;
    probability *= ((count - over) / (over + 1)) * (0.05 / 0.95);
    over++;
  }
  return over / count;
}
