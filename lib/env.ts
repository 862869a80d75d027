// The only reader of a load script's environment: typed values, or one clear line that stops the run before any request.
import { FACTORS, FULL_SCALE, isScaleFactor, type Scale } from 'k6-format/scale';
import { SYSTEM } from '../thresholds/system.ts';
import { isJourney, type TaskName } from '../thresholds/tasks.ts';

/** What a run gets from outside (`-e NAME=value` or the system's environment). */
export interface Settings {
  /** Without a slash at the end. */
  baseUrl: string;
  /** Bearer token; undefined when no chosen task needs one. */
  authToken: string | undefined;
  tasks: TaskName[];
  timeScale: number;
  scale: Scale;
  /** File for the result; undefined: `results/<type>-<UTC>.json`. */
  resultFile: string | undefined;
  engine: string;
  commit: string | null;
  /** Id of the distributed run that this instance is part of; for the record. */
  runId?: string;
  /** Endpoints that the guard of `perf` left out because they write; for the record. */
  leftOut?: string[];
  /** Where resource usage comes from; undefined: it is not measured. */
  monitoring: Monitoring | undefined;
}

/** Prometheus answers queries; exporters are read directly. */
export type Monitoring = { kind: 'prometheus'; url: string } | { kind: 'exporters'; urls: string[] };

/** The endpoints and journeys of a bundle under their names, and whether each needs the token. */
export type Offer = ReadonlyArray<{ name: TaskName; needsToken: boolean }>;

export type Environment = Readonly<Record<string, string | undefined>>;

