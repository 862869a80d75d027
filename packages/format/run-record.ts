// The `run` record: what a result file says about its run besides k6's own summary. Written by load scripts, read by the report.
import type { PageFinding, Visit } from './load-names.ts';
import type { Policy } from './policy.ts';
import type { Scale } from './scale.ts';

/**
 * Part of a test by what the load does: limits judge `hold`, never `ramp`. A browser is `alone`, or in addition to the users of the
 * baseline test (`normal`) or of the stress test (`heavy`).
 */
export type PhaseName = 'ramp' | 'hold' | 'spike' | 'recovery' | 'alone' | 'normal' | 'heavy';

/** A stretch of the run's clock, seconds since the load started. */
export interface Span {
  startS: number;
  endS: number;
}

export interface Phase extends Span {
  name: PhaseName;
}

/** A slice of time; samples of requests that start in it carry the tag `window:<id>`. */
export interface Window extends Span {
  id: string;
  phase: PhaseName;
}

/** The planned load at a moment: VUs in a closed model, iterations per second in an open one. */
export interface LoadPoint {
  atS: number;
  target: number;
}

/** One failed request: the first of its kind that a VU met. */
export interface FailureSample {
  endpoint: string;
  /** HTTP status; `0` without an answer. */
  status: string;
  /** k6's error code; `0` where an answer came and only its meaning was wrong. */
  code: string;
  /** Seconds since the load started. */
  atS: number;
  /** The error, or the start of the body. */
  message: string;
}

/** A failure from the run's log, and how many VUs logged one of its kind. */
export interface LoggedFailure extends FailureSample {
  users: number;
}

/** A file of a page load. Times in ms since the navigation started; bytes as they came over the network. */
export interface PageFile {
  /** Path and query, without scheme, host and fragment; of another host with it. */
  name: string;
  /** `document`, or who asked for it: `link`, `script`, `img`, `css`, `fetch`... */
  kind: string;
  /** Asked for, request sent, first byte, last byte. */
  startMs: number;
  requestMs: number;
  responseMs: number;
  endMs: number;
  /** 0: it came from the browser's cache. */
  bytes: number;
  /** `h2`, `http/1.1`; empty where the browser does not say. */
  protocol: string;
  /** The first paint waited for it. */
  isBlocking: boolean;
}

/** One page load. */
export interface PageLoad {
  kind: 'load';
  visit: Visit;
  /** Phase and second of the run in which it started. */
  phase: string;
  atS: number;
  /** By the vital's name; milliseconds, the layout shift without unit; absent where the browser did not report it. */
  vitals: Record<string, number>;
  files: PageFile[];
}

/** A picture of the page while it loads; the file lies next to the result. */
export interface PageFrame {
  kind: 'frame';
  /** Milliseconds since the navigation started. */
  atMs: number;
  file: string;
}

/** A visit that failed. */
export interface PageFailure {
  kind: 'failure';
  visit: Visit;
  phase: string;
  atS: number;
  message: string;
  /** Picture of what the browser showed; empty where it could not be taken. */
  file: string;
}

/** What the audit has against one file. */
export interface PageAudit {
  kind: 'audit';
  finding: PageFinding;
  name: string;
  /** Bytes that a visit would save with it put right, ... */
  bytes: number;
  /** ... of so many that it has now. */
  ofBytes: number;
  /** Milliseconds that a visit would save; 0 where only bytes are known. */
  ms: number;
  /** How it is now, for people: `no Cache-Control`, `image/png 691 KB`. */
  now: string;
}

export type PageSample = PageLoad | PageFrame | PageFailure | PageAudit;

/** What a page load test logged of its visits. */
export interface PageEvidence {
  /** The slowest load of each visit and phase. */
  loads: PageLoad[];
  /** The page while it loads, in the order of time. */
  frames: PageFrame[];
  failures: PageFailure[];
  audit: PageAudit[];
}

export interface RunRecord {
  schema: 1;
  /** Which engine made the figures, with its version where known: `k6 v2.3.0`, `local 0.1.0`. */
  engine: string;
  /** Name of the test type, of the service test or of the page load test. */
  type: string;
  /** Of a distributed run: what its instances have in common and no other run has; absent where the caller passed none. */
  id?: string;
  /** Endpoints that were asked; in a service test its operations. */
  endpoints: string[];
  /** Endpoints of the mix that the guard left out, as they write and the environment does not allow that; absent: none. */
  leftOut?: string[];
  /** The service under test, as the table "Services" has it; absent where the whole system is. */
  service?: string;
  /** Base URL of the system under test. */
  target: string;
  /** RFC 3339, UTC. */
  startedAt: string;
  endedAt: string;
  /** Factor on all durations; 1 is the guide's length. */
  timeScale: number;
  /** Factors on users, rates and limits, where one is not 1: the load, the limits and the policy have them in already. */
  scale?: Scale;
  /** Revision of the suite, where the caller passed it. */
  commit: string | null;
  model: 'closed' | 'open';
  /** Highest planned number of VUs; in an open model the most that may be allocated. */
  peakVus: number;
  /** Planned load over time, straight lines between the points. */
  load: LoadPoint[];
  phases: Phase[];
  windows: Window[];
  /** What the run was planned by, and is judged by ever after. Absent in results of older versions. */
  policy?: Policy;
  /** `perf run` adds these, which a load script cannot see: the generator's machine in words, ... */
  machine?: string;
  /** ... how far the wall clock moved against a steady one, ms, ... */
  clockStepMs?: number;
  /** ... and the builds that the target named before and after. */
  targetBuilds?: string[];
  /** ... and a sample of each kind of failure, from the log. */
  failureSamples?: LoggedFailure[];
  /** ... what page loads were made of, likewise, ... */
  pages?: PageEvidence;
  /** ... how many generators there should have been and how many left nothing behind (`perf merge`), ... */
  instances?: { expected: number; lost: number };
  /** ... the engine's exit code where it says that the run did not come to its planned end, ... */
  engineExit?: number;
  /** ... and its first error then, ... */
  engineError?: string;
  /** ... and what went wrong around the run without affecting it, one line each: a Grafana that was away. */
  notes?: string[];
}
