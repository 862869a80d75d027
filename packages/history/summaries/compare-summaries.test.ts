// Two summaries of any script: equal ones never differ, sides can be swapped, and what changed is found and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { compareSummaries } from './compare-summaries.ts';
import { counter, type MadeUpRun, rate, SHAPES, type Shape, shopRun, summaryOf, trend } from './summaries.fixture.ts';
import { summariesText } from './text.ts';
import { parseTolerance } from './tolerance.ts';

const shapes = Object.keys(SHAPES) as Shape[];
const compare = (base: MadeUpRun, head: MadeUpRun, ...tolerances: string[]) =>
  compareSummaries([summaryOf(base)], [summaryOf(head)], tolerances.map(parseTolerance));
const changedIn = ({ figures }: ReturnType<typeof compare>) => [
  ...new Set(figures.filter(({ difference }) => Math.abs(difference) > 1e-9).map(({ metric }) => metric)),
];

const SEARCH = 'http_req_duration{name:search}';
/** What each format holds of the shop. The machine-readable one has the rates of limits, but not the limits. */
for (const base of shapes) {
  for (const head of shapes) {
    test(`${base} against ${head}: the same run has the same figures, a slower name is found and no other`, () => {
      const slower = shopRun({ [SEARCH]: trend(1.65) });
      const run = (change: MadeUpRun) =>
        compareSummaries([summaryOf(shopRun(), base)], [summaryOf(change, head)], [parseTolerance('p(95)>+9.9%')]);
      const [same, other] = [run(shopRun()), run(slower)];
      assert.deepEqual([changedIn(same), same.missing, same.isRegression], [[], [], false]);
      assert.equal(same.figures.length, 6 * 6 + 3 + 2 * 2 + 3);
      assert.equal(same.figures.find(({ metric, stat }) => metric === SEARCH && stat === 'p(95)')?.unit, 'ms');
      assert.deepEqual(changedIn(other), [SEARCH]);
      assert.deepEqual(other.regressions, [{ metric: SEARCH, stat: 'p(95)' }]);
    });
  }
}

/** A limit that was crossed, by format: the third keeps no more than that there was one. */
const CROSSED: Record<Shape, [limits: string, crossed: string[]]> = {
  'handle-summary': ['crossed', ['http_req_duration p(95)<100']],
  'summary-export': ['crossed', ['http_req_duration p(95)<100']],
  'machine-readable': ['crossed', []],
};
for (const shape of shapes) {
  test(`${shape}: a limit that was crossed is listed on its side and is no regression`, () => {
    const run = shopRun({ http_req_duration: { ...trend(1), thresholds: { 'p(95)<100': false } } });
    const { base, head, isRegression } = compareSummaries([summaryOf(shopRun(), shape)], [summaryOf(run, shape)]);
    const said = head.crossed.map(({ metric, expression }) => `${metric} ${expression}`);
    assert.deepEqual([head.runs[0]!.limits, said], CROSSED[shape]);
    assert.deepEqual([base.runs[0]!.limits, base.crossed, isRegression], ['held', [], false]);
  });
}

const scale = fc.double({ min: 0.1, max: 10, noNaN: true });
const madeUpRun = fc
  .record({
    all: scale,
    search: scale,
    cart: scale,
    failed: fc.nat(5999),
    passed: fc.nat(5999),
    requests: fc.nat(99_999),
  })
  .map(({ all, search, cart, failed, passed, requests }) =>
    shopRun({
      http_req_duration: trend(all),
      [SEARCH]: trend(search),
      'http_req_duration{name:cart}': trend(cart),
      http_req_failed: rate(failed, 6000 - failed),
      checks: rate(passed, 6000 - passed),
      http_reqs: counter(requests),
    }),
  );

test('equal summaries never differ, whatever is in them', () =>
  fc.assert(
    fc.property(madeUpRun, (run) => {
      const comparison = compare(run, run, 'p(95)>+0%', 'http_req_failed>+0pp', 'checks<-0pp');
      assert.deepEqual([changedIn(comparison), comparison.isRegression], [[], false]);
    }),
    { numRuns: propertyRuns(50) },
  ));

test('swapped sides have swapped figures and signs', () =>
  fc.assert(
    fc.property(madeUpRun, madeUpRun, (a, b) => {
      const [there, back] = [compare(a, b), compare(b, a)];
      const swapped = back.figures.map(({ metric, stat, base, head, difference }) => ({
        place: `${metric} ${stat}`,
        values: [head, base, difference === 0 ? 0 : -difference],
      }));
      const given = there.figures.map(({ metric, stat, base, head, difference }) => ({
        place: `${metric} ${stat}`,
        values: [base, head, difference],
      }));
      assert.deepEqual(given, swapped);
    }),
    { numRuns: propertyRuns(50) },
  ));

test('a metric that is 10 % slower is found, and no other', () =>
  fc.assert(
    fc.property(
      madeUpRun,
      fc.constantFrom('http_req_duration', SEARCH, 'group_duration{group:::shop}'),
      (run, name) => {
        const { values, ...metric } = run[name]!;
        const slower = Object.fromEntries(Object.entries(values).map(([stat, value]) => [stat, value * 1.1]));
        const comparison = compare(run, { ...run, [name]: { ...metric, values: slower } }, 'p(95)>+9.99%');
        assert.deepEqual(changedIn(comparison), [name]);
        assert.deepEqual(comparison.regressions, [{ metric: name, stat: 'p(95)' }]);
      },
    ),
    { numRuns: propertyRuns(50) },
  ));

