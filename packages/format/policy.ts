// The policy of a run: what it is judged by besides its own limits. Load scripts write it into the `run` record; the report uses nothing else.

/** What an endpoint was measured with before. */
export interface PolicyRow {
  path: string;
  avgMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

/** What a journey of several steps was measured with before, without think time; null: still to be measured. */
export interface PolicyJourney {
  avgMs: number | null;
  p95Ms: number | null;
  /** The share that has to complete. */
  completedRatio: number | null;
  /** In their order, as they are among the rows. */
  steps: string[];
}

/** What one of the target's resources usually is, at its peak (null: not known), and where it ends. */
export interface PolicyLevel {
  normal: number;
  peak: number | null;
  limit: number;
}

/** The resources that the observer measures, with the unit of their levels. */
export const RESOURCES = [
  'cpuPct',
  'memoryMb',
  'diskMbPerS',
  'networkInMbPerS',
  'networkOutMbPerS',
  'dbConnections',
] as const;
export type ResourceKey = (typeof RESOURCES)[number];

/** How a kind of test is to be read. */
export interface PolicyTest {
  /** The phase that limits judge; null: the whole run. */
  judgedPhase: 'hold' | null;
  /** Looks for the edge: it ends where its limits break, and load that could not be delivered is its result. */
  findsEdge: boolean;
  /** Is there to find what changes over time: a drift weighs as much as a crossed limit. */
  findsDrift: boolean;
  /** Ends with its last request, whatever time it was given. */
  endsByItself: boolean;
  /** Limit of the target's average CPU, percent; null: none. */
  cpuPct: number | null;
  /** Browsers that load pages; null: not a page load test. */
  browserUsers: number | null;
}

/** Situations that the tables have advice for. */
export const SITUATIONS = [
  'load',
  'workers',
  'connections',
  'cache-memory',
  'cpu',
  'memory',
  'latency',
  'errors',
  'cache-headers',
  'compression',
  'compression-effect',
  'images',
  'http-1',
] as const;
export type Situation = (typeof SITUATIONS)[number];

/** A limit that was loosened, as the ledger of the tables has it. */
export interface LoosenedLimit {
  limit: string;
  before: string;
  after: string;
  reason: string;
  owner: string;
  until: string;
}

export interface Policy {
  /** Which tables these are: the start of their hash. */
  version: string;
  test: PolicyTest;
  /** By endpoint and step, for those of the run. */
  rows: Record<string, PolicyRow>;
  /** Likewise; absent where none was walked. */
  journeys?: Record<string, PolicyJourney>;
  /** Endpoints of the run whose rows are still to be measured: they are shown and not judged. */
  unmeasured?: string[];
  /** How far above its row an endpoint may be, as a share of it. */
  rowToleranceRatio: number;
  /** How long recovery from a spike may take, on the clock of a run at its full length. */
  recoveryS: number;
  /** From this share of failed requests on a run ends by itself. */
  abortErrorRatio: number;
  /** Targets for p95. */
  apiTargetMs: number;
  pageTargetMs: number;
  triggers: { p95Ms: number; errorRatio: number; cpuPct: number; cpuForS: number; memoryPct: number };
  /** Production alerts on memory from here on, percent. */
  memoryAlertPct: number;
  resources: Record<ResourceKey, PolicyLevel>;
  /** What the system carries, requests per second, and how many of them a user makes. */
  capacity: { maximumPerS: number; perUserPerS: number };
  growth: { period: string; requestsPerS: number; action: string }[];
  /** What to do, in a sentence, by situation. */
  advice: Partial<Record<Situation, string>>;
  loosened: LoosenedLimit[];
}

const NOTHING: PolicyLevel = Object.freeze({
  normal: Number.POSITIVE_INFINITY,
  peak: null,
  limit: Number.POSITIVE_INFINITY,
});

/** For a result that carries none, such as any other k6 summary: nothing is ever over it. */
export const NO_POLICY: Policy = Object.freeze({
  version: '',
  test: Object.freeze({
    ...{ judgedPhase: 'hold', findsEdge: false, findsDrift: false, endsByItself: false },
    ...{ cpuPct: null, browserUsers: null },
  }) as PolicyTest,
  rows: {},
  rowToleranceRatio: Number.POSITIVE_INFINITY,
  recoveryS: Number.POSITIVE_INFINITY,
  abortErrorRatio: Number.POSITIVE_INFINITY,
  apiTargetMs: Number.POSITIVE_INFINITY,
  pageTargetMs: Number.POSITIVE_INFINITY,
  triggers: {
    ...{ p95Ms: Number.POSITIVE_INFINITY, errorRatio: Number.POSITIVE_INFINITY, cpuPct: Number.POSITIVE_INFINITY },
    ...{ cpuForS: Number.POSITIVE_INFINITY, memoryPct: Number.POSITIVE_INFINITY },
  },
  memoryAlertPct: Number.POSITIVE_INFINITY,
  resources: {
    ...{ cpuPct: NOTHING, memoryMb: NOTHING, diskMbPerS: NOTHING },
    ...{ networkInMbPerS: NOTHING, networkOutMbPerS: NOTHING, dbConnections: NOTHING },
  },
  capacity: { maximumPerS: Number.POSITIVE_INFINITY, perUserPerS: Number.POSITIVE_INFINITY },
  growth: [],
  advice: {},
  loosened: [],
});

/** The limit of an endpoint's p95, ms: its row with the tolerance; Infinity without a row. */
export function p95LimitOf({ rows, rowToleranceRatio }: Policy, endpoint: string): number {
  return Object.hasOwn(rows, endpoint) ? rows[endpoint]!.p95Ms * (1 + rowToleranceRatio) : Number.POSITIVE_INFINITY;
}
