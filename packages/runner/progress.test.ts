// Progress: one line that is rewritten never takes two on the screen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Clock } from './clock.ts';
import { cutTo, Progress } from './progress.ts';

const clock = { after: () => () => {} } as unknown as Clock;

test('a line is cut to the terminal that is there now', () => {
  let columns: number | undefined = 20;
  let text = '';
  const progress = new Progress(
    (part) => (text += part),
    true,
    clock,
    () => columns,
  );
  const shown = (line: string): string => {
    text = '';
    progress.show(line);
    return text.replace('\r\u001b[K', '');
  };
  assert.equal(shown('running (1.0s), 1/1 VUs, 12 complete'), 'running (1.0s), 1/…');
  assert.equal(shown('running (1.0s), 1/1'), 'running (1.0s), 1/1');
  columns = undefined;
  assert.equal(shown('running (1.0s), 1/1 VUs, 12 complete'), 'running (1.0s), 1/1 VUs, 12 complete');
});

test('a line that is cut is one character short of the width, and no narrower than nothing', () => {
  for (let columns = 1; columns < 60; columns += 1)
    assert.ok(cutTo('x'.repeat(60), columns).length < Math.max(2, columns));
});

test('a terminal that says 0 does not know its width: the line stays whole', () => {
  assert.equal(cutTo('running', 0), 'running');
});

test('without a terminal lines stay whole', () => {
  let text = '';
  new Progress(
    (part) => (text += part),
    false,
    clock,
    () => 10,
  ).show('longer than ten characters');
  assert.equal(text, 'longer than ten characters\n');
});
