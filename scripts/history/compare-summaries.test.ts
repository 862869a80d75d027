// `perf compare` on summaries of any script: when it applies, exit codes, formats, the published schema.
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { linesOf, shopPoints } from 'k6-history/points/points.fixture';
import { comparisonJsonSchema } from 'k6-history/summaries/schema.fixture';
import { type MadeUpRun, rate, SHAPES, shopRun, trend } from 'k6-history/summaries/summaries.fixture';
import { inFolder } from 'k6-kit/folder.fixture';
import { suiteResult } from '../report/suite-result.fixture.ts';
import { runCommand } from './command-line.fixture.ts';
import { compareCommand } from './compare-command.ts';

const SCHEMA_FILE = new URL('../../docs/compare.schema.json', import.meta.url);
const slower = shopRun({ http_req_duration: trend(1.2), http_req_failed: rate(60, 5940) });
const stages = [{ phase: 'hold' as const, durationS: 90, from: 50, to: 50, windows: 9 }];

/** a.json and b.json in formats of their own, ours.json and ours-too.json by this suite. */
function among(work: (compare: (...args: string[]) => ReturnType<typeof runCommand>) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const save = (name: string, value: unknown) => writeFile(join(folder, name), JSON.stringify(value));
    const ours = suiteResult({ type: 'stress', stages });
    await save('a.json', SHAPES['summary-export'](shopRun()));
    await save('b.json', SHAPES['handle-summary'](slower as MadeUpRun));
    for (const [name, slower] of Object.entries({ before: {}, after: { search: 1.2 } }))
      await writeFile(join(folder, `${name}.points.json`), linesOf(shopPoints({ seed: 1, requests: 1500, slower })));
    await save('ours.json', ours);
    await save('ours-too.json', ours);
    await work((...args) => runCommand(compareCommand, args, folder));
  });
}

const ENDS: [what: string, args: string[], code: number, said: RegExp][] = [
  [
    'raw points by name',
    ['before.points.json', 'after.points.json', '--by', 'name'],
    6,
    /^REGRESSION in \d+ figures: after\.points\.json.*http_req_duration\{name:search\}\n.*worse/s,
  ],
  [
    'raw points with a tolerance that is kept',
    ['before.points.json', 'after.points.json', '--fail-if', 'p(95)>+50%'],
    0,
    /^no regression.*kept by 1 figure/s,
  ],
  [
    'two summaries, no tolerance',
    ['a.json', 'b.json'],
    0,
    /^\d+ of \d+ figures changed: b\.json against a\.json\n.*p\(95\) .*160 ms +192 ms/s,
  ],
  [
    'a tolerance that is crossed',
    ['a.json', 'b.json', '--fail-if', 'p(95)>+10%'],
    6,
    /^REGRESSION in 1 figure.*crossed by http_req_duration p\(95\) \(\+20 %\)/s,
  ],
  ['one that is kept', ['a.json', 'b.json', '--fail-if', 'p(95)>+20%'], 0, /^no regression.*kept by 5 figures/s],
  [
    'several, one crossed',
    ['a.json', 'b.json', '--fail-if', 'p(95)>+20%', '--fail-if', 'http_req_failed>+0.1pp'],
    6,
    /http_req_failed rate \(\+0\.8 pp\)/,
  ],
  [
    'one of ours and a stock one',
    ['ours.json', 'b.json'],
    0,
    /^\d+ of \d+ figures changed: b\.json against ours\.json/,
  ],
  ['two of ours', ['ours.json', 'ours-too.json'], 0, /gate open/],
  [
    'two of ours with a tolerance',
    ['ours.json', 'ours-too.json', '--fail-if', 'p(95)>+1%'],
    0,
    /^no regression: ours-too\.json/,
  ],
  [
    'Markdown',
    ['a.json', 'b.json', '--markdown'],
    0,
    /^### \d+ of \d+ figures changed.*\| http_req_duration \| avg \| 80 ms \| 96 ms \| \\?\+16 ms \| \\?\+20 % \|/s,
  ],
];
for (const [what, args, code, said] of ENDS) {
  test(`${what} ends with ${code}`, () =>
    among(async (compare) => {
      const finished = await compare(...args);
      assert.match(finished.out, said);
      assert.equal(finished.code, code);
    }));
}

