// What scripts import and find, where no other test has it.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { runScript } from '../run.ts';
import { runText } from '../testing.fixture.ts';

test('an import of types alone is erased', async () => {
  const { exitCode, stderr } = await runText(
    "import { options } from './options.ts'; export { options }; export default function () { console.log('RAN'); }",
    {
      files: {
        'options.ts': "import type { Options } from 'k6/options';\nexport const options: Options = { iterations: 2 };",
      },
    },
  );
  assert.equal(exitCode, 0, stderr);
  assert.equal(stderr.match(/RAN/g)?.length, 2);
});

test('import.meta.resolve returns an address that open() reads', async () => {
  const { exitCode, stderr } = await runText(
    "const text = open(import.meta.resolve('./data.txt')); export default function () { console.log('READ ' + text); }",
    { files: { 'data.txt': 'beside' } },
  );
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /READ beside/);
});

test('require has modules of k6 and files, and a script may be CommonJS itself', async () => {
  const lib = "const { sleep } = require('k6'); exports.wait = (s) => { sleep(s); return 'waited'; };";
  const asModule = await runText(
    "import { wait } from './lib.js'; import exec from 'k6/execution'; export default function () { console.log(wait(0.001) + exec.vu.idInTest); }",
    { files: { 'lib.js': lib } },
  );
  assert.match(asModule.stderr, /waited1/);
  const asCommonJs = await runText(
    "const lib = require('./lib.js'); exports.options = { iterations: 2 }; exports.default = function () { console.log(lib.wait(0.001) + __ITER); };",
    { files: { 'lib.js': lib } },
  );
  assert.equal(asCommonJs.exitCode, 0, asCommonJs.stderr);
  assert.match(asCommonJs.stderr, /waited0[\s\S]*waited1/);
});

test('metadata of a VU outlives the iteration and stays out of the outputs', async () => {
  const { exitCode, stdout, stderr } = await runText(
    `import exec from 'k6/execution';
    export const options = { iterations: 2 };
    export default function () {
      console.log('HAD ' + exec.vu.metrics.metadata.trace);
      exec.vu.metrics.metadata.trace = 'abc';
    }`,
    { args: ['--out', 'json'] },
  );
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /HAD undefined[\s\S]*HAD abc/);
  assert.match(stdout, /iterations/);
  assert.doesNotMatch(stdout, /abc|metadata/);
});

test('open() starts from the file that it is called in', async (t) => {
  const folder = testFolder(t);
  const files = {
    'main/script.js': `import { here, read } from '../lib/read.js'; const own = open('./data.txt'), by = read('data.txt'), required = require('../lib/common.js').text;
      export default function () { console.log('READ ' + [own, here, by, required, read === open]); }`,
    'main/data.txt': 'main',
    'lib/read.js': `export const here = open('data.txt', 't'); export const read = (path) => open(path); export function other(open) { return open(1); }`,
    'lib/common.js': `exports.text = open('./data.txt') + new TextDecoder().decode(open('data.txt', 'b'));`,
    'lib/data.txt': 'lib',
  };
  for (const name of ['main', 'lib']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  let stderr = '';
  const io = { stdout: () => {}, stderr: (text: string) => void (stderr += text), isTty: false };
  const { exitCode } = await runScript({ script: join(folder, 'main/script.js'), env: {}, args: ['--quiet'], io });
  assert.equal(exitCode, 0, stderr);
  assert.match(stderr, /READ main,lib,lib,liblib,false/);
});

test('a name that k6 has dropped says what has taken its place, and others what to do', async () => {
  const places: Record<string, RegExp> = {
    'k6/experimental/timers':
      /script\.js:1:8: k6\/experimental\/timers .* k6 has dropped it: leave the import out, timers are global, or import k6\/timers/,
    'k6/experimental/webcrypto': /k6 has dropped it: leave the import out, crypto is global/,
    'k6/experimental/redis': /import k6\/x\/redis/,
    'k6/experimental/browser': /import k6\/browser/,
    'k6/experimental/websockets': /import k6\/websockets/,
    'k6/experimental/tracing': /import https:\/\/jslib\.k6\.io\/http-instrumentation-tempo/,
    'k6/experimental/grpc': /it is k6\/net\/grpc; run the script with k6/,
    'k6/experimental/csv': /read the file with open\(\)/,
    'k6/net/grpc': /k6\/net\/grpc is not supported by the local runner: run the script with k6/,
    'k6/x/kafka': /of the extensions it has k6\/x\/sql and k6\/x\/redis; run the script with k6/,
  };
  for (const [name, message] of Object.entries(places)) {
    const { exitCode, stderr } = await runText(`import '${name}'; export default function () {}`);
    assert.equal(exitCode, 107);
    assert.match(stderr, message);
  }
});
