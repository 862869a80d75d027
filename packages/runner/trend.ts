// The samples of a trend: exact while there are few, a histogram in HDR's layout once there are many.
import { Bins, binOf, middleOf, PER_UNIT } from './histograms/bins.ts';

/** Up to here every value is kept and percentiles are exactly k6's. */
export const EXACT_LIMIT = 10_000;

/** How often each size occurred; negative values by their size without the sign. */
export interface SignedBins {
  positive: Bins;
  negative: Bins;
}

export class Trend {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #values: Float64Array | undefined = new Float64Array(16);
  #isSorted = true;
  #bins: SignedBins | undefined;

  /** A trend that has never had exact values: `bins` are filled from elsewhere, and so are count, sum, min and max. */
  static ofBins(bins: SignedBins): Trend {
    const trend = new Trend();
    trend.#values = undefined;
    trend.#bins = bins;
    return trend;
  }

  add(value: number): void {
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.#values) this.#keep(value);
    else count(this.#bins as SignedBins, value);
    this.count += 1;
  }

  get avg(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** The samples as a histogram, whether they are kept exactly or not. */
  get bins(): SignedBins {
    return this.#bins ?? binned((this.#values as Float64Array).subarray(0, this.count));
  }

  /** `percent` 0 to 100, linearly interpolated between the two samples next to it. 0 without samples. */
  percentile(percent: number): number {
    if (this.count === 0) return 0;
    const position = (percent / 100) * (this.count - 1);
    const [low, high] = [Math.floor(position), Math.ceil(position)];
    const below = this.#at(low);
    return low === high ? below : below + (this.#at(high) - below) * (position - low);
  }

  /** Adds another trend's samples: exactly while both are exact, to the histogram's resolution otherwise. */
  merge(other: Trend): void {
    if (other.count === 0) return;
    const values = other.#values;
    if (values) {
      for (const value of values.subarray(0, other.count)) this.add(value);
      return;
    }
    if (this.#values) this.#convert();
    const [mine, theirs] = [this.bins, other.bins];
    mine.positive.merge(theirs.positive);
    mine.negative.merge(theirs.negative);
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  #keep(value: number): void {
    let values = this.#values as Float64Array;
    if (this.count === EXACT_LIMIT) {
      this.#convert();
      count(this.bins, value);
      return;
    }
    if (this.count === values.length) {
      const larger = new Float64Array(Math.min(EXACT_LIMIT, values.length * 2));
      larger.set(values);
      this.#values = values = larger;
    }
    values[this.count] = value;
    this.#isSorted = false;
  }

  #convert(): void {
    this.#bins = this.bins;
    this.#values = undefined;
  }

  /** The sample number `index` in ascending order. */
  #at(index: number): number {
    if (this.#values) {
      if (!this.#isSorted) this.#values.subarray(0, this.count).sort();
      this.#isSorted = true;
      return this.#values[index] as number;
    }
    if (index === 0) return this.min;
    if (index === this.count - 1) return this.max;
    const { positive, negative } = this.#bins as SignedBins;
    const thousandths =
      index < negative.count
        ? -middleOf(negative.binAt(negative.count - 1 - index))
        : middleOf(positive.binAt(index - negative.count));
    return Math.min(this.max, Math.max(this.min, thousandths / PER_UNIT));
  }
}

function binned(values: Float64Array): SignedBins {
  const bins = { positive: new Bins(), negative: new Bins() };
  for (const value of values) count(bins, value);
  return bins;
}

function count({ positive, negative }: SignedBins, value: number): void {
  const bins = value >= 0 ? positive : negative;
  bins.add(binOf(Math.round(Math.abs(value) * PER_UNIT)), 1);
}
