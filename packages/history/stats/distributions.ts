// Tail probabilities: the standard normal and Student's t.

/** Two-sided p of a standard normal z. Complementary error function after Numerical Recipes (erfcc), relative error below 1.2e-7. */
export function normalP(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const series =
    -x * x -
    1.26551223 +
    t *
      (1.00002368 +
        t *
          (0.37409196 +
            t *
              (0.09678418 +
                t *
                  (-0.18628806 +
                    t * (0.27886807 + t * (-1.13520398 + t * (1.48851587 + t * (-0.82215223 + t * 0.17087277))))))));
  return Math.min(1, t * Math.exp(series));
}

/** Two-sided p of Student's t: the regularised incomplete beta function I(df/2, 1/2) at df/(df+t²) (Abramowitz and Stegun 26.7.1). */
export function studentP(t: number, df: number): number {
  if (!Number.isFinite(t)) return 0;
  // Beyond this the two differ by less than the tables can show, and the fraction below no longer converges.
  if (df > 10_000) return normalP(t);
  return incompleteBeta(df / (df + t * t), df / 2, 0.5);
}

/** The t whose two-sided p is `p`, by bisection. */
export function studentQuantile(p: number, df: number): number {
  let [low, high] = [0, 1e4];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (studentP(middle, df) > p) low = middle;
    else high = middle;
  }
  return high;
}

/** Continued fraction after Lentz; converges fast for x < (a+1)/(a+b+2), elsewhere by symmetry. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a;
  const tiny = 1e-300;
  let [c, d, f] = [1, 0, 1];
  for (let index = 0; index <= 300; index++) {
    const m = Math.floor(index / 2);
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const term = index === 0 ? 1 : index % 2 === 0 ? even : odd;
    d = 1 / (1 + term * d || tiny);
    c = 1 + term / c || tiny;
    f *= c * d;
    if (Math.abs(1 - c * d) < 1e-14) break;
  }
  return front * (f - 1);
}

/** Lanczos, g = 7, nine coefficients. */
function logGamma(z: number): number {
  const coefficients = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (z < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * z)) - logGamma(1 - z);
  const x = z - 1;
  const sum = coefficients.reduce((total, value, index) => total + value / (x + index + 1), 0.99999999999980993);
  const t = x + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (x + 0.5) * Math.log(t) - t + Math.log(sum);
}
