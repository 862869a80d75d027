// crypto.subtle: what k6 documents of WebCrypto, by Node's own, with values of the script's world in the VU's own queue.
import assert from 'node:assert/strict';
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { test } from 'node:test';
import { evaluate, runText } from './testing.fixture.ts';

const HELPERS = `const { subtle, getRandomValues } = globalThis.crypto;
const hex = (data) => [...new Uint8Array(data)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const text = (value) => new TextEncoder().encode(value);
const nameOf = (promise) => promise.then(() => 'resolved', (error) => error.name + (error instanceof Error ? '' : ' of another world'));`;

test('what k6 documents works: digests, ciphers, signatures, keys in every format, derived bits and keys', async () => {
  const told = await evaluate(
    `tell('digests', [hex(await subtle.digest('SHA-256', text('abc'))), hex(await subtle.digest({ name: 'sha-1' }, text('abc').buffer))]);
    const round = async (name, extra, given = {}) => {
      const made = await subtle.generateKey({ name, ...given }, true, ['encrypt', 'decrypt']);
      const { publicKey = made, privateKey = made } = made;
      const secret = await subtle.encrypt({ name, ...extra }, publicKey, text('hello'));
      return new TextDecoder().decode(await subtle.decrypt({ name, ...extra }, privateKey, secret)) + (hex(secret) !== hex(text('hello')));
    };
    const iv = crypto.randomBytes(16);
    const rsa = { modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' };
    tell('ciphers', [
      await round('AES-CBC', { iv }, { length: 256 }), await round('AES-CTR', { counter: new Uint8Array(16), length: 64 }, { length: 128 }),
      await round('AES-GCM', { iv, additionalData: text('more'), tagLength: 128 }, { length: 256 }), await round('RSA-OAEP', {}, rsa),
    ]);
    const signed = async (name, extra, given) => {
      const made = await subtle.generateKey({ name, ...given }, true, ['sign', 'verify']);
      const { publicKey = made, privateKey = made } = made;
      const signature = await subtle.sign({ name, ...extra }, privateKey, text('hello'));
      return [await subtle.verify({ name, ...extra }, publicKey, signature, text('hello')), await subtle.verify({ name, ...extra }, publicKey, signature, text('hullo'))];
    };
    tell('signatures', [
      await signed('ECDSA', { hash: { name: 'SHA-256' } }, { namedCurve: 'P-256' }), await signed('HMAC', {}, { hash: 'SHA-512' }),
      await signed('RSASSA-PKCS1-v1_5', {}, rsa), await signed('RSA-PSS', { saltLength: 32 }, rsa),
    ]);
    const hmac = await subtle.importKey('raw', text('key'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign']);
    tell('hmac', hex(await subtle.sign('HMAC', hmac, text('data'))));
    const pair = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const formats = [];
    for (const [format, which] of [['raw', 'publicKey'], ['spki', 'publicKey'], ['pkcs8', 'privateKey'], ['jwk', 'publicKey'], ['jwk', 'privateKey']]) {
      const data = await subtle.exportKey(format, pair[which]);
      const again = await subtle.importKey(format, data, { name: 'ECDH', namedCurve: 'P-256' }, true, which === 'publicKey' ? [] : ['deriveBits']);
      formats.push(format === 'jwk' ? JSON.stringify(await subtle.exportKey('jwk', again)) === JSON.stringify(data) : hex(await subtle.exportKey(format, again)) === hex(data));
    }
    tell('formats', formats);
    const other = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const [left, right] = await Promise.all([
      subtle.deriveBits({ name: 'ECDH', public: other.publicKey }, pair.privateKey, 256), subtle.deriveBits({ name: 'ECDH', public: pair.publicKey }, other.privateKey, 256),
    ]);
    tell('ecdh', [hex(left) === hex(right), left.byteLength]);
    const password = await subtle.importKey('raw', text('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
    const pbkdf2 = { name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1000 };
    tell('pbkdf2', hex(await subtle.deriveBits(pbkdf2, password, 256)));
    const derived = await subtle.deriveKey(pbkdf2, password, { name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    tell('derived', hex(await subtle.exportKey('raw', derived)));
    const { publicKey } = await subtle.generateKey({ name: 'RSA-PSS', ...rsa }, false, ['sign', 'verify']);
    const { type, extractable, algorithm, usages } = publicKey;
    tell('key', [type, extractable, algorithm.name, algorithm.hash, algorithm.publicExponent instanceof Uint8Array, usages, String(publicKey)]);`,
    { init: HELPERS },
  );
  const derived = pbkdf2Sync('password', 'salt', 1000, 32, 'sha256').toString('hex');
  assert.deepEqual(told, {
    digests: [
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      'a9993e364706816aba3e25717850c26c9cd0d89d',
    ],
    ciphers: ['hellotrue', 'hellotrue', 'hellotrue', 'hellotrue'],
    signatures: [
      [true, false],
      [true, false],
      [true, false],
      [true, false],
    ],
    hmac: createHmac('sha256', 'key').update('data').digest('hex'),
    formats: [true, true, true, true, true],
    ecdh: [true, 32],
    ...{ pbkdf2: derived, derived },
    key: ['public', true, 'RSA-PSS', { name: 'SHA-256' }, true, ['verify'], '[object CryptoKey]'],
  });
});

