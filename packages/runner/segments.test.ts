// Execution segments: the parts of a sequence make the whole again, at every moment, and nothing is in two of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { arrivalTimes, vuSteps, vusAt } from './pacing.ts';
import { segmentScenarios } from './scenario-parts.ts';
import { readScenarios, type Scenario, scenarioVus } from './scenarios.ts';
import { countIn, isIn, readShare, type Share, wholeIndex } from './segments.ts';
import { runText } from './testing.fixture.ts';

const RUNS = { numRuns: propertyRuns(100), seed: 20260801 };

/** Shares of all segments of a random sequence. */
const sequences = fc
  .integer({ min: 1, max: 24 })
  .chain((bottom) =>
    fc
      .subarray(Array.from({ length: bottom - 1 }, (_, index) => index + 1))
      .map((tops) => ['0', ...tops.map((top) => `${top}/${bottom}`), '1']),
  )
  .map((bounds) => sharesOf(bounds));

function sharesOf(bounds: readonly string[]): Share[] {
  return bounds.slice(1).map((to, index) => {
    const share = readShare(`${bounds[index]}:${to}`, bounds.join());
    assert.ok(share);
    return share;
  });
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);

test('every number is in exactly one segment, and the shares are fair', () => {
  fc.assert(
    fc.property(sequences, fc.integer({ min: 0, max: 5000 }), (shares, count) => {
      assert.equal(total(shares.map((share) => countIn(share, count))), count);
      assert.equal(shares.filter((share) => isIn(share, count)).length, 1);
      for (const share of shares) {
        const fair = (count * share.owned.length) / share.period;
        assert.ok(Math.abs(countIn(share, count) - fair) < shares.length, `${countIn(share, count)} for ${fair}`);
        const own = countIn(share, count);
        const index = wholeIndex(share, own);
        assert.ok(isIn(share, index) && index >= count && countIn(share, index) === own);
      }
    }),
    RUNS,
  );
});

const stagesOf = (max: number) =>
  fc.array(fc.record({ durationMs: fc.nat(5000), target: fc.nat(max) }), { minLength: 1, maxLength: 4 });

test('VUs of stages add up to the whole at every moment', () => {
  fc.assert(
    fc.property(sequences, fc.nat(40), stagesOf(40), fc.nat(20_000), (shares, start, stages, atMs) => {
      const whole = vuSteps(start, stages);
      const parts = shares.map((share) => vuSteps(start, stages, share));
      for (const moment of [atMs, ...whole.map((step) => step.atMs)])
        assert.equal(total(parts.map((steps) => vusAt(steps, moment))), vusAt(whole, moment));
    }),
    RUNS,
  );
});

test('arrivals of all segments are those of the whole, each at its moment', () => {
  fc.assert(
    fc.property(sequences, fc.nat(20), stagesOf(20), (shares, startRate, stages) => {
      const plan = { startRate, stages, timeUnitMs: 1000 };
      const parts = shares.flatMap((share) => [...arrivalTimes({ ...plan, share })]);
      assert.deepEqual(
        parts.sort((a, b) => a - b),
        [...arrivalTimes(plan)],
      );
    }),
    RUNS,
  );
});

/** VUs and iterations that a scenario will have. */
function sizeOf(scenario: Scenario): { most: number; planned: number; iterations: number } {
  const iterations = 'iterations' in scenario ? scenario.iterations : 0;
  const perVu = scenario.executor === 'per-vu-iterations' ? scenario.vus : 1;
  return { ...scenarioVus(scenario), iterations: iterations * perVu };
}

test('VUs and iterations of all executors add up to the whole', () => {
  const counts = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(100));
  fc.assert(
    fc.property(sequences, counts, (shares, [vus, more]) => {
      const whole = readScenarios({
        a: { executor: 'constant-vus', vus, duration: '1s' },
        b: { executor: 'per-vu-iterations', vus, iterations: more + 1 },
        c: { executor: 'shared-iterations', vus, iterations: vus + more },
        d: { executor: 'ramping-vus', stages: [{ duration: '1s', target: vus }] },
        e: { executor: 'constant-arrival-rate', rate: 1, duration: '1s', preAllocatedVUs: vus, maxVUs: vus + more },
      });
      const parts = shares.flatMap((share) => segmentScenarios(whole, share));
      for (const scenario of whole) {
        const own = parts.filter(({ name }) => name === scenario.name).map(sizeOf);
        const sums = {
          most: total(own.map(({ most }) => most)),
          planned: total(own.map(({ planned }) => planned)),
          iterations: total(own.map(({ iterations }) => iterations)),
        };
        assert.deepEqual(sums, sizeOf(scenario));
      }
      for (const part of parts) if (part.executor === 'shared-iterations') assert.ok(part.iterations >= part.vus);
    }),
    RUNS,
  );
});

