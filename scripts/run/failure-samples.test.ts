// Samples out of a run's log: one of each kind, the earliest, and every other line as it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureLine } from '../../lib/failure-sample.ts';
import { FailureSamples } from './failure-samples.ts';

const line = (endpoint: string, status: string, atS: number) =>
  `WARN[0000] ${failureLine({ endpoint, status, code: '1503', atS, message: `at ${atS}` })}\n`;

test('the earliest of each kind, with how many users logged one; the rest passes', () => {
  const samples = new FailureSamples();
  const text = `INFO[0001] hello\n${line('home', '503', 4)}${line('home', '503', 2)}${line('health', '500', 3)}last words`;
  assert.equal(samples.take(text), 'INFO[0001] hello\nlast words');
  assert.equal(samples.take('\rprogress 5 %'), '\rprogress 5 %');
  assert.deepEqual(
    samples.list().map(({ endpoint, atS, users, message }) => [endpoint, atS, users, message]),
    [
      ['home', 2, 2, 'at 2'],
      ['health', 3, 1, 'at 3'],
    ],
  );
});

test('no more kinds than a table can show', () => {
  const samples = new FailureSamples();
  for (let status = 400; status < 500; status++) samples.take(line('home', String(status), 1));
  assert.equal(samples.list().length, 40);
});
