// The terminal's view: what it shows at 80 and 40 columns, and that no line is ever wider than the terminal.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import pc from 'picocolors';
import { readScenarios } from '../scenarios.ts';
import { columnsOf, cutToColumns } from './cells.ts';
import type { LiveMoment } from './moment.ts';
import { livePlan } from './plan.ts';
import { isRewritable, Screen, TerminalView } from './terminal.ts';
import { momentLine, viewLines } from './terminal-view.ts';

const plain = pc.createColors(false);
const scenarios = readScenarios({
  a: {
    executor: 'ramping-vus',
    startVUs: 0,
    stages: [
      { duration: '30s', target: 50 },
      { duration: '5m', target: 50 },
    ],
  },
});
const plan = livePlan('baseline', scenarios, {
  'http_req_duration{endpoint:home}': ['p(95)<93.5'],
  'http_req_duration{endpoint:a-name-that-is-far-longer-than-a-terminal}': ['p(95)<385'],
  'http_req_duration{endpoint:silent}': ['p(95)<50'],
  http_req_failed: ['rate<0.001'],
});
const moment: LiveMoment = {
  ...{ atMs: 90_500, spanMs: 1000, done: 0.27, vus: 50, requests: 101, failed: 1, iterations: 99, dropped: 0 },
  rows: [
    { count: 101, p50: 38.21, p95: 222.2, p99: 441 },
    { count: 43, p50: 40.1, p95: 85.04, p99: 99.5 },
    { count: 11, p50: null, p95: 365, p99: null },
    null,
  ],
  judged: [null, 84.9, 412.4, null],
};

test('80 columns have rates, percentiles and limits', () => {
  assert.deepEqual(viewLines(plan, moment, 80, plain), [
    'running (1:30), hold 50 VUs, 3:59 left  █████░░░░░░░░░░░░░░░ 27 %',
    '50 VUs, 101 requests/s, errors 0.99 of 0.1 %',
    '                         req/s     p50     p95     p99  so far       limit (ms)',
    'all requests               101    38.2     222     441       -                -',
    'home                        43    40.1      85    99.5    84.9         p95 93.5',
    'a-name-that-is-far-lo…      11       -     365       -     412          p95 385',
    'silent                       0       -       -       -       -           p95 50',
  ]);
});

test('40 columns keep p95 against its limit', () => {
  assert.deepEqual(viewLines(plan, moment, 40, plain), [
    'running (1:30), hold 50 VUs, 3:59 left',
    '50 VUs, 101 requests/s, errors 0.99 of…',
    '                     p95  so far  limit',
    'all requests         222       -      -',
    'home                  85    84.9   93.5',
    'a-name-that-is-…     365     412    385',
    'silent                 -       -     50',
  ]);
});

test('no line is as wide as the terminal, whatever the names are', () => {
  const hostile = livePlan('x', scenarios, {
    'http_req_duration{endpoint:世界世界世界世界世界世界世界世界世界世界}': ['p(95)<1'],
    'http_req_duration{endpoint:\u001b[2J\u202e\nred}': ['p(95)<1'],
    'http_req_duration{endpoint:👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦}': ['p(95)<1'],
  });
  for (let columns = 1; columns <= 130; columns++)
    for (const line of viewLines({ ...hostile, note: '世'.repeat(90) }, moment, columns, plain)) {
      assert.ok(columnsOf(line) < Math.max(2, columns), `${columns}: ${line}`);
      assert.doesNotMatch(line, /[\p{Cc}\u202e]/u);
    }
});

test('a figure over its limit is red, one near it yellow; without colour there is no escape sign', () => {
  const lines = viewLines(plan, moment, 80, pc.createColors(true));
  assert.ok(lines[4]?.startsWith('\u001b[33mhome'), lines[4]);
  assert.ok(lines[5]?.startsWith('\u001b[31ma-name'), lines[5]);
});

test('a terminal that says 0 does not know its width: 80 is taken', () =>
  assert.deepEqual(viewLines(plan, moment, 0, plain), viewLines(plan, moment, 80, plain)));

test('rows beyond ten are counted, since lines that left the screen cannot be rewritten', () => {
  const limits = Array.from({ length: 25 }, (_, index) => [`http_req_duration{endpoint:e${index}}`, ['p(95)<1']]);
  const lines = viewLines(livePlan('x', scenarios, Object.fromEntries(limits)), moment, 80, plain);
  assert.deepEqual([lines.length, lines.at(-1)], [14, 'and 16 more']);
});

test('a log gets the same in one line', () => {
  const line = momentLine(plan, { ...moment, cpuPct: 64.2, memoryMb: 812 });
  assert.equal(line, '  91 s   50 VUs, 101 requests/s, errors 0.99 of 0.1 %, CPU 64.2 %, memory 812 MB, p95 222 ms');
});

test('text that is cut ends in an ellipsis and fits', () => {
  assert.equal(cutToColumns('running', 7), 'running');
  assert.equal(cutToColumns('running', 4), 'run…');
  assert.equal(cutToColumns('世界', 3), '世…');
  assert.equal(cutToColumns('running', 0), '');
});

test('the view replaces its own lines, and leaves none when it is cleared', () => {
  let text = '';
  const screen = new Screen((part) => (text += part));
  const view = new TerminalView(screen, () => 80, false);
  view.begin(plan);
  assert.ok(text.startsWith('\r\u001b[Jrunning (0:00), ramp to 50 VUs, 5:30 left'), JSON.stringify(text));
  const { length } = text.split('\n');
  text = '';
  view.tell(moment);
  assert.ok(text.startsWith(`\r\u001b[${length - 1}A\u001b[Jrunning (1:30)`), JSON.stringify(text));
  text = '';
  screen.clear();
  screen.clear();
  assert.equal(text, '\r\u001b[6A\u001b[J');
});

test('lines are rewritten on a terminal that is not a build server or a dumb one', () => {
  assert.deepEqual(
    [
      isRewritable(true, {}),
      isRewritable(false, {}),
      isRewritable(true, { CI: 'true' }),
      isRewritable(true, { TERM: 'dumb' }),
    ],
    [true, false, false, false],
  );
});
