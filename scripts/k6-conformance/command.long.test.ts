// The conformance job with the local runner in k6's place: what two equal engines leave is found to agree.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { main } from '../cli.ts';
import type { Conformance } from './findings.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('an engine that does as documented: every claim holds, apart from the summary that it does not write', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'k6-conformance-long-'));
  try {
    const k6 = join(folder, 'k6');
    const version = 'if [ "$1" = version ]; then echo "k6 v2.3.0 (stand-in)"; exit 0; fi';
    const runner = `exec "${process.execPath}" "${join(root, 'scripts/start/start.js')}" packages/runner/cli.ts "$@"`;
    await writeFile(k6, `#!/bin/sh\n${version}\n${runner}\n`, { mode: 0o755 });
    let said = '';
    const note = (text: string) => {
      said += text;
    };
    const code = await main(['k6-conformance', '--only', 'smoke', 'cache', 'page-load', '--out', 'found'], {
      ...{ stdout: note, stderr: note, isTty: false, cwd: folder, root, now: () => new Date() },
      env: { PATH: process.env.PATH, HOME: process.env.HOME, K6_BIN: k6 },
    });
    const found: Conformance = JSON.parse(await readFile(join(folder, 'found/conformance.json'), 'utf8'));
    // The one shape of summary that the local runner rejects.
    assert.deepEqual(
      found.findings.filter(({ holds }) => !holds).map(({ subject, found: what }) => [subject, what]),
      [['--summary-export, machine-readable', 'exit code 104, no summary']],
      said,
    );
    assert.equal(code, EXIT.thresholds);
    // Redis and a Chromium are there, or said to be missing.
    const about = (name: string) => found.findings.filter(({ subject }) => subject === name).length;
    for (const [name, claims] of [
      ['cache', 3],
      ['page-load', 2],
    ] as const)
      assert.ok(about(name) === claims || found.notRun.some((line) => line.startsWith(`${name}: `)), name);
    assert.ok(found.findings.length > 20, `${found.findings.length} findings`);
  } finally {
    await rm(folder, { recursive: true });
  }
});
