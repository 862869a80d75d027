// Flags, K6_ variables and the config file: each sets what it is for, in k6's order of precedence, and nothing is ignored in silence.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { environmentOptions, parseFlags } from '../flags.ts';
import { SETTINGS, type Setting } from '../option-table.ts';
import { runText } from '../testing.fixture.ts';

const folder = testFolder();

/** A text for each setting and what it means. Switches have `true` and nothing else. */
const samples: Record<string, [text: string, value: unknown]> = {
  vus: ['3', 3],
  duration: ['10s', '10s'],
  iterations: ['7', 7],
  stages: [
    '5s:10, 1m:20',
    [
      { duration: '5s', target: 10 },
      { duration: '1m', target: 20 },
    ],
  ],
  env: ['A=x=y', { A: 'x=y' }],
  tags: ['team=a:b', { team: 'a:b' }],
  scenarios: ['a, b', ['a', 'b']],
  outputs: ['json=x.json', ['json=x.json']],
  summaryExport: ['out.json', 'out.json'],
  summaryMode: ['disabled', 'disabled'],
  logFormat: ['raw', 'raw'],
  logOutput: ['file=a=b.log,level=warning', { kind: 'file', path: 'a=b.log', level: 'warning' }],
  dns: ['ttl=5m', 'ttl=5m'],
  summaryTrendStats: ['avg,p(99.9)', ['avg', 'p(99.9)']],
  summaryTimeUnit: ['us', 'us'],
  systemTags: ['status,url', ['status', 'url']],
  config: ['options.json', 'options.json'],
  consoleOutput: ['log.txt', 'log.txt'],
  maxRedirects: ['0', 0],
  rps: ['50', 50],
  httpDebug: ['full', 'full'],
  batch: ['4', 4],
  batchPerHost: ['2', 2],
  blacklistIPs: ['10.0.0.0/8,::1', ['10.0.0.0/8', '::1']],
  blockHostnames: ['a.example,*.b.example', ['a.example', '*.b.example']],
  minIterationDuration: ['1s', '1s'],
  setupTimeout: ['5s', '5s'],
  teardownTimeout: ['6s', '6s'],
  handleSummaryTimeout: ['7s', '7s'],
  userAgent: ['me/1', 'me/1'],
  threads: ['2', 2],
  maxBodyMib: ['8', 8],
  executionSegment: ['0:1/4', '0:1/4'],
  executionSegmentSequence: ['0,1/4,1', '0,1/4,1'],
};

/** Where the result has a setting that is not an option. */
const FIELDS: Record<string, [field: string, whenGiven: unknown]> = {
  live: ['isLive', true],
  once: ['isOnce', true],
  includesSystemEnv: ['includesSystemEnv', true],
  noColor: ['hasColor', false],
  noSummary: ['summaryMode', 'disabled'],
};

const isIdle = ({ idle, key }: Setting): boolean => idle !== undefined && !/summary/i.test(key);

test('every flag sets what it is for', () => {
  for (const { key, flag, isOption, kind } of SETTINGS.filter((setting) => !isIdle(setting))) {
    if (!flag || key === 'machineReadableSummary') continue;
    const sample = kind === 'switch' ? undefined : samples[key];
    assert.ok(sample || kind === 'switch', `no sample for ${key}`);
    for (const name of flag.match(/--?[\w-]+/g) ?? []) {
      // What may stand alone takes its value behind an equals sign only.
      const args = sample && flag.endsWith(']') ? [`${name}=${sample[0]}`] : [name, ...(sample ? [sample[0]] : [])];
      const flags = parseFlags(args);
      const [field, whenGiven] = FIELDS[key] ?? [key, sample ? sample[1] : true];
      const found = isOption ? flags.options[field] : (flags as unknown as Record<string, unknown>)[field];
      assert.deepEqual(found, whenGiven, name);
    }
  }
});

test('every variable sets its option', () => {
  for (const { key, env, isOption, kind } of SETTINGS.filter((setting) => !isIdle(setting))) {
    if (!env || key === 'machineReadableSummary' || key === 'outputs') continue;
    const [text, own] = kind === 'switch' ? ['true', true] : (samples[key] ?? []);
    const [field, value] = FIELDS[key] ?? [key, own];
    assert.ok(text, `no sample for ${key}`);
    const read = environmentOptions({ [env]: text });
    assert.deepEqual(isOption ? read.options[field] : read[field as 'summaryExport'], value, env);
    const empty = environmentOptions({ [env]: '' });
    assert.equal(isOption ? empty.options[field] : empty[field as 'summaryExport'], undefined, `${env} is empty`);
  }
  assert.deepEqual(environmentOptions({ K6_TAGS: 'a:b,c:d:e' }).options.tags, { a: 'b', c: 'd:e' });
});

