// New rows from runs: only the cells that moved, and not one other byte of the document; and no limit looser without a word.
import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Figure, HistoryRun } from 'k6-history/run';
import { syntheticRun } from 'k6-history/runs.fixture';
import { fill, STORE } from 'k6-history/stores.fixture';
import { inFolder } from 'k6-kit/folder.fixture';
import { type EndpointName, journeySteps, journeys } from '../../thresholds/baselines.ts';
import { plannedRows as endpoints } from '../../thresholds/tasks.ts';
import { runCommand } from '../history/command-line.fixture.ts';
import { editDocument } from './edit-document.ts';
import { emitModule } from './emit.ts';
import { silentLoosenings } from './ledger.ts';
import { ledgerCommand, proposeCommand } from './propose-command.ts';
import { readBaselines } from './read.ts';

const document = await readFile(new URL('../../thresholds/baselines.md', import.meta.url), 'utf8');
const NAMES = Object.keys(endpoints) as EndpointName[];

/** A passed run whose figures are the rows times a factor, spread by 1 % from run to run. */
function run(day: number, factor: (name: EndpointName) => number): HistoryRun {
  const figures = NAMES.flatMap((endpoint): Figure[] =>
    (['avgMs', 'p50Ms', 'p95Ms', 'p99Ms'] as const).map((metric) => ({
      endpoint,
      metric,
      value: endpoints[endpoint][metric] * factor(endpoint) * (1 + 0.01 * ((day % 3) - 1)),
      samples: 1000,
    })),
  );
  return { ...syntheticRun({ seed: day, day, windows: 2, requestsPerWindow: 20 }), endpoints: NAMES, figures };
}
const faster = (name: EndpointName) => (name === 'knowledge-graph' ? 0.8 : 1);
const slower = (name: EndpointName) => (name === 'home' ? 1.08 : 1);

async function repository(folder: string, text = document): Promise<void> {
  await mkdir(join(folder, 'thresholds'));
  await writeFile(join(folder, 'thresholds/baselines.md'), text);
}
const proposeIn = (folder: string, runs: HistoryRun[], ...args: string[]) =>
  runCommand(proposeCommand, ['--store', STORE, ...args, '--from', ...runs.map(({ id }) => id)], folder);

test('without --write nothing is written', () =>
  inFolder(async (folder) => {
    const runs = [run(0, faster), run(1, faster), run(2, faster)];
    await repository(folder);
    await fill(folder, runs);
    const { out } = await proposeIn(folder, runs);
    assert.match(out, /knowledge-graph +P95 +350ms +280ms +tightened .*20 % under.*nothing written/s);
    assert.equal(await readFile(join(folder, 'thresholds/baselines.md'), 'utf8'), document);
  }));

test('--write changes the cells, adds the line of history, and the module follows', () =>
  inFolder(async (folder) => {
    const runs = [run(0, faster), run(1, faster), run(2, faster)];
    await repository(folder);
    await fill(folder, runs);
    await proposeIn(folder, runs, '--write', '--reason', 'index on edges');
    const text = await readFile(join(folder, 'thresholds/baselines.md'), 'utf8');
    const [before, after] = [document.split('\n'), text.split('\n')];
    const added = after.filter((line) => !before.includes(line));
    assert.equal(added.length, 2, added.join('\n'));
    assert.match(added[0]!, /^\| knowledge-graph .*\| 144ms +\| 120ms +\| 280ms +\| 400ms +\|$/);
    assert.equal(added[0]!.length, before.find((line) => line.includes('/api/knowledge-graph/data'))!.length);
    assert.match(
      added[1]!,
      /^\| March 2026 +\| Baselines updated from 3 runs \(index on edges\) \| completed \| .*P95 350ms to 280ms, /,
    );
    const { tables, problems } = readBaselines(text);
    assert.deepEqual(problems, []);
    assert.equal(await readFile(join(folder, 'thresholds/baselines.ts'), 'utf8'), emitModule(tables));
    assert.deepEqual(silentLoosenings(document, text, '2026-03-02'), []);
  }));

