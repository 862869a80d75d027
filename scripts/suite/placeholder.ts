// Whether a suite's environment is a real one: the example that ships with the suite must not look like a passed night.

import { UserError } from 'k6-kit/user-error';
import type { PerfConfig } from '../guard/config.ts';

/** Names that belong to nobody (RFC 2606, RFC 6761). */
const NOBODYS = /(^|\.)(example|invalid|test)$|(^|\.)example\.(com|net|org)$/;

/** The environment's base URL. Missing or placeholder environments are rejected with a message that names them. */
export function realBaseUrl(config: PerfConfig, suite: string, environment: string): string {
  const found = Object.hasOwn(config.environments, environment) ? config.environments[environment] : undefined;
  const refuse = (what: string) =>
    new UserError(
      'E_SUITE_ENVIRONMENT',
      `suite ${suite}: the environment ${environment} ${what}: expected a host of yours; set baseUrl and hosts in perf.config.ts (docs/environments.md)`,
    );
  if (found === undefined) throw refuse('is not in perf.config.ts');
  if (found.baseUrl === undefined) throw refuse('has no baseUrl');
  if (isPlaceholder(found.baseUrl)) throw refuse(`has the placeholder host ${new URL(found.baseUrl).hostname}`);
  return found.baseUrl;
}

/** Whether a URL's host is one that nobody owns. */
export function isPlaceholder(url: string): boolean {
  return URL.canParse(url) && NOBODYS.test(new URL(url).hostname.toLowerCase().replace(/\.$/, ''));
}