test('switches have the spellings of a boolean, and do not swallow the argument behind them', () => {
  const { options, positional } = parseFlags(['--throw', 'script.js', '--discard-response-bodies=false', '-w']);
  assert.deepEqual([options.throw, options.discardResponseBodies, positional], [true, false, ['script.js']]);
  const { isQuiet, options: plain } = parseFlags(['--quiet=false', '--no-setup=true', '--no-teardown=false']);
  assert.deepEqual([isQuiet, plain.noSetup, plain.noTeardown], [false, true, undefined]);
  for (const [text, value] of [
    ['1', true],
    ['T', true],
    ['0', false],
    ['FALSE', false],
  ] as const)
    assert.equal(environmentOptions({ K6_THROW: text }).options.throw, value);
});

const unreadable: [args: string[], env: Record<string, string>, message: RegExp][] = [
  [['--vus', 'ten'], {}, /--vus reads "ten": expected a whole number/],
  [['--batch', '-1'], {}, /--batch reads "-1": expected a whole number, at least 0/],
  [['--throw=maybe'], {}, /--throw reads "maybe": expected true or false/],
  [['--stage', '5s'], {}, /--stage reads "5s": expected time:target/],
  [['--tag', 'x'], {}, /--tag reads "x": expected name=value/],
  [['--summary-mode', 'nope'], {}, /--summary-mode reads "nope": expected compact, full or disabled/],
  [['--log-format', 'xml'], {}, /--log-format reads "xml": expected raw or json/],
  [['--log-output', 'file='], {}, /--log-output reads "file=": expected stderr, stdout, none or file=path/],
  [['--log-output', 'file=x,level=loud'], {}, /--log-output has "level=loud": expected level=trace, level=debug/],
  [['--quiet=maybe'], {}, /--quiet reads "maybe": expected true or false/],
  [[], { K6_VUS: '1.5' }, /K6_VUS reads "1.5"/],
  [[], { K6_NO_SETUP: 'yes' }, /K6_NO_SETUP reads "yes": expected true or false/],
  [[], { K6_TAGS: 'a=b' }, /K6_TAGS reads "a=b": expected name:value/],
  [[], { K6_STAGES: '5s:x' }, /K6_STAGES reads "5s:x"/],
  [[], { K6_SUMMARY_MODE: 'nope' }, /K6_SUMMARY_MODE reads "nope"/],
  [[], { K6_LOG_OUTPUT: 'syslog' }, /K6_LOG_OUTPUT reads "syslog"/],
  [[], { K6_MAX_REDIRECTS: '-3' }, /K6_MAX_REDIRECTS reads "-3"/],
  [[], { K6_SETUP_TIMEOUT: 'soon' }, /option "setupTimeout" reads "soon"/],
  [[], { K6_SYSTEM_TAGS: 'nope' }, /option "systemTags" has "nope"/],
  [[], { K6_BLACKLIST_IPS: '10.0.0.0/33' }, /option "blacklistIPs" has "10.0.0.0\/33"/],
  [['--config', '/nowhere.json'], {}, /--config: \/nowhere.json cannot be read: ENOENT/],
];
test('what cannot be read is refused by the name of its flag or variable, and nothing runs', async () => {
  for (const [args, env, message] of unreadable) {
    const { exitCode, stderr, summary } = await runText('export default function () {}', { args, env });
    assert.match(stderr, message);
    assert.deepEqual([exitCode, summary], [104, undefined], stderr);
  }
});

test('a variable without an effect is named in a warning, its value is not', async () => {
  const env = {
    K6_CLOUD_TOKEN: 'secret',
    K6_OTEL_HEADERS: 'secret',
    K6_MADE_UP: 'secret',
    K6_BIN: 'secret',
    K6_PAUSED: 'false',
  };
  const { exitCode, stderr } = await runText('export default function () {}', { env });
  assert.equal(exitCode, 0);
  for (const name of ['K6_CLOUD_TOKEN', 'K6_OTEL_HEADERS', 'K6_MADE_UP'])
    assert.match(stderr, new RegExp(`WARN.*${name} has no effect in the local runner`));
  assert.doesNotMatch(stderr, /secret|K6_BIN|K6_PAUSED/);
});

