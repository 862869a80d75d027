// The history keeps what it was given: once, whole, together with other writers, through a kill; what it cannot read it leaves alone.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { inFolder } from 'k6-kit/folder.fixture';
import { kindOf } from '../compare/comparable.ts';
import type { HistoryRun } from '../run.ts';
import { syntheticRun } from '../runs.fixture.ts';
import { seriesKind } from '../trend/trend.ts';
import { openDatabase } from './database.ts';
import { readLines, toLine } from './exchange.ts';
import { HistoryStore } from './store.ts';

const small = (seed: number, change: Partial<HistoryRun> = {}) =>
  syntheticRun({ seed, day: seed, windows: 3, requestsPerWindow: 40, change });

async function withStore<T>(
  path: string,
  mode: 'read' | 'write' | 'create',
  action: (store: HistoryStore) => Promise<T>,
) {
  const store = await HistoryStore.open(path, mode);
  try {
    return await action(store);
  } finally {
    store.close();
  }
}

test('a run comes back as it was put in', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'h.duckdb');
    const run = small(1, { commit: 'abc', resources: [{ window: '', metric: 'target_cpu_pct', avg: 30, peak: null }] });
    await withStore(path, 'create', (store) => store.add([run]));
    assert.deepEqual(await withStore(path, 'read', (store) => store.get(run.id)), run);
  }));

test('a run of a scaled environment keeps its factors, beside runs and stores that have none', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'h.duckdb');
    const [plain, scaled] = [small(1), small(2, { scale: { users: 0.25, rate: 0.5, limits: 1.5 } })];
    await withStore(path, 'create', async (store) => {
      await store.add([plain]);
      assert.deepEqual(await store.get(plain.id), plain);
      await store.add([scaled]);
    });
    const [first, second] = await withStore(path, 'read', async (store) => [
      await store.get(plain.id),
      await store.get(scaled.id),
    ]);
    assert.deepEqual([first, second], [plain, scaled]);
    assert.deepEqual(
      (await withStore(path, 'read', (store) => store.list())).map(({ scale }) => scale),
      [undefined, scaled.scale],
    );
    assert.deepEqual(readLines('runs.ndjson', toLine(plain) + toLine(scaled)), [plain, scaled]);
    assert.notEqual(seriesKind(scaled), seriesKind(plain));
    assert.notEqual(kindOf(scaled), kindOf({ ...plain, id: scaled.id }));
  }));

test('the same run twice is in it once', () =>
  inFolder(async (folder) => {
    await withStore(join(folder, 'h.duckdb'), 'create', async (store) => {
      assert.equal((await store.add([small(1), small(1)])).length, 1);
      assert.deepEqual(await store.add([small(1), small(2)]), [small(2).id]);
      assert.equal((await store.list()).length, 2);
    });
  }));

test('a list is in the order of time and keeps to what was asked for', () =>
  inFolder(async (folder) => {
    await withStore(join(folder, 'h.duckdb'), 'create', async (store) => {
      await store.add([small(3), small(1), small(2, { type: 'stress' })]);
      assert.deepEqual(
        (await store.list()).map(({ id }) => id),
        [small(1).id, small(2).id, small(3).id],
      );
      assert.deepEqual(
        (await store.list({ last: 1 })).map(({ id }) => id),
        [small(3).id],
      );
      assert.deepEqual(
        (await store.list({ type: 'stress' })).map(({ id }) => id),
        [small(2).id],
      );
      assert.deepEqual(await store.list({ target: "'; DROP TABLE runs; --" }), []);
    });
  }));

test('an id may be shortened while it is clear', () =>
  inFolder(async (folder) => {
    await withStore(join(folder, 'h.duckdb'), 'create', async (store) => {
      await store.add([small(1), small(2)]);
      assert.equal((await store.get('baseline-20260102')).id, small(1).id);
      await assert.rejects(store.get('baseline-2026'), /matches 2 runs/);
      for (const id of ['nonsense', '', '%']) await assert.rejects(store.get(id), /among the 2 of .*history list/s);
    });
  }));