test('what k6 documents as an error rejects with that error, and what it lacks with NotSupportedError', async () => {
  const told = await evaluate(
    `const key = await subtle.generateKey({ name: 'AES-CBC', length: 256 }, false, ['encrypt']);
    const password = await subtle.importKey('raw', text('password'), 'PBKDF2', false, ['deriveBits']);
    const pbkdf2 = { name: 'PBKDF2', hash: 'SHA-256', salt: text('salt'), iterations: 1 };
    tell('names', await Promise.all([
      nameOf(subtle.exportKey('raw', key)), nameOf(subtle.generateKey({ name: 'AES-CBC', length: 256 }, true, [])),
      nameOf(subtle.importKey('raw', text('p'), 'PBKDF2', true, ['deriveBits'])), nameOf(subtle.importKey('jwk', {}, 'PBKDF2', false, ['deriveBits'])),
      nameOf(subtle.deriveBits(pbkdf2, password, 0)), nameOf(subtle.deriveBits(pbkdf2, password, 12)), nameOf(subtle.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, text('x'))),
      nameOf(subtle.digest('MD5', text('x'))), nameOf(subtle.generateKey({ name: 'Ed25519' }, true, ['sign'])), nameOf(subtle.deriveBits({ name: 'HKDF' }, password, 8)),
      nameOf(subtle.digest('SHA-256', 'text')), nameOf(subtle.digest('SHA-256', () => 1)), nameOf(subtle.encrypt('AES-CBC', {}, text('x'))), nameOf(subtle.digest()),
    ]));
    tell('wrap', typeof subtle.wrapKey);
    tell('made', (() => { try { new key.constructor({}, { key: {}, facts: '{}' }); return 'made'; } catch (error) { return error.name; } })());`,
    { init: HELPERS },
  );
  assert.deepEqual(told, {
    names: [
      ...['InvalidAccessError', 'SyntaxError', 'SyntaxError', 'NotSupportedError'],
      ...['OperationError', 'OperationError', 'InvalidAccessError'],
      ...['NotSupportedError', 'NotSupportedError', 'NotSupportedError'],
      ...['TypeError', 'TypeError', 'TypeError', 'NotSupportedError'],
    ],
    wrap: 'undefined',
    made: 'TypeError',
  });
});

test('an iteration waits for its promises, VUs have theirs apart, and a key outlives the iteration', async () => {
  const { stderr, exitCode } = await runText(
    `${HELPERS} import { sleep } from 'k6';
    let key; const seen = [];
    export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 3, iterations: 2 } } };
    export default async function () {
      key ??= await subtle.importKey('raw', text('key of ' + __VU), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      const bytes = text('data');
      const signed = subtle.sign('HMAC', key, bytes);
      bytes.fill(0);
      sleep(0.01);
      subtle.digest('SHA-256', text('x')).then(() => console.log('LATE ' + __VU));
      console.log('SIGNED ' + __VU + ' ' + hex(await signed));
    }`,
  );
  assert.equal(exitCode, 0, stderr);
  for (const vu of [1, 2, 3]) {
    const wanted = createHmac('sha256', `key of ${vu}`).update('data').digest('hex');
    assert.equal(stderr.match(new RegExp(`SIGNED ${vu} ${wanted}`, 'g'))?.length, 2, stderr);
    assert.equal(stderr.match(new RegExp(`LATE ${vu}`, 'g'))?.length, 2, stderr);
  }
});

test('in the init context it ends the run', async () => {
  const { stderr, exitCode } = await runText(
    `crypto.subtle.digest('SHA-256', new Uint8Array(1)).catch(() => {}); export default function () {}`,
  );
  assert.equal(exitCode, 107);
  assert.match(stderr, /crypto\.subtle in the init context is not supported by the local runner/);
});
