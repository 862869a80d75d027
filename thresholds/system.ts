// What the system under test is called and where its production is: with the tables, the one place that names it.
import { UserError } from 'k6-kit/user-error';
import { type EndpointName, endpoints, type ServiceName, services } from './baselines.ts';

export const SYSTEM = {
  /** As people write it. */
  name: 'AUREN',
  /** In names of jobs, containers, databases and files. */
  slug: 'auren',
  /** Starts the name of every alert. */
  alertPrefix: 'Auren',
  /** This suite: its user agent, image and folders of its own. */
  suite: 'auren-performance',
  /** Load on it, or on a host below it, must be asked for explicitly. */
  productionHost: 'aupex.ai',
} as const;

/** The row of "Services" that is the API itself. */
export const API_SERVICE = 'aurenAPI' satisfies ServiceName;

/** The job by which Prometheus reads the API's own page. */
export const API_JOB = `${SYSTEM.slug}-api` as const;

/** Variables with the people who sign a report. */
export const SIGNED_BY = { tested: 'AUREN_TESTED_BY', reviewed: 'AUREN_REVIEWED_BY' } as const;

/** Endpoints that are asked for what they are: a page, the one that says how the API is, and one that needs the token. */
export const ROLES = { page: 'home', health: 'health', token: 'memory-stats' } as const satisfies Record<
  string,
  EndpointName
>;

// With tables of one's own the compiler names what is missing here; a command that is run before that says it in a line.
const named = [
  ...Object.entries(ROLES).map(([role, name]) => [`ROLES.${role}`, name, 'Response times', endpoints] as const),
  ['API_SERVICE', API_SERVICE, 'Services', services] as const,
];
for (const [where, name, table, rows] of named)
  if (!Object.hasOwn(rows, name))
    throw new UserError(
      'E_SYSTEM',
      `thresholds/system.ts: ${where} is ${name}, which the table "${table}" does not have, expected one of ${Object.keys(rows).join(', ')}`,
    );
