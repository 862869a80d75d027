// The faults that the reference target can inject, and the finding that each test type has to put first. One table, for virtual and real runs.
import { capacity, type PageTestName, type TestTypeName, testTypes } from '../../thresholds/baselines.ts';

export type TrialType = TestTypeName | Extract<PageTestName, 'page-load'>;

export interface Trial {
  /** As `perf target` takes it: the value of `--fault`, or the flag. */
  fault: string;
  type: TrialType;
  timeScale: number;
  faults: string[];
  maxConcurrency?: number;
  dbConnections?: number;
  pageFault?: string;
  /** What finding 1 has to be, as `rule: title`; null where the type cannot show the fault: then nothing is found. */
  first: RegExp | null;
}

/** Lengths of the runs: short, and long enough for the fewest users to say something. */
const SCALES = {
  smoke: 1,
  baseline: 0.04,
  stress: 0.016,
  spike: 0.12,
  endurance: 0.004,
  breakpoint: 0.008,
  'page-load': 0.1,
} satisfies Partial<Record<TrialType, number>>;

/** Test types whose load is requests and whose length is known here; the page load test has faults of its own. */
export const LOAD_TYPES = (Object.keys(testTypes) as TestTypeName[]).filter((type) => Object.hasOwn(SCALES, type));

/** How long the load of each of them goes on, seconds; with its ramps. */
const LENGTHS_S: Partial<Record<TestTypeName, number>> = {
  smoke: 1,
  baseline: 330 * SCALES.baseline,
  stress: 720 * SCALES.stress,
  spike: 90 * SCALES.spike,
  endurance: 3720 * SCALES.endurance,
  breakpoint: 1200 * SCALES.breakpoint,
};

interface Row {
  fault: string;
  /** How the fault is written for a run of this length; the name of the fault where it does not depend on it. */
  written?: (lengthS: number) => Pick<Trial, 'faults' | 'maxConcurrency' | 'dbConnections'>;
  first: RegExp;
  /** Types that show something else, or nothing. */
  but?: Partial<Record<TestTypeName, RegExp | null>>;
}

/** One request of each endpoint meets no fault of a few in a hundred, and no load. */
const NOT_IN_SMOKE = { smoke: null };
const half = (lengthS: number): string => `${Math.round(lengthS * 500)}ms`;
const quarter = (lengthS: number): string => `${Math.round(lengthS * 250)}ms`;
const when = String.raw`(?:from|between) [\d.]+ s (?:on|and [\d.]+ s)`;

