// The day's curve from a log whose mix changes: rates and shares of each hour are those of the log, in the tables and in a suite of one's own.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { readAccessLogs } from '../import/access-log.ts';
import { profileRow } from '../import/day-profile.ts';
import type { Imported } from '../import/model.ts';
import { curveOf, withCurve } from './curve-command.ts';
import { readBaselines } from './read.ts';

const folder = testFolder();
let log: Imported;
before(async () => {
  const line = (day: number, hour: number, path: string) =>
    `192.0.2.7 - - [${day}/Nov/2026:${String(hour).padStart(2, '0')}:10:00 +0000] "GET ${path} HTTP/1.1" 200 5 "-" "-"`;
  const many = (count: number, day: number, hour: number, path: string) => Array(count).fill(line(day, hour, path));
  const lines = [
    ...[...many(5400, 27, 9, '/'), ...many(1800, 27, 9, '/api/health')],
    // Two days had this hour: their mean counts.
    ...[...many(3600, 27, 20, '/api/health'), ...many(7200, 28, 20, '/api/health'), ...many(7, 28, 20, '/elsewhere')],
  ];
  await writeFile(join(folder, 'access.log'), lines.join('\n'));
  log = await readAccessLogs([join(folder, 'access.log')], { top: 30, timeUnit: undefined });
});

const NAMES = new Map([
  ['/', 'home'],
  ['/api/health', 'health'],
]);

test('each hour has the rate and the mix of the log; paths that the tables do not have are named', () => {
  const { parts, others } = curveOf(log, NAMES);
  assert.equal(parts.length, 24);
  assert.deepEqual(parts[9], { name: '09:00', ratePerS: 2, mix: 'home 75%, health 25%' });
  assert.deepEqual(parts[20], { name: '20:00', ratePerS: 1.5, mix: 'health 100%' });
  assert.deepEqual(parts[3], { name: '03:00', ratePerS: 0.001, mix: '-' });
  assert.deepEqual(others, ['GET /elsewhere']);
  assert.throws(() => curveOf(log, new Map()), /access\.log has no request with a time for a path/);
});

test('the document has the new rows and no other byte changed, and reads without a problem', async () => {
  const source = await readFile(new URL('../../thresholds/baselines.md', import.meta.url), 'utf8');
  const { parts } = curveOf(log, NAMES);
  const text = withCurve(source, parts, 'access.log');
  const { tables, problems } = readBaselines(text);
  assert.deepEqual(problems, []);
  const rows = tables.find(({ spec }) => spec.constant === 'dayCurve')?.rows ?? [];
  assert.deepEqual(rows[9]?.values, { name: '09:00', ratePerS: 2, mixPct: { home: 75, health: 25 } });
  const outside = (document: string) => document.replace(/## Day curve[\s\S]*?(?=\n## )/, '');
  assert.equal(outside(text), outside(source));
  assert.equal(withCurve(text, parts, 'access.log'), text);
});

test('a suite of its own has the weights of each hour', () => {
  const { endpoints, hourlyPerS = [] } = log;
  const hours = profileRow(hourlyPerS, endpoints, 'access.log').match(/^ {6}\{.*\},$/gm) ?? [];
  assert.equal(hours.length, 24);
  assert.equal(hours[3], '      {},');
  assert.match(hours[9] ?? '', /^ {6}\{ (?=.*\bhealth'?: 25\b)(?=.*: 75\b).*\},$/);
  assert.match(hours[20] ?? '', /health'?: 99\.9\b/);
});
