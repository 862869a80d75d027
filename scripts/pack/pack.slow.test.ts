// k6-verdict as its users have it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { linesOf, shopPoints } from 'k6-history/points/points.fixture';
import { SHOP_SUMMARY } from 'k6-verdict/shop-summary.fixture';
import { examplesOf, type Installed, installed, ROOT, shell } from './installed.fixture.ts';

let folder = '';
let tarballs: Installed['tarballs'];

before(async () => {
  ({ folder, tarballs } = await installed());
  await writeFile(join(folder, 'shop.json'), JSON.stringify(SHOP_SUMMARY));
});

const verdict = (...args: string[]) => shell(`k6-verdict ${args.join(' ')}`);

test('it is small, and brings everything along', async () => {
  assert.ok((await stat(tarballs['k6-verdict'])).size < 2_000_000);
  const installed = join(folder, 'node_modules', 'k6-verdict');
  const { dependencies, peerDependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  assert.deepEqual([dependencies, peerDependencies], [undefined, undefined]);
  const notices = await readFile(join(installed, 'THIRD-PARTY.txt'), 'utf8');
  for (const name of ['commander', 'handlebars', 'valibot', 'd3-scale'])
    assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
});

test('report writes every format that needs nothing else', async () => {
  const { status, stdout, stderr } = await verdict('report', 'shop.json', '--format', 'md,html,json,junit');
  assert.equal(stderr, '');
  assert.equal(status, 99);
  assert.match(stdout, /^FAILED shop\.json: .*\n {2}.*shop\.report\.md\n/);
  assert.match(await readFile(join(folder, 'shop.report.html'), 'utf8'), /<style>[^<]{1000}/);
  assert.match(await readFile(join(folder, 'shop.report.md'), 'utf8'), /basket/);
});

/** How much slower than the summary each night is, in percent; one metric is 15 % slower from the eighth on. */
const NIGHTS = [0, 2, -1, 1, -2, 3, -3, 1.5, 0.5, -1.5, 2.5];

async function writeNights(slowed: string) {
  await mkdir(join(folder, 'nightly'), { recursive: true });
  for (const [night, percent] of NIGHTS.entries()) {
    const metrics = Object.entries(SHOP_SUMMARY.metrics).map(([key, metric]) => {
      const factor = (1 + percent / 100) * (key === slowed && night >= 7 ? 1.15 : 1);
      const isTime = key.startsWith('http_req_duration');
      const values = Object.entries(metric.values).map(([stat, value]) => [
        stat,
        isTime && stat !== 'count' ? value * factor : value,
      ]);
      return [key, { ...metric, values: Object.fromEntries(values) }];
    });
    const file = join(folder, 'nightly', `${night + 1}.json`);
    await writeFile(file, JSON.stringify({ ...SHOP_SUMMARY, metrics: Object.fromEntries(metrics) }));
    const date = new Date(Date.UTC(2026, 10, night + 1, 2));
    await utimes(file, date, date);
  }
}

test('the commands of the README print what it shows', async () => {
  const basket = 'http_req_duration{endpoint:basket}';
  const { values } = SHOP_SUMMARY.metrics[basket];
  const slower = Object.entries(values).map(([stat, value]) => [stat, stat === 'count' ? value : value * 1.31]);
  const later = { ...SHOP_SUMMARY.metrics[basket], values: Object.fromEntries(slower) };
  await writeFile(join(folder, 'monday.json'), JSON.stringify(SHOP_SUMMARY));
  const tuesday = { ...SHOP_SUMMARY, metrics: { ...SHOP_SUMMARY.metrics, [basket]: later } };
  await writeFile(join(folder, 'tuesday.json'), JSON.stringify(tuesday));
  await writeNights(basket);
  for (const [name, run] of Object.entries({ monday: { seed: 1 }, tuesday: { seed: 2, slower: { search: 1.12 } } }))
    await writeFile(join(folder, `${name}.points.json.gz`), gzipSync(linesOf(shopPoints({ requests: 4000, ...run }))));
  const readme = await readFile(join(folder, 'node_modules', 'k6-verdict', 'README.md'), 'utf8');
  const exitCodes: number[] = [];
  for (const { command, shown } of examplesOf(readme)) {
    const { stdout, status } = await shell(command);
    assert.equal(stdout.replaceAll(`${folder}/`, '/home/you/'), shown, command);
    exitCodes.push(status ?? -1);
  }
  // Limits that were crossed, a regression, one in points, a trend, and thresholds.
  assert.deepEqual(exitCodes, [99, 6, 6, 0, 0]);
});

test('raw points need nothing else', async () => {
  await mkdir(join(folder, 'points'), { recursive: true });
  const tags = { name: 'catalog', status: '200' };
  const lines = [10, 20, 30].map((value, at) => ({
    type: 'Point',
    metric: 'http_req_duration',
    data: { time: `2026-01-31T12:00:0${at}Z`, value, tags },
  }));
  await writeFile(join(folder, 'points', 'points.json'), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const { status, stderr } = await verdict('report', 'shop.json', '--points', 'points/points.json', '--out', 'points');
  assert.deepEqual([status, stderr], [99, '']);
  assert.match(await readFile(join(folder, 'points', 'shop.report.md'), 'utf8'), /\| catalog \| 3 \| 0 % \| 20 ms \|/);
});

test('history and merge work from the package, points included', async () => {
  await mkdir(join(folder, 'pods'), { recursive: true });
  for (const pod of ['a', 'b']) {
    await writeFile(join(folder, 'pods', `${pod}.json`), JSON.stringify({ ...SHOP_SUMMARY, startedAt: '2026-01-31' }));
    const lines = [10, pod === 'a' ? 20 : 40].map((value, at) => ({
      ...{ metric: 'http_req_duration', type: 'Point' },
      data: { time: `2026-01-31T12:00:0${at}Z`, value, tags: {} },
    }));
    const declared = {
      type: 'Metric',
      metric: 'http_req_duration',
      data: { name: 'http_req_duration', type: 'trend' },
    };
    const text = [declared, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
    await writeFile(join(folder, 'pods', `${pod}.points.json.gz`), gzipSync(text));
  }
  const merged = await verdict('merge', 'pods');
  assert.match(merged.stdout, /^merged 2 instances by points: /, merged.stderr);
  const { metrics } = JSON.parse(await readFile(join(folder, 'pods', 'summary.merged.json'), 'utf8'));
  assert.deepEqual([metrics.http_req_duration.values.count, metrics.http_req_duration.values.avg], [4, 20]);
  assert.match(
    (await verdict('history', 'add', 'pods/a.json')).stdout,
    /^added: k6-history\/run-20260131T000000Z-\w+\.json, /,
  );
  assert.match((await verdict('trend')).stdout, /^1 run from 2026-01-31 to 2026-01-31: /);
});

test('what the user can put right is one line and exit code 2', async () => {
  const none = await verdict('report', 'missing.json');
  assert.deepEqual([none.status, none.stderr.split('\n').length], [2, 2], none.stderr);
});

test('it starts at once', async () => {
  const file = join(folder, 'cpu.mjs');
  await writeFile(
    file,
    `process.on('exit', () => { const c = process.cpuUsage(); console.error(c.user + c.system); });`,
  );
  const start = (...args: string[]) => {
    const { stderr } = spawnSync(process.execPath, ['--import', file, ...args], { cwd: folder, encoding: 'utf8' });
    return Number(stderr.trim()) / 1000;
  };
  const fastest = (...args: string[]) => Math.min(...[1, 2].map(() => start(...args)));
  // CPU time, since other tests run meanwhile; Node's own start is the machine's business.
  const ownMs = fastest('node_modules/k6-verdict/cli.mjs', '--version') - fastest('--eval', '0');
  assert.ok(ownMs < 150, `${ownMs} ms`);
});

test('types and functions of the main door are there for a strict program', async () => {
  const program = `
import { judge, makeReport, parseSummary, type Report } from 'k6-verdict';
const summary = parseSummary('shop.json', {});
export const outcome: 'passed' | 'failed' | 'not-judged' | 'discarded' = judge(summary).outcome;
export const report: Promise<Report> = makeReport({ file: 'shop.json', now: new Date(), formats: ['md'] });
// @ts-expect-error: a format that there is none of
makeReport({ file: 'shop.json', now: new Date(), formats: ['doc'] });
`;
  await writeFile(join(folder, 'program.ts'), program);
  const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', ''];
  const tsc = spawnSync(join(ROOT, 'node_modules/.bin/tsc'), [...flags, 'program.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });
  assert.equal(tsc.stdout + tsc.stderr, '');
  const code = `const { parseSummary, judge } = await import('k6-verdict');
    const { readFileSync } = await import('node:fs');
    console.log(judge(parseSummary('a', JSON.parse(readFileSync('shop.json', 'utf8')))).outcome);`;
  const ran = spawnSync(process.execPath, ['--input-type=module', '-e', code], { cwd: folder, encoding: 'utf8' });
  assert.deepEqual([ran.stdout, ran.stderr], ['failed\n', '']);
});

test('a tag that is not the version of every package packs nothing', () => {
  const args = ['--import', 'tsx', 'scripts/pack/cli.ts', '--tag', 'v0.0.0-other'];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' });
  assert.deepEqual([status, stdout], [1, '']);
  assert.match(stderr, /^the tag is v0\.0\.0-other, the version in packages\/report\/package\.json is \d/);
});
