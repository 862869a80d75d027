// What follows `--`, read by k6's grammar: nothing off the lists gets through in any spelling, and no value is repeated.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { readArguments, refuseEngineArgs } from './engine-args.ts';
import { ENGINE_OPTIONS } from './engine-options.ts';
import { GuardRefusal } from './refusal.ts';

const refusal = (args: readonly string[], hasCaps: boolean): string | undefined => {
  try {
    refuseEngineArgs(args, {}, hasCaps);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof GuardRefusal, String(error));
    return error.message;
  }
};

// Refused with and without caps, and what the message names.
const NEVER: [args: string[], named: string][] = [
  [['-qe', 'ALLOW_PRODUCTION=yes'], '-e'],
  [['-qe', 'BASE_URL=http://aupex.ai'], '-e'],
  [['-eBASE_URL=canary'], '-e'],
  [['-e=BASE_URL=canary'], '-e'],
  [['-vqe', 'X=canary'], '-e'],
  [['-qc', 'c.json'], '-c'],
  [['-qcc.json'], '-c'],
  [['--env', 'X=canary'], '--env'],
  [['--env=X=canary'], '--env'],
  [['--config=c.json'], '--config'],
  [['--conf=c.json'], '--conf'],
  [['--http-debug=full'], '--http-debug'],
  [['--out', 'json=x', '-qe', 'X=canary'], '-e'],
  [['-o', '--env', '-e', 'X=canary'], '-e'],
  [['-q', 'false', '-e', 'X=canary'], 'a word that is not an option'],
  [['--quiet', 'other.js'], 'a word that is not an option'],
  [['--', 'other.js'], '--'],
  [['-'], '-'],
  [['---env', 'X=canary'], '---env'],
  [['--=x'], '--'],
  [['-o'], '-o without a value'],
  [['--tag'], '--tag without a value'],
  [['-Q'], '-Q'],
  [['--max-redirects', '10'], '--max-redirects'],
  [['--local-ips=10.0.0.1'], '--local-ips'],
];
for (const [args, named] of NEVER) {
  test(`refused on every target: ${args.join(' ')}`, () => {
    for (const hasCaps of [true, false]) {
      const message = refusal(args, hasCaps) ?? assert.fail('it passed');
      assert.ok(message.startsWith(`guard: ${named} after -- `), message);
      assert.doesNotMatch(message, /canary|\n/);
    }
  });
}

// Refused where the load has caps; without caps it is the user's own affair.
for (const args of [
  ['-qu', '500'],
  ['-qu500'],
  ['-u=500'],
  ['--vus=500'],
  ['-d', '1h'],
  ['--stage', '1m:500'],
  ['--no-thresholds'],
]) {
  test(`refused where the load has caps: ${args.join(' ')}`, () => {
    assert.match(refusal(args, true) ?? '', /after -- could change target or load/);
    assert.equal(refusal(args, false), undefined);
  });
}

for (const args of [
  [],
  ['--out', 'json=x', '--quiet'],
  ['-qo', '-e'],
  ['-qojson=x'],
  ['-vq=false', '--no-color=true'],
  ['--tag', 'team=a', '--tag=b=c', '--summary-trend-stats', 'avg,p(95)'],
]) {
  test(`passes on every target: ${args.join(' ') || 'nothing'}`, () => assert.equal(refusal(args, true), undefined));
}

