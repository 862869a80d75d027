// Mann-Whitney's rank-sum test with ties, and two sizes of an effect: Hodges-Lehmann's shift and Cliff's delta.
import { medianSorted } from 'simple-statistics';
import { normalP } from './distributions.ts';

export interface RankSum {
  /** How many pairs (a, b) have b above a; a tie counts half. */
  u: number;
  /** Two-sided p. */
  p: number;
  /** P(b > a) - P(b < a), -1 to 1 (Cliff 1993). */
  cliffsDelta: number;
}

/** Above this the normal approximation is as good as the exact count. */
const EXACT_UP_TO = 20;

/**
 * Mann and Whitney (1947): exact for small samples without ties, else normal with the tie correction and continuity. `inflation`
 * widens the variance of samples that follow each other in time and so say less than independent ones.
 */
export function rankSum(a: readonly number[], b: readonly number[], inflation = 1): RankSum {
  const [n, m] = [a.length, b.length];
  const { rankSumOfB, tieTerm } = midranks(a, b);
  const u = rankSumOfB - (m * (m + 1)) / 2;
  const isExact = inflation === 1 && tieTerm === 0 && n <= EXACT_UP_TO && m <= EXACT_UP_TO;
  const variance = (inflation * (n * m * (n + m + 1 - tieTerm / ((n + m) * (n + m - 1))))) / 12;
  const distance = Math.max(0, Math.abs(u - (n * m) / 2) - 0.5);
  const p = isExact ? exactP(u, n, m) : variance > 0 ? normalP(distance / Math.sqrt(variance)) : 1;
  return { u, p, cliffsDelta: (2 * u) / (n * m) - 1 };
}

function midranks(a: readonly number[], b: readonly number[]): { rankSumOfB: number; tieTerm: number } {
  const all = [...a.map((value) => ({ value, isB: false })), ...b.map((value) => ({ value, isB: true }))];
  all.sort((left, right) => left.value - right.value);
  let [rankSumOfB, tieTerm, start] = [0, 0, 0];
  while (start < all.length) {
    let end = start;
    while (end < all.length && all[end]!.value === all[start]!.value) end++;
    const ties = end - start;
    tieTerm += ties ** 3 - ties;
    for (const { isB } of all.slice(start, end)) if (isB) rankSumOfB += (start + 1 + end) / 2;
    start = end;
  }
  return { rankSumOfB, tieTerm };
}

/** Counts the arrangements with U at most this: f(n, m, u) = f(n-1, m, u-m) + f(n, m-1, u). */
function exactP(u: number, n: number, m: number): number {
  let counts: number[][] = Array.from({ length: m + 1 }, () => [1]);
  for (let i = 1; i <= n; i++) {
    const next: number[][] = [[1]];
    for (let j = 1; j <= m; j++) {
      const [fromA, fromB] = [counts[j]!, next[j - 1]!];
      next[j] = Array.from({ length: i * j + 1 }, (_, k) => (fromA[k - j] ?? 0) + (fromB[k] ?? 0));
    }
    counts = next;
  }
  const all = counts[m]!;
  const total = all.reduce((sum, count) => sum + count, 0);
  const atMost = all.slice(0, Math.floor(Math.min(u, n * m - u)) + 1).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * atMost) / total);
}

/** Median of all differences b - a (Hodges and Lehmann 1963). */
export function hodgesLehmann(a: readonly number[], b: readonly number[]): number {
  const differences = new Float64Array(a.length * b.length);
  let at = 0;
  for (const x of a) for (const y of b) differences[at++] = y - x;
  return medianSorted(differences.sort() as unknown as number[]);
}
