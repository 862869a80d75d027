// Figures as people read them, the same on the terminal and in the report. Pure.

/** Below this, in any unit used here, is only the noise of floating-point sums. */
const NOISE = 1e-6;

/** What people read at once; a limit is written with more. */
const SIGNIFICANT = 3;

/** Three digits that say something: `3.27`, `45.2`, `829`, `1,320`; whole from 100 on, no exponent for ordinary figures. */
export function digits(value: number, significant = SIGNIFICANT): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e15 || size < 1e-6) return String(Number(value.toPrecision(significant)));
  const places = Math.max(0, significant - 1 - Math.floor(Math.log10(size)));
  return grouped(trimZeros(value.toFixed(Math.min(20, places))));
}

/** The same for what was measured or computed from it: noise is 0. */
export function figure(value: number, significant = SIGNIFICANT): string {
  return Math.abs(value) < NOISE ? '0' : digits(value, significant);
}

/** Milliseconds as `0.42 ms`, `829 ms`, `1.84 s`. */
export function milliseconds(value: number, significant = SIGNIFICANT): string {
  return Math.abs(value) < 999.5 ? `${figure(value, significant)} ms` : `${figure(value / 1000, significant)} s`;
}

/** A share 0..1 as percent; a small one does not round to nothing, and one near 100 % says how near. */
export function percent(ratio: number): string {
  if (ratio !== 0 && Math.abs(ratio) < 0.0001) return ratio > 0 ? 'under 0.01 %' : 'above -0.01 %';
  if (ratio < 1 && ratio > 0.99995) return 'above 99.99 %';
  // Of what is nearly whole, what is missing says most.
  const isNearlyWhole = ratio < 1 && ratio > 0.99;
  const places = Math.abs(ratio) > 1 ? 0 : Math.abs(ratio) < 0.1 || isNearlyWhole ? 2 : 1;
  return `${grouped(trimZeros((ratio * 100).toFixed(places)))} %`;
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** `1,320`: commas between thousands of the whole part. */
function grouped(text: string): string {
  const [whole = '', rest] = text.split('.', 2);
  const said = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
  return rest === undefined ? said : `${said}.${rest}`;
}
