// `perf history` on result files, and what it says to a wrong one.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inFolder } from 'k6-kit/folder.fixture';
import { endpoints } from '../../thresholds/baselines.ts';
import { suiteResult } from '../report/suite-result.fixture.ts';
import { historyCommand } from './command.ts';
import { runCommand } from './command-line.fixture.ts';

const STAGES = [
  { phase: 'ramp' as const, durationS: 30, from: 0, to: 50, windows: 3 },
  { phase: 'hold' as const, durationS: 90, from: 50, to: 50, windows: 9 },
];
const result = (commit: string) =>
  suiteResult({
    type: 'baseline',
    stages: STAGES,
    cpuPct: () => 30,
    run: { commit, startedAt: `2026-02-0${commit}T12:00:00Z` },
  });

test('add, list, show, export and import go round', () =>
  inFolder(async (folder) => {
    const history = (...args: string[]) => runCommand(historyCommand, args, folder);
    for (const commit of ['1', '2']) await writeFile(join(folder, `${commit}.json`), JSON.stringify(result(commit)));
    assert.match((await history('add', '1.json', '2.json')).out, /2 added, 0 known/);
    assert.match((await history('add', '1.json')).out, /0 added, 1 known/);
    const list = JSON.parse((await history('list', '--json')).out) as { id: string; engine: string }[];
    assert.deepEqual(
      list.map(({ engine }) => engine),
      ['local 0.1.0', 'local 0.1.0'],
    );
    assert.match((await history('list', '--last', '1')).out, /baseline-20260202T120000Z/);
    const shown = await history('show', list[0]!.id);
    assert.match(shown.out, /knowledge-graph/);
    const run = JSON.parse((await history('show', list[0]!.id, '--json')).out);
    assert.equal(run.windows.length, 12 * (1 + Object.keys(endpoints).length));
    assert.equal(run.resources.find((row: { window: string }) => row.window === 'w05').metric, 'target_cpu_pct');

    await history('export', 'all.ndjson');
    assert.match((await history('import', 'all.ndjson', '--store', 'copy.duckdb')).out, /2 added/);
    await history('export', 'again.ndjson', '--store', 'copy.duckdb');
    assert.equal(
      await readFile(join(folder, 'again.ndjson'), 'utf8'),
      await readFile(join(folder, 'all.ndjson'), 'utf8'),
    );
  }));

test('what lies beside results is passed over: `results/*.json` takes it along', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, '1.json'), JSON.stringify(result('1')));
    const beside = ['1.guard.json', '1.target.json', 'r.drill.json', 'nightly.suite.json', 'drill-r.state.json'];
    for (const name of beside) await writeFile(join(folder, name), '{}');
    assert.match((await runCommand(historyCommand, ['add', '1.json', ...beside], folder)).out, /1 added, 0 known/);
  }));

test('Parquet goes round as well: every figure to the last bit', () =>
  inFolder(async (folder) => {
    const history = (...args: string[]) => runCommand(historyCommand, args, folder);
    const scale = { users: 0.25, rate: 0.5, limits: 1.5, environment: 'staging' };
    const { run, ...rest } = result('2');
    await writeFile(join(folder, '1.json'), JSON.stringify(result('1')));
    await writeFile(join(folder, '2.json'), JSON.stringify({ run: { ...run, scale }, ...rest }));
    await history('add', '1.json', '2.json');
    assert.match((await history('list')).out, /1, users x 0\.25, rate x 0\.5, limits x 1\.5/);
    await history('export', 'all.ndjson');
    assert.match((await history('export', "all 'runs'.parquet")).out, /2 runs in all/);
    assert.equal((await readFile(join(folder, "all 'runs'.parquet"))).subarray(0, 4).toString(), 'PAR1');
    assert.match((await history('import', "all 'runs'.parquet", '--store', 'copy.duckdb')).out, /2 added/);
    await history('export', 'again.ndjson', '--store', 'copy.duckdb');
    const parsed = async (file: string) =>
      (await readFile(join(folder, file), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
    assert.deepEqual(await parsed('again.ndjson'), await parsed('all.ndjson'));
  }));

// Arguments, what is in the folder, and what the one line has to name.
const { run: _, ...foreign } = result('1');
const MISTAKES: [string, string[], Record<string, string>, RegExp][] = [
  ['a result that is not there', ['add', 'no.json'], {}, /no\.json: .*no such file/],
  ['a result that is not JSON', ['add', 'x.json'], { 'x.json': '<html>' }, /x\.json/],
  ['a summary of another script', ['add', 'x.json'], { 'x.json': JSON.stringify(foreign) }, /no run record/],
  ['a list of nothing', ['list'], {}, /no such history; add a run first/],
  ['an unknown run', ['show', 'x'], {}, /no such history/],
  ['an export of nothing', ['export', 'x.ndjson'], {}, /no such history/],
  ['a last that is not a number', ['list', '--last', 'x'], {}, /--last reads "x"/],
  ['an import of a file that is not there', ['import', 'x'], {}, /x: no such file or folder$/],
  ['an import of an empty file', ['import', 'x'], { x: '\n' }, /has no line/],
  ['an import of a cut off line', ['import', 'x'], { x: '{"id":"a"' }, /x:1: is not JSON/],
  ['an import of other JSON', ['import', 'x'], { x: '{"format":1,"id":"a"}\n' }, /x:1: type: /],
  [
    'an import of what is not Parquet',
    ['import', 'x.parquet'],
    { 'x.parquet': 'PAR1' },
    /x\.parquet: cannot be read as Parquet/,
  ],
  ['an import of a newer format', ['import', 'x'], { x: '{"format":2}\n' }, /x:1: format: /],
];
for (const [name, args, files, message] of MISTAKES) {
  test(`${name} is one line that says what to put right`, () =>
    inFolder(async (folder) => {
      for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
      await assert.rejects(runCommand(historyCommand, args, folder), (error: Error) => {
        assert.equal(error.name, 'UserError');
        assert.match(error.message, message);
        assert.equal(error.message.split('\n').length, 1);
        return true;
      });
    }));
}

test('a wrong file among several adds none of them', () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, '1.json'), JSON.stringify(result('1')));
    await assert.rejects(runCommand(historyCommand, ['add', '1.json', 'no.json'], folder), /no\.json/);
    await assert.rejects(runCommand(historyCommand, ['list'], folder), /no such history/);
  }));
