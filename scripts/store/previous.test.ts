// Key figures against the last run like theirs: which run that is, what changed, and whether that is more than noise.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { kindOf } from 'k6-history/compare/comparable';
import { runOf } from 'k6-history/read-run';
import { HistoryStore } from 'k6-history/store/store';
import { inFolder } from 'k6-kit/folder.fixture';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { keyFigures } from 'k6-verdict/render/key-figures';
import type { Io } from '../io.ts';
import { type ResultOptions, suiteResult } from '../report/suite-result.fixture.ts';
import { DEFAULT_STORE } from './place.ts';
import { findPrevious } from './previous.ts';

const STAGES = [
  { phase: 'ramp', durationS: 30, from: 0, to: 50, windows: 2 },
  { phase: 'hold', durationS: 120, from: 50, to: 50, windows: 12 },
] as const;

function night(day: number, factor: number, run: Record<string, unknown> = {}, more: Partial<ResultOptions> = {}) {
  const startedAt = new Date(Date.UTC(2026, 0, day, 2, 10)).toISOString();
  const made = suiteResult({
    ...{ type: 'baseline', stages: STAGES, slowdown: () => factor, cpuPct: () => 40 * factor, memoryMb: () => 1000 },
    ...{ run: { startedAt, ...run }, ...more },
  });
  return parseSummary(`${day}.json`, JSON.parse(JSON.stringify(made)), []);
}

const earlier = night(5, 0.5);
const now = judge(night(6, 0.84));
/** Later, of another load, of a host elsewhere, and one that nobody may use. */
const others = [
  night(7, 0.3),
  night(5, 0.3, { peakVus: 99 }),
  night(5, 0.3, { target: 'http://127.0.0.1:9090' }),
  { ...night(5, 0.3, { commit: 'short' }), durationMs: 20_000 },
];

const world = (root: string, told: string[] = []) =>
  ({ root, cwd: root, stderr: (text: string) => void told.push(text) }) as unknown as Io;

async function changes(root: string): Promise<[label: string, change: string, isClear: boolean][]> {
  const previous = await findPrevious(world(root))(now);
  return keyFigures({ ...now, previous }).map(({ label, change, isClear }) => [label, change, isClear]);
}

test('the last run of the same kind before this one is taken, and no other', () =>
  inFolder(async (root) => {
    await mkdir(dirname(join(root, DEFAULT_STORE)), { recursive: true });
    const store = await HistoryStore.open(join(root, DEFAULT_STORE), 'create');
    await store.add([night(4, 0.3), ...others, earlier].map(runOf));
    store.close();
    const plain = await changes(root);
    const told = new Map(plain.map(([label, change]) => [label, change]));
    assert.match(told.get('P95 latency') ?? '', /^\+68(\.\d+)? %$/);
    assert.match(told.get('Average latency') ?? '', /^\+68(\.\d+)? %$/);
    assert.equal(told.get('Peak CPU'), '+15 pp', JSON.stringify(plain));
    assert.equal(told.get('Peak memory'), '0 %');
    assert.ok(
      plain.every(([, , isClear]) => !isClear),
      'nobody has measured the noise',
    );

    const calibrated = await HistoryStore.open(join(root, DEFAULT_STORE), 'write');
    const spreads = Object.fromEntries(Object.keys(now.summary.policy.rows).map((name) => [`${name} p95Ms`, 0.01]));
    await calibrated.saveNoise({ key: kindOf(runOf(earlier)), measuredAt: '2026-01-01', pairs: 3, spreads });
    calibrated.close();
    assert.match((await changes(root)).find(([label]) => label === 'P95 latency')?.[1] ?? '', /more than noise$/);
  }));

test('without a history nothing is compared; with one that cannot be read, its fault is named', () =>
  inFolder(async (root) => {
    const told: string[] = [];
    assert.equal(await findPrevious(world(root, told))(now), null);
    assert.deepEqual(told, []);
    await mkdir(dirname(join(root, DEFAULT_STORE)), { recursive: true });
    await writeFile(join(root, DEFAULT_STORE), 'not a database');
    assert.equal(await findPrevious(world(root, told))(now), null);
    assert.match(told.join(''), /figures are not compared with the last run: .*is not a readable history/);
  }));
