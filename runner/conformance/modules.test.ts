// What scripts import and find, where no other test has it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runText } from '../testing.ts';

test('an import of types alone is none', async () => {
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

test('import.meta.resolve gives an address that open() reads', async () => {
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
