// `k6-verdict history` and `trend` as they are typed: what is kept where, when a run was, and what is wrong in one line.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { Command } from 'commander';
import { inFolder } from 'k6-kit/folder.fixture';
import { historyCommand } from './history-command.ts';
import { dayOf, night, nights, SEARCH, writeNight } from './results/nights.fixture.ts';
import { seeded } from './stats/random.ts';
import { trend as times } from './summaries/summaries.fixture.ts';
import { trendJsonSchema } from './trend/schema.fixture.ts';
import type { TrendJson } from './trend/schema.ts';
import { trendCommand } from './trend-command.ts';

async function run(cwd: string, ...args: string[]) {
  let [out, err] = ['', ''];
  const io = {
    stdout: (text: string) => void (out += text),
    stderr: (text: string) => void (err += text),
    ...{ env: {}, cwd, now: () => new Date(0) },
  };
  const program = new Command('k6-verdict');
  program.addCommand(historyCommand(io, 'k6-verdict')).addCommand(trendCommand(io, 'k6-verdict'));
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)])
    command.exitOverride().configureOutput({ writeErr: () => {} });
  await program.parseAsync(args, { from: 'user' });
  return { out, err };
}

async function writeNights(folder: string, count = 12) {
  const runs = nights(count, 8, 1.4);
  const names = runs.map((_, day) => `night-${String(day).padStart(2, '0')}.json`);
  for (const [day, made] of runs.entries()) await writeNight(folder, names[day]!, made, day);
  return names;
}

const BETWEEN = new RegExp(`${SEARCH.replace(/[{}]/g, '\\$&')} p\\(95\\): 2\\d\\d\\S* ms to 3\\d\\d`);

test('kept runs have the trend that their files have, once each, and stay summaries', () =>
  inFolder(async (folder) => {
    const names = await writeNights(folder);
    const { out } = await run(folder, 'history', 'add', ...names);
    assert.match(
      out,
      /^added: k6-history\/run-20260101T020000Z-\w{12}\.json, started 2026-01-01 02:00 UTC by the date of the file\n/,
    );
    assert.equal(out.split('\n').length, 13);
    assert.match(
      (await run(folder, 'history', 'add', names[3]!)).out,
      /^known already: night-03\.json is k6-history\/run-20260104/,
    );
    const kept = await readdir(join(folder, 'k6-history'));
    assert.equal(kept.length, 12);
    const [fromFiles, fromStore] = [await run(folder, 'trend', ...names), await run(folder, 'trend')];
    for (const { out: text } of [fromFiles, fromStore]) assert.match(text, BETWEEN);
    assert.match(fromFiles.out, /between night-07\.json and night-08\.json/);
    assert.match(fromStore.out, /between k6-history\/run-20260108T020000Z-\w+\.json and k6-history\/run-20260109/);
    const list = JSON.parse((await run(folder, 'history', 'list', '--json')).out);
    assert.deepEqual([list.length, list[11].startedAt, list[11].timeFrom], [12, dayOf(11), 'file date']);
    assert.match(
      (await run(folder, 'history', 'list')).out,
      /run-20260111T020000Z-\w+\.json +2026-01-11 02:00 UTC by the date of the file +- +passed/,
    );
  }));

test('a summary is kept without setup_data, whole otherwise, and its own start is first', () =>
  inFolder(async (folder) => {
    const made = night(seeded(1));
    await writeNight(folder, 'a.json', made, 0, {
      setup_data: { token: 'secret' },
      startedAt: '2026-03-01T05:00:00+01:00',
    });
    const { out, err } = await run(folder, 'history', 'add', 'a.json', '--at', '2026-05-01', '--series', 'shop');
    assert.match(
      out,
      /^added: k6-history\/shop-20260301T040000Z-\w+\.json, started 2026-03-01 04:00 UTC by its own word\n$/,
    );
    assert.match(err, /^--at is not used: a\.json has its own start\n$/);
    const [name] = await readdir(join(folder, 'k6-history'));
    const text = await readFile(join(folder, 'k6-history', name!), 'utf8');
    assert.ok(!text.includes('secret'));
    const { history, ...rest } = JSON.parse(text);
    const { setup_data: _, ...whole } = JSON.parse(await readFile(join(folder, 'a.json'), 'utf8'));
    assert.deepEqual(rest, whole);
    assert.deepEqual(history, {
      file: 'a.json',
      startedAt: '2026-03-01T04:00:00.000Z',
      timeFrom: 'file',
      series: 'shop',
    });
    await writeNight(folder, 'b.json', night(seeded(2)), 0);
    const at = await run(folder, 'history', 'add', 'b.json', '--at', '2026-05-01', '--json');
    assert.deepEqual(JSON.parse(at.out)[0].timeFrom, 'option');
  }));

