// What is missing and can be read off a script's text is refused before the run; what cannot be known is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownRefusal } from './known-refusals.ts';
import { runText } from './testing.ts';

const HEAD = "import http from 'k6/http'; import { check } from 'k6'; import crypto from 'k6/crypto';";

const known: [code: string, name: string][] = [
  ['http.get("x").html();', 'Response.html()'],
  ['const res = http.post("x", null); res.submitForm();', 'Response.submitForm()'],
  ['let res; res = http.get("x"); res["clickLink"]();', 'Response.clickLink()'],
  ['check(http.get("x"), { a: (r) => r.html("p").text() === "" });', 'Response.html()'],
  ['const res = http.get("x"); check(res, { "a b": function (r) { return r.html(); } });', 'Response.html()'],
  ['async function f() { const res = await http.asyncRequest("GET", "x"); res.html(); }', 'Response.html()'],
  ['import { get as load } from "k6/http"; load("x").html();', 'Response.html()'],
  ['import * as all from "k6/http"; all.get("x").html();', 'Response.html()'],
  [
    'let res; if (__ENV.A) res = http.get("a"); else res = http.post("b"); res.submitForm({});',
    'Response.submitForm()',
  ],
  ['function f() { res.html(); } let res; res = http.get("x"); f();', 'Response.html()'],
  ['http.batch(["x"])[0].html();', 'Response.html()'],
  ['const all = http.batch({ a: "x" }); all.a.html();', 'Response.html()'],
  ['http.get("x").json("a.#(b==1.c");', 'Response.json("a.#(b==1.c")'],
  ['let res; res = http.get("x"); try { res.json("{a"); } catch {}', 'Response.json("{a")'],
  ['crypto.md4("x", "hex");', 'k6/crypto md4'],
  ['import { md4 } from "k6/crypto";', 'k6/crypto md4'],
  ['crypto.createHash("md4");', 'k6/crypto md4'],
  ['import { hmac } from "k6/crypto"; hmac("md4", "s", "x", "hex");', 'k6/crypto md4'],
  ['globalThis.crypto.subtle.digest();', 'crypto.subtle'],
  ['http.get("x", { auth: "ntlm" });', 'params.auth ntlm'],
  ['const params = { auth: "digest" }; http.get("x", params);', 'params.auth digest'],
  ['http.post("x", "y", { compression: "gzip, zstd" });', 'params.compression gzip, zstd'],
];
for (const [code, name] of known) {
  test(`before the run it is known of: ${code}`, () => {
    const refusal = knownRefusal(`${HEAD}${code}`);
    assert.ok(refusal?.startsWith(`${name} is not supported by the local runner: `), String(refusal));
  });
}

test('the global crypto is known by its name unless the script has its own', () => {
  assert.match(knownRefusal('crypto.subtle;') ?? '', /^crypto.subtle/);
  assert.equal(knownRefusal('const crypto = {}; crypto.subtle;'), undefined);
});

const unknown = [
  'const page = { html() {} }; page.html();',
  'export function handleSummary(data) { return { "a.html": report.html(data) }; } const report = { html: String };',
  'let res = http.get("x"); res = { html() {} }; res.html();',
  'let res = http.get("x"); [res] = [{ html() {} }]; res.html();',
  'let res = http.get("x"); for (res of [{ html() {} }]) res.html();',
  'let { html } = http.get("x"); let a = b, b = a; b.html();',
  'http.get("x").json("a.#.b"); http.get("x").json("a\\\\*"); http.get("x").json("a.#(b==1)#|@reverse"); ({ json() {} }).json("{a");',
  'function f(res) { return res.html(); } f({ html() {} });',
  'check({}, { a: (r) => r.html() });',
  'const text = "html submitForm md4 subtle ntlm zstd";',
  'crypto.sha256("md4", "hex"); http.post("x", { auth: "ntl" + "m" }); http.get("x").json("html");',
  'const http2 = { get: () => ({ html() {} }) }; http2.get("x").html();',
];
for (const code of unknown) {
  test(`before the run nothing is known of: ${code}`, () => assert.equal(knownRefusal(`${HEAD}${code}`), undefined));
}

test('a run with a known refusal does not start, whichever of its files has it, and says where', async () => {
  const { exitCode, stderr, summary } = await runText(
    "import { load } from './lib.ts'; export default function () { load(); }",
    {
      files: {
        'lib.ts': "import http from 'k6/http';\nexport const load = (): string => http.get('x').html('p').text();",
      },
    },
  );
  assert.deepEqual([exitCode, summary], [107, undefined]);
  assert.match(stderr, /lib.ts: Response.html\(\) is not supported by the local runner: http.get\("x"\).html/);
});
