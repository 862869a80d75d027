// The options of a run: script, environment and flags consolidated in k6's order of precedence, checked, with k6's defaults.
import { percentileOf } from 'k6-format/metrics';
import { parseDuration } from 'k6-kit/durations';
import { type HttpDebug, readHttpDebug } from './http-debug.ts';
import { type NetworkOptions, NetworkRules } from './network-rules.ts';
import { REFUSED_OPTIONS, SCRIPT_OPTIONS, SETTINGS } from './option-table.ts';
import { type Pace, readPace } from './request-pace.ts';
import { readScenarios, type Scenario } from './scenarios.ts';
import { readShare, type Share } from './segments.ts';
import { readTls, type TlsSettings } from './tls-settings.ts';

/** Options as scripts write them. */
export type RawOptions = Record<string, unknown>;

/** The names of the options that the runner heeds. */
const SUPPORTED: readonly string[] = [
  ...SETTINGS.filter(({ isOption }) => isOption).map(({ key }) => key),
  ...SCRIPT_OPTIONS,
];

/** Options that k6's types have and that change nothing here. */
const IDLE_OPTIONS = {
  dns: 'the system looks names up for each connection',
  vusMax: 'arrival rates have maxVUs',
};

const REFUSED: readonly string[] = REFUSED_OPTIONS;

/** System tags that samples carry unless the options say otherwise. */
export const DEFAULT_SYSTEM_TAGS = [
  ...['proto', 'subproto', 'status', 'method', 'url', 'name', 'group', 'check', 'error', 'error_code', 'tls_version'],
  ...['scenario', 'service', 'expected_response'],
];
export const UNSUPPORTED_SYSTEM_TAGS = ['vu', 'iter', 'ip', 'ocsp_status'];
/** MiB of a body that are kept unless a flag says otherwise. */
export const MAX_BODY_MIB = 64;
const DEFAULT_TREND_STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'];
const EXECUTION = ['duration', 'iterations', 'stages', 'scenarios'] as const;

export interface Settings {
  scenarios: Scenario[];
  /** This instance's part of the test; undefined: the whole. */
  share: Share | undefined;
  thresholds: unknown;
  batch: number;
  batchPerHost: number;
  discardResponseBodies: boolean;
  /** Wait for a signal after the run. */
  lingers: boolean;
  /** Bytes that the body of an answer may take, unpacked. */
  maxBodyBytes: number;
  maxRedirects: number;
  httpDebug: HttpDebug;
  /** The option rps; undefined: no limit. */
  pace: Pace | undefined;
  /** Where requests may go. */
  network: NetworkOptions;
  minIterationDurationMs: number;
  noConnectionReuse: boolean;
  noCookiesReset: boolean;
  noVuConnectionReuse: boolean;
  setupTimeoutMs: number;
  teardownTimeoutMs: number;
  handleSummaryTimeoutMs: number;
  summaryTimeUnit: '' | 's' | 'ms' | 'us';
  summaryTrendStats: string[];
  systemTags: ReadonlySet<string>;
  tags: Record<string, string>;
  throws: boolean;
  tls: TlsSettings;
  userAgent: string;
  noSetup: boolean;
  noTeardown: boolean;
  noThresholds: boolean;
  /** What scripts see as exec.test.options. */
  consolidated: RawOptions;
}

/**
 * Merges option levels, the weaker first. A level that says how to execute (duration, iterations, stages, scenarios) replaces all
 * that weaker ones said about it; `vus` alone replaces scenarios too. `warn` hears of what a flag overrides.
 */
export function consolidate(levels: readonly RawOptions[], warn: (text: string) => void): RawOptions {
  const merged: RawOptions = {};
  for (const level of levels) {
    const given = Object.fromEntries(
      Object.entries(level).filter(([, value]) => value !== undefined && value !== null),
    );
    const replaces = EXECUTION.some((name) => name in given) || ('vus' in given && 'scenarios' in merged);
    if (replaces) {
      if ('scenarios' in merged) warn('flags or environment replace the scenarios of the script');
      for (const name of EXECUTION) delete merged[name];
    }
    Object.assign(merged, given);
  }
  return merged;
}

/**
 * Checks consolidated options. Throws an Error that names the option; `warn` hears of those that k6 does not know either, and of
 * those that ask for nothing.
 */