const TELL_OPTIONS = `export default function () { console.log('TOLD' + JSON.stringify(exec.test.options)); }`;
const optionsOf = async (script: string, args: string[], env: Record<string, string> = {}) => {
  const { stderr } = await runText(`import exec from 'k6/execution';\n${script}\n${TELL_OPTIONS}`, { args, env });
  const [, told] = /TOLD(.*)/.exec(stderr) ?? [];
  assert.ok(told, stderr);
  return JSON.parse(told) as Record<string, unknown>;
};

test('the config file is weaker than the script, the script than the environment, the environment than the flags', async () => {
  const config = join(folder, 'options.json');
  writeFileSync(
    config,
    JSON.stringify({ batch: 1, batchPerHost: 1, maxRedirects: 1, userAgent: 'file', iterations: 2 }),
  );
  const script = "export const options = { batchPerHost: 2, maxRedirects: 2, userAgent: 'script' };";
  const env = { K6_MAX_REDIRECTS: '3', K6_USER_AGENT: 'env' };
  const told = await optionsOf(script, ['-c', config, '--user-agent', 'flag'], env);
  assert.deepEqual([told.batch, told.batchPerHost, told.maxRedirects, told.userAgent], [1, 2, 3, 'flag']);
  assert.deepEqual(told.scenarios, { default: { executor: 'shared-iterations', vus: 1, iterations: 2 } });
});

test('a config file that is none is refused by its name', async () => {
  const texts: [text: string, message: RegExp][] = [
    ['{', /bad.json is not JSON/],
    ['[1]', /bad.json needs a JSON object of options/],
    ['{"features":"x"}', /"features" in .*bad.json is not supported/],
    ['{"paused":true}', /option "paused" is not supported/],
  ];
  const path = join(folder, 'bad.json');
  for (const [text, message] of texts) {
    writeFileSync(path, text);
    const { exitCode, stderr } = await runText('export default function () {}', { args: ['--config', path] });
    assert.equal(exitCode, 104);
    assert.match(stderr, message);
  }
});

const TWO = `export const options = { scenarios: {
  a: { executor: 'constant-vus', vus: 3, duration: '1h', exec: 'one', env: { WHO: 'a' }, tags: { side: 'left' }, startTime: '1h' },
  b: { executor: 'per-vu-iterations', vus: 2, exec: 'two' } } };
export function one() { console.log('ONE ' + __ENV.WHO); }
export function two() { console.log('TWO'); }`;

test('--once runs one iteration of the script or of each chosen scenario', async () => {
  const plain = await runText("export const options = { vus: 5, duration: '1h' }; export default function () {}", {
    args: ['--once'],
  });
  assert.equal(plain.summary?.metrics.iterations?.values.count, 1);
  assert.match(plain.stderr, /WARN.*--once replaces the load/);
  const chosen = await runText(TWO, { args: ['--once', '--scenario', 'a'] });
  assert.match(chosen.stderr, /ONE a/);
  assert.equal(chosen.summary?.metrics.iterations?.values.count, 1);
  const both = await runText(TWO, { args: ['--once', '--scenario', 'a,b'] });
  assert.equal(both.summary?.metrics.iterations?.values.count, 2);
});

test('--once refuses several scenarios without a choice, and flags that ask for another load', async () => {
  const several = await runText(TWO, { args: ['--once'] });
  assert.equal(several.exitCode, 104);
  assert.match(several.stderr, /--once needs one scenario: choose from a, b with --scenario/);
  for (const args of [
    ['--vus', '2'],
    ['--stage', '1s:1'],
    ['--execution-segment', '0:1/2'],
  ]) {
    const { exitCode, stderr } = await runText('export default function () {}', { args: ['--once', ...args] });
    assert.equal(exitCode, 104);
    assert.match(stderr, new RegExp(`--once cannot be combined with ${args[0]}`));
  }
});