const PRODUCTION_HOST = SYSTEM.productionHost;
/** Scheme, host or [IPv6], port, path: all that a base URL may have (no user, no query; k6 has no `URL`). */
const BASE_URL =
  /^(https?):\/\/([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?((?:\/[\w\-.~%]+)*)\/?$/i;
/** What a label of Kubernetes may hold. */
const RUN_ID = /^[a-z\d](?:[\w.-]{0,61}[a-z\d])?$/i;
/** RFC 6750, b64token. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;

/** Reads and checks the whole environment. Throws an Error that names the variable, what it read and what it expects. */
export function readSettings(env: Environment, offer: Offer): Settings {
  const chosen = readTasks(env, offer);
  return {
    baseUrl: readBaseUrl(env),
    authToken: readToken(
      env,
      offer.filter((endpoint) => chosen.includes(endpoint.name)),
    ),
    tasks: chosen,
    ...readCommon(env),
    monitoring: readMonitoring(env),
  };
}

/** What every load script gets from outside, whatever it puts load on. */
export function readCommon(
  env: Environment,
): Pick<Settings, 'timeScale' | 'scale' | 'resultFile' | 'engine' | 'commit' | 'runId' | 'leftOut'> {
  return {
    timeScale: readTimeScale(env),
    scale: readScale(env),
    resultFile: env.RESULT_FILE || undefined,
    engine: env.PERF_ENGINE || 'k6',
    commit: env.PERF_COMMIT || null,
    ...(env.PERF_RUN_ID && { runId: readRunId(env.PERF_RUN_ID) }),
    ...(env.PERF_LEFT_OUT && { leftOut: env.PERF_LEFT_OUT.split(',') }),
  };
}

function readRunId(text: string): string {
  if (RUN_ID.test(text)) return text;
  throw new Error(
    `PERF_RUN_ID reads ${JSON.stringify(text.slice(0, 100))}: expected 1 to 63 letters, digits and ._- that every instance of the run has`,
  );
}

function readBaseUrl(env: Environment): string {
  if (!env.BASE_URL)
    throw new Error(
      'BASE_URL is not set: expected the system under test, such as -e BASE_URL=https://staging.example.com',
    );
  return readHttpUrl(env, 'BASE_URL');
}

/** A base URL without its last slash. Throws an Error that names the variable and repeats no secret. */
export function readHttpUrl(env: Environment, variable: string): string {
  const text = env[variable] ?? '';
  const [, scheme = '', host = '', port = '', path = ''] = BASE_URL.exec(text) ?? [];
  if (!host || Number(port || 1) > 65535 || Number(port || 1) === 0) {
    throw new Error(
      `${variable} reads ${shownUrl(text)}: expected http(s)://host[:port][/path] without user, query or fragment${completed(text)}`,
    );
  }
  const name = host.toLowerCase().replace(/\.$/, '');
  refuseProduction(env, variable, name);
  return `${scheme.toLowerCase()}://${name}${port && `:${port}`}${path}`;
}

/** `host`: in lower case, without a trailing dot. */
export function refuseProduction(env: Environment, variable: string, host: string): void {
  const isProduction = host === PRODUCTION_HOST || host.endsWith(`.${PRODUCTION_HOST}`);
  if (!isProduction || env.ALLOW_PRODUCTION === 'yes') return;
  const got = env.ALLOW_PRODUCTION === undefined ? 'is not set' : `reads "${env.ALLOW_PRODUCTION}"`;
  throw new Error(
    `${variable} is the production host ${host} and ALLOW_PRODUCTION ${got}: expected ALLOW_PRODUCTION=yes, or another host`,
  );
}

/** A refused URL for a message. What stands before an @ (or its %40) or after a ? may be a secret: it is not repeated. */
function shownUrl(text: string): string {
  if (/@|%40/.test(text)) return 'a URL with user information';
  const [start = '', query] = text.slice(0, 100).split(/(?=[?#])/);
  return JSON.stringify(query === undefined ? start : `${start}${query[0]}...`);
}

/** The most common mistake put right: a host without its scheme. */
function completed(text: string): string {
  const url = `${/^(localhost|127\.|\[::1\])/i.test(text) ? 'http' : 'https'}://${text}`;
  return text.length <= 100 && BASE_URL.test(url) ? `, such as ${url}` : '';
}

/** The token is checked, never repeated: messages end up in logs. */
function readToken(env: Environment, chosen: Offer): string | undefined {
  const needing = chosen.filter((endpoint) => endpoint.needsToken);
  if (needing.length === 0) return undefined;
  const names = needing.map((endpoint) => endpoint.name).join(', ');
  // A secret made of a file has the file's line break.
  const token = env.AUTH_TOKEN?.trim();
  if (!token) {
    if (isPackedForCloud(env)) return undefined;
    const where =
      env.AUTH_TOKEN_FROM === 'cloud' ? 'as an environment variable of Grafana Cloud' : 'in the environment';
    const others = chosen.filter((endpoint) => !endpoint.needsToken).map((endpoint) => endpoint.name);
    const instead = others.length > 0 ? `, or leave ${names} out: ENDPOINTS=${others.join(',')}` : '';
    throw new Error(`AUTH_TOKEN is not set: ${names} needs a Bearer token; set it ${where}${instead}`);
  }
  if (!TOKEN.test(token)) {
    throw new Error(
      `AUTH_TOKEN is malformed (${token.length} characters, not shown): expected letters, digits and -._~+/ only, without "Bearer "`,
    );
  }
  return token;
}

/**
 * While k6 packs a script for Grafana Cloud it loads it without the variables that are kept there; on machines of the cloud the run
 * has a number (Grafana Cloud documentation, Cloud execution context variables).
 */
function isPackedForCloud(env: Environment): boolean {
  return env.AUTH_TOKEN_FROM === 'cloud' && !env.K6_CLOUDRUN_TEST_RUN_ID;
}

/** Journeys only where they are asked for, or where there is nothing else: they come on top of the mix of endpoints. */
function readTasks(env: Environment, offer: Offer): TaskName[] {
  const known = offer.map((task) => task.name);
  const endpoints = known.filter((name) => !isJourney(name));
  if (env.ENDPOINTS === undefined || env.ENDPOINTS === '') return endpoints.length > 0 ? endpoints : known;
  const asked = env.ENDPOINTS.split(',').map((name) => name.trim());
  const unknown = asked.find((name) => !known.includes(name as TaskName));
  if (unknown !== undefined) {
    throw new Error(
      `ENDPOINTS has ${JSON.stringify(unknown)}: expected a comma-separated choice of ${known.join(', ')}`,
    );
  }
  return known.filter((name) => asked.includes(name));
}

/** Prometheus is taken before exporters: it knows all hosts. */
function readMonitoring(env: Environment): Monitoring | undefined {
  if (env.PROMETHEUS_URL) return { kind: 'prometheus', url: readMonitoringUrl('PROMETHEUS_URL', env.PROMETHEUS_URL) };
  if (!env.METRICS_URLS) return undefined;
  return {
    kind: 'exporters',
    urls: env.METRICS_URLS.split(',').map((url) => readMonitoringUrl('METRICS_URLS', url.trim())),
  };
}

/** An exporter may take a query that chooses what it tells (`?collect[]=cpu`): reading less costs the generator less. */
function readMonitoringUrl(variable: string, text: string): string {
  const [start = '', query = ''] = text.split(/(?=\?)/);
  const hasQuery = variable === 'METRICS_URLS' && /^\?[\w[\]=&.-]+$/.test(query);
  if (BASE_URL.test(start) && (query === '' || hasQuery)) return start.replace(/\/$/, '') + query;
  throw new Error(
    `${variable} has ${shownUrl(text)}: expected http(s)://host[:port][/path] without user, query or fragment`,
  );
}

function readTimeScale(env: Environment): number {
  const text = env.TIME_SCALE;
  if (text === undefined || text === '') return 1;
  const scale = Number(text);
  if (/^\d*\.?\d+$/.test(text) && scale >= 0.001 && scale <= 1) return scale;
  throw new Error(
    `TIME_SCALE reads ${JSON.stringify(text)}: expected a factor on all durations, from 0.001 to 1, such as 0.1`,
  );
}

/** The variable of each factor. */
export const SCALE_VARIABLES = { users: 'USERS_SCALE', rate: 'RATE_SCALE', limits: 'LIMITS_SCALE' } as const;

/** Where none is set the test is the one of the tables. */
export function readScale(env: Environment): Scale {
  const scale: Scale = { ...FULL_SCALE };
  for (const factor of FACTORS) {
    const variable = SCALE_VARIABLES[factor];
    const text = env[variable] || '1';
    const value = Number(text);
    if (!/^\d*\.?\d+$/.test(text) || !isScaleFactor(value))
      throw new Error(`${variable} reads ${JSON.stringify(text)}: expected a factor from 0.001 to 1000, such as 0.25`);
    scale[factor] = value;
  }
  return env.PERF_ENVIRONMENT ? { ...scale, environment: env.PERF_ENVIRONMENT } : scale;
}
