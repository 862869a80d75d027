// For tests: records of a gate.
import type { GateRecord, GateRow } from './record.ts';

const row = (endpoint: string, metric: string, base: number, change: number, word: GateRow['word']): GateRow => ({
  ...{ endpoint, metric, base, head: base * (1 + change), change, low: change - 0.03, high: change + 0.03, word },
});

export const PASSED: GateRecord = {
  ...{ schema: 1, outcome: 'passed', why: '', type: 'baseline', timeScale: '0.05', blocks: 6, isBaseCached: false },
  base: { what: 'npm start', commit: 'a'.repeat(40) },
  head: { what: 'npm start', commit: 'b'.repeat(40) },
  ...{ startedAt: '2026-01-31T02:00:00.000Z', seconds: 214 },
  rows: [row('front', 'avgMs', 40, 0.004, 'no evidence'), row('front', 'p95Ms', 84, -0.01, 'no evidence')],
  ...{ regressions: [], brokenLimits: [] },
};

export const SLOWER: GateRecord = {
  ...PASSED,
  outcome: 'regression',
  rows: [
    row('front', 'avgMs', 40, 0.15, 'worse'),
    row('front', 'p95Ms', 84, 0.14, 'worse'),
    row('search', 'avgMs', 150, -0.08, 'better'),
    row('search', 'p95Ms', 350, 0.01, 'no evidence'),
  ],
  regressions: ['front avgMs', 'front p95Ms'],
  brokenLimits: ['front: avg<44'],
};

/** Nothing in it may start markup, a mention or a line of its own. */
export const HOSTILE: GateRecord = {
  ...SLOWER,
  base: { what: '<img src=x> @everyone', commit: null },
  rows: [row('a|b @everyone <script>\n::error::x', 'p95Ms', 10, 0.5, 'worse')],
  regressions: ['@everyone <b> p95Ms'],
  brokenLimits: ['`x`: [link](https://example.com) @everyone'],
};