test('a history that is not there is only made by adding', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'h.duckdb');
    for (const mode of ['read', 'write'] as const) {
      await assert.rejects(HistoryStore.open(path, mode), { code: 'E_HISTORY_EMPTY' });
    }
    await assert.rejects(stat(path), { code: 'ENOENT' });
  }));

test('a store from a newer suite is refused, by its version', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'h.duckdb');
    const { connection, close } = await openDatabase(path, 'create');
    await connection.run('UPDATE history SET version = 9');
    close();
    const before = await readFile(path);
    for (const mode of ['read', 'write', 'create'] as const) {
      await assert.rejects(HistoryStore.open(path, mode), { code: 'E_HISTORY_NEWER', message: /version 9.*reads 1/ });
    }
    assert.deepEqual(await readFile(path), before);
  }));

// What a file holds that is not a history; a reader and a writer refuse it, and not one byte of it changes.
const FOREIGN: [string, (valid: Buffer) => Buffer][] = [
  ['nothing', () => Buffer.alloc(0)],
  ['text', () => Buffer.from('{"runs": []}\n')],
  ['zeros', () => Buffer.alloc(8192)],
  ['a history cut off in its header', (valid) => valid.subarray(0, 5000)],
  ['a history with a wrong byte in its header', (valid) => Buffer.from(valid).fill(0xff, 8, 12)],
];
for (const [name, make] of FOREIGN) {
  test(`${name} is refused and never overwritten`, () =>
    inFolder(async (folder) => {
      const valid = join(folder, 'valid.duckdb');
      await withStore(valid, 'create', (store) => store.add([small(1)]));
      const path = join(folder, 'h.duckdb');
      const bytes = make(await readFile(valid));
      await writeFile(path, bytes);
      for (const mode of ['read', 'write', 'create'] as const) {
        await assert.rejects(HistoryStore.open(path, mode), { code: 'E_HISTORY_CORRUPT', message: /left as it is/ });
      }
      assert.deepEqual(await readFile(path), bytes);
    }));
}

test('damaged blocks are refused when they are read', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'h.duckdb');
    await withStore(path, 'create', (store) => store.add(Array.from({ length: 20 }, (_, index) => small(index))));
    const bytes = await readFile(path);
    const damaged = Buffer.from(bytes).fill(0xa5, 3 * 4096);
    await writeFile(path, damaged);
    const read = async () => await withStore(path, 'read', async (store) => store.get((await store.list())[0]!.id));
    await assert.rejects(read(), { code: 'E_HISTORY_CORRUPT' });
    assert.deepEqual(await readFile(path), damaged);
  }));

const writer = fileURLToPath(new URL('../writer.fixture.ts', import.meta.url));
function startWriter(...args: string[]) {
  return spawn(process.execPath, ['--import', 'tsx', writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
}

test('two writers at once both get their runs in', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'h.duckdb');
    const writers = [startWriter(path, '100', '5'), startWriter(path, '200', '5')];
    const codes = await Promise.all(writers.map(async (child) => (await once(child, 'exit'))[0]));
    assert.deepEqual(codes, [0, 0]);
    assert.equal((await withStore(path, 'read', (store) => store.list())).length, 10);
  }));

test('a writer that is killed in the middle leaves the history as it was', () =>
  inFolder(async (folder) => {
    const path = join(folder, 'h.duckdb');
    await withStore(path, 'create', (store) => store.add([small(1)]));
    const child = startWriter(path, '100', 'hang');
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.deepEqual(
      (await withStore(path, 'read', (store) => store.list())).map(({ id }) => id),
      [small(1).id],
    );
    await withStore(path, 'write', (store) => store.add([small(2)]));
    assert.equal((await withStore(path, 'read', (store) => store.list())).length, 2);
  }));
