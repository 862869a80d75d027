// A summary of 100 MB: the report stays as small as any other.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { makeReport } from './report.ts';

const BYTES = 100e6;

/** Sub-metrics of one endpoint each, with a limit that is crossed, until the file is full; returns their number. */
async function writeSummary(path: string): Promise<number> {
  const out = createWriteStream(path);
  const counter = '{"type":"counter","contains":"default","values":{"count":10,"rate":1}}';
  out.write(`{"metrics":{"iterations":${counter}`);
  let [bytes, count] = [0, 0];
  for (; bytes < BYTES; count++) {
    const metric = `,"http_req_duration{endpoint:user-${count},note:${'x'.repeat(2000)}}":{"type":"trend","contains":"time","values":{"avg":10,"p(95)":60,"count":10},"thresholds":{"p(95)<50":{"ok":false}}}`;
    bytes += metric.length;
    if (!out.write(metric)) await once(out, 'drain');
  }
  out.end('}}');
  await once(out, 'finish');
  return count;
}

test('100 MB of sub-metrics make a report of the usual size', { timeout: 300_000 }, async (t) => {
  const folder = testFolder(t);
  const file = join(folder, 'large.json');
  const count = await writeSummary(file);
  const { judgement, paths } = await makeReport({ file, now: new Date(0), formats: ['md', 'html'] });
  assert.equal(judgement.counts.failed, count);
  const html = await readFile(paths.html!);
  assert.ok(html.length < 250 * 1024, `${html.length} bytes`);
});