test('without a summary there is neither text nor handleSummary nor an export', async () => {
  const script = "export default function () {} export function handleSummary() { console.log('CALLED'); return {}; }";
  const path = join(folder, 'none.json');
  for (const options of [
    { args: ['--summary-mode=disabled', '--summary-export', path] },
    { env: { K6_SUMMARY_MODE: 'disabled', K6_SUMMARY_EXPORT: path } },
    { args: ['--no-summary', '--summary-export', path] },
  ]) {
    const { exitCode, stdout, stderr } = await runText(script, options);
    assert.deepEqual([exitCode, stdout, existsSync(path)], [0, '', false]);
    assert.doesNotMatch(stderr, /CALLED/);
  }
  const full = await runText('export default function () {}', { args: ['--summary-mode', 'full'] });
  assert.match(
    full.stderr,
    /WARN.*--summary-mode has no effect in the local runner: full and legacy look like compact/,
  );
  assert.match(full.stdout, /iterations/);
});

test('what has no effect here is accepted, and a warning says why', async () => {
  for (const { key, flag, env, kind, idle } of SETTINGS.filter(isIdle)) {
    const value = kind === 'switch' ? 'true' : 'secret';
    const [long] = flag?.match(/--[\w-]+/) ?? [];
    const ways = [...(long ? [{ args: [`${long}=${value}`] }] : []), ...(env ? [{ env: { [env]: value } }] : [])];
    assert.ok(ways.length > 0, key);
    for (const way of ways) {
      const { exitCode, stderr } = await runText('export default function () {}', way);
      const name = 'args' in way ? long : env;
      assert.equal(stderr, `WARN[0000] ${name} has no effect in the local runner: ${idle?.why}\n`);
      assert.equal(exitCode, 0, key);
    }
  }
  const script = "export const options = { dns: { ttl: '1m' }, vusMax: 9 }; export default function () {}";
  const { stderr } = await runText(script);
  for (const name of ['dns', 'vusMax']) assert.match(stderr, new RegExp(`WARN.*option "${name}" has no effect`));
});

test('log lines have the form and go to the place that flags and variables ask for', async () => {
  const script = `export const options = { nope: 1 };
    export default function () { console.log('said "so"'); console.error('bad'); }`;
  const raw = await runText(script, { args: ['-f', 'raw'] });
  assert.match(raw.stderr, /^option "nope" is unknown.*\nsaid "so"\nbad\n$/);
  const json = await runText(script, { env: { K6_LOG_FORMAT: 'json' } });
  const lines = json.stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string>);
  assert.deepEqual(
    lines.map(({ level, msg, source }) => [level, msg?.slice(0, 13), source]),
    [
      ['warning', 'option "nope"', undefined],
      ['info', 'said "so"', 'console'],
      ['error', 'bad', 'console'],
    ],
  );
  for (const { time } of lines) assert.ok(Math.abs(Date.parse(time ?? '') - Date.now()) < 60_000, time);
  const out = await runText(script, { args: ['--log-output', 'stdout'] });
  assert.equal(out.stderr, '');
  assert.match(out.stdout, /INFO\[0000\] said "so"\nERRO\[0000\] bad\n/);
  assert.equal((await runText(script, { env: { K6_LOG_OUTPUT: 'none' } })).stderr, '');
  const path = join(folder, 'run.log');
  const file = await runText(script, { args: ['--log-output', `file=${path},level=warning`] });
  assert.equal(file.stderr, '');
  const written = readFileSync(path, 'utf8').replace(/time="[^"]+"/g, 'time');
  assert.match(written, /^time level=warning msg="option \\"nope\\".*\ntime level=error msg="bad" source=console\n$/);
  const loki = await runText(script, { args: ['--log-output=loki=http://localhost:3100,label.a=b'] });
  assert.match(loki.stderr, /WARN.*--log-output=loki has no effect[\s\S]*said "so"/);
  const lost = await runText(script, { args: ['--log-output', 'file=/nowhere/run.log'] });
  assert.equal(lost.exitCode, 255);
  assert.match(lost.stderr, /--log-output: \/nowhere\/run.log could not be opened/);
});

