// BASE_URL: what is a target, and in how many spellings production is still production.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Environment, readSettings } from './env.ts';

const read = (env: Environment) => readSettings(env, [{ name: 'health', needsToken: false }]).baseUrl;
const refusal = (env: Environment) => {
  try {
    return `accepts ${read(env)}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};
const MALFORMED =
  /^BASE_URL reads .*: expected http\(s\):\/\/host\[:port\]\[\/path\] without user, query or fragment(, such as \S+)?$/;

describe('BASE_URL is read', () => {
  const targets: [name: string, text: string, baseUrl: string][] = [
    ['a name', 'http://staging.example.com', 'http://staging.example.com'],
    ['a name in a local network', 'http://localhost:8080', 'http://localhost:8080'],
    ['without its last slash: paths start with one', 'https://staging.example.com/', 'https://staging.example.com'],
    ['with a path', 'https://example.com/auren/v2/', 'https://example.com/auren/v2'],
    ['in lower case, the path as it is', 'HTTPS://Staging.Example.COM/Auren', 'https://staging.example.com/Auren'],
    ['without the dot of a full name', 'https://staging.example.com.:8443', 'https://staging.example.com:8443'],
    ['an IPv4 address', 'http://192.0.2.1:8080', 'http://192.0.2.1:8080'],
    ['an IPv6 address', 'http://[2001:DB8::1]:8080/api', 'http://[2001:db8::1]:8080/api'],
    ['the highest port', 'http://a:65535', 'http://a:65535'],
    // Contain the production host's name without being it.
    ['a name that ends like production', 'https://not-aupex.ai', 'https://not-aupex.ai'],
    [
      'a name that starts like production',
      'https://aupex.ai.staging.example.com',
      'https://aupex.ai.staging.example.com',
    ],
    ['production in the path', 'https://staging.example.com/aupex.ai', 'https://staging.example.com/aupex.ai'],
  ];
  for (const [name, text, baseUrl] of targets) {
    it(name, () => assert.equal(read({ BASE_URL: text }), baseUrl));
  }
});

describe('BASE_URL is refused', () => {
  it('when it is missing or empty: there is no default, so that nobody loads a host by accident', () => {
    const wanted =
      'BASE_URL is not set: expected the system under test, such as -e BASE_URL=https://staging.example.com';
    assert.equal(refusal({}), wanted);
    assert.equal(refusal({ BASE_URL: '' }), wanted);
  });

  const malformed: [name: string, text: string][] = [
    ['no scheme', 'staging.example.com'],
    ['another scheme', 'ftp://staging.example.com'],
    ['one slash', 'http:/staging.example.com'],
    ['backslashes', 'http:\\\\staging.example.com'],
    ['no host', 'http://'],
    ['no host before the port', 'http://:8080'],
    ['port 0', 'http://a:0'],
    ['port 0 in full', 'http://a:00000'],
    ['a port above 65535', 'http://a:65536'],
    ['a port of six digits', 'http://a:800800'],
    ['a port without digits', 'http://a:'],
    ['a negative port', 'http://a:-1'],
    ['a query', 'http://a/?x=1'],
    ['a fragment', 'http://a/#x'],
    ['a user', 'http://me@a'],
    ['a user and a password', 'http://me:hunter2@a'],
    ['an IPv6 address without brackets', 'http://2001:db8::1'],
    ['an IPv6 zone', 'http://[fe80::1%25eth0]'],
    ['a blank before it', ' http://a'],
    ['a blank in the host', 'http://a b'],
    ['a line break after it', 'http://a\n'],
    ['a NUL', 'http://a\0'],
    ['two dots at the end', 'http://a..'],
    ['a dash at the start', 'http://-a'],
  ];
  for (const [name, text] of malformed) {
    it(`with ${name}`, () => assert.match(refusal({ BASE_URL: text }), MALFORMED));
  }

  it('with the scheme that it lacks', () => {
    for (const [text, whole] of [
      ['staging.example.com/api', 'https://staging.example.com/api'],
      ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ])
      assert.ok(refusal({ BASE_URL: text }).endsWith(`, such as ${whole}`));
  });

  it('without repeating a password: messages end up in logs', () => {
    assert.equal(
      refusal({ BASE_URL: 'http://me:hunter2@staging.example.com' }),
      'BASE_URL reads a URL with user information: expected http(s)://host[:port][/path] without user, query or fragment',
    );
  });

  it('with at most 100 characters of it, escaped, so that the message stays one line', () => {
    const message = refusal({ BASE_URL: `a\nb${'x'.repeat(1_000)}` });
    assert.ok(message.includes('"a\\nbxxx') && message.length < 250);
  });
});

describe('the production host', () => {
  const spellings = [
    'http://aupex.ai',
    'https://aupex.ai',
    'https://aupex.ai/',
    'https://aupex.ai/api',
    'https://aupex.ai:443',
    'https://aupex.ai:8443/api',
    'https://www.aupex.ai',
    'https://api.eu.aupex.ai:8080',
    'https://AUPEX.AI',
    'hTTpS://Www.Aupex.Ai',
    // A dot at the end makes the name absolute: it is the same host.
    'https://aupex.ai.',
    'https://www.aupex.ai.:443/',
  ];
  for (const BASE_URL of spellings) {
    it(`is refused as ${BASE_URL} without ALLOW_PRODUCTION`, () => {
      assert.match(
        refusal({ BASE_URL }),
        /^BASE_URL is the production host (\w+\.)*aupex\.ai and ALLOW_PRODUCTION is not set: expected ALLOW_PRODUCTION=yes, or another host$/,
      );
    });
  }

  // What a resolver or a URL parser might turn into the production host: our own reading takes ASCII names only.
  const disguises: [name: string, text: string][] = [
    ['percent-encoded', 'https://aupex%2Eai'],
    ['percent-encoded letters', 'https://%61upex.ai'],
    ['full-width dot', 'https://aupex．ai'],
    ['ideographic full stop', 'https://aupex。ai'],
    ['half-width ideographic full stop', 'https://aupex｡ai'],
    ['full-width letters', 'https://ａｕｐｅｘ.ai'],
    ['Cyrillic a', 'https://аupex.ai'],
    ['dotless i', 'https://aupex.aı'],
    ['combining mark', 'https://aupex.ai\u0301'],
    ['zero-width space', 'https://aupex\u200B.ai'],
    ['soft hyphen', 'https://au\u00ADpex.ai'],
    ['tab', 'https://aup\tex.ai'],
    ['line break', 'https://aupex\n.ai'],
    ['backslash before it', 'https://staging.example.com\\@aupex.ai'],
    ['user before it', 'https://staging.example.com@aupex.ai'],
    ['user and port before it', 'https://staging.example.com:443@aupex.ai:443'],
    ['two dots at the end', 'https://aupex.ai..'],
  ];
  for (const [name, BASE_URL] of disguises) {
    it(`is malformed in disguise: ${name}`, () => {
      assert.match(refusal({ BASE_URL }), MALFORMED);
      assert.match(refusal({ BASE_URL, ALLOW_PRODUCTION: 'yes' }), MALFORMED);
    });
  }

  it('is loaded only on the exact word', () => {
    assert.equal(read({ BASE_URL: 'https://aupex.ai', ALLOW_PRODUCTION: 'yes' }), 'https://aupex.ai');
    for (const ALLOW_PRODUCTION of ['', 'no', 'YES', 'true', '1', ' yes', 'yes ']) {
      assert.ok(
        refusal({ BASE_URL: 'https://aupex.ai', ALLOW_PRODUCTION }).includes(
          `ALLOW_PRODUCTION reads "${ALLOW_PRODUCTION}"`,
        ),
      );
    }
  });

  it('needs no word when it is not the target', () => {
    assert.equal(read({ BASE_URL: 'http://a', ALLOW_PRODUCTION: 'no' }), 'http://a');
  });
});