test('rows of journeys and steps are written to their own tables', () =>
  inFolder(async (folder) => {
    const figuresOf = (endpoint: string, row: object, day: number): Figure[] =>
      Object.entries({ ...row, errorRatio: 0.001 }).flatMap(([metric, value]) =>
        /^(avg|p50|p95|p99)Ms$|^errorRatio$/.test(metric)
          ? [{ endpoint, metric: metric as Figure['metric'], value: value * (0.8 + 0.001 * day), samples: 1000 }]
          : [],
      );
    const runs = [0, 1, 2].map((day): HistoryRun => {
      const rows = { 'check-in-login': journeySteps['check-in-login'], 'check-in': journeys['check-in'] };
      const figures = Object.entries(rows).flatMap(([name, row]) => figuresOf(name, row, day));
      return { ...run(day, () => 1), endpoints: Object.keys(rows), figures };
    });
    await repository(folder);
    await fill(folder, runs);
    const { out } = await proposeIn(folder, runs, '--write');
    assert.match(out, /check-in +Completion +99% .*kept/);
    const text = await readFile(join(folder, 'thresholds/baselines.md'), 'utf8');
    const added = text.split('\n').filter((line) => !document.includes(line));
    assert.match(added.join('\n'), /^\| check-in +\| 585ms +\| 841ms +\| 99% /m);
    assert.match(added.join('\n'), /^\| check-in-login +\|.*\| 96ms +\| 80ms +\| 176ms +\| 280ms +\|/m);
    assert.deepEqual(readBaselines(text).problems, []);
  }));

test('looser rows need a reason, an owner and a day; with them the ledger has a row each', () =>
  inFolder(async (folder) => {
    const runs = [run(0, slower), run(1, slower), run(2, slower)];
    await repository(folder);
    await fill(folder, runs);
    const ledger = ['--reason', 'audit log', '--owner', 'jane', '--until', '2026-06-30'];
    for (const missing of [0, 2, 4]) {
      const args = ledger.filter((_, at) => at !== missing && at !== missing + 1);
      await assert.rejects(proposeIn(folder, runs, '--write', ...args), /expected --reason, --owner and --until/);
    }
    await assert.rejects(
      proposeIn(folder, runs, '--write', ...ledger.slice(0, 4), '--until', '2026-02-30'),
      /--until reads/,
    );
    await assert.rejects(
      proposeIn(folder, runs, '--write', ...ledger.slice(0, 4), '--until', '2026-03-01'),
      /a day after 2026-03-01/,
    );
    await assert.rejects(
      proposeIn(folder, runs, '--write', '--reason', 'a | b', ...ledger.slice(2)),
      /--reason reads "a \| b"/,
    );
    assert.equal(
      await readFile(join(folder, 'thresholds/baselines.md'), 'utf8'),
      document,
      'nothing was written so far',
    );
    assert.match((await proposeIn(folder, runs, '--write', '--tighten-only')).out, /nothing to change/);

    await proposeIn(folder, runs, '--write', ...ledger);
    const text = await readFile(join(folder, 'thresholds/baselines.md'), 'utf8');
    assert.match(
      text,
      /\| 2026-03-01 \| Response times \/ home \/ P95 \| 85ms +\| 92ms +\| audit log \| jane +\| 2026-06-30 \|/,
    );
    assert.deepEqual(silentLoosenings(document, text, '2026-03-02'), []);
    assert.match(
      silentLoosenings(document, text, '2026-07-01').join('\n'),
      /P95 may be 92ms until 2026-06-30 only \(jane\)/,
    );
    assert.match(
      silentLoosenings(text, document, '2026-03-02').join('\n'),
      /ledger's row of 2026-03-01 .* is gone or changed/,
    );
  }));

test('a limit from below is looser when it falls, one from above when it rises', () => {
  const changed = (row: string, text: string, heading = 'Service limits') =>
    silentLoosenings(document, editDocument(document, [{ heading, row, column: 'Value', text }], []), '2026-03-02');
  assert.match(
    changed('Cache Hit Ratio', '60%').join(),
    /^Service limits \/ Cache Hit Ratio \/ Value went from 70% to 60%/,
  );
  assert.deepEqual(changed('Cache Hit Ratio', '80%'), []);
  assert.match(changed('Dropped Share', '6%').join(), /went from 5% to 6%/);
  assert.deepEqual(changed('Dropped Share', '4%'), []);
  assert.match(changed('Cumulative Layout Shift', '0.2', 'Page limits').join(), /went from 0\.1 to 0\.2/);
  assert.match(changed('Cache Lifetime', '1h', 'Page audit').join(), /went from 24h to 1h/);
  assert.deepEqual(changed('Cache Lifetime', '48h', 'Page audit'), []);
});

