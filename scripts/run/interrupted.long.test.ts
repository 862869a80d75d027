// Twenty Ctrl-C in a pseudo-terminal, at every moment of a run; every signal by every way; k6, local instances and the demo; a second
// Ctrl-C; and the end of the process that started the run.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { EXIT } from 'k6-kit/exit-codes';
import { SAME_WISH_MS } from 'k6-local/interrupt';
import { Bench, type Way, whyNoTerminal } from './interrupted.fixture.ts';

const CTRL_C = '\u0003';
/** Of a load of 6.6 s: 0.6 s ramp and 6 s hold. */
const SHORT = 0.02;
/** Runs at each moment, at times that are spread over it. */
const TIMES = 4;

// After which text Ctrl-C is typed, and over how many seconds after it.
const MOMENTS: [moment: string, text: string, lengthS: number][] = [
  ['start-up', 'LISTENING', 0.6],
  ['the ramp', 'running (0:00', 0.4],
  ['the hold', 'running (0:02', 3],
  ['the end of the load and the summary', 'running (0:06', 0.8],
  ['the report', 'result: ', 0.2],
];

describe('an interrupted run', () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.open();
  });
  after(() => bench.close());
  beforeEach(() => bench.clear());

  for (const [moment, text, lengthS] of MOMENTS)
    it(`leaves result, report and one verdict after Ctrl-C at ${moment}`, { skip: whyNoTerminal() }, async () => {
      for (let time = 0; time < TIMES; time++) {
        const step = [text, (lengthS * time) / TIMES, CTRL_C] as const;
        const { code, output } = await bench.inTerminal([step], bench.command('npm', [], SHORT));
        assert.match(output, /\^C/);
        const { engineExit } = await bench.assertComplete(() => output);
        // After the load's end nothing was interrupted: the run has the verdict and the code that it would have had.
        const own: number[] =
          engineExit === EXIT.interrupted ? [EXIT.interrupted] : [EXIT.passed, EXIT.discarded, EXIT.thresholds];
        assert.ok(own.includes(code), `${code}\n${output}`);
      }
    });

  // Who gets which signal. SIGINT to npx alone stays with the shell between it and us.
  const SIGNALS: [Way, 'leader' | 'group', NodeJS.Signals, exitCode?: number][] = [
    ['npm', 'leader', 'SIGINT', EXIT.interrupted],
    ['npm', 'leader', 'SIGTERM', EXIT.interrupted],
    ['npm', 'leader', 'SIGHUP'],
    ['npm', 'leader', 'SIGKILL'],
    ['npm', 'group', 'SIGINT', EXIT.interrupted],
    ['npm', 'group', 'SIGTERM', EXIT.interrupted],
    ['npm', 'group', 'SIGHUP'],
    ['npx', 'leader', 'SIGTERM'],
    ['npx', 'leader', 'SIGHUP'],
    ['npx', 'leader', 'SIGKILL'],
    ['npx', 'group', 'SIGINT'],
    ['npx', 'group', 'SIGTERM'],
    ['npx', 'group', 'SIGHUP'],
    ['node', 'leader', 'SIGINT', EXIT.interrupted],
    ['node', 'leader', 'SIGTERM', EXIT.interrupted],
    ['node', 'leader', 'SIGHUP', EXIT.interrupted],
    ['script', 'leader', 'SIGTERM'],
    ['script', 'leader', 'SIGHUP'],
    ['script', 'leader', 'SIGKILL'],
    ['script', 'group', 'SIGTERM'],
  ];
  for (const [way, whom, signal, exitCode] of SIGNALS)
    it(`ends its load and reports after ${signal} to the ${whom} of ${way}`, async () => {
      const run = bench.start(bench.command(way));
      await bench.loaded(run);
      const { pid = 0 } = run.child;
      await bench.assertLoadEnds(() => process.kill(whom === 'group' ? -pid : pid, signal), run);
      await bench.assertComplete(run.output);
      if (exitCode !== undefined) assert.equal(await run.ended, exitCode, run.output());
    });

  describe('by k6', () => {
    let k6: string;
    beforeEach(() => {
      k6 = bench.standIn();
    });
    const BY_K6 = ['--engine', 'k6'];

    it('k6 hears of Ctrl-C once, and its summary is reported', { skip: whyNoTerminal() }, async () => {
      const { code, output } = await bench.inTerminal([['LOADED', 0, CTRL_C]], bench.command('npm', BY_K6), {
        K6_BIN: k6,
      });
      assert.equal(code, EXIT.interrupted, output);
      await bench.assertComplete(() => output);
    });

    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGKILL'] as const)
      it(`its load ends after ${signal} to npm`, async () => {
        const run = bench.start(bench.command('npm', BY_K6), { K6_BIN: k6 });
        await bench.loaded(run);
        await bench.assertLoadEnds(() => run.child.kill(signal), run);
        await bench.assertComplete(run.output);
      });

    it('its load ends when the command itself is killed', async () => {
      const run = bench.start(bench.command('node', BY_K6), { K6_BIN: k6 });
      await bench.loaded(run);
      await bench.assertLoadEnds(() => run.child.kill('SIGKILL'), run);
    });

    it('a second Ctrl-C ends at once, says what is missing, and leaves no lock', {
      skip: whyNoTerminal(),
    }, async () => {
      const steps = [
        ['LOADED', 0, CTRL_C],
        ['the load ends', SAME_WISH_MS / 1000 + 0.2, CTRL_C],
      ] as const;
      const env = { K6_BIN: k6, STUBBORN: '1' };
      const { code, afterS, output } = await bench.inTerminal(steps, bench.command('npm', BY_K6), env);
      assert.equal(code, EXIT.interrupted, output);
      assert.match(output, /ended at once; missing: result and report of baseline/);
      assert.ok(afterS < 1, output);
      assert.deepEqual(bench.locks(), []);
      const count = bench.target.stats().total.requests;
      await sleep(500);
      assert.equal(bench.target.stats().total.requests, count, 'k6 is left over');
    });
  });

  it('the demo cross-checks what was measured so far', { skip: whyNoTerminal() }, async () => {
    const command = ['npm', 'start', '--', '--engine', 'local', '--out', bench.out];
    const { code, output } = await bench.inTerminal([['running (', 1, CTRL_C]], command);
    assert.equal(code, EXIT.interrupted, output);
    assert.match(output, /^cross-check of the whole run: the target counted[\s\S]*^DISCARDED baseline/m);
  });

  it('local instances hear of Ctrl-C once, and what they measured is merged', { skip: whyNoTerminal() }, async () => {
    const command = bench.command('npm', ['--local-instances', '2']);
    const { code, output } = await bench.inTerminal([['LOADED', 0, CTRL_C]], command);
    assert.equal(code, EXIT.interrupted, output);
    await bench.assertComplete(() => output);
  });
});
