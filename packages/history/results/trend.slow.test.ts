// The trend of any script's summaries: formats mixed, order, series, and how often a change is found.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seeded } from '../stats/random.ts';
import { counter, type MadeUpRun, rate, trend } from '../summaries/summaries.fixture.ts';
import { trendText } from '../trend/text.ts';
import { asResult, dayOf, night, nights, SEARCH } from './nights.fixture.ts';
import type { Result } from './result.ts';
import { trendOfResults } from './trend.ts';

const trendOf = (results: readonly Result[], wanted = {}) => trendOfResults(results, { smallest: 0.05, ...wanted });
const results = (runs: readonly MadeUpRun[]) => runs.map((run, day) => asResult(run, day));
const changed = ({ trend: { series } }: ReturnType<typeof trendOf>) => [
  ...new Set(series.filter(({ changes }) => changes.length > 0).map(({ name }) => name)),
];

test('15 % within 4 % of noise is found in formats that take turns, between its two runs, and nothing else is', () => {
  const found = trendOf(results(nights(40, 30, 1.15)));
  assert.deepEqual(changed(found), [SEARCH]);
  const { changes } = found.trend.series.find(({ name, stat }) => name === SEARCH && stat === 'p(95)')!;
  assert.deepEqual(
    changes.map(({ index, lastBefore, firstAfter }) => [index, lastBefore, firstAfter]),
    [[30, '29.json', '30.json']],
  );
});

test('10 histories: the 15 % are found in at least 9, and at most 1 quiet one has a false alarm', () => {
  const seeds = Array.from({ length: 10 }, (_, seed) => seed + 100);
  const wanted = { metrics: [SEARCH], statistic: 'p(95)' };
  const found = seeds.filter((seed) => changed(trendOf(results(nights(45, 38, 1.15, seed)), wanted)).length > 0);
  const alarms = seeds.filter((seed) => changed(trendOf(results(nights(45, 45, 1, seed)), wanted)).length > 0);
  if (process.env.PRINT_RATES) console.log(`found ${found.length}, false alarms ${alarms.length}, of 10`);
  assert.ok(found.length >= 9, `${found.length} of 10`);
  assert.ok(alarms.length <= 1, `${alarms.length} of 10`);
});

