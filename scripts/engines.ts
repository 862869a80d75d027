// Finds the engine for a run: the user's own k6 when there is one, else the local runner.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgramIn, foldersOf, isExecutable } from 'k6-kit/programs';
import { UserError } from 'k6-kit/user-error';
import type { Io } from './io.ts';

/** An engine that can run a bundle. `label` is what results carry. */
export type Engine = { kind: 'k6'; path: string; label: string } | { kind: 'local'; label: string };

/** Memory of one VU: the local runner's as measured (bench/README.md), k6's as its guide to large tests has it for small scripts. */
export const MEMORY_PER_VU_MB = { local: 0.7, k6: [1, 5] } as const;

/** Memory of a Chromium with one page, all its processes together; measured as their proportional set size (docs/local-runner.md). */
export const MEMORY_PER_BROWSER_MB = 390;

export const ENGINE_CHOICES = ['auto', 'k6', 'local'] as const;
export type EngineChoice = (typeof ENGINE_CHOICES)[number];

/** The engine that `choice` means here. `auto`: k6 at K6_BIN or on the PATH, else the local runner. */
export async function findEngine(choice: EngineChoice, io: Io): Promise<Engine> {
  const local: Engine = { kind: 'local', label: 'local runner' };
  if (choice === 'local') return local;
  const path = await findK6(io);
  if (path) return { kind: 'k6', path, label: await versionOf(path) };
  if (choice === 'auto') return local;
  throw new UserError(
    'E_ENGINE',
    '--engine k6: no k6 on the PATH and K6_BIN is not set; install k6, set K6_BIN, or use --engine local',
  );
}

async function findK6(io: Io): Promise<string | undefined> {
  const named = io.env.K6_BIN;
  if (named) {
    if (isExecutable(named)) return named;
    throw new UserError(
      'E_K6_BIN',
      `K6_BIN reads "${named}": expected the path of an executable k6; correct it or unset it`,
    );
  }
  return findProgramIn(['k6'], foldersOf(io.env.PATH));
}

/** `k6 v2.3.0`, from `k6 version`. */
async function versionOf(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ['version'], { timeout: 10_000 }).catch((cause) => {
    throw new UserError(
      'E_K6_VERSION',
      `${path}: \`k6 version\` failed (${cause.code ?? cause.message}), expected a working k6`,
      { cause },
    );
  });
  const [version] = /v\d+\.\d+\.\d+\S*/.exec(stdout) ?? [];
  return version ? `k6 ${version}` : 'k6';
}
