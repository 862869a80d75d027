// What page load tests log: the slowest load of each visit and phase stays, odd samples go, other lines pass.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PageLoad, PageSample } from 'k6-format/run-record';
import { pageLine } from '../../lib/page-sample.ts';
import { PageSamples } from './page-samples.ts';

const load = (loadMs: number, phase = 'hold'): PageLoad => ({
  ...{ kind: 'load', visit: 'cold', phase, atS: 1, vitals: { load: loadMs } },
  files: [],
});
const line = (sample: PageSample) => `INFO[0000] ${pageLine(sample)}\n`;

test('the slowest load of each visit and phase is kept, and its lines are taken out of the log', () => {
  const samples = new PageSamples();
  const lines = [load(80), load(120), load(90), load(70, 'heavy')].map(line);
  const others = ['before', ...lines, 'after'].filter((one) => !samples.note(one));
  assert.deepEqual(others, ['before', 'after']);
  assert.deepEqual(
    samples.evidence()?.loads.map(({ phase, vitals }) => [phase, vitals.load]),
    [
      ['hold', 120],
      ['heavy', 70],
    ],
  );
});

test('frames come in the order of time, and a file is audited once', () => {
  const samples = new PageSamples();
  const found = { kind: 'audit', finding: 'images', name: '/a.png', bytes: 9, ofBytes: 10, ms: 0, now: 'png' } as const;
  for (const sample of [{ kind: 'frame', atMs: 90, file: 'x-frame-2.jpg' } as const, found, found])
    samples.note(line(sample));
  samples.note(line({ kind: 'frame', atMs: 10, file: 'x-frame-1.jpg' }));
  assert.deepEqual(
    samples.evidence()?.frames.map(({ atMs }) => atMs),
    [10, 90],
  );
  assert.equal(samples.evidence()?.audit.length, 1);
});

test('nothing logged is no evidence', () => {
  const samples = new PageSamples();
  assert.equal(samples.note('hello'), false);
  assert.equal(samples.evidence(), undefined);
});

// What a hostile page could try: a path for a name, a figure that is none, a finding of its own.
const ODD: [string, object][] = [
  ['a picture elsewhere', { kind: 'frame', atMs: 1, file: '../../etc/passwd.png' }],
  ['a picture that is a script', { kind: 'frame', atMs: 1, file: 'x.svg' }],
  ['a time that is none', { ...load(1), atS: 'soon' }],
  ['an unknown finding', { kind: 'audit', finding: 'x', name: '', bytes: 0, ofBytes: 0, ms: 0, now: '' }],
  ['a load that is none', { ...load(1), files: 'many' }],
];
for (const [name, sample] of ODD) {
  test(`${name} is dropped`, () => {
    const samples = new PageSamples();
    assert.equal(samples.note(line(sample as PageSample)), true);
    assert.equal(samples.evidence(), undefined);
  });
}

test('files that are none, and more of them than a report can show, are left out of a load', () => {
  const file = { name: '/a.js', kind: 'script', startMs: 0, requestMs: 1, responseMs: 2, endMs: 3, bytes: 4 };
  const files = Array.from({ length: 500 }, (_, index) =>
    index === 0 ? {} : { ...file, protocol: 'h2', isBlocking: false },
  );
  const samples = new PageSamples();
  samples.note(line({ ...load(1), files } as PageLoad));
  assert.deepEqual(samples.evidence()?.loads[0]?.files, files.slice(1, 61));
});

test('no more than a report can show', () => {
  const samples = new PageSamples();
  for (let index = 0; index < 100; index += 1) {
    samples.note(line(load(1, `p${index}`)));
    samples.note(line({ kind: 'frame', atMs: index, file: `f-${index}.jpg` }));
    samples.note(line({ kind: 'failure', visit: 'cold', phase: 'hold', atS: 1, message: 'x', file: '' }));
  }
  const { loads, frames, failures } = samples.evidence() ?? assert.fail();
  assert.deepEqual([loads.length, frames.length, failures.length], [12, 20, 10]);
});
