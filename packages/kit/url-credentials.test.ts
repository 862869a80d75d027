// User and password in URLs: whatever they are made of, they are in no text that is shown, and all the rest of it stays.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { withoutCredentials } from './url-credentials.ts';

// Text, what is shown of it.
const CASES: [string, string][] = [
  ['http://me:hunter2@host:80/path?q#f', 'http://****:****@host:80/path?q#f'],
  ['http://me@host', 'http://****:****@host'],
  ['redis://:hunter2@host:6379/0', 'redis://****:****@host:6379/0'],
  ['http://me:hun@ter2@host/', 'http://****:****@host/'],
  ["http://me:hun'ter2@[::1]:8080/", 'http://****:****@[::1]:8080/'],
  ['a http://me:hunter2@a, and postgres://me:hunter2@b/c.', 'a http://****:****@a, and postgres://****:****@b/c.'],
  ['http://a/?next=https://me:hunter2@b', 'http://a/?next=https://****:****@b'],
  ['http://a,http://me:hunter2@b', 'http://a,http://****:****@b'],
  ['{"a":"http://host","b":"me@x"}', '{"a":"http://host","b":"me@x"}'],
  ['http://host/@scope/x?mail=me@host#@', 'http://host/@scope/x?mail=me@host#@'],
  ['http://host and me@host', 'http://host and me@host'],
  ['me:hunter2@host', 'me:hunter2@host'],
  ['/home/http:/me:hunter2@host: no such file', '/home/http:/****:****@host: no such file'],
  ['http://host/npm:/react@18', 'http://host/npm:/react@18'],
  [String.raw`{"url":"http:\/\/me:hun\u0026ter2@host\/"}`, String.raw`{"url":"http:\/\/****:****@host\/"}`],
  ['', ''],
];

describe('credentials in a text', () => {
  for (const [text, shown] of CASES) it(JSON.stringify(text), () => assert.equal(withoutCredentials(text), shown));

  it('of any URL are gone, the URL is otherwise the same, and a second time changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), fc.webUrl(), (user, password, address) => {
        const url = new URL(address);
        const bare = url.href;
        Object.assign(url, { username: user, password });
        const shown = withoutCredentials(`(${url.href})`);
        assert.equal(shown.replace('****:****@', ''), `(${bare})`);
        assert.equal(withoutCredentials(shown), shown);
      }),
    );
  });

  it('are looked for in time that grows with the text', () => {
    for (const text of [
      '://'.repeat(500_000),
      `://${'a'.repeat(1_500_000)}`,
      'a'.repeat(1_500_000),
      '\\u0041'.repeat(300_000),
    ]) {
      const begunMs = performance.now();
      withoutCredentials(`${text} @`);
      assert.ok(performance.now() - begunMs < 30_000);
    }
  });
});
