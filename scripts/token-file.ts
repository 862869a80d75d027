// The token from a file, for machines where secrets are mounted as files: read once, and handed on by the environment only.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Io } from './io.ts';
import { UserError } from './user-error.ts';

/** The same world with AUTH_TOKEN from the file that AUTH_TOKEN_FILE names, unless there is a token already. */
export async function withTokenFile(io: Io): Promise<Io> {
  const { AUTH_TOKEN: token, AUTH_TOKEN_FILE: file } = io.env;
  if (token || !file) return io;
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new UserError(
      'E_TOKEN_FILE',
      `AUTH_TOKEN_FILE names ${JSON.stringify(file)}, which cannot be read (${cause.code}): wants a file with the token on one line`,
      { cause },
    );
  });
  return { ...io, env: { ...io.env, AUTH_TOKEN: text.trim() } };
}
