// perf.config.ts that cannot be loaded or says something wrong: one line that names the place, exit code 2, and nothing is sent.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { perf, ROOT } from '../perf.fixture.ts';
import { loadConfig } from './config.ts';

const lab = "{ hosts: ['lab.internal'], caps: { vus: 1, ratePerS: 1, minutes: 1 } }";

// What is wrong, the file, what the one line has to say.
const WRONG: [string, string, RegExp][] = [
  ['is not TypeScript', 'export default {', /perf\.config\.ts cannot be loaded: /],
  ['throws while it loads', "throw new Error('no network');", /perf\.config\.ts cannot be loaded: no network/],
  [
    'imports what is not there',
    "import './missing.ts';",
    /perf\.config\.ts cannot be loaded: Could not resolve "\.\/missing\.ts" \(line 1, column 8\)/,
  ],
  ['has no default export', 'export const config = {};', /perf\.config\.ts: the default export: /],
  ['has no environments', 'export default {};', /perf\.config\.ts: environments: /],
  ['names an unknown field', `export default { environments: {}, hosts: [] };`, /hosts: is not a known field/],
  [
    'has a host with a wildcard',
    "export default { environments: { lab: { hosts: ['*.internal'] } } };",
    /environments\.lab\.hosts\.0: /,
  ],
  [
    'has no caps',
    "export default { environments: { lab: { hosts: ['lab.internal'] } } };",
    /environments\.lab\.caps: /,
  ],
  [
    'has a token in a URL',
    "export default { environments: { lab: { baseUrl: 'https://user:canary@lab.internal' } } };",
    /environments\.lab\.baseUrl: expected http\(s\):/,
  ],
  ...(['0', '-0.5', "'0.25'", 'Infinity', 'NaN', 'null', '1001'] as const).map((value): (typeof WRONG)[number] => [
    `has ${value} as a factor`,
    `export default { environments: { lab: { ...${lab}, scale: { users: ${value} } } } };`,
    /perf\.config\.ts: environments\.lab\.scale\.users: reads \S+, expected a factor from 0\.001 to 1000, such as 0\.25; see/,
  ]),
  [
    'scales what cannot be scaled',
    `export default { environments: { lab: { ...${lab}, scale: { pace: 2 } } } };`,
    /environments\.lab\.scale\.pace: is not a known field/,
  ],
  [
    'has a suite with an unknown test',
    `export default { environments: { lab: ${lab} }, suites: { nightly: { environment: 'lab', tests: [{ type: 'sprint' }] } } };`,
    /suites\.nightly\.tests\.0\.type: /,
  ],
  [
    'has a step without a title',
    `export default { environments: { lab: ${lab} }, drill: { steps: { backup: { command: ['x'] } } } };`,
    /drill\.steps\.backup\.title: /,
  ],
];
for (const [name, text, message] of WRONG) {
  test(`a configuration that ${name}: one line, exit code 2`, async (t) => {
    const folder = testFolder(t);
    await writeFile(join(folder, 'perf.config.ts'), text);
    const world = { env: { PATH: '', AUTH_TOKEN: 'token' }, cwd: folder };
    const { code, out, err } = await perf(['run', 'smoke', '--target', 'http://127.0.0.1:1'], world);
    assert.equal(code, EXIT.badInput, err);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1, err);
    assert.doesNotMatch(out + err, /canary|\n\s+at /);
  });
}

test('the folder where the user stands goes before the repository, and none allows loopback only', async (t) => {
  const folder = testFolder(t);
  assert.deepEqual((await loadConfig([folder])).environments, {});
  assert.ok('staging' in (await loadConfig([folder, ROOT])).environments);
  await writeFile(join(folder, 'perf.config.ts'), `export default { environments: { lab: ${lab} } };`);
  assert.deepEqual(Object.keys((await loadConfig([folder, ROOT])).environments), ['lab']);
});
