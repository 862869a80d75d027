// The keyboard: one line is one answer, an ended input is an empty one, and typed lines are heard until nobody listens.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { keyboardOf } from './keyboard.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('a question is written, and the next line is its answer', async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const answer = keyboardOf(input, output).ask('Who? ');
  input.write('  Ann \n');
  assert.equal(await answer, 'Ann');
  assert.equal(String(output.read()), 'Who? ');
});

test('an input that has ended answers nothing', async () => {
  const input = new PassThrough();
  const answer = keyboardOf(input, new PassThrough()).ask('Who? ');
  input.end();
  assert.equal(await answer, '');
});

test('typed lines are heard until the listener is gone; empty ones are none', async () => {
  const input = new PassThrough();
  const heard: string[] = [];
  const end = keyboardOf(input, new PassThrough()).listen((line) => heard.push(line));
  input.write('cache was cold\n\n  p95 jumps \n');
  await turn();
  end();
  input.write('too late\n');
  await turn();
  assert.deepEqual(heard, ['cache was cold', 'p95 jumps']);
});