test('shares are compared in points, a few failures more are no change, a counter that is not there counted 0', () => {
  const random = seeded(5);
  const failing = (failures: number[], dropped: (day: number) => number) =>
    failures.map((failed, day) => {
      const count = dropped(day);
      const drops = count > 0 ? { dropped_iterations: counter(count) } : {};
      return night(random, 1, { http_req_failed: rate(failed, 6000 - failed), ...drops });
    });
  const many = failing([10, 12, 9, 11, 13, 10, 60, 66, 58, 61, 64, 59], (day) => (day < 6 ? 0 : 40 + day));
  const found = trendOf(results(many));
  assert.deepEqual(changed(found), ['dropped_iterations', 'http_req_failed']);
  assert.match(
    trendText(found.trend, []),
    /http_req_failed rate: 0\.18 % to 1\.02 % \(\+0\.84 pp, p .*5\.json and 6\.json/,
  );
  assert.match(trendText(found.trend, []), /dropped_iterations count: 0 to 48\.5 \(\+48\.5, p/);
  const few = failing([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], () => 0);
  assert.deepEqual(changed(trendOf(results(few))), []);
});

test('the order is that of the starts, said by what; of equal times that in which they were given', () => {
  const runs = results(nights(6, 6, 1));
  const ids = (given: readonly Result[]) => trendOf(given).trend.runs.map(({ id }) => id);
  assert.deepEqual(ids([...runs].reverse()), ids(runs));
  assert.deepEqual(trendOf(runs).notes, ['ordered by the date of the file']);
  const own = { ...runs[0]!, startedAt: dayOf(9), timeFrom: 'file' as const };
  const mixed = trendOf([own, ...runs.slice(1)]);
  assert.equal(mixed.trend.runs.at(-1)!.id, '0.json');
  assert.deepEqual(mixed.notes, ['ordered by the date of the file (5), their own start (1)']);
  const tied = runs.map((run) => ({ ...run, startedAt: dayOf(0) })).reverse();
  assert.deepEqual(ids(tied), ids(runs).reverse());
  assert.match(trendOf(tied).notes.join(), /some have the same time and are in the order given/);
});

const VUS = (count: number): MadeUpRun => ({
  vus_max: { type: 'gauge', contains: 'default', values: { value: count, min: count, max: count } },
});
const OTHERS: [what: string, change: MadeUpRun, why: RegExp | null][] = [
  ['a tag more', { 'http_req_duration{name:pay}': trend(1) }, /0\.json \(with http_req_duration\{name:pay\}\)/],
  ['a trend of its own', { basket_size: { ...trend(1), contains: 'default' } }, /\(with basket_size\)/],
  ['gRPC', { grpc_req_duration: trend(1) }, /\(with grpc\)/],
  ['three times the VUs', VUS(150), /\(150 VUs instead of 50\)/],
  ['a few more VUs', VUS(60), null],
  ['an error counter that fired', { my_errors: counter(3) }, null],
  ['dropped iterations', { dropped_iterations: counter(3) }, null],
];
for (const [what, change, why] of OTHERS) {
  test(`${what}: ${why === null ? 'the same series' : 'another series, said so'}`, () => {
    const random = seeded(2);
    const runs = [asResult(night(random, 1, change), 0, 'handle-summary'), asResult(night(random), 1)];
    const { trend: found, notes } = trendOf(runs);
    assert.equal(found.runs.length, why === null ? 2 : 1);
    if (why) assert.match(notes.join('\n'), why);
    // A name that the user gave decides, and what differs is then a mark.
    const named = trendOf(runs.map((run) => ({ ...run, series: 'shop' })));
    assert.deepEqual(
      [named.trend.runs.length, named.trend.marks.length],
      [2, why === null && what !== 'a few more VUs' ? 0 : 1],
    );
    assert.match(named.trend.kind, /^series shop/);
  });
}

test('the same run twice counts once, one that is not usable is left out', () => {
  const runs = results(nights(3, 3, 1));
  const { trend: found, notes } = trendOf([
    ...runs,
    { ...runs[1]!, file: 'copy.json' },
    { ...runs[0]!, file: 'x.json', digest: 'x', outcome: 'discarded' },
  ]);
  assert.equal(found.runs.length, 3);
  assert.match(
    notes.join('\n'),
    /copy\.json is the same run as 1\.json: counted once\n1 run left out as not usable: x\.json/,
  );
});

test('what is wanted is there, or one line says what is', () => {
  const runs = results(nights(6, 6, 1));
  const names = (wanted: object) => trendOf(runs, wanted).trend.series.map(({ name, stat }) => `${name} ${stat}`);
  assert.deepEqual(names({ metrics: [SEARCH], statistic: 'p(95.0)' }), [`${SEARCH} p(95)`]);
  assert.deepEqual(names({ metrics: ['http_reqs'] }), ['http_reqs count', 'http_reqs rate']);
  assert.ok(
    !names({}).some((name) => /http_req_blocked|http_reqs| max$/.test(name)),
    'what cannot get worse is not judged',
  );
  assert.throws(
    () => names({ metrics: ['nothing{x:y}'] }),
    /--metric reads "nothing\{x:y\}", which no run has; there is checks, /,
  );
  assert.throws(() => names({ metrics: ['x{y}'] }), /--metric reads "x\{y\}": "y" is not a tag:value pair/);
  assert.throws(() => names({ statistic: 'p(99)' }), /no p\(99\)/);
});

test('of very many series the table has those that changed and some others, and says how many are left', () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`http_req_duration{name:a${at}}`, trend(1)]));
  const { trend: found } = trendOf(results(nights(12, 6, 1.5).map((run) => ({ ...many, ...run }))));
  const lines = trendText(found, []).split('\n');
  const table = lines.slice(lines.findIndex((line) => line.startsWith('metric ')) + 1);
  assert.equal(table.filter((line) => /^(?:http|checks|group|iteration)/.test(line)).length, 40);
  assert.ok(table.some((line) => line.startsWith(SEARCH)));
  assert.match(table.at(-2)!, new RegExp(`^${found.series.length - 40} more series, none of which changed`));
});
