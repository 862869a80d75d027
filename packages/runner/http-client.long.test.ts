// Thousands of random answers on real sockets, plain and over TLS: the runner's client reads them as undici and node:http do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareAnswers } from './http-fuzz.fixture.ts';

for (const [isTls, count] of [
  [false, 8000],
  [true, 2000],
] as const) {
  test(`${count} random answers ${isTls ? 'over TLS' : 'in the clear'}`, async (context) => {
    const { fine, failed } = await compareAnswers(count, 160, isTls);
    context.diagnostic(`${fine} fine, ${failed} failed`);
    assert.equal(fine + failed, count);
    assert.ok(fine > count / 5 && failed > count / 5, `${fine} were fine, ${failed} failed`);
  });
}
