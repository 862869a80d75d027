// The option `scenarios` (or the shortcuts) as typed configurations with k6's defaults, or an error that names what is wrong.
import { parseDuration } from 'k6-kit/durations';
import { lengthOf, peakOf, type Stage } from './pacing.ts';
import { countIn, type Share } from './segments.ts';

interface Common {
  name: string;
  startTimeMs: number;
  gracefulStopMs: number;
  exec: string;
  env: Record<string, string>;
  tags: Record<string, string>;
  /** The scenario may use k6/browser. */
  hasBrowser: boolean;
  /** Which iterations (ramping-vus: VUs too) of the whole test are this instance's; VUs and iterations are counted already. */
  share?: Share;
}
export type SharedIterations = Common & {
  executor: 'shared-iterations';
  vus: number;
  iterations: number;
  maxDurationMs: number;
};
export type PerVuIterations = Common & {
  executor: 'per-vu-iterations';
  vus: number;
  iterations: number;
  maxDurationMs: number;
};
export type ConstantVus = Common & { executor: 'constant-vus'; vus: number; durationMs: number };
export type RampingVus = Common & {
  executor: 'ramping-vus';
  startVus: number;
  stages: Stage[];
  gracefulRampDownMs: number;
};
/** Both arrival-rate executors: a constant rate is one stage that stays at its start rate. */
export type ArrivalRate = Common & {
  executor: 'constant-arrival-rate' | 'ramping-arrival-rate';
  startRate: number;
  timeUnitMs: number;
  stages: Stage[];
  preAllocatedVus: number;
  maxVus: number;
};
export type Scenario = SharedIterations | PerVuIterations | ConstantVus | RampingVus | ArrivalRate;

const COMMON_KEYS = ['executor', 'startTime', 'gracefulStop', 'exec', 'env', 'tags', 'options'];
const OWN_KEYS: Record<Scenario['executor'], readonly string[]> = {
  'shared-iterations': ['vus', 'iterations', 'maxDuration'],
  'per-vu-iterations': ['vus', 'iterations', 'maxDuration'],
  'constant-vus': ['vus', 'duration'],
  'ramping-vus': ['startVUs', 'stages', 'gracefulRampDown'],
  'constant-arrival-rate': ['rate', 'timeUnit', 'duration', 'preAllocatedVUs', 'maxVUs'],
  'ramping-arrival-rate': ['startRate', 'timeUnit', 'stages', 'preAllocatedVUs', 'maxVUs'],
};

type Raw = Record<string, unknown>;

/** Reads one scenario's fields, with errors that say where. */
class Fields {
  readonly #raw: Raw;
  readonly #where: string;

  constructor(raw: Raw, where: string) {
    this.#raw = raw;
    this.#where = where;
  }

  duration(key: string, fallback?: string): number {
    const value = this.#raw[key] ?? fallback;
    if (value === undefined) throw new Error(`${this.#where}: ${key} is missing`);
    return parseDuration(value, `${this.#where}: ${key}`);
  }

  count(key: string, least: number, fallback?: number): number {
    const value = this.#raw[key] ?? fallback;
    if (value === undefined) throw new Error(`${this.#where}: ${key} is missing`);
    const number = Number(value);
    if (Number.isInteger(number) && number >= least) return number;
    throw new Error(
      `${this.#where}: ${key} reads ${JSON.stringify(value)}: expected a whole number, at least ${least}`,
    );
  }

  stages(): Stage[] {
    const value = this.#raw.stages;
    if (!Array.isArray(value) || value.length === 0)
      throw new Error(`${this.#where}: stages is missing: expected an array of {duration, target}`);
    return value.map((stage: unknown, index) => {
      const fields = new Fields((stage ?? {}) as Raw, `${this.#where}: stages[${index}]`);
      return { durationMs: fields.duration('duration'), target: fields.count('target', 0) };
    });
  }

