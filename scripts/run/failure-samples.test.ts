// Samples out of a run's log: one of each kind, the earliest, and every other line as it was.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { failureLine } from '../../lib/failure-sample.ts';
import { FailureSamples } from './failure-samples.ts';
import { RunLog, takeConsoleFile } from './run-log.ts';

const line = (endpoint: string, status: string, atS: number) =>
  `WARN[0000] ${failureLine({ endpoint, status, code: '1503', atS, message: `at ${atS}` })}\n`;

test('the earliest of each kind, with how many users logged one; the rest passes', () => {
  const samples = new FailureSamples();
  const text = `INFO[0001] hello\n${line('home', '503', 4)}${line('home', '503', 2)}${line('health', '500', 3)}last words`;
  const others = text.split('\n').filter((one) => !samples.note(one));
  assert.deepEqual(others, ['INFO[0001] hello', 'last words']);
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
  for (let status = 400; status < 500; status++) samples.note(line('home', String(status), 1));
  assert.equal(samples.list().length, 40);
});

test('operations of a service have neither status nor code: their messages tell them apart', () => {
  const samples = new FailureSamples();
  for (const message of ['OOM command not allowed', 'timeout', 'timeout'])
    samples.note(`ERRO[0001] ${failureLine({ endpoint: 'set', status: '0', code: '0', atS: 1, message })}\n`);
  assert.deepEqual(
    samples.list().map(({ message, users }) => [message, users]),
    [
      ['OOM command not allowed', 1],
      ['timeout', 2],
    ],
  );
});

test("what k6 left in a file goes into the result, and the script's other lines come back", async () => {
  const [folder, log] = [await mkdtemp(join(tmpdir(), 'run-log-')), new RunLog()];
  const path = join(folder, 'console.log');
  await writeFile(path, `${line('home', '503', 4)}time="x" level=info msg="odd" source=console\nlast words`);
  assert.equal(await takeConsoleFile(path, log), 'time="x" level=info msg="odd" source=console\nlast words');
  assert.deepEqual([log.logged().failureSamples?.length, await readdir(folder)], [1, []]);
  await rm(folder, { recursive: true });
});
