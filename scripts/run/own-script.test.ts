// `perf run <file>`: scripts of one's own keep to the target, to the environment's caps and to the exit codes of all runs.
import assert from 'node:assert/strict';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { testServer } from 'k6-kit/server.fixture';
import { perf } from '../perf.fixture.ts';

const SCRIPT = fileURLToPath(new URL('./own-script.fixture.js', import.meta.url));
const CANARY = 'canary-91ce';
const caps = { vus: 5, ratePerS: 1000, minutes: 11 };

const folder = testFolder();
let basketStatus = 200;
const asked: string[] = [];
const { url, close } = await testServer((request, response) => {
  asked.push(`${request.headers.host} ${request.url} ${request.headers.authorization ?? ''}`.trim());
  response.statusCode = request.url === '/basket' ? basketStatus : 200;
  response.end(JSON.stringify({ token: CANARY }));
});
after(close);
before(async () => {
  const lab = { hosts: ['127.0.0.1'], caps, writes: true };
  const environments = { lab, reading: { ...lab, writes: false } };
  await writeFile(join(folder, 'perf.config.ts'), `export default ${JSON.stringify({ environments })};\n`);
});

/** Writes a script into the folder and returns its path. */
async function script(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

let runs = 0;
async function run(file: string, args: readonly string[] = [], env: Record<string, string> = {}) {
  asked.length = 0;
  const out = `results-${runs++}`;
  const guardWorld = { resolve: async (host: string) => [host], lockFolder: join(folder, 'locks') };
  const command = ['run', file, '--engine', 'local', '--target', url, '--out', out];
  const world = { cwd: folder, env: { PATH: '/usr/bin:/bin', ...env }, guardWorld };
  const { code, output } = await perf([...command, ...args], world);
  return { code, output, asked: [...asked], out: join(folder, out) };
}

test('a script runs as it is, and leaves result, report and the record of the guard', async () => {
  const { code, output, asked: requests, out } = await run(SCRIPT, ['--env', 'lab']);
  assert.equal(code, EXIT.passed, output);
  assert.equal(requests.filter((line) => line.endsWith(`/basket Bearer ${CANARY}`)).length, 10);
  const names = (await readdir(out)).toSorted();
  assert.deepEqual(
    names.map((name) => name.replace(/^own-script\.fixture-\w+?Z/, '')),
    ['.guard.json', '.hdr.gz', '.json', '.report.html', '.report.md'],
  );
  const texts = await Promise.all(names.map((name) => readFile(join(out, name), 'latin1')));
  assert.ok(![...texts, output].some((text) => text.includes(CANARY)));
  const { load, environment } = JSON.parse(texts[0]!);
  assert.deepEqual([environment, load.vus, load.minutes], ['lab', 2, 10]);
  assert.match(output, /at most 1000 requests\/s/);
  assert.match(output, /PASSED [^\n]*1 of 1 limit held\n$/);
});

test('a threshold that is crossed is exit code 99', async () => {
  basketStatus = 500;
  const { code, output } = await run(SCRIPT, ['--json']).finally(() => {
    basketStatus = 200;
  });
  assert.equal(code, EXIT.thresholds, output);
  assert.match(output, /"exitCode":99,"verdict":"failed"/);
});

test('requests to other addresses are blocked, also where the script says otherwise', async () => {
  const own = (options: string) => `import http from 'k6/http';
    export const options = ${options};
    export default () => { for (const url of [__ENV.BASE_URL + '/here', 'http://[::1]:' + __ENV.PORT, 'http://192.0.2.1/'])
      console.log('error of ' + url + ': ' + http.get(url, { timeout: '2s' }).error); };`;
  const PORT = new URL(url).port;
  for (const options of ['{}', '{ blacklistIPs: ["10.0.0.0/8"] }']) {
    const { output, asked: requests } = await run(await script('away.js', own(options)), [], { PORT });
    assert.deepEqual(requests.slice(1), [`127.0.0.1:${PORT} /here`], 'after the question of the guard');
    assert.match(output, /error of http:\/\/192\.0\.2\.1\/: IP \(192\.0\.2\.1\) .*blacklisted/);
    assert.match(output, /error of http:\/\/\[::1\].*blacklisted/);
  }
});

test("the user's own k6 gets the same: script, variables that are stronger than its options, and where the summary goes", async () => {
  const k6 = await script(
    'k6',
    `#!/bin/sh
if [ "$1" = version ]; then echo "k6 v2.3.0 (go, linux/amd64)"; exit 0; fi
printf '%s\\n' "$@" > "${folder}/arguments"
env > "${folder}/environment"
for argument; do case $argument in --summary-export=*) echo '{"metrics":{"iterations":{"count":5,"rate":5}}}' > "\${argument#*=}";; esac; done
`,
  );
  await chmod(k6, 0o755);
  const ran = await run(SCRIPT, ['--env', 'lab', '--engine', 'k6'], { K6_BIN: k6, AUTH_TOKEN: CANARY });
  assert.equal(ran.code, EXIT.passed, ran.output);
  const given = (await readFile(join(folder, 'arguments'), 'utf8')).trim().split('\n');
  assert.deepEqual([given[0], given.at(-1)], ['run', SCRIPT]);
  assert.match(given.at(-2) ?? '', /^--summary-export=.*own-script\.fixture-\w+Z\.json$/);
  assert.ok(!given.join().includes(CANARY));
  const environment = await readFile(join(folder, 'environment'), 'utf8');
  assert.match(environment, /^K6_BLACKLIST_IPS=\S+,128\.0\.0\.0\/1,/m);
  assert.match(environment, /^K6_RPS=1000$/m);
  assert.match(environment, new RegExp(`^BASE_URL=${url}$`, 'm'));
});

const REFUSED: [what: string, text: string, args: string[], code: number, message: RegExp][] = [
  ...(['vus: 6, duration: "1s"', 'stages: [{ duration: "1s", target: 6 }]', 'vus: 6, iterations: 6'] as const).map(
    (options): (typeof REFUSED)[number] => [
      `more VUs than the cap, by ${options}`,
      `export const options = { ${options} }; export default () => {};`,
      ['--env', 'lab'],
      EXIT.guardRefused,
      /the run has 6 VUs and the environment lab caps them at 5/,
    ],
  ),
  [
    'more VUs in a function that is called as the observer is',
    'export const options = { scenarios: { a: { executor: "constant-vus", vus: 6, duration: "1s", exec: "observe" } } }; export function observe() {}',
    ['--env', 'lab'],
    EXIT.guardRefused,
    /the run has 6 VUs/,
  ],
  [
    'a longer run than the cap',
    'export const options = { vus: 1, duration: "12m" }; export default () => {};',
    ['--env', 'lab'],
    EXIT.guardRefused,
    /the run has 12 minutes/,
  ],
  [
    'a script where nothing may be written',
    'export default () => {};',
    ['--env', 'reading'],
    EXIT.guardRefused,
    /refused writes and the environment reading does not allow that/,
  ],
  ['a script that does not load', 'throw new Error("no users.csv")', [], EXIT.badInput, /no users\.csv/],
  ['a script with a typing error', 'export default () => {', [], EXIT.badInput, /refused\.js/],
  [
    'an option of test types',
    'export default () => {};',
    ['--endpoint', 'x'],
    EXIT.badInput,
    /--endpoint is for the test types/,
  ],
];
for (const [what, text, args, code, message] of REFUSED) {
  test(`refused before any request: ${what}`, async () => {
    const ran = await run(await script('refused.js', text), args);
    assert.equal(ran.code, code, ran.output);
    assert.match(ran.output, message);
    assert.deepEqual(
      ran.asked.filter((line) => !/ \/( |$)/.test(line)),
      [],
    );
    assert.equal(ran.output.trim().split('\n').length, 1, ran.output);
  });
}

test('--reads-only is the word of the user, for scripts alone', async () => {
  const file = await script('reads.js', 'export default () => {};');
  assert.equal((await run(file, ['--env', 'reading', '--reads-only'])).code, EXIT.passed);
  const { code, output } = await run('smoke', ['--reads-only']);
  assert.equal(code, EXIT.badInput);
  assert.match(output, /--reads-only is for scripts of your own/);
});

test('a file that is not there is one line', async () => {
  const { code, output } = await run('./gone.js');
  assert.equal(code, EXIT.badInput);
  assert.match(output, /gone\.js is not there: expected a k6 script/);
});
