// `--execution-segment` and `--execution-segment-sequence`: which part of a test's VUs, iterations and arrivals is this instance's.
//
// Everything that is numbered in the whole test (VU 0, 1, 2 ..., iteration 0, 1, 2 ...) belongs to exactly one segment of the
// sequence, by a pattern that repeats after the common denominator of all bounds and mixes the segments evenly. So the parts add
// up to the whole at every moment, and more of the whole is never less of a part. The pattern is the runner's own: how many VUs
// an instance gets may differ by one from k6, so runners and k6 are not to be mixed in one sequence.

/** A part of what is numbered 0, 1, 2 ...: of every `period` numbers those at the places `owned`, ascending. */
export interface Share {
  period: number;
  owned: readonly number[];
}

/** A bound of a segment, 0 to 1, as a fraction in lowest terms. */
interface Fraction {
  top: number;
  bottom: number;
}

/** The finest pattern: bounds with more different denominators would cost seconds before the run. */
const LONGEST_PERIOD = 100_000;

/** How many of the first `count` numbers of the whole are in the share. */
export function countIn({ period, owned }: Share, count: number): number {
  const rest = count % period;
  let [low, high] = [0, owned.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((owned[middle] as number) < rest) low = middle + 1;
    else high = middle;
  }
  return Math.floor(count / period) * owned.length + low;
}

/** Whether number `index` of the whole is in the share. */
export function isIn(share: Share, index: number): boolean {
  return countIn(share, index + 1) > countIn(share, index);
}

/** The number in the whole of the share's own number `index`; both from 0. */
export function wholeIndex({ period, owned }: Share, index: number): number {
  return Math.floor(index / owned.length) * period + (owned[index % owned.length] as number);
}

/**
 * The share that the options executionSegment and executionSegmentSequence ask for; undefined: the whole. Without a sequence a
 * segment such as 1/4:2/4 is taken for one of four equal ones, any other for the middle of three. Throws an Error that names
 * what is wrong.
 */
export function readShare(segment: unknown, sequence: unknown): Share | undefined {
  const bounds = sequence === undefined || sequence === '' ? undefined : readSequence(String(sequence));
  if (segment === undefined || segment === '') {
    if (bounds) throw new Error('executionSegmentSequence needs executionSegment too');
    return undefined;
  }
  const [from, to] = readSegment(String(segment));
  if (same(from, ZERO) && same(to, ONE) && !bounds) return undefined;
  const all = bounds ?? assumedSequence(from, to);
  const index = all.findIndex((bound, at) => same(bound, from) && same(all[at + 1] ?? ZERO, to));
  if (index < 0) throw new Error(`executionSegment "${segment}" is none of the sequence "${sequence}"`);
  return shareOf(all, index, String(sequence ?? segment));
}

const ZERO: Fraction = { top: 0, bottom: 1 };
const ONE: Fraction = { top: 1, bottom: 1 };
const same = (a: Fraction, b: Fraction): boolean => a.top === b.top && a.bottom === b.bottom;
const less = (a: Fraction, b: Fraction): boolean => a.top * b.bottom < b.top * a.bottom;

function readSegment(text: string): [Fraction, Fraction] {
  const parts = text.split(':');
  // k6 reads a single bound as the end of a segment that starts at 0.
  const [from, to] = parts.length === 1 ? ['0', parts[0]] : parts;
  if (parts.length > 2 || from === undefined || to === undefined)
    throw new Error(`executionSegment reads "${text}": expected from:to, such as 0:1/4`);
  const segment: [Fraction, Fraction] = [
    readFraction(from, `executionSegment "${text}"`),
    readFraction(to, `executionSegment "${text}"`),
  ];
  if (!less(...segment)) throw new Error(`executionSegment reads "${text}": expected its start before its end`);
  return segment;
}

function readSequence(text: string): Fraction[] {
  const what = `executionSegmentSequence "${text}"`;
  const bounds = text.split(',').map((part) => readFraction(part, what));
  if (!same(bounds[0] as Fraction, ZERO) || !same(bounds.at(-1) as Fraction, ONE))
    throw new Error(`${what} must start with 0 and end with 1`);
  if (bounds.some((bound, index) => index > 0 && !less(bounds[index - 1] as Fraction, bound)))
    throw new Error(`${what} needs every bound above the one before`);
  return bounds;
}

/** Reads `1/4`, `0.25` or `25%`. */
function readFraction(text: string, what: string): Fraction {
  const [, whole, decimals = '', percent, divisor] =
    /^\s*(\d{1,9})(?:\.(\d{1,5}))?(?:(%)|\/(\d{1,9}))?\s*$/.exec(text) ?? [];
  const bottom = 10 ** decimals.length * (percent ? 100 : Number(divisor ?? 1));
  const top = Number(`${whole}${decimals}`);
  if (whole === undefined || (decimals && divisor) || bottom === 0 || top > bottom)
    throw new Error(`${what}: "${text}" is not a share: expected 0 to 1, such as 1/4, 0.25 or 25%`);
  const common = divisorOf(top, bottom);
  return { top: top / common, bottom: bottom / common };
}

function divisorOf(a: number, b: number): number {
  return b === 0 ? a : divisorOf(b, a % b);
}

function assumedSequence(from: Fraction, to: Fraction): Fraction[] {
  const bottom = from.bottom * to.bottom;
  const width = to.top * from.bottom - from.top * to.bottom;
  const isOneOfEqual = bottom % width === 0 && (from.top * to.bottom) % width === 0;
  const count = bottom / width;
  if (isOneOfEqual && count <= LONGEST_PERIOD)
    return Array.from({ length: count + 1 }, (_, index) => readFraction(`${index}/${count}`, 'executionSegment'));
  return [...(same(from, ZERO) ? [] : [ZERO]), from, to, ...(same(to, ONE) ? [] : [ONE])];
}

/** Number `k` of a segment with `weight` places is due at (k + 1/2) / weight; places go by that, then by segment. */
function shareOf(bounds: readonly Fraction[], index: number, text: string): Share {
  const period = bounds.reduce((common, { bottom }) => {
    const next = (common / divisorOf(common, bottom)) * bottom;
    if (next > LONGEST_PERIOD)
      throw new Error(
        `execution segments "${text}" are too fine: expected a common denominator up to ${LONGEST_PERIOD}`,
      );
    return next;
  }, 1);
  const places = bounds.slice(1).flatMap(({ top, bottom }, segment) => {
    const before = bounds[segment] as Fraction;
    const weight = (top * period) / bottom - (before.top * period) / before.bottom;
    return Array.from({ length: weight }, (_, k) => ({ segment, k, weight }));
  });
  places.sort((a, b) => (2 * a.k + 1) * b.weight - (2 * b.k + 1) * a.weight || a.segment - b.segment);
  return { period, owned: places.flatMap(({ segment }, place) => (segment === index ? [place] : [])) };
}

/** The share `inner` of what is in the share `outer`. */
export function shareWithin(outer: Share | undefined, inner: Share): Share {
  if (!outer) return inner;
  const times = inner.period / divisorOf(inner.period, outer.owned.length);
  const owned = Array.from({ length: times * outer.owned.length }, (_, index) => index).filter((index) =>
    isIn(inner, index),
  );
  return { period: times * outer.period, owned: owned.map((index) => wholeIndex(outer, index)) };
}
