// Has anything become slower than in earlier nights? The history is a text file, so that a branch can keep it.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LATENCIES } from 'k6-history/compare/shift';
import { readRun } from 'k6-history/read-run';
import type { HistoryRun } from 'k6-history/run';
import { readLines, toLine } from 'k6-history/store/exchange';
import { HistoryStore } from 'k6-history/store/store';
import { findTrend, seriesKind } from 'k6-history/trend/trend';
import { writeWhole } from 'k6-kit/files';
import { digits, formatMs } from 'k6-verdict/text/format';
import { SYSTEM } from '../../thresholds/system.ts';
import { practicalSize } from '../store/from-tables.ts';
import type { SuiteRecord } from './record.ts';

/** So many runs of a kind are looked at: a level that has lasted longer is the normal one. */
const LOOKED_AT = 30;

/** Adds the suite's runs to the history file and says which latencies stand on a higher level than before. */
export async function regressionsOf(record: SuiteRecord, historyFile: string): Promise<string[]> {
  const text = await readFile(historyFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  const files = record.tests.flatMap(({ attempts }) => attempts.flatMap(({ resultFile }) => resultFile ?? []));
  const folder = await mkdtemp(join(tmpdir(), `${SYSTEM.suite}-history-`));
  try {
    const store = await HistoryStore.open(join(folder, 'history.duckdb'), 'create');
    try {
      const earlier = text.trim() === '' ? [] : readLines(historyFile, text);
      const mine: HistoryRun[] = [];
      for (const file of files) mine.push(await readRun(file));
      await store.add([...earlier, ...mine]);
      const found = await risen(store, mine);
      await writeWhole(historyFile, await exported(store));
      return found;
    } finally {
      store.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function exported(store: HistoryStore): Promise<string> {
  const lines: string[] = [];
  for (const { id } of await store.list({})) lines.push(toLine(await store.get(id)));
  return lines.join('');
}

/** One line for each latency of the suite's runs whose newest level is above the one before it. */
async function risen(store: HistoryStore, mine: readonly HistoryRun[]): Promise<string[]> {
  const kinds = new Map(mine.filter(({ validity }) => validity !== 'DISCARDED').map((run) => [seriesKind(run), run]));
  const lines: string[] = [];
  for (const [kind, { type }] of kinds) {
    const runs = (await store.list({ type })).filter((run) => run.validity !== 'DISCARDED' && seriesKind(run) === kind);
    const recent = runs.slice(-LOOKED_AT);
    const { series } = findTrend(recent, await store.series(recent, LATENCIES), practicalSize);
    for (const { name, stat, changes } of series) {
      const { before, after, firstAfter } = changes.at(-1) ?? { before: 0, after: 0 };
      if (after <= before) continue;
      const slower = digits((after / before - 1) * 100);
      lines.push(
        `${type}, ${name}, ${stat}: ${formatMs(before)} to ${formatMs(after)} (${slower} % slower) since ${firstAfter}`,
      );
    }
  }
  return lines;
}
