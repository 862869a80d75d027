// Asks a cluster instead: `kubectl apply --dry-run=server` has the server check everything and keep nothing.
import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findProgramIn, foldersOf } from 'k6-kit/programs';
import { UserError } from 'k6-kit/user-error';
import type { Io } from '../io.ts';

const TIMEOUT_MS = 60_000;

/** What kubectl said of each object. Throws a UserError with the server's words when it refuses one. */
export async function askServer(dir: string, io: Pick<Io, 'env' | 'signal'>): Promise<string> {
  const kubectl = findProgramIn(['kubectl'], foldersOf(io.env.PATH));
  if (kubectl === undefined)
    throw new UserError('E_DEPLOY_KUBECTL', '--server: no kubectl in PATH; expected one that reaches your cluster');
  const volume = join(dir, 'results.yaml');
  const sources = [['-k', dir], ...((await isThere(volume)) ? [['-f', volume]] : [])];
  const said: string[] = [];
  for (const source of sources) said.push(await ask(kubectl, source, io));
  return said.join('');
}

async function ask(
  kubectl: string,
  source: readonly string[],
  { env, signal }: Pick<Io, 'env' | 'signal'>,
): Promise<string> {
  const args = ['apply', '--dry-run=server', '--validate=strict', ...source];
  const run = promisify(execFile)(kubectl, args, { env, timeout: TIMEOUT_MS, ...(signal && { signal }) });
  const { stdout } = await run.catch((cause: Error & { stderr?: string; killed?: boolean }) => {
    const words = cause.killed ? `no answer in ${TIMEOUT_MS / 1000} s` : (cause.stderr || cause.message).trim();
    const line = words.split('\n').filter(Boolean).slice(0, 5).join('; ');
    throw new UserError('E_DEPLOY_SERVER', `the server refuses ${source[1]}: ${line}`, { cause });
  });
  return stdout;
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
