// AUTH_TOKEN: asked for when an endpoint needs it, checked, and never repeated: messages end up in logs.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Environment, readSettings } from './env.ts';

const offer = [
  { name: 'health', needsToken: false },
  { name: 'memory-stats', needsToken: true },
] as const;
const read = (env: Environment) => readSettings({ BASE_URL: 'http://a', ...env }, offer).authToken;

describe('AUTH_TOKEN is read', () => {
  // RFC 6750, b64token.
  for (const token of ['a', 'abc.DEF-123_~+/', 'eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl', 'padded==']) {
    it(token, () => assert.equal(read({ AUTH_TOKEN: token }), token));
  }

  // `kubectl create secret --from-file` keeps the line break of the file, and so does `< token`.
  for (const [around, token] of [
    ['a line break at the end', 'hunter2\n'],
    ['the line break of Windows', 'hunter2\r\n'],
    ['blanks around it', '  hunter2 '],
  ] as const)
    it(`without ${around}`, () => assert.equal(read({ AUTH_TOKEN: token }), 'hunter2'));

  it('not at all when no chosen endpoint needs it, whatever it holds', () => {
    assert.equal(read({ ENDPOINTS: 'health' }), undefined);
    assert.equal(read({ ENDPOINTS: 'health', AUTH_TOKEN: 'two words' }), undefined);
  });
});

describe('AUTH_TOKEN of a run in Grafana Cloud', () => {
  it('may be missing while the script is packed, and is not asked of the machine that packs it', () => {
    assert.equal(read({ AUTH_TOKEN_FROM: 'cloud' }), undefined);
  });

  it('has to be there once the script runs, and is the one that the cloud has', () => {
    const there = { AUTH_TOKEN_FROM: 'cloud', K6_CLOUDRUN_TEST_RUN_ID: '7' };
    assert.equal(read({ ...there, AUTH_TOKEN: 'abc' }), 'abc');
    assert.throws(() => read(there), {
      message: /^AUTH_TOKEN is not set: .*as an environment variable of Grafana Cloud/,
    });
  });
});

describe('AUTH_TOKEN is refused', () => {
  it('when it is missing or empty, naming who needs it', () => {
    const message =
      'AUTH_TOKEN is not set: memory-stats needs a Bearer token; set it in the environment, or leave memory-stats out: ENDPOINTS=health';
    assert.throws(() => read({}), { message });
    for (const AUTH_TOKEN of ['', '\n']) assert.throws(() => read({ AUTH_TOKEN }), { message });
  });

  const malformed: [name: string, token: string][] = [
    ['a blank within', 'hunter2 hunter2'],
    ['the scheme before it', 'Bearer hunter2'],
    ['a header of its own', 'hunter2\r\nX-Admin: yes'],
    ['quotes around it', '"hunter2"'],
    ['an equals sign within', 'hunter2=hunter2'],
    ['nothing but padding', '=='],
    ['letters beyond ASCII', 'hunter２hunter2'],
    ['a variable that was not set', '$hunter2'],
    ['two tokens', 'hunter2,hunter2'],
  ];
  for (const [name, token] of malformed) {
    it(`with ${name}, naming its length only`, () => {
      const message = `AUTH_TOKEN is malformed (${token.length} characters, not shown): expected letters, digits and -._~+/ only, without "Bearer "`;
      assert.throws(() => read({ AUTH_TOKEN: token }), { message });
    });
  }

  it('never shows in a message about anything else', () => {
    const wrong: Environment[] = [
      { BASE_URL: 'a' },
      { BASE_URL: 'https://aupex.ai' },
      { TIME_SCALE: 'x' },
      { ENDPOINTS: 'x' },
      { PROMETHEUS_URL: 'x' },
    ];
    for (const env of wrong) {
      assert.throws(
        () => read({ AUTH_TOKEN: 'hunter2', ...env }),
        (error: Error) => !error.message.includes('hunter2'),
      );
    }
  });
});