export const ROWS: readonly Row[] = [
  { fault: 'delay=300ms', first: /^slow-everywhere: Every endpoint is slow, whatever the load$/ },
  { fault: 'endpoint=health,delay=300ms', first: /^slow-endpoint: health is slow, the others are not$/ },
  {
    fault: 'delay=1s,share=6%',
    first: /^tail-above-body: A part of the requests to every endpoint is far slower than the rest$/,
    but: NOT_IN_SMOKE,
  },
  {
    fault: 'endpoint=knowledge-graph,delay=2s,share=15%',
    first: /^tail-above-body: A part of the requests to knowledge-graph is far slower than the rest$/,
    but: NOT_IN_SMOKE,
  },
  {
    fault: 'delay=400ms,from=...',
    written: (lengthS) => ({ faults: [`delay=400ms,from=${half(lengthS)}`] }),
    first: /^slow-for-a-time: Every endpoint is slow from [\d.]+ s on$/,
    but: NOT_IN_SMOKE,
  },
  {
    fault: 'endpoint=home,delay=400ms,from=...,for=...',
    written: (lengthS) => ({ faults: [`endpoint=home,delay=400ms,from=${half(lengthS)},for=${quarter(lengthS)}`] }),
    first: /^slow-for-a-time: home is slow between [\d.]+ s and [\d.]+ s$/,
    but: NOT_IN_SMOKE,
  },
  {
    fault: 'delay=800ms,after=spike,for=2500ms',
    first: /^slow-recovery: The system takes too long to recover from the spike$/,
    but: { smoke: null, baseline: null, stress: null, endurance: null, breakpoint: null },
  },
  { fault: 'error=5%', first: /^errors-over-trigger: Requests fail with status 503$/, but: NOT_IN_SMOKE },
  {
    fault: 'endpoint=home,error=30%,status=502',
    first: /^errors-on-one-endpoint: home: requests fail with status 502$/,
    but: NOT_IN_SMOKE,
  },
  {
    fault: 'error=0.6%,status=500',
    first: /^errors-everywhere: Requests fail with status 500$/,
    but: NOT_IN_SMOKE,
  },
  {
    fault: 'error=40%,from=...,for=...',
    written: (lengthS) => ({ faults: [`error=40%,from=${half(lengthS)},for=${quarter(lengthS)}`] }),
    first: new RegExp(`^errors-over-trigger: Requests fail with status 503 ${when}$`),
    but: NOT_IN_SMOKE,
  },
  {
    fault: 'reset=2%,at=body',
    first: /^errors-over-trigger: Requests lose their connection: the other side resets it$/,
    but: NOT_IN_SMOKE,
  },
  {
    // GET requests are sent again, see virtual-target.fixture.ts.
    fault: 'reset=5%',
    first: /^errors-on-one-endpoint: biometric-analyze: requests lose their connection: the other side resets it$/,
    but: NOT_IN_SMOKE,
  },
  {
    fault: 'endpoint=memory-stats,reset=100%,at=body',
    first: /^errors-on-one-endpoint: memory-stats: requests lose their connection/,
  },
  {
    fault: 'endpoint=health,hang=1%',
    first: /^errors-on-one-endpoint: health: requests are never answered: they time out$/,
    but: NOT_IN_SMOKE,
  },
  { fault: 'endpoint=home,slow-body=1s', first: /^slow-body: home: bodies arrive slowly$/ },
  { fault: 'leak=100KB', first: /^memory-growth: Memory grows with every request: a leak$/, but: NOT_IN_SMOKE },
  {
    fault: '--max-concurrency 5',
    written: () => ({ faults: [], maxConcurrency: 5 }),
    first: /^saturation: Response times grow with the load$/,
    but: NOT_IN_SMOKE,
  },
  {
    fault: `--db-connections ${capacity.databaseConnections.current}`,
    written: () => ({ faults: [], dbConnections: capacity.databaseConnections.current }),
    first: /^connection-pool: The database connection pool is at its limit/,
    // Fifty and a hundred users leave the pool half empty.
    but: { smoke: null, baseline: null, endurance: null },
  },
];

/** What is bad about the page, and the finding of its audit. */
export const PAGE_ROWS: readonly (readonly [pageFault: string, first: RegExp])[] = [
  ['no-cache', /^page-cache-headers: /],
  ['no-compression', /^page-compression: /],
  ['png', /^page-images: /],
  ['blocking-script', /^page-blocking-script: /],
  ['many-files', /^page-http-1: /],
];

/** Nothing wrong: no finding. */
export const HEALTHY = 'none';

export function loadTrials(): Trial[] {
  const healthy = LOAD_TYPES.map((type): Trial => ({ ...plain(HEALTHY, type), first: null }));
  return [
    ...healthy,
    ...ROWS.flatMap(({ fault, written, first, but = {} }) =>
      LOAD_TYPES.map((type): Trial => {
        const own = written?.(LENGTHS_S[type] ?? 1) ?? { faults: [fault] };
        const wanted = but[type];
        return { ...plain(fault, type), ...own, first: wanted === undefined ? first : wanted };
      }),
    ),
  ];
}

export function pageTrials(): Trial[] {
  return [
    { ...plain(HEALTHY, 'page-load'), first: null },
    ...PAGE_ROWS.map(
      ([pageFault, first]): Trial => ({ ...plain(`--page ${pageFault}`, 'page-load'), pageFault, first }),
    ),
  ];
}

function plain(fault: string, type: TrialType) {
  return { fault, type, timeScale: Object.entries(SCALES).find(([name]) => name === type)?.[1] ?? 1, faults: [] };
}

/** The trials that the words choose: test types, or parts of a fault. */
export function chosenTrials(trials: readonly Trial[], words: readonly string[]): Trial[] {
  const types = new Set<string>(trials.map(({ type }) => type));
  return trials.filter(({ type, fault }) =>
    words.every((word) => (types.has(word) ? word === type : fault.includes(word))),
  );
}
