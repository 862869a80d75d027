// The token from a file, for machines where secrets are mounted as files: read once, and handed on by the environment only.
import { resolve } from 'node:path';
import { readText } from 'k6-kit/read-bounded';
import { UserError } from 'k6-kit/user-error';
import type { Io } from './io.ts';

/** A token is a header's value; targets take headers of some kilobytes. */
const MAX_TOKEN_BYTES = 64 * 1024;

/** The same world with AUTH_TOKEN from the file that AUTH_TOKEN_FILE names, unless there is a token already; without a line break around it. */
export async function withTokenFile(io: Io): Promise<Io> {
  const { AUTH_TOKEN: given = '', AUTH_TOKEN_FILE: file } = io.env;
  const token = given.trim();
  if (token) return token === given ? io : { ...io, env: { ...io.env, AUTH_TOKEN: token } };
  if (!file) return io;
  const text = await readText(resolve(io.cwd, file), MAX_TOKEN_BYTES).catch((cause: Error) => {
    throw new UserError(
      'E_TOKEN_FILE',
      `AUTH_TOKEN_FILE: ${cause.message}; expected a file with the token on one line`,
      {
        cause,
      },
    );
  });
  return { ...io, env: { ...io.env, AUTH_TOKEN: text.trim() } };
}
