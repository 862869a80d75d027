// What is missing and can be read off a script's text is refused before the run; what cannot be known is left alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knownRefusal } from './known-refusals.ts';
import { runText } from './testing.fixture.ts';

const HEAD = "import http from 'k6/http'; import { check } from 'k6'; import crypto from 'k6/crypto';";

const known: [code: string, name: string][] = [
  ['http.get("x").json("a.#(b==1.c");', 'Response.json("a.#(b==1.c")'],
  ['let res; res = http.get("x"); try { res.json("{a"); } catch {}', 'Response.json("{a")'],
  ['check(http.get("x"), { a: (r) => r.json("{a") === "" });', 'Response.json("{a")'],
  ['const res = http.get("x"); check(res, { "a b": function (r) { return r.json("{a"); } });', 'Response.json("{a")'],
  ['async function f() { const res = await http.asyncRequest("GET", "x"); res.json("{a"); }', 'Response.json("{a")'],
  ['import { get as load } from "k6/http"; load("x").json("{a");', 'Response.json("{a")'],
  ['import * as all from "k6/http"; all.get("x").json("{a");', 'Response.json("{a")'],
  ['let res; if (__ENV.A) res = http.get("a"); else res = http.post("b"); res.json("{a");', 'Response.json("{a")'],
  ['function f() { res.json("{a"); } let res; res = http.get("x"); f();', 'Response.json("{a")'],
  ['http.batch(["x"])[0].json("{a");', 'Response.json("{a")'],
  ['const all = http.batch({ a: "x" }); all.a.json("{a");', 'Response.json("{a")'],
  ['crypto.md4("x", "hex");', 'k6/crypto md4'],
  ['import { md4 } from "k6/crypto";', 'k6/crypto md4'],
  ['crypto.createHash("md4");', 'k6/crypto md4'],
  ['import { hmac } from "k6/crypto"; hmac("md4", "s", "x", "hex");', 'k6/crypto md4'],
  ['http.get("x", { auth: "ntlm" });', 'params.auth ntlm'],
  ['const params = { auth: "ntlm" }; http.get("x", params);', 'params.auth ntlm'],
  ['http.post("x", "y", { compression: "gzip, zstd" });', 'params.compression gzip, zstd'],
];
for (const [code, name] of known) {
  test(`before the run it is known of: ${code}`, () => {
    const refusal = knownRefusal(`${HEAD}${code}`);
    assert.ok(refusal?.startsWith(`${name} is not supported by the local runner: `), String(refusal));
  });
}

const unknown = [
  'http.get("x").json("a.#.b"); http.get("x").json("a\\\\*"); http.get("x").json("a.#(b==1)#|@reverse"); ({ json() {} }).json("{a");',
  'const page = { json() {} }; page.json("{a");',
  'let res = http.get("x"); res = { json() {} }; res.json("{a");',
  'let res = http.get("x"); [res] = [{ json() {} }]; res.json("{a");',
  'let res = http.get("x"); for (res of [{ json() {} }]) res.json("{a");',
  'let { json } = http.get("x"); let a = b, b = a; b.json("{a");',
  'function f(res) { return res.json("{a"); } f({ json() {} });',
  'check({}, { a: (r) => r.json("{a") });',
  'const text = "md4 ntlm zstd";',
  'crypto.sha256("md4", "hex"); http.post("x", { auth: "ntl" + "m" }); http.get("x").json("html");',
  'const http2 = { get: () => ({ json() {} }) }; http2.get("x").json("{a");',
];
for (const code of unknown) {
  test(`before the run nothing is known of: ${code}`, () => assert.equal(knownRefusal(`${HEAD}${code}`), undefined));
}

test('a run with a known refusal does not start, whichever of its files has it, and says where', async () => {
  const { exitCode, stderr, summary } = await runText(
    "import { load } from './lib.ts'; export default function () { load(); }",
    {
      files: {
        'lib.ts': "import http from 'k6/http';\nexport const load = (): unknown => http.get('x').json('{a');",
      },
    },
  );
  assert.deepEqual([exitCode, summary], [107, undefined]);
  assert.match(stderr, /lib.ts: Response.json\("\{a"\) is not supported by the local runner: http.get\("x"\).json/);
});
