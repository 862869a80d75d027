// Figures as people read them, the same on the terminal and in the report. Pure.

/** Below this, in any unit used here, is only the noise of floating-point sums. */
const NOISE = 1e-6;

/** At most two places after the point, one from 100 on and none from 1000 on; no exponent for ordinary figures. */
export function digits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e15 || size < 0.005) return String(Number(value.toPrecision(3)));
  return trimZeros(value.toFixed(size >= 1000 ? 0 : size >= 100 ? 1 : 2));
}

/** The same for what was measured or computed from it: noise is 0. */
export function figure(value: number): string {
  return Math.abs(value) < NOISE ? '0' : digits(value);
}

/** A share 0..1 as percent; a small one does not round to nothing. */
export function percent(ratio: number): string {
  if (ratio !== 0 && Math.abs(ratio) < 0.0001) return ratio > 0 ? 'under 0.01 %' : 'above -0.01 %';
  // Beyond 100 %, two places after the point claim more than a run can know.
  return `${trimZeros((ratio * 100).toFixed(Math.abs(ratio) > 1 ? 0 : 2))} %`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
