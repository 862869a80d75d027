// k6's numbers for errors of the network, by what Node reports.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify, statusCode } from '../http-errors.ts';

const errors: [what: string, fields: object, code: number][] = [
  ['a broken pipe', { code: 'EPIPE' }, 1201],
  ['another error while reading', { code: 'EIO', syscall: 'read' }, 1202],
  ['another error while dialling', { code: 'ENETUNREACH', syscall: 'connect' }, 1210],
  ['a timeout while dialling', { code: 'ETIMEDOUT', syscall: 'connect' }, 1211],
  ['a refused connection', { code: 'ECONNREFUSED', syscall: 'connect', address: '127.0.0.1', port: 1 }, 1212],
  ['a reset', { code: 'ECONNRESET', syscall: 'read' }, 1220],
  ['another error of TLS', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }, 1300],
  ['an expired certificate', { code: 'CERT_HAS_EXPIRED' }, 1300],
  ['an unknown issuer', { code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }, 1310],
  ['a certificate for another name', { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 1311],
  ['an unknown host', { code: 'ENOTFOUND' }, 1101],
  ['a name server that does not answer', { code: 'EAI_AGAIN' }, 1100],
  ['anything else', { code: 'ESOMETHING' }, 1000],
];

test('each error of the network has its code', () => {
  for (const [what, fields, code] of errors) {
    const error = Object.assign(new Error(what), fields);
    assert.equal(classify(error).code, code, what);
    assert.equal(classify(Object.assign(new Error('outer'), { cause: error })).code, code, `${what}, as a cause`);
    assert.notEqual(classify(error).text, '');
  }
  const both = new AggregateError([Object.assign(new Error('first'), { code: 'ECONNREFUSED' }), new Error('second')]);
  assert.equal(classify(both).code, 1212, 'the first of several addresses');
});

test('what this machine has run out of is not said of the target', () => {
  const dial = (code: string) =>
    classify(Object.assign(new Error(`connect ${code} 127.0.0.1:80`), { code, syscall: 'connect' }));
  assert.deepEqual(dial('EMFILE'), { code: 1210, text: 'dial: socket: too many open files on this machine' });
  assert.match(dial('EADDRNOTAVAIL').text, /^dial: cannot assign requested address/);
});

test('statuses from 400 on have a code too', () => {
  assert.deepEqual([200, 399, 400, 404, 599, 600].map(statusCode), [0, 0, 1400, 1404, 1599, 0]);
});
