// A run that is interrupted leaves its result and its report, one verdict and k6's exit code. Every way and moment: interrupted.long.test.ts.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { Bench, whyNoTerminal } from './interrupted.fixture.ts';

describe('an interrupted run', () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.open();
  });
  after(() => bench.close());

  it('reports what it measured before SIGTERM to npm, which waits for it', async () => {
    const run = bench.start(bench.command('npm'));
    await bench.loaded(run);
    await bench.assertLoadEnds(() => run.child.kill('SIGTERM'), run);
    assert.equal(await run.ended, EXIT.interrupted, run.output());
    const { engineExit } = await bench.assertComplete(run.output);
    assert.equal(engineExit, EXIT.interrupted);
  });

  it('takes Ctrl-C, which npm passes on once more, for one wish', { skip: whyNoTerminal() }, async () => {
    const { code, output } = await bench.inTerminal([['running (', 0.4, '\u0003']], bench.command('npm'));
    assert.equal(code, EXIT.interrupted, output);
    assert.match(output, /SIGINT: the load ends and what it measured is reported; Ctrl-C again ends at once/);
    await bench.assertComplete(() => output);
  });
});
