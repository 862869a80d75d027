// `perf capacity` on a result file and on a run of the history, against the tables.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { queueRun } from 'k6-history/queue.fixture';
import { fill, STORE } from 'k6-history/stores.fixture';
import { inFolder } from 'k6-kit/folder.fixture';
import { suiteResult } from '../report/suite-result.fixture.ts';
import { capacityCommand } from './capacity-command.ts';
import { runCommand } from './command-line.fixture.ts';

test('perf capacity reads result files and the history', () =>
  inFolder(async (folder) => {
    const stages = [{ phase: 'ramp' as const, durationS: 600, from: 10, to: 500, windows: 30 }];
    const saturating = suiteResult({
      type: 'breakpoint',
      model: 'open',
      stages,
      throughput: ({ startS, endS }) => Math.min(1, 250 / (10 + (490 * (startS + endS)) / 1200)),
      slowdown: (_, { startS }) => (startS > 300 ? 1 + (startS - 300) / 60 : 1),
    });
    await writeFile(join(folder, 'b.json'), JSON.stringify(saturating));
    const { out, code } = await runCommand(capacityCommand, ['b.json'], folder);
    assert.match(
      out,
      /highest throughput 2[45]\d(\.\d+)?\/s .*p95 reaches 500 ms between .*Requests\/Second +100 +2\d\d .*3 months +200 +400 +not reachable +Add Redis replicas/s,
    );
    assert.equal(code, 0);
    const run = queueRun({ slots: 16, serviceMs: 72, users: 200, seconds: 30, seed: 1 });
    await fill(folder, [run]);
    const json = JSON.parse((await runCommand(capacityCommand, [run.id, '--store', STORE, '--json'], folder)).out);
    assert.ok(Math.abs(json.fit.maxPerS / 222 - 1) < 0.1, json.fit.maxPerS);
  }));
