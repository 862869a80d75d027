// Secrets in a text that somebody else made: an error's message, a command's output, a person's note.
import { withoutSecret } from 'k6-kit/secrets';
import { withoutCredentials } from 'k6-kit/url-credentials';
import type { Io } from './io.ts';

/** The text without the tokens of the environment, in whatever form, and without user and password in URLs. */
export function redacted(text: string, { AUTH_TOKEN, GRAFANA_TOKEN, GITHUB_TOKEN }: Io['env']): string {
  return withoutCredentials([AUTH_TOKEN, GRAFANA_TOKEN, GITHUB_TOKEN].reduce(withoutSecret, text));
}
