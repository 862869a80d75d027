// Scripts that loop for ever, eat memory or recurse without end: stopped by their limit, and the other VUs are unharmed.
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { realClock } from '../clock.ts';
import { runText } from '../testing.fixture.ts';

const OTHERS = `import { sleep } from 'k6';
export const options = { scenarios: {
  bad: { executor: 'per-vu-iterations', iterations: 2, exec: 'bad' },
  others: { executor: 'per-vu-iterations', vus: 2, iterations: 3, exec: 'others' } } };
export function others() { sleep(0.02); console.log('FINE'); }
`;
const fineOf = (stderr: string): number => stderr.match(/FINE/g)?.length ?? 0;

test('memory ends in an exception at the limit of the VU', async () => {
  const eater = `${OTHERS} export function bad() { const all = []; for (;;) all.push(new ArrayBuffer(16e6)); }`;
  const { exitCode, stderr, summary } = await runText(eater);
  assert.equal(exitCode, 0);
  assert.equal(stderr.match(/ERRO.*out of memory/g)?.length, 2, stderr);
  assert.equal(fineOf(stderr), 6);
  assert.equal(summary?.metrics.iterations?.values.count, 8);
});

test('a recursion without end is an exception, with a stack that fits on a screen', async () => {
  const { stderr, summary } = await runText(`${OTHERS} export function bad() { const f = () => f() + 1; f(); }`);
  assert.equal(stderr.match(/ERRO.*Maximum call stack size exceeded/g)?.length, 2, stderr.slice(0, 500));
  assert.equal(fineOf(stderr), 6);
  assert.equal(summary?.metrics.iterations?.values.count, 8);
  assert.ok(stderr.split('\n').length < 40);
});

test('calls that wait in the depth of a recursion either work or cost their VU its iteration only', async () => {
  const deep = (depth: number): string =>
    `${OTHERS} const f = (n) => n === 0 ? sleep(0.001) : (f(n - 1), 1);
    export function bad() { if (__ITER === 0) f(${depth}); console.log('NEXT'); }`;
  const works = await runText(deep(100));
  assert.equal(works.stderr.match(/NEXT/g)?.length, 2);
  const breaks = await runText(deep(50_000));
  assert.match(breaks.stderr, /ERRO.*Maximum call stack size exceeded/);
  assert.equal(breaks.stderr.match(/NEXT/g)?.length, 1);
  assert.equal(fineOf(breaks.stderr), 6);
  assert.equal(breaks.exitCode, 0);
});

/** A clock that runs twenty times as fast. */
const fastClock = { ...realClock, now: () => performance.now() * 20 };

test('an endless loop is stopped by its limit, the other VUs go on, and further loops have a shorter limit', async () => {
  const loopers = `${OTHERS.replace("bad: { executor: 'per-vu-iterations', ", "bad: { executor: 'per-vu-iterations', vus: 3, ")}
    export function bad() { for (;;); }`;
  const { exitCode, stderr, summary } = await runText(loopers, { clock: fastClock });
  assert.equal(exitCode, 0);
  assert.equal(stderr.match(/ERRO.*VU \d: the script ran 10 s without a pause and was stopped/g)?.length, 1, stderr);
  assert.equal(stderr.match(/ERRO.*VU \d: the script ran 1 s without a pause and was stopped/g)?.length, 2, stderr);
  assert.equal(stderr.match(/was stopped at bad \(file:\/\/\/.*\/script\.js:7:\d+\)/g)?.length, 3, stderr);
  assert.equal(fineOf(stderr), 6);
  assert.equal(summary?.metrics.iterations?.values.count, 6);
});

test('an endless loop in the init context keeps the run from starting', async () => {
  const { exitCode, stderr, summary } = await runText('for (;;); export default function () {}', { clock: fastClock });
  assert.deepEqual([exitCode, summary], [107, undefined]);
  assert.match(stderr, /ran 10 s without a pause/);
});

test('a script that fills the memory in its init context does not start', async () => {
  const { exitCode, stderr } = await runText(
    'const all = []; for (;;) all.push(new ArrayBuffer(16e6)); export default function () {}',
  );
  assert.equal(exitCode, 107);
  assert.match(stderr, /out of memory/);
});

test('a device is written to and not replaced', { skip: !existsSync('/dev/full') }, async () => {
  const script =
    "export default function () {} export function handleSummary() { return { '/dev/full': 'x', '/dev/null': 'x' }; }";
  const inSummary = await runText(script);
  const exported = await runText('export default function () {}', { args: ['--summary-export=/dev/full'] });
  for (const { stderr } of [inSummary, exported]) assert.match(stderr, /\/dev\/full could not be written: ENOSPC/);
  assert.deepEqual([inSummary.exitCode, exported.exitCode], [0, 255]);
  assert.deepEqual(
    readdirSync('/dev').filter((name) => name.endsWith('.part')),
    [],
  );
});
