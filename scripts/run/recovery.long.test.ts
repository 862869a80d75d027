// The whole loop with known faults: the report finds what the target injected.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { makeReport } from 'k6-verdict/report';
import { main } from '../cli.ts';
import type { Io } from '../io.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drill-'));
});
after(() => rm(folder, { recursive: true }));

/** `npm start` with these arguments; returns its exit code, its output, and the judgement of its result. */
async function demo(name: string, args: string[]) {
  let output = '';
  const note = (text: string) => {
    output += text;
  };
  const out = join(folder, name);
  const io: Io = {
    stdout: note,
    stderr: note,
    isTty: false,
    env: { PATH: process.env.PATH },
    cwd: folder,
    root,
    now: () => new Date('2026-01-31T12:00:00Z'),
  };
  const code = await main(['demo', '--engine', 'local', '--out', out, ...args], io);
  const file = /result: (.*\.json)/.exec(output)?.[1] ?? assert.fail(output);
  const report = await makeReport({ file, outDir: out, now: io.now(), formats: ['md'] });
  const markdown = await readFile(report.paths.md ?? '', 'utf8');
  return { code, output, report, markdown };
}

test('a slow endpoint ends with 99; the report names endpoint, limit, value and share over it', async () => {
  const fault = 'endpoint=knowledge-graph,delay=600ms';
  const { code, output, markdown } = await demo('slow', ['--time-scale', '0.015', '--fault', fault]);
  assert.equal(code, EXIT.thresholds, output);
  // The median is 150 ms, its limit 165 ms; with the delay it is above 700 ms, and every request is over the limit.
  assert.match(
    markdown,
    /\| FAILED \| knowledge-graph in hold \| p50 latency \| [78]\d\d(\.\d+)? ms \| < 165 ms \(baseline \+ 10 %\) \|/,
  );
  assert.match(markdown, /knowledge-graph[^\n]*100 % of requests over/);
  assert.match(output, /the target counted the same \d+ requests/);
});

test('the recovery after a spike is found within one window of the truth', async () => {
  // Compressed to 0.12: spike from 3.6 s to 7.2 s, windows of 0.24 s after it, 1.2 s allowed. The target stays slow for
  // 2.88 s: ten users make few requests in a second, and those after the allowed time have to be enough for evidence.
  const args = ['--type', 'spike', '--time-scale', '0.12', '--fault', 'delay=900ms,from=7200ms,for=2880ms'];
  const { code, output, report } = await demo('spike', args);
  assert.equal(code, EXIT.thresholds, output);
  const { recovery } = report.judgement;
  assert.ok(recovery?.recoveredAfterS, output);
  assert.ok(Math.abs(recovery.recoveredAfterS - 2.88) <= recovery.resolutionS + 1e-9, `${recovery.recoveredAfterS} s`);
  const titles = report.judgement.findings.map(({ title }) => title);
  // Above it may stand what a small machine makes of 500 users at once: slow answers at the start of the spike.
  assert.match(titles.join('; '), /recover/);
});