/** Of k6's own declaration, and unlike the reader under test: what each option is set to, or undefined where k6 would refuse. */
function asK6Reads(args: readonly string[]): { set: string[]; words: string[] } | undefined {
  const LONGS = new Map<string, boolean>([
    ...ENGINE_OPTIONS.map(({ long, isSwitch }) => [long, isSwitch] as const),
    ['env', false],
    ['config', false],
  ]);
  const SHORTS = new Map<string, string>([
    ...ENGINE_OPTIONS.flatMap(({ long, short }) => (short ? [[short, long] as const] : [])),
    ...([
      ['e', 'env'],
      ['c', 'config'],
    ] as const),
  ]);
  const [set, words]: [string[], string[]] = [[], []];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at]!;
    if (arg === '--') return { set, words: [...words, ...args.slice(at + 1)] };
    if (!arg.startsWith('-') || arg === '-') {
      words.push(arg);
    } else if (arg.startsWith('--')) {
      const name = arg.slice(2).replace(/=.*$/s, '');
      if (!LONGS.has(name)) return undefined;
      set.push(name);
      if (!arg.includes('=') && LONGS.get(name) === false && ++at >= args.length) return undefined;
    } else {
      let joined = arg.slice(1);
      while (joined !== '') {
        const name = SHORTS.get(joined[0]!);
        if (name === undefined) return undefined;
        set.push(name);
        joined = joined.slice(1);
        if (joined.startsWith('=') && joined.length > 1) joined = '';
        else if (LONGS.get(name) === false) {
          if (joined === '' && ++at >= args.length) return undefined;
          joined = '';
        }
      }
    }
  }
  return { set, words };
}

const piece = fc.constantFrom(...['q', 'v', 'o', 'u', 'e', 'c', 'w', 'a', 'Q', '=', 'x', '-', '5']);
const argument = fc.oneof(
  fc.array(piece, { maxLength: 5 }).map((pieces) => `-${pieces.join('')}`),
  fc
    .tuple(
      fc.constantFrom('--out', '--quiet', '--vus', '--env', '--config', '--tag', '--throw', '--en', '--'),
      fc.constantFrom('', '=', '=x', '=--env'),
    )
    .map((parts) => parts.join('')),
  fc.constantFrom('-', 'x', 'X=y', 'json=x', ''),
);

test('whatever k6 would set or take as a script is seen: what passes sets nothing off the list', () => {
  let passed = 0;
  fc.assert(
    fc.property(fc.array(argument, { maxLength: 5 }), fc.boolean(), (args, hasCaps) => {
      if (refusal(args, hasCaps) !== undefined) return;
      passed++;
      const k6 = asK6Reads(args);
      // What k6 does not read starts no run.
      if (k6 === undefined) return;
      assert.deepEqual(k6.words, []);
      for (const name of k6.set) {
        const option = ENGINE_OPTIONS.find(({ long }) => long === name);
        assert.ok(option && !(hasCaps && option.changes), `${name} in ${JSON.stringify(args)}`);
      }
    }),
    { numRuns: propertyRuns(2000), seed: 15 },
  );
  assert.ok(passed > propertyRuns(200), `only ${passed} passed`);
});

test('what k6 reads and the list has is not refused', () => {
  const good = fc.constantFrom(
    ['-q'],
    ['-qv'],
    ['-o', '--env'],
    ['-ojson=x'],
    ['--tag=a=b'],
    ['--out', '-e'],
    ['-vo=x'],
  );
  fc.assert(
    fc.property(fc.array(good, { maxLength: 4 }), (parts) => {
      const args = parts.flat();
      assert.equal(refusal(args, true), undefined);
      assert.deepEqual(
        readArguments(args).map(({ option }) => option?.long),
        asK6Reads(args)?.set,
      );
    }),
    { numRuns: 500, seed: 15 },
  );
});

test('docs/environments.md has the lists', async () => {
  const text = await readFile(new URL('../../docs/environments.md', import.meta.url), 'utf8');
  const [, output = '', more = ''] =
    /^\| every target \| (.*) \|\n\| loopback without `--env` \| (.*) \|$/m.exec(text) ?? [];
  const named = (cell: string) => [...cell.matchAll(/`--([\w-]+)`/g)].map(([, long]) => long).toSorted();
  const listed = (isOutput: boolean) =>
    ENGINE_OPTIONS.filter(({ changes }) => (changes === undefined) === isOutput)
      .map(({ long }) => long)
      .toSorted();
  assert.deepEqual(named(output), listed(true));
  assert.deepEqual(named(more.replace('`--env`', '')), listed(false));
});
