// A day in half a minute on the reference target: in each part each endpoint gets the requests of the curve times the mix.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { runScript } from 'k6-local/run';
import { dayStages } from '../../lib/load.ts';
import { ALL } from '../../lib/load-cases.fixture.ts';
import { plannedWindows } from '../../lib/scenarios.ts';
import { testTypes } from '../../thresholds/baselines.ts';
import { buildOne } from '../build.ts';
import { startTarget } from '../target/start.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const SCALE = 0.02;
/** One that starts on the other side of a part's border, at each of its ends. */
const BORDER = 2;
/** A busy machine may hold the process up for so long, at a border: what was due before it then counts after it. */
const HELD_UP_S = 0.2;

test('counted requests are the planned ones, part by part and endpoint by endpoint', async (t) => {
  const folder = testFolder(t);
  const target = await startTarget({ port: 0 });
  try {
    const resultFile = join(folder, 'day.json');
    let output = '';
    const note = (text: string) => {
      output += text;
    };
    await runScript({
      script: await buildOne('replay-shape', '', folder, root),
      env: { BASE_URL: target.url, AUTH_TOKEN: target.token, TIME_SCALE: String(SCALE), RESULT_FILE: resultFile },
      args: ['--quiet'],
      io: { stdout: note, stderr: note, isTty: false },
    });
    const { metrics, run } = JSON.parse(await readFile(resultFile, 'utf8').catch(() => assert.fail(output)));
    const stages = dayStages(testTypes['replay-shape'].durationS);
    const load = { model: 'open' as const, startRatePerS: 0, unitS: 1000, maxVus: 200, stages };
    const windows = plannedWindows(load, ALL, SCALE);
    assert.equal(run.windows.length, windows.length);
    let planned = 0;
    for (const [index, { id, startS, expectedRequests }] of windows.entries()) {
      const lengthS = (windows[index + 1]?.startS ?? testTypes['replay-shape'].durationS * SCALE) - startS;
      for (const [endpoint, expected = 0] of Object.entries(expectedRequests)) {
        const counted = metrics[`http_req_duration{endpoint:${endpoint},window:${id}}`]?.values.count ?? 0;
        const allowed = BORDER + (HELD_UP_S * expected) / lengthS;
        assert.ok(Math.abs(counted - expected) <= allowed, `${endpoint} in ${id}: ${counted} of ${expected}`);
        planned += expected;
      }
    }
    // Each endpoint may be in the middle of one when the day ends.
    const { requests } = target.stats().total;
    assert.ok(Math.abs(requests - planned) <= ALL.length, `${requests} of ${planned}`);
  } finally {
    await target.close();
  }
});
