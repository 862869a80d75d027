// New rows from runs: only from runs that may decide, and only the cells that moved.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { propose } from './propose.ts';
import type { Figure, HistoryRun } from './run.ts';
import { NAMES, type Name, ROWS, syntheticRun } from './runs.fixture.ts';

const AGAINST = { rows: ROWS, types: ['baseline'], practicalSize: 0.05 };

/** A passed run whose figures are the rows times a factor, spread by 1 % from run to run. */
function run(day: number, factor: (name: Name) => number = () => 1, change: Partial<HistoryRun> = {}): HistoryRun {
  const figures = NAMES.flatMap((endpoint): Figure[] =>
    (['avgMs', 'p50Ms', 'p95Ms', 'p99Ms'] as const).map((metric) => ({
      endpoint,
      metric,
      value: ROWS[endpoint][metric] * factor(endpoint) * (1 + 0.01 * ((day % 3) - 1)),
      samples: 1000,
    })),
  );
  return { ...syntheticRun({ seed: day, day, windows: 2, requestsPerWindow: 20 }), figures, ...change };
}
const faster = (name: Name) => (name === 'search' ? 0.8 : 1);
const slower = (name: Name) => (name === 'front' ? 1.08 : 1);

test('cells move to the median of the runs, the others say why they stay', () => {
  const cells = propose([run(0, faster), run(1, faster), run(2, faster)], AGAINST);
  const moved = cells.filter(({ change }) => change !== 'kept');
  assert.deepEqual(
    moved.map(({ endpoint, metric, before, after, change }) => [endpoint, metric, before, after, change]),
    (['avgMs', 'p50Ms', 'p95Ms', 'p99Ms'] as const).map((metric) => {
      const row = ROWS.search[metric];
      return ['search', metric, row, Math.round(row * 0.8), 'tightened'];
    }),
  );
  assert.match(moved[0]!.reason, /3 runs .* median .*: 20 % under the row/);
  assert.match(cells[0]!.reason, /within 5 % of the row/);
});

test('cells that are not measured are filled with the median, and only where every run has it', () => {
  const unmeasured = { ...ROWS, search: { avgMs: null, p50Ms: null, p95Ms: null, p99Ms: null } };
  const runs = [run(0, faster), run(1, faster), run(2, faster)];
  const filled = propose(runs, { ...AGAINST, rows: unmeasured }).filter(({ change }) => change !== 'kept');
  assert.deepEqual(
    filled.map(({ endpoint, before, after, change }) => [endpoint, before, after, change]),
    (['avgMs', 'p50Ms', 'p95Ms', 'p99Ms'] as const).map((metric) => [
      ...['search', null, Math.round(ROWS.search[metric] * 0.8), 'filled'],
    ]),
  );
  const without = { ...runs[2]!, figures: runs[2]!.figures.filter(({ endpoint }) => endpoint !== 'search') };
  const kept = propose([...runs.slice(0, 2), without], { ...AGAINST, rows: unmeasured });
  assert.deepEqual([...new Set(kept.map(({ change }) => change))], ['kept']);
});

// A journey's row has an average, a p95 and the share that completes.
const walked = (day: number, lost: number, tookMs = 600): HistoryRun => {
  const own = [
    ['avgMs', tookMs],
    ['p50Ms', tookMs],
    ['p95Ms', 2 * tookMs],
    ['errorRatio', lost],
  ] as const;
  const figures = own.map(([metric, value]): Figure => ({ endpoint: 'buy', metric, value, samples: 1000 }));
  const plain = run(day);
  return { ...plain, endpoints: [...plain.endpoints, 'buy'], figures: [...plain.figures, ...figures] };
};
const cellsOf = (row: Record<'avgMs' | 'p95Ms' | 'completedRatio', number | null>, lost: [number, number, number]) =>
  propose(
    lost.map((share, day) => walked(day, share)),
    { ...AGAINST, rows: { ...ROWS, buy: row } },
  )
    .filter(({ endpoint }) => endpoint === 'buy')
    .map(({ metric, after, change }) => [metric, after, change]);

test("a journey's row has the cells that it has, and its share stays under what each run reached", () => {
  const none = { avgMs: null, p95Ms: null, completedRatio: null };
  const times = [
    ['avgMs', 600, 'filled'],
    ['p95Ms', 1200, 'filled'],
  ];
  assert.deepEqual(cellsOf(none, [0, 0.002, 0.028]), [...times, ['completedRatio', 0.97, 'filled']]);
  assert.deepEqual(cellsOf(none, [0, 0, 0]), [...times, ['completedRatio', 0.99, 'filled']], 'one may fail');
  assert.deepEqual(cellsOf(none, [0.02, 0.02, 0.02]).at(-1), ['completedRatio', 0.97, 'filled']);
});

test("a journey's share moves like any cell, and a lower one is the looser", () => {
  const row = { avgMs: 1000, p95Ms: 1150, completedRatio: 0.9 };
  assert.deepEqual(cellsOf(row, [0, 0.001, 0.001]), [
    ['avgMs', 600, 'tightened'],
    ['p95Ms', 1150, 'kept'],
    ['completedRatio', 0.99, 'tightened'],
  ]);
  assert.deepEqual(cellsOf(row, [0.2, 0.2, 0.2]).at(-1), ['completedRatio', 0.79, 'loosened']);
  assert.deepEqual(cellsOf({ ...row, completedRatio: 0.98 }, [0, 0, 0]).at(-1), ['completedRatio', 0.98, 'kept']);
});

test('runs on both sides of a row move nothing', () => {
  const cells = propose([run(0, () => 0.9), run(1, () => 0.92), run(2, () => 1.2)], AGAINST);
  assert.deepEqual(
    cells.filter(({ change }) => change !== 'kept'),
    [],
  );
  assert.match(cells[0]!.reason, /not all on one side/);
});

// Why runs may not decide.
const REFUSED: [string, HistoryRun[], RegExp][] = [
  ['too few', [run(0), run(1)], /2 runs, expected at least 3/],
  ['the same one three times', [run(0), run(0), run(0)], /expected at least 3 different ones/],
  ['a scaled one', [run(0), run(1), run(2, slower, { timeScale: 0.1 })], /durations x 0\.1, expected the full length/],
  [
    'one of a scaled environment',
    [run(0), run(1), run(2, slower, { scale: { users: 0.25, rate: 1, limits: 1.5 } })],
    /has users x 0\.25, limits x 1\.5, expected the load/,
  ],
  [
    'an unreliable one',
    [run(0), run(1), run(2, slower, { validity: 'WARN', validityReasons: ['slow CPU'] })],
    /is WARN: slow CPU/,
  ],
  [
    'a failed one',
    [run(0), run(1), run(2, slower, { outcome: 'failed', brokenLimits: ['front'] })],
    /has not passed \(failed\): front/,
  ],
  ['a stress run', [run(0), run(1), run(2, slower, { type: 'stress' })], /is a stress run, expected baseline/],
  ['another target', [run(0), run(1), run(2, slower, { target: 'http://other' })], /other target/],
];
for (const [name, runs, message] of REFUSED) {
  test(`${name} is refused`, () => assert.throws(() => propose(runs, AGAINST), { name: 'UserError', message }));
}
