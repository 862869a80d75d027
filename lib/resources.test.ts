// Resource usage from exporters' text: what is read, what is left out, and what never becomes a zero.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseExposition, sumOf } from './exposition.ts';
import { type Scrape, usageBetween } from './resources.ts';

const scrape = (atMs: number, text: string): Scrape => ({ atMs, found: parseExposition(text) });

test('comments, blank lines and damaged lines are passed over', () => {
  const found = parseExposition('# HELP a b\n\na 1\na{x="1"} 2 1700000000000\nhalf{x="1\nb NaN\nc +Inf\n');
  assert.deepEqual(found, {
    a: [
      { labels: {}, value: 1 },
      { labels: { x: '1' }, value: 2 },
    ],
    c: [{ labels: {}, value: Number.POSITIVE_INFINITY }],
  });
});

test('label values may hold quotes, backslashes, line breaks, commas and braces', () => {
  const { a } = parseExposition('a{path="C:\\\\x",say="\\"hi\\"\\n",odd="}, {"} 1');
  assert.deepEqual(a?.[0]?.labels, { path: 'C:\\x', say: '"hi"\n', odd: '}, {' });
});

test('any text is read without a throw', () => {
  fc.assert(fc.property(fc.string(), (text) => typeof parseExposition(text) === 'object'));
});

test('a sum over nothing is undefined, not 0', () => {
  assert.equal(sumOf({}, 'a'), undefined);
  assert.equal(
    sumOf(parseExposition('a{x="1"} 2'), 'a', ({ x }) => x === '2'),
    undefined,
  );
});

test('CPU is the share of all cores that is not idle', () => {
  const before = scrape(
    0,
    'node_cpu_seconds_total{cpu="0",mode="idle"} 100\nnode_cpu_seconds_total{cpu="0",mode="user"} 10',
  );
  const after = scrape(
    10_000,
    'node_cpu_seconds_total{cpu="0",mode="idle"} 106\nnode_cpu_seconds_total{cpu="0",mode="user"} 14',
  );
  assert.equal(Math.round(usageBetween(before, after).target_cpu_pct ?? 0), 40);
});

test('without host series the process counts: one busy core is 100 %', () => {
  const usage = usageBetween(
    scrape(0, 'process_cpu_seconds_total 1\nprocess_resident_memory_bytes 1e6\nprocess_network_receive_bytes_total 0'),
    scrape(
      2_000,
      'process_cpu_seconds_total 2\nprocess_resident_memory_bytes 50e6\nprocess_network_receive_bytes_total 8e6',
    ),
  );
  assert.deepEqual(usage, { target_cpu_pct: 50, target_memory_mb: 50, target_network_in_mb_per_s: 4 });
});

test('memory is what is not available, also as a share', () => {
  const text = 'node_memory_MemTotal_bytes 4e9\nnode_memory_MemAvailable_bytes 1e9';
  const usage = usageBetween(scrape(0, text), scrape(1_000, text));
  assert.deepEqual(usage, { target_memory_mb: 3000, target_memory_pct: 75 });
});

test('disk and network count devices, not partitions, loops or bridges', () => {
  const series = (n: number) =>
    [
      `node_disk_read_bytes_total{device="sda"} ${n * 1e6}`,
      `node_disk_read_bytes_total{device="sda1"} ${n * 9e6}`,
      `node_disk_written_bytes_total{device="sda"} ${n * 2e6}`,
      `node_network_receive_bytes_total{device="eth0"} ${n * 3e6}`,
      `node_network_receive_bytes_total{device="lo"} ${n * 99e6}`,
      `node_network_transmit_bytes_total{device="eth0"} ${n * 4e6}`,
      `node_network_transmit_bytes_total{device="docker0"} ${n * 99e6}`,
    ].join('\n');
  const usage = usageBetween(scrape(0, series(0)), scrape(1_000, series(1)));
  assert.equal(usage.target_disk_mb_per_s?.toFixed(3), '3.000');
  assert.equal(usage.target_network_in_mb_per_s?.toFixed(3), '3.000');
  assert.equal(usage.target_network_out_mb_per_s?.toFixed(3), '4.000');
});

test('a counter that fell (the target restarted) and a clock that stood give no figure', () => {
  const [low, high] = ['process_cpu_seconds_total 1', 'process_cpu_seconds_total 2'];
  assert.deepEqual(usageBetween(scrape(0, high), scrape(1_000, low)), {});
  assert.deepEqual(usageBetween(scrape(1_000, low), scrape(1_000, high)), {});
});

test('database connections: what the server counts goes before what a pool lends out', () => {
  const cases: [string, number | undefined][] = [
    ['pg_stat_database_numbackends{datname="auren"} 7\npg_stat_database_numbackends{datname="postgres"} 1', 8],
    [
      'pg_stat_activity_count{datname="auren",state="active"} 3\npg_stat_activity_count{datname="auren",state="idle"} 2',
      5,
    ],
    [
      'db_client_connection_count{db_client_connection_state="used"} 4\ndb_client_connection_count{db_client_connection_state="idle"} 6',
      4,
    ],
    ['db_client_connections_usage{state="used"} 5\ndb_client_connections_usage{state="idle"} 5', 5],
    ['pg_stat_database_numbackends 9\ndb_client_connection_count{db_client_connection_state="used"} 4', 9],
    ['pg_settings_max_connections 100', undefined],
  ];
  for (const [text, expected] of cases)
    assert.equal(usageBetween(scrape(0, text), scrape(1_000, text)).target_db_connections, expected, text);
});