  texts(key: string): Record<string, string> {
    return Object.fromEntries(
      Object.entries((this.#raw[key] ?? {}) as Raw).map(([name, value]) => [name, String(value)]),
    );
  }

  text(key: string, fallback: string): string {
    return String(this.#raw[key] ?? fallback);
  }
}

/** All scenarios of an option `scenarios`, in its order. */
export function readScenarios(option: unknown): Scenario[] {
  if (typeof option !== 'object' || option === null) throw new Error('options.scenarios needs an object of scenarios');
  const entries = Object.entries(option as Raw);
  if (entries.length === 0) throw new Error('options.scenarios is empty: expected at least one scenario');
  return entries.map(([name, raw]) => readScenario(name, (raw ?? {}) as Raw));
}

function readScenario(name: string, raw: Raw): Scenario {
  const where = `scenario "${name}"`;
  const executor = raw.executor as Scenario['executor'];
  const own = OWN_KEYS[executor];
  if (!own)
    throw new Error(
      `${where}: executor reads ${JSON.stringify(executor)}: expected one of ${Object.keys(OWN_KEYS).join(', ')}`,
    );
  const unknown = Object.keys(raw).find((key) => !COMMON_KEYS.includes(key) && !own.includes(key));
  if (unknown)
    throw new Error(`${where}: ${executor} has no field "${unknown}" (it has ${[...own, ...COMMON_KEYS].join(', ')})`);
  const fields = new Fields(raw, where);
  const common: Common = {
    name,
    startTimeMs: fields.duration('startTime', '0s'),
    gracefulStopMs: fields.duration('gracefulStop', '30s'),
    exec: fields.text('exec', 'default'),
    env: fields.texts('env'),
    tags: fields.texts('tags'),
    hasBrowser: hasBrowser(raw.options, where),
  };
  return { ...common, ...readOwn(executor, fields, where) } as Scenario;
}

/** `options: { browser: { type: 'chromium' } }`: the scenario may use k6/browser. */
function hasBrowser(options: unknown, where: string): boolean {
  if (options === undefined || options === null) return false;
  const { browser, ...others } = options as Raw;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new Error(`${where}: options.${unknown} is not supported by the local runner: it knows options.browser`);
  if (browser === undefined) return false;
  const { type, ...rest } = (browser ?? {}) as Raw;
  const [extra] = Object.keys(rest);
  if (extra !== undefined)
    throw new Error(
      `${where}: options.browser.${extra} is not supported by the local runner: it knows options.browser.type`,
    );
  if (type === 'chromium') return true;
  throw new Error(`${where}: options.browser.type reads ${JSON.stringify(type)}: expected "chromium"`);
}

function readOwn(executor: Scenario['executor'], fields: Fields, where: string): object {
  switch (executor) {
    case 'shared-iterations':
    case 'per-vu-iterations': {
      const [vus, iterations] = [fields.count('vus', 1, 1), fields.count('iterations', 1, 1)];
      if (executor === 'shared-iterations' && iterations < vus) {
        throw new Error(
          `${where}: ${iterations} iterations cannot be shared by ${vus} VUs: expected at least as many iterations`,
        );
      }
      return { executor, vus, iterations, maxDurationMs: fields.duration('maxDuration', '10m') };
    }
    case 'constant-vus':
      return {
        executor,
        vus: fields.count('vus', 1, 1),
        durationMs: positive(fields.duration('duration'), `${where}: duration`),
      };
    case 'ramping-vus': {
      const [startVus, stages] = [fields.count('startVUs', 0, 1), fields.stages()];
      if (peakOf(startVus, stages) === 0) throw new Error(`${where}: no stage has a target above 0`);
      return { executor, startVus, stages, gracefulRampDownMs: fields.duration('gracefulRampDown', '30s') };
    }
    case 'constant-arrival-rate': {
      const rate = fields.count('rate', 1);
      const durationMs = positive(fields.duration('duration'), `${where}: duration`);
      return { executor, startRate: rate, stages: [{ durationMs, target: rate }], ...readArrival(fields, where) };
    }
    case 'ramping-arrival-rate':
      return {
        executor,
        startRate: fields.count('startRate', 0, 0),
        stages: fields.stages(),
        ...readArrival(fields, where),
      };
  }
}

function readArrival(fields: Fields, where: string): { timeUnitMs: number; preAllocatedVus: number; maxVus: number } {
  const preAllocatedVus = fields.count('preAllocatedVUs', 0);
  const maxVus = fields.count('maxVUs', 0, preAllocatedVus);
  if (maxVus < preAllocatedVus || maxVus === 0)
    throw new Error(`${where}: maxVUs reads ${maxVus}: expected at least preAllocatedVUs (${preAllocatedVus}) and 1`);
  return { timeUnitMs: positive(fields.duration('timeUnit', '1s'), `${where}: timeUnit`), preAllocatedVus, maxVus };
}

function positive(ms: number, what: string): number {
  if (ms > 0) return ms;
  throw new Error(`${what} is 0: expected more`);
}

/** How long the scenario runs from its own start, milliseconds, without any grace. */
export function scenarioLength(scenario: Scenario): number {
  switch (scenario.executor) {
    case 'shared-iterations':
    case 'per-vu-iterations':
      return scenario.maxDurationMs;
    case 'constant-vus':
      return scenario.durationMs;
    case 'ramping-vus':
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return lengthOf(scenario.stages);
  }
}

/** VUs that the scenario needs at once: those made before the run, and the most that it may have. */
export function scenarioVus(scenario: Scenario): { planned: number; most: number } {
  switch (scenario.executor) {
    case 'ramping-vus': {
      const wholePeak = peakOf(scenario.startVus, scenario.stages);
      const peak = scenario.share ? countIn(scenario.share, wholePeak) : wholePeak;
      return { planned: peak, most: peak };
    }
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return { planned: scenario.preAllocatedVus, most: scenario.maxVus };
    default:
      return { planned: scenario.vus, most: scenario.vus };
  }
}

/** How many VUs have to exist before the run: the most that scenarios which overlap in time plan together. */
export function plannedVus(scenarios: readonly Scenario[]): number {
  const spans = scenarios.map((scenario) => {
    const endMs = scenario.startTimeMs + scenarioLength(scenario) + scenario.gracefulStopMs;
    return { startMs: scenario.startTimeMs, endMs, vus: scenarioVus(scenario).planned };
  });
  const sums = spans.map(({ startMs }) =>
    spans.reduce((sum, span) => sum + (span.startMs <= startMs && startMs < span.endMs ? span.vus : 0), 0),
  );
  return Math.max(0, ...sums);
}

/** One line about a scenario for people. */
export function describeScenario(scenario: Scenario): string {
  const { planned, most } = scenarioVus(scenario);
  const vus = planned === most ? `${most} VUs` : `${planned} to ${most} VUs`;
  const seconds = Math.round(scenarioLength(scenario) / 100) / 10;
  return `${scenario.name}: ${scenario.executor}, ${vus}, ${'maxDurationMs' in scenario ? 'at most ' : ''}${seconds} s`;
}
