// The typed form of perf.config.ts: environments with their hosts, caps and leave to write. Checked before it is used.

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { FACTORS, isScaleFactor } from 'k6-format/scale';
import { issueText } from 'k6-kit/shapes';
import { UserError } from 'k6-kit/user-error';
import * as v from 'valibot';
import { type EndpointName, endpoints } from '../../thresholds/baselines.ts';
import { RUN_TYPES, type RunType } from '../run-type.ts';
import { importTypeScript } from './import-typescript.ts';

const url = v.pipe(v.string(), v.regex(/^https?:\/\/[^\s@?#]+$/i, 'expected http(s)://host[:port][/path]'));
const host = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9][a-z0-9.-]*[a-z0-9]$|^[0-9a-f:]+$/, 'expected a host in lower case, without scheme, port or *'),
);

/** A number as it was read, for a message. */
const factor = v.pipe(
  v.unknown(),
  v.check(
    (value) => typeof value === 'number' && isScaleFactor(value),
    ({ received }) => `reads ${received}, expected a factor from 0.001 to 1000, such as 0.25`,
  ),
  v.transform(Number),
);

const environment = v.strictObject({
  baseUrl: v.optional(url),
  /** Hosts that may be loaded, exactly as named: no wildcards. */
  hosts: v.pipe(v.array(host), v.minLength(1)),
  /** Production: leave, the host's name and a reason are asked for on every run. */
  production: v.optional(v.boolean(), false),
  /** Where the target says who it is: `field` of the JSON at `path` has to equal `value`. */
  identity: v.optional(
    v.strictObject({
      path: v.pipe(v.string(), v.startsWith('/')),
      field: v.pipe(v.string(), v.minLength(1)),
      value: v.pipe(v.string(), v.minLength(1)),
    }),
  ),
  caps: v.strictObject({
    vus: v.pipe(v.number(), v.integer(), v.gtValue(0)),
    ratePerS: v.pipe(v.number(), v.gtValue(0)),
    minutes: v.pipe(v.number(), v.gtValue(0)),
  }),
  /** Its size compared with production's: factors on users, on arrival rates, and on limits of response times. Caps are for the scaled load. */
  scale: v.exactOptional(v.strictObject(v.entriesFromList(FACTORS, v.exactOptional(factor)))),
  /** Endpoints that write are called only where this is true. */
  writes: v.optional(v.boolean(), false),
  prometheusUrl: v.optional(url),
  metricsUrls: v.optional(v.array(v.string())),
});

/** Something to do around a drill: a command, or without one a person who says that it is done. */
const step = v.strictObject({
  /** What it is, as the report names it. */
  title: v.pipe(v.string(), v.minLength(1)),
  /** Program and arguments; no shell reads them. */
  command: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.minLength(1))),
  timeoutS: v.optional(v.pipe(v.number(), v.gtValue(0)), 300),
});

/** A test of a suite; the first one that is a gate and fails ends the suite. */
const suiteTest = v.strictObject({
  type: v.picklist(RUN_TYPES as [RunType, ...RunType[]]),
  endpoint: v.optional(v.picklist(Object.keys(endpoints) as [EndpointName, ...EndpointName[]])),
  gate: v.optional(v.boolean(), false),
});

const name = v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/, 'expected lower case, digits and -'));

const config = v.strictObject({
  environments: v.record(name, environment),
  /** Further names and addresses of production, besides the system's: needed where its name does not resolve. */
  productionHosts: v.optional(v.array(host), []),
  /** Tests that run one after the other (`perf suite <name>`), each with its name and environment. */
  suites: v.optional(
    v.record(name, v.strictObject({ environment: v.string(), tests: v.pipe(v.array(suiteTest), v.minLength(1)) })),
    {},
  ),
  /** Steps before the load of a drill, in this order; those of the checklist (docs/guide.md) if the list is missing. */
  drill: v.optional(v.strictObject({ steps: v.record(name, step) })),
});

export type PerfConfig = v.InferOutput<typeof config>;
export type PerfConfigInput = v.InferInput<typeof config>;
export type SuiteTest = PerfConfig['suites'][string]['tests'][number];
export type OperatorStep = v.InferOutput<typeof step>;
export type PerfEnvironment = PerfConfig['environments'][string];

export const CONFIG_FILE = 'perf.config.ts';
/** No environment: loopback only. */
export const NO_CONFIG: PerfConfig = { environments: {}, productionHosts: [], suites: {} };

/** Checked configuration, or one line that names the first wrong place. */
export function readConfig(input: unknown): PerfConfig {
  const read = v.safeParse(config, input);
  if (read.success) return read.output;
  throw new UserError(
    'E_CONFIG',
    `${CONFIG_FILE}: ${issueText(read.issues, 'the default export')}; see docs/environments.md`,
  );
}

/** The user's configuration: in the folder where the user stands, else the repository's; none allows loopback only. */
export async function loadConfig(folders: readonly string[]): Promise<PerfConfig> {
  for (const folder of folders) {
    const path = join(folder, CONFIG_FILE);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    const module = await importTypeScript(path).catch((cause: Error) => {
      throw new UserError('E_CONFIG', `${path} cannot be loaded: ${cause.message.split('\n')[0]}`, { cause });
    });
    return readConfig(module.default);
  }
  return NO_CONFIG;
}
