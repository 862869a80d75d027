// Units of metrics: what k6's documentation says of each, in a format that keeps the hint and in one that does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Unit, unitOf } from './units.ts';

const CASES: [
  name: string,
  type: 'counter' | 'gauge' | 'rate' | 'trend',
  contains: string | null,
  stat: string,
  Unit,
][] = [
  ['http_req_duration', 'trend', 'time', 'p(95)', 'ms'],
  ['http_req_duration', 'trend', null, 'p(95)', 'ms'],
  ['http_req_duration', 'trend', 'time', 'count', 'count'],
  ['grpc_req_duration', 'trend', null, 'avg', 'ms'],
  ['browser_web_vital_fid', 'trend', null, 'avg', 'ms'],
  ['browser_web_vital_cls', 'trend', 'default', 'avg', 'none'],
  ['checks', 'rate', null, 'rate', 'ratio'],
  ['vus', 'gauge', null, 'max', 'none'],
  ['http_reqs', 'counter', null, 'count', 'count'],
  ['http_reqs', 'counter', null, 'rate', 'per-second'],
  ['data_sent', 'counter', 'data', 'count', 'bytes'],
  ['data_sent', 'counter', null, 'count', 'bytes'],
  ['data_sent', 'counter', null, 'rate', 'bytes-per-second'],
  ['browser_data_received', 'counter', null, 'rate', 'bytes-per-second'],
  // Custom metrics: `new Trend(name, true)` and `new Counter(name, true)` hold times.
  ['upload', 'trend', 'data', 'avg', 'bytes'],
  ['queue_wait', 'trend', 'time', 'med', 'ms'],
  ['queue_wait', 'trend', null, 'med', 'none'],
  ['waited', 'counter', 'time', 'count', 'ms'],
  ['host_cpu_pct', 'gauge', 'default', 'value', 'percent'],
];

for (const [name, type, contains, stat, unit] of CASES)
  test(`${name} ${stat}, ${contains ?? 'no hint'}: ${unit}`, () =>
    assert.equal(unitOf({ name, type, contains }, stat), unit));

test('a file that keeps the hint helps one that does not, whatever their order', () => {
  const metric = { name: 'queue_wait', type: 'trend', contains: null } as const;
  for (const hints of [
    [null, 'time'],
    ['time', null],
    ['default', 'time'],
  ])
    assert.equal(unitOf(metric, 'avg', hints), 'ms');
});
