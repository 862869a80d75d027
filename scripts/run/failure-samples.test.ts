// Samples out of a run's log: one of each kind, the earliest, and every other line as it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureLine } from '../../lib/failure-sample.ts';
import { FailureSamples } from './failure-samples.ts';
import { RunLog } from './run-log.ts';

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

test('operations of a service have neither status nor code: their messages tell them apart', () => {
  const samples = new FailureSamples();
  for (const message of ['OOM command not allowed', 'timeout', 'timeout'])
    samples.take(`ERRO[0001] ${failureLine({ endpoint: 'set', status: '0', code: '0', atS: 1, message })}\n`);
  assert.deepEqual(
    samples.list().map(({ message, users }) => [message, users]),
    [
      ['OOM command not allowed', 1],
      ['timeout', 2],
    ],
  );
});

test("the first error in the engine's own words is kept, and samples of failures are none", () => {
  const log = new RunLog();
  assert.equal(log.take(`${line('home', '503', 4)}WARN[0001] odd\n`), 'WARN[0001] odd\n');
  assert.equal(log.firstError, undefined);
  log.take('ERRO[0002] OOM command not allowed\n    at somewhere\nERRO[0003] another\n');
  assert.equal(log.firstError, 'OOM command not allowed');
});
