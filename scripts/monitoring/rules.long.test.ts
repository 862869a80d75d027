// promtool runs the unit tests of the rules; a rule that is changed behind the tables' back is caught.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { alerts } from '../../thresholds/baselines.ts';
import { artefacts } from './artefacts.ts';
import { durationText } from './pace.ts';
import { promtool, skipWithout } from './promtool.fixture.ts';
import { RECORD } from './recordings.ts';

const skip = skipWithout('promtool');
let folder = '';
/** promtool's verdict on the rules after `edit`, with the tests as they are. */
async function testRules(edit: (rules: string) => string): Promise<{ code: number; text: string }> {
  const files = new Map((await artefacts()).map(({ path, text }) => [path.replace('prometheus/', ''), text]));
  const rules = files.get('rules.yml') ?? '';
  const edited = edit(rules);
  await writeFile(join(folder, 'rules.yml'), edited);
  await writeFile(join(folder, 'rules.test.yml'), files.get('rules.test.yml') ?? '');
  return promtool(['test', 'rules', 'rules.test.yml'], folder);
}

describe('the rules under promtool', { skip }, () => {
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rules-'));
  });
  after(() => rm(folder, { recursive: true }));

  test('every alert is silent below and at its limit, waits, fires above it and resolves', async () => {
    const { code, text } = await testRules((rules) => rules);
    assert.equal(code, 0, text);
  });

  test('a limit that is a little lower, a sign that lets the limit in and a shorter wait are each caught', {
    skip,
  }, async () => {
    const { cpuUsage, memoryUsage, diskUsage } = alerts;
    const changes: [string, string][] = [
      [`${RECORD.cpu} > ${cpuUsage.thresholdPct}`, `${RECORD.cpu} > ${cpuUsage.thresholdPct - 0.5}`],
      [`${RECORD.memory} > ${memoryUsage.thresholdPct}`, `${RECORD.memory} >= ${memoryUsage.thresholdPct}`],
      [
        `${RECORD.disk} > ${diskUsage.thresholdPct}\n        for: ${durationText(diskUsage.forS)}`,
        `${RECORD.disk} > ${diskUsage.thresholdPct}\n        for: ${durationText(diskUsage.forS - 60)}`,
      ],
    ];
    const { code, text } = await testRules((rules) =>
      changes.reduce((edited, [from, to]) => {
        assert.ok(edited.includes(from), from);
        return edited.replace(from, to);
      }, rules),
    );
    assert.notEqual(code, 0);
    for (const name of ['AurenCpuUsage', 'AurenMemoryUsage', 'AurenDiskUsage']) assert.match(text, new RegExp(name));
  });
});
