// A run on a machine that refuses something: one line, exit code 2, no load where that is known before, and no lost result.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { perf } from '../perf.fixture.ts';
import { startTarget } from '../target/start.ts';

const NOW = new Date('2026-01-31T12:00:00Z');

async function inFolder(
  work: (
    folder: string,
    run: (out: string) => Promise<{ code: number; err: string }>,
    requests: () => number,
  ) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'machine-faults-'));
  const target = await startTarget();
  const env = { PATH: '/usr/bin:/bin', AUTH_TOKEN: 'local-token' };
  const run = (out: string) =>
    perf(['run', 'smoke', '--engine', 'local', '--target', target.url, '--out', out], {
      env,
      cwd: folder,
      now: () => NOW,
    });
  try {
    await work(folder, run, () => target.stats().total.requests);
  } finally {
    await target.close();
    await rm(folder, { recursive: true });
  }
}

test('a folder that cannot be written is told before the load', () =>
  inFolder(async (folder, run, requests) => {
    await writeFile(join(folder, 'file'), '');
    for (const out of ['file', 'file/results', '/proc/nothing']) {
      const { code, err } = await run(out);
      assert.equal(code, EXIT.badInput, err);
      assert.match(err, /^--out \S+: .* \((EEXIST|ENOTDIR|ENOENT)\);.*: expected a folder that can be written\n$/);
    }
    assert.equal(requests(), 0);
  }));

test('a report that cannot be written leaves the result, and the line says how to make it', () =>
  inFolder(async (folder, run) => {
    const name = 'smoke-20260131T120000Z';
    // A folder in its place: refused at the end like a disk that is full by then.
    await mkdir(join(folder, 'out', `${name}.report.md`, 'x'), { recursive: true });
    const { code, err } = await run('out');
    assert.equal(code, EXIT.badInput, err);
    assert.match(
      err,
      /the report is missing: \S+\.report\.md: .*; the result is kept \(the engine ended with 0\): npm run perf -- report \S+\.json --out <folder>\n$/,
    );
    const files = await readdir(join(folder, 'out'));
    assert.ok(files.includes(`${name}.json`), files.join());
    assert.deepEqual(
      files.filter((file) => /\.tmp$|^\./.test(file)),
      [],
    );
  }));
