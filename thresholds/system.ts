// What the system under test is called and where its production is: with the tables, the one place that names it.
import type { EndpointName, ServiceName } from './baselines.ts';

export const SYSTEM = {
  /** As people write it. */
  name: 'AUREN',
  /** In names of jobs, containers, databases and files. */
  slug: 'auren',
  /** Starts the name of every alert. */
  alertPrefix: 'Auren',
  /** This suite: its user agent, image and folders of its own. */
  suite: 'auren-performance',
  /** Load on it, or on a host below it, must be asked for by name. */
  productionHost: 'aupex.ai',
} as const;

/** The row of "Services" that is the API itself. */
export const API_SERVICE = 'aurenAPI' satisfies ServiceName;

/** The job by which Prometheus reads the API's own page. */
export const API_JOB = `${SYSTEM.slug}-api` as const;

/** Variables with the people who sign a report. */
export const SIGNED_BY = { tested: 'AUREN_TESTED_BY', reviewed: 'AUREN_REVIEWED_BY' } as const;

/** Endpoints that are asked for what they are: the one that says how the API is, and one that wants the token. */
export const ROLES = { health: 'health', token: 'memory-stats' } as const satisfies Record<string, EndpointName>;
