// What the bench reads from other generators' output, and how it judges its own figures.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMet, median } from './figures.ts';
import { generators, peerOf, wrkLatency } from './generators.ts';
import { cpuOf, type Ran } from './processes.ts';

const printed = (stdout: string): Ran => ({ stdout, stderr: '', exitCode: 0, cpuS: 0, wallS: 0, peakMb: 0 });

test("wrk's latencies are milliseconds, whatever unit it chose", () => {
  const output = `  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   980.50us    1.00ms   9.00ms   90.00%
  Latency Distribution
     50%  950.00us
     75%    1.50ms
     90%    2.25ms
     99%    1.20s
`;
  const { avg, p50, p90, p99 } = wrkLatency(printed(output));
  assert.deepEqual(
    [avg, p50, p90, p99].map((ms) => ms.toFixed(3)),
    ['0.981', '0.950', '2.250', '1200.000'],
  );
  assert.ok(Number.isNaN(wrkLatency(printed('connect: refused')).p50));
});

test("Artillery's sum is the last of its counts", () => {
  const artillery = generators('script.js').find(({ name }) => name === 'artillery');
  const output = 'http.requests: ........ 1200\nhttp.codes.200: ....... 1200\nhttp.requests: ........ 2000\n';
  assert.equal(artillery?.requestsIn(printed(output)), 2000);
});

test("the shell's times are seconds; medians and goals", () => {
  assert.equal(cpuOf('1m2.500s 0m0.250s'), 62.75);
  assert.equal(median([9, 1, 5]), 5);
  assert.ok(Number.isNaN(median([])));
  const figure = { name: '', unit: 'x', note: '', goal: { most: 1.25 } };
  assert.deepEqual(
    [1.25, 1.26, undefined, Number.NaN].map((value) => isMet({ ...figure, value })),
    [true, false, undefined, undefined],
  );
});

test('a peer is told where, how many and how long, and says its requests', () => {
  const peer = peerOf('mine=./mine -url {url} -n {vus} -s {seconds}s');
  assert.deepEqual(peer?.command?.('http://127.0.0.1:1', 50, 3), [
    ...['./mine', '-url', 'http://127.0.0.1:1/api/health'],
    ...['-n', '50', '-s', '3s'],
  ]);
  assert.equal(peer?.requestsIn(printed('starting\n{"requests":1234,"cpuS":1}\n')), 1234);
  assert.ok(Number.isNaN(peer?.requestsIn(printed('nothing'))));
  assert.deepEqual([peerOf('./mine {url}'), peerOf('mine=./mine')], [undefined, undefined]);
});
