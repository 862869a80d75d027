// `perf trend` as a command: text, JSON and page of a history, and invalid numbers.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { figuresOnly } from 'k6-history/runs.fixture';
import { fill, STORE } from 'k6-history/stores.fixture';
import { trendJsonSchema } from 'k6-history/trend/schema.fixture';
import { inFolder } from 'k6-kit/folder.fixture';
import { runCommand } from './command-line.fixture.ts';
import { trendCommand } from './trend-command.ts';

const RUNS = Array.from({ length: 30 }, (_, day) =>
  figuresOnly(day, day, () => (100 + (day % 3)) * (day < 20 ? 1 : 1.4)),
);
const BETWEEN = `between ${RUNS[19]!.id} and ${RUNS[20]!.id}`;

test('a change of level is told, drawn and counted', () =>
  inFolder(async (folder) => {
    await fill(folder, RUNS);
    const said = async (...args: string[]) => (await runCommand(trendCommand, ['--store', STORE, ...args], folder)).out;
    assert.ok((await said('--html', 'out/trend.html')).includes(BETWEEN));
    assert.ok((await readFile(join(folder, 'out/trend.html'), 'utf8')).includes(BETWEEN));
    const json = JSON.parse(await said('--json', '--last', '15'));
    const { runs, series, tooFew } = json;
    const validate = new Ajv2020({ strict: true }).compile(trendJsonSchema() as object);
    assert.ok(validate(json), JSON.stringify(validate.errors));
    assert.deepEqual([runs.length, series.length, series[0].changes[0].firstAfter], [15, 12, RUNS[20]!.id]);
    assert.equal(tooFew, null);
    assert.match(JSON.parse(await said('--json', '--last', '1')).tooFew, /one run of this kind is not a trend/);
    assert.match(await said('--min-change', '50'), /no level changed/);
  }));

test('no run that fits, and a number that is none', () =>
  inFolder(async (folder) => {
    await fill(folder, RUNS.slice(0, 3));
    const trend = (...args: string[]) => runCommand(trendCommand, ['--store', STORE, ...args], folder);
    await assert.rejects(trend('--type', 'spike'), /no run that fits; `history list`/);
    await assert.rejects(trend('--last', '0'), /--last reads "0", expected a whole number from 1/);
    await assert.rejects(trend('--min-change', 'x'), /--min-change reads "x"/);
  }));

test('the published schema is the one in the code', async () => {
  const file = new URL('../../docs/trend.schema.json', import.meta.url);
  const text = `${JSON.stringify(trendJsonSchema(), null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(file, text);
  assert.equal(await readFile(file, 'utf8'), text, 'UPDATE_GOLDEN=1 rewrites it');
});
