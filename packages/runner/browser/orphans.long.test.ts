// However a run ends, its browser ends with it; and a browser that ends by itself is replaced.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SAME_WISH_MS } from '../interrupt.ts';
import { processesWith, type Site, serveSite, visitScript, whyNoBrowser } from './testing.fixture.ts';

const CLI = fileURLToPath(new URL('../cli.ts', import.meta.url));
/** For a machine that is busy with other tests. */
const PATIENCE_MS = 30_000;
const HANG = `const page = await browser.newPage(); console.log('READY'); await page.goto(url + '/hang');`;

interface Run {
  child: ChildProcess;
  ended: Promise<number | null>;
  stderr(): string;
  /** Processes of this run's browser: all of them name its folder. */
  browsers(): number[];
}

describe('browsers and the end of a run', { skip: whyNoBrowser() }, () => {
  let site: Site;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'browser-orphans-'));
    site = await serveSite({ '/': '<!doctype html><title>Here</title><link rel="icon" href="data:,">' });
  });
  after(() => {
    site.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Starts a run in a process of its own. */
  function start(body: string, scenario = ''): Run {
    const mark = randomUUID();
    const script = join(folder, `${mark}.js`);
    writeFileSync(script, visitScript(site.url, body, { scenario }));
    const child = spawn(process.execPath, ['--import', 'tsx', CLI, 'run', '--quiet', script], {
      env: { ...process.env, K6_BROWSER_ARGS: `run-mark=${mark}`, FOLDER: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 4 * PATIENCE_MS,
    });
    let text = '';
    child.stderr?.on('data', (chunk) => {
      text += chunk;
    });
    const seen = new Set<string>();
    return {
      child,
      ended: new Promise((resolve) => child.on('close', resolve)),
      stderr: () => text,
      browsers: () => {
        for (const profile of profilesOf(mark)) seen.add(profile);
        return [...seen].flatMap((profile) => processesWith(profile));
      },
    };
  }

  async function untilReady(run: Run): Promise<void> {
    await until(
      () => run.stderr().includes('READY') && run.browsers().length > 0,
      () => run.stderr(),
    );
  }

  async function assertGone(run: Run): Promise<void> {
    await until(
      () => run.browsers().length === 0,
      () => `left over: ${run.browsers().join()}\n${run.stderr()}`,
    );
  }

  const signals: [name: string, signals: NodeJS.Signals[], code: number | null][] = [
    ['SIGTERM', ['SIGTERM'], 105],
    ['SIGINT, and once more', ['SIGINT', 'SIGINT'], 105],
    // The pipe between the two breaks, and Chromium ends by itself.
    ['SIGKILL', ['SIGKILL'], null],
  ];
  for (const [name, sent, code] of signals)
    it(`no browser is left after ${name}, while a page hangs`, async () => {
      const run = start(HANG);
      await untilReady(run);
      for (const signal of sent) {
        run.child.kill(signal);
        await sleep(SAME_WISH_MS + 100);
      }
      assert.equal(await run.ended, code, run.stderr());
      await assertGone(run);
    });

  it('a page that never stops its script does not keep the run, nor its browser', async () => {
    const run = start(
      `const page = await browser.newPage(); await page.goto(url + '/'); console.log('READY'); await page.evaluate(() => { for (;;); });`,
      "maxDuration: '8s', gracefulStop: '1s',",
    );
    await untilReady(run);
    assert.equal(await run.ended, 0, run.stderr());
    await assertGone(run);
  });

  it('a hanging page ends with an error that says what took how long', async () => {
    const run = start(
      `const page = await browser.newPage(); console.log('READY'); await page.goto(url + '/hang', { timeout: 5000 });`,
    );
    await untilReady(run);
    await run.ended;
    assert.match(run.stderr(), /page\.goto: Timeout 5000ms exceeded/);
    await assertGone(run);
  });

  it('an exception in the script leaves no browser, and the open page is named', async () => {
    const run = start(
      `const page = await browser.newPage(); console.log('READY'); await page.waitForTimeout(5000); throw new Error('on purpose');`,
    );
    await untilReady(run);
    await run.ended;
    assert.match(run.stderr(), /on purpose/);
    assert.match(run.stderr(), /a page was still open at the end of an iteration/);
    await assertGone(run);
  });

  it('a browser that is killed fails its iteration, and the next one has another', async () => {
    const run = start(
      `const page = await browser.newPage();
      await page.goto(url + '/');
      if (exec.vu.iterationInScenario === 0) { console.log('READY'); await page.waitForTimeout(60000); }
      console.log('TITLE ' + await page.title());
      await page.close();`,
      'iterations: 2,',
    );
    await untilReady(run);
    for (const pid of run.browsers()) kill(pid);
    await run.ended;
    assert.match(run.stderr(), /the browser has ended in the middle of an iteration/);
    assert.equal(run.stderr().match(/TITLE Here/g)?.length, 1, run.stderr());
    await assertGone(run);
  });
});

/** Folders of the browsers whose command line has the mark. */
function profilesOf(mark: string): string[] {
  return processesWith(`--run-mark=${mark}`).flatMap((pid) => {
    const args = argumentsOf(pid);
    return /--user-data-dir=(\S+)/.exec(args)?.[1] ?? [];
  });
}

function argumentsOf(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It went with its parent.
  }
}

async function until(isSo: () => boolean, otherwise: () => string): Promise<void> {
  for (const endMs = Date.now() + PATIENCE_MS; !isSo(); await sleep(100))
    if (Date.now() > endMs) assert.fail(otherwise());
}
