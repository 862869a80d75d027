// What the tools print, read: each format as the tool writes it, and texts that are something else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAb, readWrk } from './http.ts';
import { readConsumer, readEndToEnd, readLag, readProducer } from './kafka.ts';
import { emptyResult, judged } from './model.ts';
import { readPlan, warningsOf } from './plan.ts';
import { readPgbench } from './postgres.ts';
import { judgeInfo, readBenchmark, readInfo } from './redis.ts';
import { figure } from './render.ts';

test('ab: rate, p95, failures and answers other than 2xx', () => {
  const text = `Complete requests:      200
Failed requests:        3
   (Connect: 0, Receive: 0, Length: 3, Exceptions: 0)
Non-2xx responses:      2
Requests per second:    1220.53 [#/sec] (mean)
Percentage of the requests served within a certain time (ms)
  50%      8
  95%     13
 100%     20 (longest request)
`;
  assert.deepEqual(readAb(text), { ratePerS: 1220.53, p95Ms: 13, failed: 5, complete: 200 });
  assert.throws(() => readAb('apr_socket_recv: Connection refused (111)'), /no line "Requests per second"/);
});

test('wrk: the line of the script', () => {
  const line =
    '{"requests":500,"durationS":2.5,"avgMs":1.5,"p50Ms":1,"p95Ms":3,"p99Ms":9,"socketErrors":0,"statusErrors":7}';
  assert.equal(readWrk(`Running 2s test\nJSON ${line}\n`).statusErrors, 7);
  assert.throws(() => readWrk('unable to connect to 127.0.0.1:1'), /no figures/);
  assert.throws(() => readWrk('JSON {"requests":500}'));
});

test('pgbench: rate and failures', () => {
  const text = 'number of failed transactions: 2 (0.400%)\ntps = 511.055145 (without initial connection time)\n';
  assert.deepEqual(readPgbench(text), { ratePerS: 511.055145, failed: 2 });
  assert.throws(() => readPgbench('pgbench: error: connection failed'), /"tps"/);
});

test('redis-benchmark: the table by the names of its columns', () => {
  const text = `"test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
"SET","11254.92","3.650","0.120","2.503","10.111","18.959","59.551"
"GET","13468.01","3.137","0.096","1.719","7.767","20.271","140.159"
`;
  assert.deepEqual(readBenchmark(text), [
    { test: 'set', ratePerS: 11254.92, p95Ms: 10.111 },
    { test: 'get', ratePerS: 13468.01, p95Ms: 7.767 },
  ]);
  assert.throws(() => readBenchmark('NOAUTH Authentication required.'), /no table/);
});

test('Kafka: producer (the steady state last), consumer, lag over partitions, end to end', () => {
  const producer = `3000 records sent, 919.68 records/sec (0.18 MB/sec), 820.05 ms avg latency, 2748.00 ms max latency, 873 ms 50th, 1234 ms 95th, 1283 ms 99th, 1302 ms 99.9th.
2000 records sent in steady state, 999.5 records/sec (0.19 MB/sec), 3.05 ms avg latency, 48.00 ms max latency, 2 ms 50th, 12 ms 95th, 20 ms 99th, 40 ms 99.9th.
`;
  assert.deepEqual(readProducer(producer), { ratePerS: 999.5, p95Ms: 12, p99Ms: 20 });
  const consumer = `start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, rebalance.time.ms, fetch.time.ms, fetch.MB.sec, fetch.nMsg.sec
2026-11-24 12:29:26:795, 2026-11-24 12:29:30:036, 0.5722, 0.1766, 3000, 925.6402, 2465, 776, 0.7374, 3865.9794
`;
  assert.deepEqual(readConsumer(consumer), { consumed: 3000, ratePerS: 3865.9794 });
  const groups = `
Consumer group 'g1' has no active members.

GROUP           TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID
g1              t1              0          556             560             4               -               -               -
g1              t1              1          1043            1050            7               -               -               -
g1              t1              2          -               0               -               -               -               -
`;
  assert.equal(readLag(groups), 11);
  assert.deepEqual(
    readEndToEnd('0\t621.8\nAvg latency: 17.7297 ms\nPercentiles: 50th = 5, 99th = 206, 99.9th = 621\n'),
    {
      avgMs: 17.7297,
      p50Ms: 5,
      p99Ms: 206,
    },
  );
  for (const read of [readProducer, readConsumer, readLag, readEndToEnd])
    assert.throws(() => read('org.apache.kafka.common.errors.TimeoutException'), /printed no/);
});