test('another script goes to another series, which is said; --series decides', () =>
  inFolder(async (folder) => {
    const random = seeded(3);
    await writeNight(folder, 'shop.json', night(random), 0);
    await writeNight(folder, 'pay.json', night(random, 1, { 'http_req_duration{name:pay}': times(1) }), 1);
    const { out } = await run(folder, 'history', 'add', 'shop.json', 'pay.json');
    assert.match(
      out,
      /pay\.json is of another series than shop\.json: with http_req_duration\{name:pay\}; --series NAME decides\n$/,
    );
    const apart = (await run(folder, 'trend', 'shop.json', 'pay.json')).out;
    assert.match(
      apart,
      /^1 run from [\s\S]*\n1 run of another series: shop\.json \(without http_req_duration\{name:pay\}\)\n/,
    );
    assert.match(
      (await run(folder, 'trend', 'shop.json', 'pay.json', '--series', 'all')).out,
      /^2 runs from .*: series all, /,
    );
    await run(folder, 'history', 'add', 'shop.json', 'pay.json', '--series', 'all', '--store', 'named');
    assert.match((await run(folder, 'trend', '--store', 'named')).out, /^2 runs from .*: series all, /);
    await assert.rejects(
      run(folder, 'trend', '--store', 'named', '--series', 'x'),
      /--series reads "x", which none of 2 runs is in; expected one of all/,
    );
  }));

test('JSON keeps the published schema, and the page has a chart for each series', () =>
  inFolder(async (folder) => {
    const names = await writeNights(folder);
    const wanted = ['--metric', SEARCH, '--statistic', 'p(95)', '--last', '8'];
    const { out } = await run(folder, 'trend', ...names, '--json', '--html', 'out/trend.html', ...wanted);
    const validate = new Ajv2020({ strict: true }).compile(trendJsonSchema() as object);
    const json: TrendJson = JSON.parse(out);
    assert.ok(validate(json), JSON.stringify(validate.errors));
    assert.deepEqual(
      [json.runs.length, json.series.length, json.series[0]?.unit, json.runs[0]?.file],
      [8, 1, 'ms', 'night-04.json'],
    );
    const page = await readFile(join(folder, 'out/trend.html'), 'utf8');
    assert.equal(page.match(/<svg /g)?.length, 1);
    assert.match(page, /http_req_duration\{name:search\} p\(95\)/);
  }));

test('hostile names do nothing to the terminal or the page', () =>
  inFolder(async (folder) => {
    const hostile = { 'http_req_duration{name:<script>\u001b[2J\u202e}': times(1), '__proto__{a:b}': times(1) };
    const made = nights(6, 3, 1);
    for (const [day, one] of made.entries())
      await writeNight(folder, `<b>\u001b${day}.json`, { ...one, ...hostile }, day);
    const files = (await readdir(folder)).sort();
    const { out } = await run(folder, 'trend', ...files, '--html', 'page.html');
    const list = (await run(folder, 'history', 'add', ...files)).out + (await run(folder, 'history', 'list')).out;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there.
    assert.doesNotMatch(out + list, /[\u0000-\u0009\u000b-\u001f\u202e]/);
    const page = await readFile(join(folder, 'page.html'), 'utf8');
    // One script is the page's own.
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.doesNotMatch(page, /<b>|\u202e/);
  }));

