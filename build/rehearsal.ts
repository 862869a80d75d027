// A rehearsal of a bundle: stand-ins for k6's modules, no sockets, no waiting. Shows what the bundle records, in some 30 ms.
// The runner would take 50 to 100 ms a bundle for it, and needs servers for SQL, Redis and pages: it has no stand-ins for them.
import { createContext, Script } from 'node:vm';
import { transform } from 'esbuild';
import { parseDuration } from 'k6-kit/durations';

/** Tags of one sample. */
export type Tags = Record<string, string>;

export interface Rehearsal {
  options: RehearsedOptions;
  /** By metric: the tags of each sample. */
  recorded: Map<string, Tags[]>;
  /** Names of what the script says it writes: its endpoints that do, or a service test. */
  writes: string[];
}

interface RehearsedOptions {
  scenarios?: Record<
    string,
    { exec?: string; duration?: string; maxDuration?: string; stages?: { duration: string }[] }
  >;
  thresholds?: Record<string, unknown>;
}

type Exports = Record<string, unknown> & { options?: RehearsedOptions };

/** Where the rehearsal stands: one VU, one scenario at a time. */
interface Moment {
  nowMs: number;
  scenario: string;
  iteration: number;
  /** Tags that the script has put on its VU. */
  vuTags: Tags;
}

/** Notes one sample of each metric, with the tags of the VU and its own. */
type Recorder = (metrics: readonly string[], tags: object) => void;

const ITERATION_METRICS = ['iterations', 'iteration_duration'];
const REQUEST_METRICS = [
  ...['http_reqs', 'http_req_failed', 'data_sent', 'data_received'],
  ...['duration', 'blocked', 'connecting', 'tls_handshaking', 'sending', 'waiting', 'receiving'].map(
    (part) => `http_req_${part}`,
  ),
];

/** Runs each scenario's function `count` times, at moments spread evenly over the scenario's length. Throws what it throws. */
export async function rehearse(code: string, env: Readonly<Record<string, string>>, count: number): Promise<Rehearsal> {
  const moment: Moment = { nowMs: 0, scenario: '', iteration: 0, vuTags: {} };
  const recorded = new Map<string, Tags[]>();
  const record: Recorder = (metrics, tags) => {
    const sample = { ...moment.vuTags, scenario: moment.scenario, ...tags };
    for (const metric of metrics) {
      const samples = recorded.get(metric);
      if (samples) samples.push(sample);
      else recorded.set(metric, [sample]);
    }
  };
  const exported = await evaluate(code, env, standIns(moment, record), moment);
  for (const [name, scenario] of Object.entries(exported.options?.scenarios ?? {})) {
    const iterate = exported[scenario.exec ?? 'default'];
    if (typeof iterate !== 'function')
      throw new Error(`scenario ${name} needs the export ${scenario.exec ?? 'default'}`);
    moment.scenario = name;
    const lengthMs = lengthOf(scenario);
    for (let index = 0; index < count; index++) {
      moment.nowMs = (lengthMs * index) / count;
      moment.iteration = index;
      // What setup() would have given: nothing is set up.
      await iterate({});
      record(ITERATION_METRICS, {});
    }
  }
  return { options: exported.options ?? {}, recorded, writes: namesIn(exported.writes) };
}

/** The guard leaves out what writes, so a script has to say. An array of another realm is one too. */
function namesIn(writes: unknown): string[] {
  if (Array.isArray(writes) && writes.every((name) => typeof name === 'string')) return [...writes];
  throw new Error('exports no list of names as writes: expected what it writes, or []');
}

/** What a script exports at k6's start, where nothing is recorded. Throws what it throws. */
export function exportsOf(code: string, env: Readonly<Record<string, string>>): Promise<Exports> {
  const moment: Moment = { nowMs: 0, scenario: '', iteration: 0, vuTags: {} };
  return evaluate(
    code,
    env,
    standIns(moment, () => {}),
    moment,
  );
}

async function evaluate(code: string, env: object, modules: Record<string, object>, moment: Moment): Promise<Exports> {
  const { code: script } = await transform(code, { format: 'cjs', target: 'node20' });
  const context = createContext({
    __ENV: { ...env },
    __VU: 0,
    console: { log() {}, info() {}, warn() {}, error() {} },
  });
  const now = () => moment.nowMs;
  const wrapped = `(function(require,module,exports,now){Date.now=now;${script}\n})`;
  const module: { exports: Exports } = { exports: {} };
  const load = (name: string) => {
    const found = modules[name];
    if (!found) throw new Error(`no stand-in for the module ${name}`);
    return found;
  };
  new Script(wrapped).runInContext(context)(load, module, module.exports, now);
  return module.exports;
}

