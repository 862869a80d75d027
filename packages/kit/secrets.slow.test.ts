// A token that comes back from a target: no form that returns it is in the text, and all the rest of the text stays.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { withoutSecret } from './secrets.ts';

const bytes = (text: string) => Buffer.from(text);
const perByte = (mark: string) => (text: string) =>
  [...bytes(text)].map((byte) => mark + byte.toString(16).padStart(2, '0')).join('');

/** How a target may return a token. */
const FORMS: Record<string, (token: string) => string> = {
  'as it is': (token) => token,
  'upper case': (token) => token.toUpperCase(),
  'lower case': (token) => token.toLowerCase(),
  Base64: (token) => bytes(token).toString('base64'),
  'Base64 for URLs': (token) => bytes(token).toString('base64url'),
  'Base64 of the header': (token) => bytes(`Bearer ${token}`).toString('base64'),
  'Base64 of JSON': (token) => bytes(JSON.stringify({ auth: { token }, user: 1 })).toString('base64url'),
  'URL encoding': encodeURIComponent,
  'URL encoding, twice': (token) => encodeURIComponent(encodeURIComponent(token)),
  'URL encoding in lower case': (token) => encodeURIComponent(token).toLowerCase(),
  'URL encoding of each byte': perByte('%'),
  hexadecimal: perByte(''),
  'hexadecimal in upper case': (token) => perByte('')(token).toUpperCase(),
  'JSON with each character escaped': perByte('\\u00'),
  'JSON with slashes escaped': (token) => token.replaceAll('/', '\\/'),
  'escapes of C': perByte('\\x'),
};

/** What nobody can get the token back from. */
const isGone = (text: string, token: string): boolean => {
  const texts = [text, text.toLowerCase()];
  const inside = [token, token.toLowerCase(), encodeURIComponent(token), perByte('')(token)];
  return !texts.some((one) => inside.some((form) => one.includes(form)));
};

describe('a token in a text', () => {
  for (const [form, write] of Object.entries(FORMS)) {
    it(`is found as ${form}, wherever it stands, and the text around it stays`, () => {
      const token = fc.stringMatching(/^[A-Za-z0-9\-._~+/]{8,60}={0,2}$/);
      fc.assert(
        fc.property(token, fc.string(), fc.string(), (token, before, after) => {
          const shown = withoutSecret(`${before} ${write(token)} ${after}`, token);
          assert.ok(shown.includes('[token]'));
          assert.ok(isGone(shown, token) || before.includes(token) || after.includes(token));
          assert.ok(
            shown.startsWith(`${withoutSecret(before, token)} `) && shown.endsWith(` ${withoutSecret(after, token)}`),
          );
          // Of an encoded text around the token a few characters of Base64 stay: fewer than the token's own.
          assert.ok(!shown.includes(write(token)));
        }),
      );
    });
  }

  it('is found twice and between other characters', () => {
    assert.equal(withoutSecret('x=SECRET-1;y=secret-1!c2VjcmV0LTE=', 'secret-1'), 'x=[token];y=[token]![token]E=');
  });

  it('of fewer than four characters hides nothing, and none is none', () => {
    assert.equal(withoutSecret('the cat', 'cat'), 'the cat');
    assert.equal(withoutSecret('the cat', ''), 'the cat');
    assert.equal(withoutSecret('the cat', undefined), 'the cat');
  });

  it('may be anything, and the text too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 4 }), fc.string({ unit: 'binary' }), (token, text) => {
        assert.ok(!withoutSecret(`${text}${token}`, token).endsWith(token));
      }),
      { numRuns: 30 },
    );
    assert.equal(withoutSecret('İ SECRET İ', 'secret'), 'İ [token] İ');
  });

  it('is looked for in time that grows with the text', () => {
    const token = 'a'.repeat(2_000);
    for (const text of ['a'.repeat(1_999).concat('b').repeat(500), 'x'.repeat(2_000_000)]) {
      const begunMs = performance.now();
      withoutSecret(text, token);
      assert.ok(performance.now() - begunMs < 30_000, `${performance.now() - begunMs} ms`);
    }
  });
});
