// A gate up to its load: the sides start, or the record says why not; and what is kept of a base.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { main } from '../cli.ts';
import { listening } from '../perf.fixture.ts';
import { suiteResult } from '../report/suite-result.fixture.ts';
import { cacheFolder, keepBlocks, readBlocks } from './base-cache.ts';
import { startSystem } from './system.ts';

const SERVER = `require("http").createServer((q, r) => r.end(JSON.stringify(process.env))).listen(process.env.PORT, "127.0.0.1")`;
const STAGES = [{ phase: 'hold', durationS: 30, from: 50, to: 50, windows: 3 }] as const;
let folder = '';

const ioOf = (env: Record<string, string> = {}) => listening({ cwd: folder, env: { PATH: process.env.PATH, ...env } });

describe('a gate', () => {
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gate-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const planOf = (start: Parameters<typeof startSystem>[0]['start']) => ({
    ...{ side: 'head' as const, start, folder, readyPath: '/', readyMs: 5000, logFile: join(folder, 'head.log') },
  });

  it("starts a command on $PORT without the job's token, and ends all that it started", async () => {
    const { io } = ioOf({ GITHUB_TOKEN: 'canary', npm_lifecycle_event: 'perf', DATABASE: 'kept' });
    const { url, stop } = await startSystem(planOf({ command: `node -e '${SERVER}'; true` }), io);
    const env = (await (await fetch(url)).json()) as Record<string, string>;
    assert.deepEqual([env.GITHUB_TOKEN, env.npm_lifecycle_event, env.DATABASE], [undefined, undefined, 'kept']);
    await stop();
    await assert.rejects(fetch(url));
  });

  it('starts an image by docker on loopback only, and removes its container', async () => {
    const docker = join(folder, 'docker');
    const script = `#!/bin/sh\necho "$*" >> "${folder}/asked"\n[ "$1" = rm ] && exit\nexport PORT=\${7%%:3000}; PORT=\${PORT##*:}\nexec node -e '${SERVER}'\n`;
    await writeFile(docker, script, { mode: 0o755 });
    const { io } = ioOf({ PATH: `${folder}:${process.env.PATH}` });
    const { url, stop } = await startSystem(planOf({ image: 'ghcr.io/o/shop:pr-17', imagePort: 3000 }), io);
    await stop();
    const port = new URL(url).port;
    assert.equal(
      await readFile(join(folder, 'asked'), 'utf8'),
      `run --rm --init --name perf-gate-head-${port} --publish 127.0.0.1:${port}:3000 --env PORT=3000 ghcr.io/o/shop:pr-17\nrm --force perf-gate-head-${port}\n`,
    );
    await assert.rejects(
      startSystem(planOf({ image: '--privileged', imagePort: 1 }), io),
      /expected the name of an image/,
    );
    await assert.rejects(
      startSystem(planOf({ image: 'shop', imagePort: 1 }), ioOf({ PATH: '' }).io),
      /no docker on the PATH/,
    );
  });

  it('a side that ends before it answers is no verdict: exit code 5, and the record says why', async () => {
    const { io, said } = ioOf();
    const code = await main(
      ['gate', 'run', '--base-command', `exec node -e '${SERVER}'`, '--head-command', 'echo no database; exit 3'],
      io,
    );
    assert.equal(code, EXIT.targetDown, said.output);
    const { outcome, why, rows } = JSON.parse(await readFile(join(folder, 'results/gate/gate.json'), 'utf8'));
    assert.deepEqual([outcome, rows], ['no verdict', []]);
    assert.equal(why, 'head: ended with 3 before it answered; its log ends: no database');
  });

  it('wrong usage is one line and exit code 2, before anything starts', async () => {
    const both = ['--base-command', 'touch started', '--head-command', 'touch started'];
    const cases: [string[], RegExp][] = [
      [['--base-command', 'x'], /neither of --head-command and --head-image/],
      [[...both, '--head-image', 'x'], /both of --head-command and --head-image/],
      [[...both, '--blocks', '3'], /--blocks reads "3": expected a whole number from 4/],
      [[...both, '--base-commit', '../..'], /--base-commit: expected the hash/],
      [[...both, '--ready-path', 'health'], /--ready-path reads "health"/],
    ];
    for (const [args, message] of cases) {
      const { io, said } = ioOf();
      assert.equal(await main(['gate', 'run', ...args], io), EXIT.badInput);
      assert.match(said.output, message);
    }
    await assert.rejects(readFile(join(folder, 'started')));
  });

  it('keeps the blocks of a base by commit and settings, and reads them only where all are there', async () => {
    const [results, cache] = [join(folder, 'results'), join(folder, 'cache')];
    const kept = cacheFolder(cache, 'a'.repeat(40), ['baseline', 6]);
    assert.notEqual(kept, cacheFolder(cache, 'a'.repeat(40), ['baseline', 7]));
    assert.notEqual(kept, cacheFolder(cache, 'b'.repeat(40), ['baseline', 6]));
    assert.equal(await readBlocks(kept, 1), undefined);
    const result = JSON.stringify(suiteResult({ type: 'baseline', stages: STAGES }));
    await mkdir(results);
    for (const name of [
      'baseline-20260131T020000Z.json',
      'baseline-20260131T020000Z-2.json',
      'baseline-20260131T020000Z.guard.json',
    ])
      await writeFile(join(results, name), result);
    await keepBlocks(results, kept);
    assert.equal((await readBlocks(kept, 2))?.length, 2);
    assert.equal(await readBlocks(kept, 3), undefined);
    await writeFile(join(kept, 'baseline-20260131T020000Z.json'), '{');
    assert.equal(await readBlocks(kept, 2), undefined);
  });
});
