// Ctrl-C during a page load test: the run ends, its report is there and not usable, and no browser is left.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browserEnvironment, whyNoBrowser } from 'k6-local/browser/testing.fixture';
import { startTarget } from '../target/start.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** For a machine that is busy with other tests; the run itself would take two minutes. */
const PATIENCE_MS = 90_000;
const INTERRUPTED = 105;

/** Numbers of the processes that have `mark` in their environment: the guard lets no argument of one's own through to the browser. */
function processesOf(mark: string): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`RUN_MARK=${mark}`);
    } catch {
      return false;
    }
  });
}

interface Outcome {
  exitCode: number;
  verdict: string;
  resultFile: string;
  reports: Record<string, string>;
}

it('a page load test that is interrupted writes its report', { skip: whyNoBrowser() }, async () => {
  const [folder, target, mark] = [await mkdtemp(join(tmpdir(), 'interrupted-')), await startTarget({}), randomUUID()];
  const args = ['run', 'page-load', '--target', target.url, '--engine', 'local', '--json', '--out', folder];
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/cli.ts', ...args], {
    cwd: root,
    env: { ...browserEnvironment(), AUTH_TOKEN: target.token, RUN_MARK: mark },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
  });
  let [stdout, stderr, running] = ['', '', 0];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    // Once, when a page has been loaded.
    if (!/[1-9]\d* complete/.test(stderr) && /[1-9]\d* complete/.test(stderr + chunk)) {
      running = processesOf(mark).length;
      child.kill('SIGINT');
    }
    stderr += chunk;
  });
  try {
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    assert.equal(code, INTERRUPTED, stderr);
    const { exitCode, verdict, resultFile, reports } = JSON.parse(stdout) as Outcome;
    assert.deepEqual([exitCode, verdict], [INTERRUPTED, 'discarded'], stderr);
    for (const file of [resultFile, ...Object.values(reports)]) assert.ok(existsSync(file), `${file}\n${stderr}`);
    assert.ok(Object.keys(reports).length >= 2, stdout);
    assert.ok(running > 2, `the browser's processes have the mark: ${running}`);
    assert.deepEqual(processesOf(mark), []);
  } finally {
    child.kill('SIGKILL');
    await target.close();
    await rm(folder, { recursive: true, force: true });
  }
});
