// A histogram's counts in HDR's layout: values to 2047 each have a bin, above that 1024 bins to a doubling.
// Layout after HdrHistogram (http://hdrhistogram.org), whose bins with 3 significant digits these are.

/** Values are counted in thousandths of their unit: microseconds for times in ms. */
export const PER_UNIT = 1000;
/** A percentile from bins is at most this share of itself away from the exact one, or HALF_STEP where that is more. */
export const RELATIVE_ERROR = 1 / 2048;
/** The same in the value's unit (0.0005 ms for times): half a thousandth. */
export const HALF_STEP = 0.5 / PER_UNIT;
/** Number of bins: the last one has Number.MAX_SAFE_INTEGER. */
export const BIN_COUNT = 45_056;

/** Bins of a page are made together, once the first of them has a value: 8 KB. */
const PAGE = 1024;
export const PAGE_BYTES = PAGE * 8;

/** The bin of a whole number from 0; what is larger than Number.MAX_SAFE_INTEGER counts as that. */
export function binOf(thousandths: number): number {
  const value = Math.min(thousandths, Number.MAX_SAFE_INTEGER);
  if (value < 2048) return value;
  const exponent = value < 2 ** 31 ? 31 - Math.clz32(value) : 52 - Math.clz32(Math.floor(value / 2 ** 21));
  const shift = exponent - 10;
  return shift * 1024 + Math.floor(value / 2 ** shift);
}

/** The middle of a bin's whole numbers. */
export function middleOf(bin: number): number {
  if (bin < 2048) return bin;
  const shift = (bin >> 10) - 1;
  return ((bin & 1023) + 1024.5) * 2 ** shift - 0.5;
}

/** How many values each bin has. Adding up in any order makes the same bins. */
export class Bins {
  /** All values together. */
  count = 0;
  pageCount = 0;
  readonly #pages: (Float64Array | undefined)[] = [];

  add(bin: number, count: number): void {
    const page = this.page(bin >> 10);
    page[bin & 1023] = (page[bin & 1023] as number) + count;
    this.count += count;
  }

  merge(other: Bins): void {
    for (const [bin, count] of other.entries()) this.add(bin, count);
  }

  /** Bins that have values, in ascending order, each with its count. */
  *entries(): Generator<[bin: number, count: number]> {
    for (const [at, page] of this.#pages.entries()) {
      for (let index = 0; page && index < PAGE; index += 1) {
        const count = page[index] as number;
        if (count > 0) yield [at * PAGE + index, count];
      }
    }
  }

  /** The bin of value number `index` in ascending order, from 0. */
  binAt(index: number): number {
    let left = index;
    for (const [at, page] of this.#pages.entries()) {
      for (let inPage = 0; page && inPage < PAGE; inPage += 1) {
        left -= page[inPage] as number;
        if (left < 0) return at * PAGE + inPage;
      }
    }
    throw new RangeError(`there is no value number ${index} among ${this.count}`);
  }

  /** The bins from 1024 x `at` on; made when they are missing. Who adds to them adds to `count` too. */
  page(at: number): Float64Array {
    return this.#pages[at] ?? this.#newPage(at);
  }

  #newPage(at: number): Float64Array {
    const page = new Float64Array(PAGE);
    this.#pages[at] = page;
    this.pageCount += 1;
    return page;
  }
}