test('fractions, percent and decimals mean the same, and equal segments need no sequence', () => {
  const quarter = readShare('1/4:2/4', '0,1/4,1/2,3/4,1');
  for (const text of ['1/4:1/2', '25%:50%', '0.25:0.5', '0.25:50%'])
    assert.deepEqual(readShare(text, undefined), quarter);
  assert.deepEqual(readShare('1/4', undefined), readShare('0:1/4', undefined));
  assert.equal(readShare('0:1', undefined), undefined);
  assert.equal(readShare(undefined, undefined), undefined);
  assert.equal(readShare('1/3:1/2', undefined)?.owned.length, 1);
});

const invalid: [segment: string | undefined, sequence: string | undefined, message: RegExp][] = [
  ['1/2:1/4', undefined, /executionSegment reads "1\/2:1\/4": expected its start before its end/],
  ['0:1/4:1', undefined, /expected from:to, such as 0:1\/4/],
  ['0:2', undefined, /"2" is not a share/],
  ['0:1/0', undefined, /"1\/0" is not a share/],
  ['-1:1', undefined, /"-1" is not a share/],
  ['0:x', undefined, /"x" is not a share: expected 0 to 1, such as 1\/4, 0.25 or 25%/],
  [undefined, '0,1', /executionSegmentSequence needs executionSegment/],
  ['0:1/2', '0,1/4,1', /executionSegment "0:1\/2" is none of the sequence "0,1\/4,1"/],
  ['0:1/2', '1/2,1', /must start with 0 and end with 1/],
  ['0:1/2', '0,1/2,1/4,1', /needs every bound above the one before/],
  ['0:1/100003', '0,1/100003,1', /too fine/],
];
for (const [segment, sequence, message] of invalid) {
  test(`segment ${segment} of ${sequence} is refused`, () =>
    assert.throws(() => readShare(segment, sequence), message));
}

test('an invalid segment ends with 104', async () => {
  const { exitCode, stderr } = await runText('export default function () {}', { args: ['--execution-segment', '1:0'] });
  assert.equal(exitCode, 104);
  assert.match(stderr, /executionSegment reads "1:0": expected its start before its end/);
});

test('instances share iterations and VUs, and their numbers in the test are different ones', async () => {
  const script = `import exec from 'k6/execution';
export const options = { vus: 3, iterations: 10 };
export default function () { console.log('AT ' + exec.scenario.iterationInTest + ' ' + exec.vu.idInTest + ' END'); }`;
  const sequence = '0,1/4,1/2,1';
  const seen: string[][] = [];
  for (const segment of ['0:1/4', '1/4:1/2', '1/2:1']) {
    const args = ['--execution-segment', segment, `--execution-segment-sequence=${sequence}`];
    const { stderr, exitCode } = await runText(script, { args });
    assert.equal(exitCode, 0, stderr);
    seen.push(
      ...[...stderr.matchAll(/AT (\d+) (\d+) END/g)].map(([, iteration, vu]) => [iteration as string, vu as string]),
    );
  }
  const iterations = seen.map(([iteration]) => Number(iteration)).sort((a, b) => a - b);
  assert.deepEqual(iterations, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(new Set(seen.map(([, vu]) => vu)).size, 3);
});

test('a segment without VUs runs nothing and says so', async () => {
  const script = 'export const options = { vus: 1, iterations: 1 }; export default function () {}';
  const results = [];
  for (const segment of ['0:1/2', '1/2:1'])
    results.push(await runText(script, { args: ['--execution-segment', segment] }));
  assert.deepEqual(
    results.map(({ exitCode }) => exitCode),
    [0, 0],
  );
  assert.deepEqual(
    results.map(({ summary }) => summary?.metrics.iterations?.values.count ?? 0),
    [1, 0],
  );
  assert.match(results[1]?.stderr ?? '', /scenario "default" has no VUs in this execution segment/);
});
