// The token in a text that somebody else made: an error's message, a command's output, a person's note.
import type { Io } from './io.ts';

/** The text without the token of the environment. Shorter than four characters it would be no secret, and hide half the text. */
export function redacted(text: string, env: Io['env']): string {
  const token = env.AUTH_TOKEN ?? '';
  return token.length < 4 ? text : text.replaceAll(token, '[token]');
}
