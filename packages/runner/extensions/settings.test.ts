// What `sql.open` and `new redis.Client` are given: read as documented, refused in one line that shows no secret.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { reasonOf, scriptError } from './handle.ts';
import { readPostgresUrl } from './postgres-url.ts';
import { readerOf } from './postgres-values.ts';
import { readRedisOptions } from './redis-options.ts';

describe('a PostgreSQL URL', () => {
  it('says host, port, user, password, database and encryption', () => {
    assert.deepEqual(
      readPostgresUrl(
        'postgresql://me:p%40ss@[::1]:5433/my%20db?sslmode=disable&connect_timeout=3&application_name=k6',
      ),
      {
        ...{ host: '::1', port: 5433, user: 'me', password: 'p@ss', database: 'my db', ssl: false },
        ...{ connectTimeoutMs: 3000, applicationName: 'k6' },
      },
    );
  });

  it('without parts takes the usual ones, and asks for an encrypted connection', () => {
    const { host, port, user, password, database, ssl } = readPostgresUrl('postgres://');
    assert.deepEqual([host, port, user, password, database], ['localhost', 5432, 'postgres', undefined, 'postgres']);
    assert.deepEqual(ssl, { rejectUnauthorized: false });
  });

  it('that cannot be read is refused without being repeated', () => {
    const cases: [given: string, wanted: RegExp][] = [
      ['host=localhost password=secret', /^sql\.open: .*expected postgres:\/\//],
      ['postgres://me:secret@host:99999/db', /^sql\.open: .*expected postgres:\/\//],
      ['mysql://me:secret@host/db', /^sql\.open: .*expected postgres:\/\//],
      ['postgres://me:secret@host/db?sslmode=maybe', /sslmode reads "maybe": expected one of disable, require/],
      ['postgres://me:secret@host/db?sslrootcert=x', /"sslrootcert" is not supported by the local runner/],
      ['postgres://me:secret@host/db?connect_timeout=soon', /connect_timeout reads "soon": expected whole seconds/],
    ];
    for (const [given, wanted] of cases) {
      assert.throws(
        () => readPostgresUrl(given),
        ({ message }: Error) => wanted.test(message) && !message.includes('secret') && !message.includes('\n'),
        given,
      );
    }
  });
});

describe('a value of PostgreSQL', () => {
  const bytes = (text: string) => ['bytes', Buffer.from(text).toString('base64')];
  /** Type identifiers are those of pg_type; each row is one that a driver could get wrong. */
  const cases: [what: string, oid: number, text: string, wanted: unknown][] = [
    ['bigint', 20, '9007199254740991', 9007199254740991],
    ['double precision', 701, '1.25', 1.25],
    ['NaN, which JSON lacks', 701, 'NaN', ['float', 'NaN']],
    ['infinity, which JSON lacks', 700, '-Infinity', ['float', '-Infinity']],
    ['text', 25, '', ''],
    ['boolean', 16, 'f', false],
    ['timestamptz', 1184, '2026-01-02 03:04:05.5+02', ['time', Date.UTC(2026, 0, 2, 1, 4, 5, 500)]],
    [
      'timestamptz with minutes in its zone',
      1184,
      '2026-01-02 03:04:05-05:30',
      ['time', Date.UTC(2026, 0, 2, 8, 34, 5)],
    ],
    ['timestamp, in UTC', 1114, '2026-01-02 03:04:05', ['time', Date.UTC(2026, 0, 2, 3, 4, 5)]],
    ['date', 1082, '2026-01-02', ['time', Date.UTC(2026, 0, 2)]],
    ['a moment without end', 1184, 'infinity', bytes('infinity')],
    ['a date before our time', 1082, '0044-03-15 BC', bytes('0044-03-15 BC')],
    ['numeric, as the bytes of its text', 1700, '1.50', bytes('1.50')],
    ['jsonb, as the bytes of its text', 3802, '{"a": "ü"}', bytes('{"a": "ü"}')],
    ['bytea', 17, '\\x00ff', ['bytes', 'AP8=']],
  ];
  for (const [what, oid, text, wanted] of cases) {
    it(`of type ${what}`, () => assert.deepEqual(readerOf(oid)(text), wanted));
  }
});

describe('the options of a Redis client', () => {
  it('come as a URL', () => {
    const { host, port, username, password, database, isEncrypted } = readRedisOptions(
      'rediss://me:p%40ss@cache:6380/2',
    );
    assert.deepEqual([host, port, username, password, database, isEncrypted], ['cache', 6380, 'me', 'p@ss', 2, true]);
  });

  it('come as an object, with the documented timeouts', () => {
    assert.deepEqual(
      readRedisOptions({
        socket: { host: 'cache', port: 6380, dialTimeout: 0.5, readTimeout: -1 },
        ...{ username: 'me', password: 'x', database: 3, clientName: 'k6' },
      }),
      {
        ...{ host: 'cache', port: 6380, isEncrypted: false, connectTimeoutMs: 500, readTimeoutMs: undefined },
        ...{ username: 'me', password: 'x', database: 3, clientName: 'k6' },
      },
    );
    assert.equal(readRedisOptions({}).connectTimeoutMs, 5000);
    assert.equal(readRedisOptions('redis://').readTimeoutMs, 3000);
  });

  it('that the local runner lacks are refused by name, and none is repeated', () => {
    const cases: [given: unknown, wanted: RegExp][] = [
      [{ cluster: { nodes: ['redis://:secret@a'] } }, /"cluster" is not supported by the local runner/],
      [{ masterName: 'secret' }, /"masterName" is not supported/],
      [{ socket: { host: 'a', poolSize: 3 } }, /"socket\.poolSize" is not supported/],
      [{ socket: { port: 'secret' } }, /"port" is string: expected a number/],
      ['http://:secret@a', /the URL cannot be read/],
      ['redis://:secret@a/db', /the URL cannot be read/],
      [null, /got nothing: expected a URL/],
    ];
    for (const [given, wanted] of cases) {
      assert.throws(
        () => readRedisOptions(given),
        ({ message }: Error) => wanted.test(message) && !message.includes('secret'),
        JSON.stringify(given),
      );
    }
  });
});

describe('an error for the script', () => {
  it('is one line, without the password and without control characters', () => {
    const hostile = new Error('no\n entry for s3cret\u001b[31m red');
    assert.equal(scriptError(hostile, 's3cret').message, 'no entry for *** [31m red');
  });

  it('tells why each address refused', () => {
    const refused = (address: string) => new Error(`connect ECONNREFUSED ${address}`);
    const both = new AggregateError([refused('::1:1'), refused('127.0.0.1:1'), refused('::1:1')]);
    assert.equal(reasonOf(both), 'connect ECONNREFUSED ::1:1; connect ECONNREFUSED 127.0.0.1:1');
  });
});