export function readSettings(
  raw: RawOptions,
  version: string,
  maxBodyMib = MAX_BODY_MIB,
  warn: (text: string) => void = () => {},
): Settings {
  for (const [name, value] of Object.entries(raw)) {
    // false, 0 and null ask for what the runner does anyway.
    if (REFUSED.includes(name) && value) throw new Error(`option "${name}" is not supported by the local runner`);
    if (!SUPPORTED.includes(name) && !REFUSED.includes(name))
      warn(`option "${name}" is unknown and has no effect: check how it is written`);
  }
  for (const [name, why] of Object.entries(IDLE_OPTIONS))
    if (raw[name]) warn(`option "${name}" has no effect in the local runner: ${why}`);
  const scenarios = executionOf(raw, warn);
  return {
    scenarios: readScenarios(scenarios),
    share: readShare(raw.executionSegment, raw.executionSegmentSequence),
    thresholds: raw.thresholds,
    batch: count(raw, 'batch', 20),
    batchPerHost: count(raw, 'batchPerHost', 6),
    discardResponseBodies: raw.discardResponseBodies === true,
    lingers: raw.linger === true,
    maxBodyBytes: maxBodyMib * 1_048_576,
    maxRedirects: count(raw, 'maxRedirects', 10),
    httpDebug: readHttpDebug(raw.httpDebug),
    pace: readPace(raw.rps),
    network: networkOptions(raw),
    minIterationDurationMs: duration(raw, 'minIterationDuration', '0s'),
    noConnectionReuse: raw.noConnectionReuse === true,
    noCookiesReset: raw.noCookiesReset === true,
    noVuConnectionReuse: raw.noVUConnectionReuse === true,
    setupTimeoutMs: duration(raw, 'setupTimeout', '60s'),
    teardownTimeoutMs: duration(raw, 'teardownTimeout', '60s'),
    handleSummaryTimeoutMs: duration(raw, 'handleSummaryTimeout', '120s'),
    summaryTimeUnit: timeUnit(raw.summaryTimeUnit),
    summaryTrendStats: trendStats(raw.summaryTrendStats),
    systemTags: systemTags(raw.systemTags),
    tags: Object.fromEntries(
      Object.entries((raw.tags ?? {}) as RawOptions).map(([name, value]) => [name, String(value)]),
    ),
    throws: raw.throw === true,
    tls: readTls(raw),
    userAgent: raw.userAgent === undefined ? `k6-local/${version}` : String(raw.userAgent),
    noSetup: raw.noSetup === true,
    noTeardown: raw.noTeardown === true,
    noThresholds: raw.noThresholds === true,
    consolidated: { paused: null, ...raw, scenarios },
  };
}

/** Plain data, because threads get a copy. */
function networkOptions({ hosts, blacklistIPs, blockHostnames }: RawOptions): NetworkOptions {
  const options = { hosts, blacklistIPs, blockHostnames };
  new NetworkRules(options);
  return options;
}

/** The scenarios that the shortcuts stand for, or those of the script. Throws an Error where both are given. */
export function executionOf(given: RawOptions, warn: (text: string) => void = () => {}): unknown {
  const raw = withoutEmpty(given, warn);
  const { vus, duration: length, iterations, stages, scenarios } = raw;
  if (scenarios !== undefined) {
    const extra = (['duration', 'iterations', 'stages'] as const).find((name) => raw[name] !== undefined);
    if (extra) throw new Error(`options have both scenarios and "${extra}": expected one of them`);
    return scenarios;
  }
  if (stages !== undefined) {
    if (length !== undefined || iterations !== undefined)
      throw new Error('options have stages together with duration or iterations: expected one of them');
    return { default: { executor: 'ramping-vus', startVUs: vus ?? 1, stages } };
  }
  if (iterations !== undefined) {
    return {
      default: {
        executor: 'shared-iterations',
        vus: vus ?? 1,
        iterations,
        ...(length !== undefined && { maxDuration: length }),
      },
    };
  }
  if (length !== undefined) return { default: { executor: 'constant-vus', vus: vus ?? 1, duration: length } };
  if (vus === undefined) return { default: { executor: 'per-vu-iterations', vus: 1, iterations: 1 } };
  return { default: { executor: 'shared-iterations', vus, iterations: vus } };
}

/** `stages: []` and `scenarios: {}` say nothing about the load: it is what the other options ask for, else one iteration. */
function withoutEmpty(raw: RawOptions, warn: (text: string) => void): RawOptions {
  const isEmpty = (name: string): boolean =>
    typeof raw[name] === 'object' && raw[name] !== null && Object.keys(raw[name]).length === 0;
  const empty = (['stages', 'scenarios'] as const).filter(isEmpty);
  for (const name of empty) warn(`option "${name}" is empty: it runs as if it were left out`);
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !(empty as string[]).includes(name)));
}

function count(raw: RawOptions, name: string, fallback: number): number {
  const value = Number(raw[name] ?? fallback);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`option "${name}" reads ${JSON.stringify(raw[name])}: expected a whole number, at least 0`);
}

function duration(raw: RawOptions, name: string, fallback: string): number {
  return parseDuration(raw[name] ?? fallback, `option "${name}"`);
}

function timeUnit(value: unknown): Settings['summaryTimeUnit'] {
  if (value === undefined || value === '') return '';
  if (value === 's' || value === 'ms' || value === 'us') return value;
  throw new Error(`option "summaryTimeUnit" reads ${JSON.stringify(value)}: expected s, ms or us`);
}

function trendStats(value: unknown): string[] {
  if (value === undefined) return DEFAULT_TREND_STATS;
  if (!Array.isArray(value)) throw new Error('option "summaryTrendStats" needs an array');
  return value.map((stat: unknown) => {
    const name = String(stat);
    if (['avg', 'min', 'max', 'count'].includes(name) || percentileOf(name) !== null) return name;
    throw new Error(
      `option "summaryTrendStats" has ${JSON.stringify(stat)}: expected avg, min, med, max, count or p(N)`,
    );
  });
}

function systemTags(value: unknown): Set<string> {
  if (value === undefined) return new Set(DEFAULT_SYSTEM_TAGS);
  if (!Array.isArray(value)) throw new Error('option "systemTags" needs an array of names');
  for (const name of value as unknown[]) {
    if (UNSUPPORTED_SYSTEM_TAGS.includes(String(name)))
      throw new Error(`system tag "${name}" is not supported by the local runner`);
    if (!DEFAULT_SYSTEM_TAGS.includes(String(name)))
      throw new Error(
        `option "systemTags" has ${JSON.stringify(name)}: expected some of ${DEFAULT_SYSTEM_TAGS.join(', ')}`,
      );
  }
  return new Set(value as string[]);
}
