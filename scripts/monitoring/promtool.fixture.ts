// Prometheus's own checkers, for tests: where one is missing, tests that need it are skipped and listed.
import { execFile, spawnSync } from 'node:child_process';

/** Debian's packages of the programs that tests run. */
const PACKAGES: Record<string, string> = {
  promtool: 'prometheus',
  prometheus: 'prometheus',
  amtool: 'prometheus-alertmanager',
};

/** Why a test that needs the program is skipped, or false where the program is there. */
export function skipWithout(program: string): string | false {
  const found = spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
  return found ? false : `${program} is not installed (Debian package ${PACKAGES[program] ?? program})`;
}

/** Runs promtool, or another checker, in `folder`; returns what it said and how it ended. */
export function promtool(
  args: readonly string[],
  folder: string,
  program = 'promtool',
): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd: folder, timeout: 120_000 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ code, text: stdout + stderr });
    });
  });
}