test('--console-output takes what the script logs, and nothing else', async () => {
  const path = join(folder, 'console.log');
  const script = `import { check } from 'k6'; console.log('first');
    export default function () { console.error('two\\nlines', { a: 1 }); check(1, { x: () => true }, { tag: {} }); }`;
  const { stderr } = await runText(script, { args: ['--console-output', path] });
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => line.replace(/time="[^"]+"/, 'time')),
    // The init context runs once for the options and once for the VU.
    [
      ...Array(2).fill('time level=info msg="first" source=console'),
      'time level=error msg="two\\nlines {\\"a\\":1}" source=console',
    ],
  );
  assert.doesNotMatch(stderr, /first|two/);
  assert.match(stderr, /WARN.*tag "tag"/);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.endsWith('.part')),
    [],
  );
  const inThreads =
    "export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2 } } }; export default function () { console.log('VU ' + __VU); }";
  await runText(inThreads, { args: ['--console-output', path, '--threads', '2'] });
  assert.deepEqual(readFileSync(path, 'utf8').match(/VU \d/g)?.sort(), ['VU 1', 'VU 2']);
  const lost = await runText(script, { env: { K6_CONSOLE_OUTPUT: '/nowhere/console.log' } });
  assert.equal(lost.exitCode, 255);
  assert.match(lost.stderr, /--console-output: \/nowhere\/console.log could not be opened/);
});

test('lines that the caller takes are in no log and no file, and the result has the first error', async () => {
  const path = join(folder, 'taken.log');
  const script = `export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2 } } };
    export default function () { console.warn('sample ' + __VU); console.log('other'); if (__VU === 1) throw new Error('odd'); }`;
  for (const args of [[], ['--threads', '2'], ['--console-output', path]]) {
    const taken: string[] = [];
    const takesLine = (line: string) => line.startsWith('sample') && taken.push(line) > 0;
    const { stderr, firstError } = await runText(script, { args, takesLine });
    assert.deepEqual(taken.sort(), ['sample 1', 'sample 2']);
    const written = args[0] === '--console-output' ? readFileSync(path, 'utf8') : stderr;
    assert.match(written, /other/);
    assert.doesNotMatch(written + stderr, /sample/);
    assert.match(firstError ?? '', /odd/);
  }
});

test('a full disk under --console-output is said once, and the run goes on', {
  skip: !existsSync('/dev/full'),
}, async () => {
  const script = "export const options = { iterations: 3 }; export default function () { console.log('LINE'); }";
  const { exitCode, stderr, summary } = await runText(script, { args: ['--console-output', '/dev/full'] });
  assert.deepEqual([exitCode, summary?.metrics.iterations?.values.count], [255, 3]);
  assert.equal(stderr.match(/\/dev\/full could not be written: ENOSPC/g)?.length, 1, stderr);
});

test('debug messages are shown with --verbose only', async () => {
  const script = "export default function () { console.debug('DETAIL'); }";
  assert.doesNotMatch((await runText(script)).stderr, /DETAIL/);
  assert.match((await runText(script, { args: ['-v'] })).stderr, /DEBU.*DETAIL/);
});

test('linger waits after the run for a signal, and the exit code stays', async () => {
  const stopping = new AbortController();
  let hasLingered = false;
  const { exitCode, summary } = await runText(
    'export const options = { linger: true }; export default function () {}',
    {
      signal: stopping.signal,
      onStderr: (text) => {
        if (!text.includes('linger: the run is over')) return;
        hasLingered = true;
        setTimeout(() => stopping.abort(), 20);
      },
    },
  );
  assert.deepEqual([hasLingered, exitCode, summary?.metrics.iterations?.values.count], [true, 0, 1]);
});

test('the newer shape of the summary is refused, its refusal is accepted', async () => {
  const wanted = [{ args: ['--new-machine-readable-summary'] }, { env: { K6_NEW_MACHINE_READABLE_SUMMARY: 'true' } }];
  for (const options of wanted) {
    const { exitCode, stderr } = await runText('export default function () {}', options);
    assert.equal(exitCode, 104);
    assert.match(stderr, /(--new-machine-readable-summary|K6_NEW_MACHINE_READABLE_SUMMARY=true) is not supported/);
  }
  const declined = {
    args: ['--new-machine-readable-summary=false'],
    env: { K6_NEW_MACHINE_READABLE_SUMMARY: 'false' },
  };
  assert.equal((await runText('export default function () {}', declined)).exitCode, 0);
});

test('times in csv are seconds, other formats are refused', async () => {
  const run = (format: string) =>
    runText('export default function () {}', { args: ['--out', 'csv=-'], env: { K6_CSV_TIME_FORMAT: format } });
  assert.match((await run('unix')).stdout, /\niterations,\d{10},1\.0/);
  const { exitCode, stderr } = await run('rfc3339');
  assert.equal(exitCode, 104);
  assert.match(stderr, /K6_CSV_TIME_FORMAT=rfc3339 is not supported by the local runner/);
});
