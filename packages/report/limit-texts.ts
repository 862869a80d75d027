// Numbers of limits: three significant digits, rounded to the side that fails less, without exponents.

/** Digits of a number behind which it is an error of floating point: 100 * 1.1 is 110. */
const EXACT_DIGITS = 12;
const DIGITS = 3;
/** Smaller steps are of no use to a limit, and not all of them are numbers. */
const MOST_DECIMALS = 12;

/** The text of the next number from `target` upwards with three significant digits, and never below `atLeast`. */
export function roundedUp(target: number, atLeast: number): string {
  const exact = Number(target.toPrecision(EXACT_DIGITS));
  if (exact <= 0) return '0';
  const exponent = Math.max(Math.floor(Math.log10(exact)) - DIGITS + 1, -MOST_DECIMALS);
  const decimals = Math.max(0, -exponent);
  // A division by a whole number is exact where a multiplication by 0.001 is not.
  const scaled = exponent < 0 ? exact * 10 ** -exponent : exact / 10 ** exponent;
  let units = Math.ceil(Number(scaled.toPrecision(EXACT_DIGITS)));
  const text = () => (exponent < 0 ? units / 10 ** -exponent : units * 10 ** exponent).toFixed(decimals);
  while (Number(text()) < atLeast) units++;
  return shortened(text());
}

/** The text of 1 - `allowed`, the latter rounded up, and never above `atMost`. */
export function limitBelow(allowed: number, atMost: number): string {
  const share = roundedUp(allowed, allowed);
  const decimals = share.split('.')[1]?.length ?? 0;
  let limit = (1 - Number(share)).toFixed(decimals);
  while (Number(limit) > atMost) limit = (Number(limit) - 10 ** -decimals).toFixed(decimals);
  return shortened(limit);
}

function shortened(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
