// The typed form of perf.config.ts: environments with their hosts, caps and leave to write. Checked before it is used.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from 'k6-kit/user-error';
import { z } from 'zod';
import { type EndpointName, endpoints } from '../../thresholds/baselines.ts';
import { RUN_TYPES, type RunType } from '../run-type.ts';
import { importTypeScript } from './import-typescript.ts';

const url = z.string().regex(/^https?:\/\/[^\s@?#]+$/i, 'wants http(s)://host[:port][/path]');
const host = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*[a-z0-9]$|^[0-9a-f:]+$/, 'wants a host in lower case, without scheme, port or *');

const environment = z.strictObject({
  baseUrl: url.optional(),
  /** Hosts that may be loaded, exactly as named: no wildcards. */
  hosts: z.array(host).min(1),
  /** Production: leave, the host's name and a reason are asked for on every run. */
  production: z.boolean().default(false),
  /** Where the target says who it is: `field` of the JSON at `path` has to equal `value`. */
  identity: z
    .strictObject({ path: z.string().startsWith('/'), field: z.string().min(1), value: z.string().min(1) })
    .optional(),
  caps: z.strictObject({
    vus: z.number().int().positive(),
    ratePerS: z.number().positive(),
    minutes: z.number().positive(),
  }),
  /** Endpoints that write are called only where this is true. */
  writes: z.boolean().default(false),
  prometheusUrl: url.optional(),
  metricsUrls: z.array(z.string()).optional(),
});

/** Something to do around a drill: a command, or without one a person who says that it is done. */
const step = z.strictObject({
  /** What it is, as the report names it. */
  title: z.string().min(1),
  /** Program and arguments; no shell reads them. */
  command: z.array(z.string().min(1)).min(1).optional(),
  timeoutS: z.number().positive().default(300),
});

/** A test of a suite; the first one that is a gate and fails ends the suite. */
const suiteTest = z.strictObject({
  type: z.enum(RUN_TYPES as [RunType, ...RunType[]]),
  endpoint: z.enum(Object.keys(endpoints) as [EndpointName, ...EndpointName[]]).optional(),
  gate: z.boolean().default(false),
});

const name = z.string().regex(/^[a-z][a-z0-9-]*$/, 'wants lower case, digits and -');

const config = z.strictObject({
  environments: z.record(name, environment),
  /** Further names and addresses of production, beside aupex.ai: needed where its name does not resolve. */
  productionHosts: z.array(host).default([]),
  /** Tests that run one after the other (`perf suite <name>`), each by name with its environment. */
  suites: z.record(name, z.strictObject({ environment: z.string(), tests: z.array(suiteTest).min(1) })).default({}),
  /** Steps before the load of a drill, in this order; those of the guide's checklist where there are none. */
  drill: z.strictObject({ steps: z.record(name, step) }).optional(),
});

export type PerfConfig = z.output<typeof config>;
export type PerfConfigInput = z.input<typeof config>;
export type SuiteTest = PerfConfig['suites'][string]['tests'][number];
export type OperatorStep = z.output<typeof step>;
export type PerfEnvironment = PerfConfig['environments'][string];

export const CONFIG_FILE = 'perf.config.ts';
/** No environment: loopback only. */
export const NO_CONFIG: PerfConfig = { environments: {}, productionHosts: [], suites: {} };

/** Checked configuration, or one line that names the first wrong place. */
export function readConfig(input: unknown): PerfConfig {
  const read = config.safeParse(input);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new UserError(
    'E_CONFIG',
    `${CONFIG_FILE}: ${issue?.path.join('.') || 'the default export'}: ${issue?.message}; see docs/environments.md`,
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