test('an earlier document may lack a table that is there now', () => {
  const earlier = document.replace(/## Service limits[\s\S]*?(?=## Bottlenecks)/, '');
  assert.notEqual(earlier, document);
  assert.deepEqual(silentLoosenings(earlier, document, '2026-03-02'), []);
});

test('there and back again leaves every byte as it was, in every way to write the document', () => {
  for (const source of [
    document,
    document.replaceAll('\n', '\r\n'),
    `\uFEFF${document}`,
    document.replaceAll(/ +\|/g, '|'),
  ]) {
    const there = editDocument(source, [{ heading: 'Response times', row: 'home', column: 'P95', text: '101ms' }], []);
    assert.notEqual(there, source);
    assert.equal(readBaselines(there).problems.length, 0);
    const back = editDocument(there, [{ heading: 'Response times', row: 'home', column: 'P95', text: '85ms' }], []);
    assert.equal(back, source);
  }
});

test('a cell that outgrows its column changes nothing else', () => {
  const edit = { heading: 'Response times', row: 'health', column: 'P50', text: '12345678ms' };
  const changed = editDocument(document, [edit], []).split('\n');
  const lines = document.split('\n');
  assert.deepEqual(changed.filter((line, at) => line !== lines[at]).length, 1);
});

// What makes a limit looser, and the name under which it is missed.
const LOOSER: [string, string, string, RegExp][] = [
  ['a row', '| 85ms ', '| 86ms ', /Response times \/ home \/ P95 went from 85ms to 86ms/],
  ['a tolerance', '| 10%   |', '| 11%   |', /Tolerances \/ Baseline Row \/ Value went from 10% to 11%/],
  [
    'a limit of a test type',
    '| 0.1%       | 40% |',
    '| 0.1%       | -   |',
    /Test types \/ baseline \/ CPU went from 40% to -/,
  ],
  ['a target', '| 200ms   |', '| 0.3s    |', /Targets \/ API Response Time \/ Limit went from 200ms to 0\.3s/],
];
for (const [name, from, to, message] of LOOSER) {
  test(`${name} that becomes looser without a word is found`, () => {
    assert.ok(document.includes(from));
    assert.match(silentLoosenings(document, document.replace(from, to), '2026-03-01').join('\n'), message);
    assert.deepEqual(
      silentLoosenings(document.replace(from, to), document, '2026-03-01'),
      [],
      'and the way back is free',
    );
  });
}

test('an endpoint that is taken out is a limit that is gone', () => {
  const without = document
    .replace(/^\| home .*\n/gm, '')
    .replace('| 25%    |', '| 65%    |')
    .replaceAll('| home |', '| health |')
    .replace(/\| home \d+%,[^|]*\|/g, '| - |');
  assert.match(silentLoosenings(document, without, '2026-03-01').join('\n'), /home \/ P95 went from 85ms to removed/);
});

test('perf baselines ledger holds the document against a file', () =>
  inFolder(async (folder) => {
    await repository(folder, document.replace('| 85ms ', '| 86ms '));
    await writeFile(join(folder, 'before.md'), document);
    await assert.rejects(
      runCommand(ledgerCommand, ['--base', 'before.md'], folder),
      /thresholds\/baselines\.md: Response times \/ home/,
    );
    await copyFile(join(folder, 'before.md'), join(folder, 'thresholds/baselines.md'));
    assert.match((await runCommand(ledgerCommand, ['--base', 'before.md'], folder)).out, /no limit is looser/);
    for (const base of ['nowhere', '--output=x']) {
      await assert.rejects(runCommand(ledgerCommand, [`--base=${base}`], folder), /neither a file nor a git revision/);
    }
    // Git's own reason: it may refuse the whole repository, such as one of another user.
    await assert.rejects(runCommand(ledgerCommand, ['--base=nowhere'], folder), /\(git: fatal: .*\)$/);
  }));
