// Samples of failures: what goes into the log comes back from it, and a token never does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { failureLine, failureMessage, readFailureLine } from './failure-sample.ts';

const answer = { status: 503, error_code: 1503, error: '', body: '' };
const sample = { endpoint: 'home', status: '503', code: '1503', atS: 12.3, message: 'overloaded' };

test('a line is read back from the logs of both engines', () => {
  const line = failureLine(sample);
  for (const logged of [
    `WARN[0012] ${line}`,
    `time="2026-01-31T12:00:12Z" level=warning msg="${line}" source=console`,
    `{"level":"warning","msg":"${line}","source":"console"}`,
  ])
    assert.deepEqual(readFailureLine(logged), sample, logged);
});

test('other lines are no samples', () => {
  for (const line of [
    '',
    'WARN[0001] Request Failed',
    'failure sample: endpoint=home',
    failureLine({ ...sample, status: 'x' }),
  ])
    assert.equal(readFailureLine(line), null, line);
});

test('the message is the error, else the start of the body', () => {
  assert.equal(failureMessage({ ...answer, error: 'dial: refused', body: 'x' }, undefined), 'dial: refused');
  assert.equal(failureMessage({ ...answer, body: '{"error":\n "busy"}' }, undefined), "{'error': 'busy'}");
  assert.equal(failureMessage({ ...answer, body: null }, undefined), '');
  assert.equal(failureMessage({ ...answer, body: 'x'.repeat(5000) }, undefined).length, 120);
});

test('neither a token that comes back encoded nor the password of a URL is in the message', () => {
  const token = 'secret-token-123';
  const body = `${Buffer.from(`Bearer ${token}`).toString('base64')} ${token.toUpperCase()} postgres://me:hunter2@db/`;
  const message = failureMessage({ ...answer, body }, token);
  assert.match(message, /^\S*\[token\]\S* \[token\] postgres:\/\/\*\*\*\*:\*\*\*\*@db\/$/);
});

test('whatever a target answers: one line that comes back as it is, without the token', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
      const token = 'secret-token-123';
      const message = failureMessage({ ...answer, body: `${before}${token}${after}` }, token);
      const line = failureLine({ ...sample, message });
      assert.ok(!line.includes(token) && !line.includes('\n'));
      assert.equal(readFailureLine(`time="1" msg="${line}"`)?.message, message);
    }),
  );
});