const NOTE = { file: 'x', startedAt: 'soon', timeFrom: 'file', series: '../../x' };
const MISTAKES: [what: string, args: string[], files: Record<string, string>, message: RegExp][] = [
  ['no folder', ['trend'], {}, /^k6-history: no run in it; add a run first \(`k6-verdict history add summary\.json`\)/],
  ['a file as folder', ['trend', '--store', 'x'], { x: '' }, /^x: is a file; expected a folder/],
  ['an empty file', ['trend', 'x.json'], { 'x.json': '' }, /x\.json: empty file/],
  ['no JSON', ['history', 'add', 'x.json'], { 'x.json': '{"metrics":' }, /x\.json: cut off/],
  ['another JSON', ['history', 'add', 'x.json'], { 'x.json': '[1]' }, /x\.json: JSON, but an array/],
  ['a file that is not there', ['trend', 'x.json'], {}, /x\.json: no such file/],
  ['a run of nothing', ['trend', 'x.json'], { 'x.json': '{"metrics":{},"state":{}}' }, /x\.json: not usable/],
  ['a damaged run in the folder', ['trend', '--store', '.'], { 'x.json': '{' }, /x\.json: cut off/],
  [
    'a time that is none',
    ['history', 'add', 'a.json', '--at', '2026-02-31'],
    {},
    /--at reads "2026-02-31", expected a time such as/,
  ],
  [
    'a time for several',
    ['history', 'add', 'a.json', 'a.json', '--at', '2026-02-01'],
    {},
    /for 2 summaries, expected one/,
  ],
  [
    'a name with a folder',
    ['history', 'add', 'a.json', '--series', '../x'],
    {},
    /argument '\.\.\/x' is invalid\. Expects letters/,
  ],
  [
    'a count that is none',
    ['trend', 'a.json', '--last', '1.5'],
    {},
    /--last reads "1\.5", expected a whole number from 1/,
  ],
  [
    'a change that is none',
    ['trend', 'a.json', '--min-change', 'x'],
    {},
    /--min-change reads "x", expected a percentage/,
  ],
  ['an unknown metric', ['trend', 'a.json', '--metric', 'x'], {}, /--metric reads "x", which no run has/],
];
for (const [what, args, files, message] of MISTAKES) {
  test(`${what} is one line, and nothing is kept`, () =>
    inFolder(async (folder) => {
      await writeNight(folder, 'a.json', night(seeded(1)), 0, { history: NOTE });
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      await assert.rejects(run(folder, ...args), (error: Error) => {
        assert.match(error.name, /^(?:UserError|CommanderError\d?|InvalidArgumentError)$/);
        assert.match(error.message, message);
        assert.equal(error.message.trim().split('\n').length, 1);
        return true;
      });
      assert.equal(existsSync(join(folder, 'k6-history')), false);
    }));
}

test('a wrong file among several keeps none, and a note that is not ours is passed over', () =>
  inFolder(async (folder) => {
    await writeNight(folder, 'a.json', night(seeded(1)), 0, { history: NOTE });
    await writeFile(join(folder, 'x.json'), '{}');
    await assert.rejects(run(folder, 'history', 'add', 'a.json', 'x.json'), /x\.json/);
    assert.equal(existsSync(join(folder, 'k6-history')), false);
    assert.match(
      (await run(folder, 'history', 'add', 'a.json')).out,
      /run-20260101T020000Z-\w+\.json, started .* by the date of the file/,
    );
  }));

const CORPUS = fileURLToPath(new URL('../../../shared/corpus/summaries/', import.meta.url));
test(
  'recorded summaries: each goes its own way through history and trend, or is refused in one line',
  {
    skip: !existsSync(CORPUS) && `${CORPUS} is not there`,
  },
  () =>
    inFolder(async (folder) => {
      let kept = 0;
      for (const name of await readdir(CORPUS)) {
        const file = join(CORPUS, name);
        const found = await run(folder, 'trend', file, '--json').catch((error: Error) => error);
        if (found instanceof Error)
          assert.deepEqual([found.name, found.message.split('\n').length], ['UserError', 1], name);
        else {
          const { runs, series, tooFew }: TrendJson = JSON.parse(found.out);
          assert.deepEqual([runs.length, series.length > 0], [1, true], name);
          assert.match(tooFew ?? '', /one run of this kind is not a trend/);
        }
        const isForeign = /NOT-K6-SHAPE/.test(name);
        const added = await run(folder, 'history', 'add', file, '--json').catch((error: Error) => error);
        assert.equal(added instanceof Error, isForeign, name);
        if (added instanceof Error) continue;
        const [{ outcome, isNew }] = JSON.parse(added.out) as [{ outcome: string; isNew: boolean }];
        assert.equal(found instanceof Error, outcome === 'discarded', name);
        if (isNew) kept++;
      }
      assert.equal(JSON.parse((await run(folder, 'history', 'list', '--json')).out).length, kept);
    }),
);
