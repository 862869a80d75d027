// A series in one line of the terminal.

const BARS = '▁▂▃▄▅▆▇█';

/** The newest `width` values, scaled between their lowest and highest; a space where nothing was measured. */
export function sparkline(values: readonly (number | null)[], width: number): string {
  const shown = values.slice(-width);
  const known = shown.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return shown
    .map((value) => {
      if (value === null) return ' ';
      // A flat series lies in the middle: at the bottom it would look like nothing.
      const place = high > low ? (value - low) / (high - low) : 0.5;
      return BARS[Math.min(BARS.length - 1, Math.floor(place * BARS.length))];
    })
    .join('');
}