const failed = shopRun({ http_req_failed: rate(30, 5970) });
/** Tolerances on 12 and 30 failures of 6000, and 160 and 176 ms. */
const TOLERANCES: [text: string, head: MadeUpRun, isRegression: boolean][] = [
  ['http_req_failed>+0.1pp', failed, true],
  ['http_req_failed>+0.3pp', failed, false],
  ['http_req_failed>+140%', failed, true],
  ['http_req_duration:p(95)>+10%', shopRun({ http_req_duration: trend(1.1) }), false],
  ['http_req_duration:p(95)>+9%&+15ms', shopRun({ http_req_duration: trend(1.1) }), true],
  ['http_req_duration:p(95)>+9%&+17ms', shopRun({ http_req_duration: trend(1.1) }), false],
  ['http_req_duration:p(95)<-5%', shopRun({ http_req_duration: trend(0.9) }), true],
  ['p(95)>+10%', shopRun({ http_req_blocked: trend(5) }), false],
  ['dropped_iterations:count>+0', shopRun(), false],
  ['dropped_iterations:count>+0', shopRun({ dropped_iterations: counter(3) }), true],
];
for (const [text, head, isRegression] of TOLERANCES) {
  test(`${text} is ${isRegression ? 'crossed' : 'kept'}`, () =>
    assert.equal(compare(shopRun(), head, text).isRegression, isRegression));
}

const { http_req_duration: _, ...silent } = shopRun();
const NOTHING: [text: string, head: MadeUpRun, said: RegExp][] = [
  [
    'http_req_duration{name:none}:p(95)>+1%',
    shopRun(),
    /no http_req_duration\{name:none\} with p\(95\) on both sides; both have http_req_duration:avg/,
  ],
  ['http_req_duration:p(99)>+1%', shopRun(), /no http_req_duration with p\(99\)/],
  ['http_req_duration:p(95)>+1%', silent, /no http_req_duration with p\(95\) in head;/],
  ['http_req_duration>+1%', shopRun(), /no statistic is given/],
  [
    'http_req_duration:p(95)>+1pp',
    shopRun(),
    /an amount in pp for http_req_duration p\(95\); expected %, us, µs, ms, s/,
  ],
  ['http_req_failed>+1ms', shopRun(), /expected %, pp/],
  ['p(95)>+10%', silent, /head has no http_req_duration with p\(95\), which base has/],
  ['p(95)>+10%', shopRun({ http_req_duration: trend(0) }), /head has no http_req_duration with p\(95\)/],
];
for (const [text, head, said] of NOTHING) {
  test(`a tolerance that judges nothing is refused: ${text}`, () =>
    assert.throws(() => compare(shopRun(), head, text), said));
}

test('what one side lacks is listed, and no zero of it is compared', () => {
  const percentiles = { ...trend(1), values: { 'p(95)': 170, 'p(99)': 200 } };
  const { missing, figures } = compare(shopRun(), {
    ...silent,
    http_req_duration: percentiles,
    grpc_req_duration: trend(1),
  });
  const said = missing.map(({ metric, stat, missingIn }) => `${metric} ${stat} ${missingIn}`);
  assert.ok(said.includes('grpc_req_duration null base') && said.includes('http_req_duration avg head'));
  assert.ok(said.includes('http_req_duration p(99) base'));
  assert.deepEqual(
    figures.filter(({ metric }) => metric === 'http_req_duration').map(({ stat }) => stat),
    ['p(95)'],
  );
});

test('what makes a run unusable or the two unlike is noted', () => {
  const vus = { type: 'gauge', contains: 'default', values: { value: 80, min: 80, max: 80 } } as const;
  const { notes } = compare(shopRun(), shopRun({ vus_max: vus, dropped_iterations: counter(900) }));
  assert.match(notes.join('\n'), /the runs had 50 to 80 VUs/);
  assert.match(notes.join('\n'), /^run\.json: 900 planned iterations dropped/m);
});

test('data has its unit, per second too', () => {
  const data = (kilobytes: number) => ({
    ...counter(0),
    contains: 'data' as const,
    values: { count: 60_000 * kilobytes, rate: 1000 * kilobytes },
  });
  const run = (kilobytes: number) => shopRun({ data_received: data(kilobytes) });
  assert.match(summariesText(compare(run(12), run(15))), /rate +12 KB\/s +15 KB\/s +\+3 KB\/s +\+25 %/);
  assert.equal(compare(run(12), run(15), 'data_received:rate>+2KB').isRegression, true);
});

test('the text has 80 columns and says that one run a side has unknown noise', () => {
  const long = `http_req_duration{name:${'x'.repeat(200)}}`;
  const text = summariesText(
    compare(shopRun({ [long]: trend(1) }), shopRun({ [long]: trend(2e6), checks: rate(1, 5999) })),
  );
  assert.ok(
    text.split('\n').every((line) => line.length <= 80),
    text,
  );
  assert.match(text, /noise between runs: unknown with 2 runs in all, so a change may be chance/);
  assert.match(text, /regressions: none called; --fail-if says what is one/);
});