const scan = (removed: number, filter?: string) => ({
  'Node Type': 'Seq Scan',
  'Relation Name': 'agent_memories',
  'Plan Rows': 50,
  'Actual Rows': 50,
  'Actual Loops': 1,
  'Rows Removed by Filter': removed,
  ...(filter && { Filter: filter }),
});

test('plans: a scan that reads in vain is told wherever it is, one that is asked for all rows is not', () => {
  const plan = (root: object) => readPlan([{ Plan: root, 'Execution Time': 1, 'Planning Time': 1 }]);
  const limit = { 'Node Type': 'Limit', 'Plan Rows': 1, 'Actual Rows': 1, 'Actual Loops': 1 };
  assert.deepEqual(warningsOf(plan({ ...limit, Plans: [scan(4950, "(agent_id = 'test')")] })), [
    { kind: 'sequential-scan', table: 'agent_memories', removedRows: 4950, filter: "(agent_id = 'test')" },
  ]);
  assert.deepEqual(warningsOf(plan(scan(0))), []);
  assert.deepEqual(warningsOf(plan(scan(999, '(a = 1)'))), []);
  // Each worker's loop removes as many.
  assert.equal(warningsOf(plan({ ...scan(500, '(a = 1)'), 'Actual Loops': 3 })).length, 1);
  assert.deepEqual(warningsOf(plan({ ...limit, 'Plan Rows': 10, 'Actual Rows': 100 })), [
    { kind: 'estimate', node: 'Limit', plannedRows: 10, actualRows: 100 },
  ]);
  assert.deepEqual(warningsOf(plan({ ...limit, 'Plan Rows': 10, 'Actual Rows': 99 })), []);
  assert.throws(() => readPlan([{ Plan: {} }]));
});

test('what Redis says of itself: limit, evictions and persistence', () => {
  const info = (changes: Record<string, string>): ReadonlyMap<string, string> => {
    const good = {
      used_memory: '1048576',
      maxmemory: '1073741824',
      maxmemory_policy: 'allkeys-lru',
      evicted_keys: '0',
      aof_enabled: '1',
    };
    const lines = Object.entries({ ...good, ...changes }).map((pair) => pair.join(':'));
    return readInfo(`# Memory\r\n${lines.join('\r\n')}\r\n`);
  };
  const rules = (changes: Record<string, string>): string[] => {
    const result = emptyResult('redis');
    judgeInfo(info(changes), result);
    return result.findings.map(({ rule }) => rule);
  };
  assert.deepEqual(rules({}), []);
  assert.deepEqual(rules({ maxmemory: '0' }), ['redis-without-limit']);
  assert.deepEqual(rules({ maxmemory_policy: 'noeviction' }), ['redis-without-limit']);
  assert.deepEqual(rules({ evicted_keys: '3' }), ['redis-evictions']);
  assert.deepEqual(rules({ aof_enabled: '0' }), ['redis-not-persistent']);
});

test('limits: below, at and above', () => {
  assert.deepEqual(
    [49.9, 50, 50.1].map((actual) => judged('p95', actual, '<', 50, 'ms').outcome),
    ['passed', 'failed', 'failed'],
  );
  assert.deepEqual(
    [99, 100].map((actual) => judged('rate', actual, '>=', 100, '/s').outcome),
    ['failed', 'passed'],
  );
  assert.equal(judged('rate', null, '>=', 100, '/s').outcome, 'not-measured');
});

test('figures have three digits or so, and their unit', () => {
  assert.deepEqual(
    [
      figure(2.184, 'ms'),
      figure(45.23, 'ms'),
      figure(1184.4, '/s'),
      figure(68966.2, '/s'),
      figure(3, 'count'),
      figure(100, '%'),
    ],
    ['2.18 ms', '45.2 ms', '1184/s', '68,966/s', '3', '100 %'],
  );
});
