// The samples of a trend: exact while there are few, an HDR histogram once there are many.
import { build, type Histogram } from 'hdr-histogram-js';

/** Up to here every value is kept and percentiles are exactly k6's. */
export const EXACT_LIMIT = 10_000;
/** The histogram counts in thousandths: microseconds for times. */
const PER_UNIT = 1000;

const newHistogram = (): Histogram =>
  build({
    bitBucketSize: 64,
    autoResize: true,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  });

export class Trend {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #values: Float64Array | undefined = new Float64Array(16);
  #isSorted = true;
  #positive: Histogram | undefined;
  #negative: Histogram | undefined;
  #negatives = 0;

  add(value: number): void {
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.#values) this.#keep(value);
    else this.#count(value);
    this.count += 1;
  }

  get avg(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
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
    this.#positive?.add(other.#positive as never);
    if (other.#negative) (this.#negative ??= newHistogram()).add(other.#negative as never);
    this.#negatives += other.#negatives;
    this.count += other.count;
    this.sum += other.sum;
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  #keep(value: number): void {
    let values = this.#values as Float64Array;
    if (this.count === EXACT_LIMIT) {
      this.#convert();
      this.#count(value);
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
    const values = (this.#values as Float64Array).subarray(0, this.count);
    this.#values = undefined;
    this.#positive = newHistogram();
    for (const value of values) this.#count(value);
  }

  #count(value: number): void {
    const scaled = Math.round(Math.abs(value) * PER_UNIT);
    if (value >= 0) {
      this.#positive?.recordValue(scaled);
      return;
    }
    this.#negatives += 1;
    this.#negative ??= newHistogram();
    this.#negative.recordValue(scaled);
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
    const value =
      index < this.#negatives
        ? -valueAt(this.#negative as Histogram, this.#negatives - 1 - index)
        : valueAt(this.#positive as Histogram, index - this.#negatives);
    return Math.min(this.max, Math.max(this.min, value));
  }
}

/** The middle of the histogram's step that has its value number `index`, in the trend's unit. */
function valueAt(histogram: Histogram, index: number): number {
  const top = histogram.getValueAtPercentile(((index + 1) / histogram.totalCount) * 100);
  const middle = (histogram as unknown as { medianEquivalentValue(value: number): number }).medianEquivalentValue(top);
  return middle / PER_UNIT;
}