/**
 * k6's modules, as far as load scripts use them. A request answers at once with what a server could say to any of them; a
 * database has one row, a cache what was asked for.
 */
function standIns(moment: Moment, record: Recorder): Record<string, object> {
  const request = (method: string, url: string, _body?: unknown, params: { tags?: Tags } = {}) => {
    const tags = {
      method,
      url,
      name: url,
      status: '200',
      expected_response: 'true',
      group: '',
      proto: 'HTTP/1.1',
      ...params.tags,
    };
    record(REQUEST_METRICS, tags);
    const timings = { duration: 1, connecting: 0 };
    const body = '{"ids":[[]]}';
    // Whatever a journey keeps of it is there.
    return { status: 200, url, body, headers: {}, timings, error: '', error_code: 0, json: () => 'kept' };
  };
  const check = (value: unknown, checks: Record<string, (value: unknown) => boolean>) => {
    for (const [name, holds] of Object.entries(checks)) {
      record(['checks'], { check: name });
      holds(value);
    }
    // A journey that stopped would leave its later steps unseen.
    return true;
  };
  // Time stands still in a turn, or the steps of a journey would meet windows by chance: think times are random.
  const sleep = () => {};
  const http = {
    request,
    get: (url: string, params?: object) => request('GET', url, undefined, params),
    post: (url: string, body?: unknown, params?: object) => request('POST', url, body, params),
    del: (url: string, body?: unknown, params?: object) => request('DELETE', url, body, params),
  };
  class Metric {
    readonly name: string;
    constructor(name: string) {
      this.name = name;
    }
    add(_value: number, tags?: Tags) {
      record([this.name], tags ?? {});
    }
  }
  const execution = {
    scenario: {
      get name() {
        return moment.scenario;
      },
      startTime: 0,
      get iterationInTest() {
        return moment.iteration;
      },
    },
    vu: {
      metrics: { tags: moment.vuTags },
      get iterationInInstance() {
        return moment.iteration;
      },
    },
  };
  const asModule = (members: object) => ({ ...members, default: members, __esModule: true });
  return {
    k6: asModule({ check, sleep }),
    'k6/http': asModule(http),
    'k6/metrics': asModule({ Counter: Metric, Gauge: Metric, Rate: Metric, Trend: Metric }),
    'k6/execution': asModule(execution),
    'k6/browser': asModule({ browser: browserStandIn(record) }),
    'k6/x/sql': asModule({ open: () => ({ query: () => [{}], exec: () => ({ rowsAffected: () => 0 }), close() {} }) }),
    'k6/x/sql/driver/postgres': asModule({}),
    'k6/x/redis': asModule({ Client: RedisClient }),
  };
}

const BROWSER_METRICS = [
  ...['browser_data_sent', 'browser_data_received', 'browser_http_req_duration', 'browser_http_req_failed'],
  ...['cls', 'fcp', 'inp', 'lcp', 'ttfb'].map((name) => `browser_web_vital_${name}`),
];

/** A browser in which every page is there at once. What a page is asked is answered with a load that has everything. */
function browserStandIn(record: Recorder): object {
  const vitals = { load: 1, dcl: 1, ttfb: 1, fcp: 1, lcp: 1, inp: 1, cls: 0 };
  const page = {
    goto: async () => ({ status: () => 200 }),
    setDefaultTimeout: () => {},
    waitForTimeout: async () => {},
    keyboard: { press: async () => {} },
    evaluate: async () => ({ vitals, files: [], bytes: 0, found: [], skipped: 0 }),
    screenshot: async () => new ArrayBuffer(0),
    close: async () => record(BROWSER_METRICS, {}),
  };
  return { newContext: async () => ({ newPage: async () => page, close: async () => {} }) };
}

/** A cache that has nothing and takes everything. */
class RedisClient {
  async set() {
    return 'OK';
  }
  async mget(...keys: string[]) {
    return keys.map(() => null);
  }
  async del() {
    return 0;
  }
  async sendCommand() {
    return 'PONG';
  }
}

function lengthOf(scenario: { duration?: string; maxDuration?: string; stages?: { duration: string }[] }): number {
  if (scenario.stages) return scenario.stages.reduce((sum, stage) => sum + parseDuration(stage.duration, 'stage'), 0);
  return parseDuration(scenario.duration ?? scenario.maxDuration ?? '0s', 'duration');
}