test('files of the same name are told apart by their folders', () =>
  inFolder(async (folder) => {
    for (const side of ['before', 'after']) {
      await mkdir(join(folder, side));
      await writeFile(join(folder, side, 'summary.json'), JSON.stringify(SHAPES['summary-export'](shopRun())));
    }
    const { out } = await runCommand(compareCommand, ['before/summary.json', 'after/summary.json'], folder);
    assert.match(out, /^\d+ of \d+ figures changed: after\/summary\.json against before\/summary\.json/);
  }));

test('windows of results of this suite are no figures: a tolerance would judge some requests each', () =>
  among(async (compare) => {
    const { out } = await compare('ours.json', 'ours-too.json', '--fail-if', 'p(95)>+1%', '--json');
    const metrics: string[] = JSON.parse(out).figures.map(({ metric }: { metric: string }) => metric);
    assert.ok(metrics.includes('http_req_duration{endpoint:home,phase:hold}'), metrics.join());
    assert.ok(metrics.every((metric) => !metric.includes('window:')));
  }));

const REFUSED: [args: string[], said: RegExp][] = [
  [['a.json'], /needs two runs: expected BASE and HEAD/],
  [['a.json', 'b.json', '--fail-if', 'fast'], /--fail-if reads "fast": .*expected/],
  [['a.json', 'some-id', '--fail-if', 'p(95)>+1%'], /--fail-if reads "some-id", which is not a file/],
  [['a.json', 'some-id'], /a\.json: has no run record/],
  [['--base', 'a.json'], /--base and --head: reads one of the two, expected both/],
  [['a.json', '--base', 'a.json', '--head', 'b.json'], /reads "a\.json" as well/],
  [['a.json', 'b.json', '--json', '--markdown'], /'--markdown' cannot be used with option '--json'/],
  [['a.json', 'b.json', '--base-points', 'p.json', '--head-points', 'p.json'], /a\.json has no run record/],
  [['--paired', 'http://a', 'http://b', '--fail-if', 'p(95)>+1%'], /--fail-if with --paired/],
  [['a.json', 'none.json'], /none\.json: no such file/],
  [['a.json', 'after.points.json'], /after\.points\.json holds raw points and a\.json does not; expected/],
  [['a.json', 'b.json', '--by', 'name'], /--by name: a\.json holds no raw points/],
];
for (const [args, said] of REFUSED) {
  test(`refused in one line: ${args.join(' ')}`, () =>
    among((compare) =>
      assert.rejects(
        compare(...args),
        ({ message, exitCode, code }: Error & { exitCode: number; code: string }) =>
          said.test(message) && (exitCode === 2 || code === 'commander.conflictingOption'),
      ),
    ));
}

test('the published schema is the one in the code, and a comparison keeps it', async () => {
  const text = `${JSON.stringify(comparisonJsonSchema(), null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(SCHEMA_FILE, text);
  assert.equal(await readFile(SCHEMA_FILE, 'utf8'), text, 'UPDATE_GOLDEN=1 rewrites it');
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(JSON.parse(text));
  await among(async (compare) => {
    const single = await compare('a.json', 'b.json', '--fail-if', 'p(95)>+10%', '--json');
    const several = await compare('--base', 'a.json', 'a.json', '--head', 'b.json', 'ours.json', '--json');
    const points = await compare('before.points.json', 'after.points.json', '--by', 'name,status', '--json');
    for (const { out } of [single, several, points])
      assert.ok(validate(JSON.parse(out)), JSON.stringify(validate.errors));
  });
  assert.equal(validate({ schema: 1 }), false);
});
