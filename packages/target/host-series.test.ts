// Linux's own words turned into node_exporter's series.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCpuSeconds, parseDisk, parseMemory, parseNetwork } from './host-series.ts';

test('CPU ticks become seconds by CPU and mode; the sum over CPUs is left out', () => {
  const samples = parseCpuSeconds('cpu  4 0 0 8 0 0 0 0 0 0\ncpu0 100 200 300 400 500 600 700 800 0 0\nintr 1 2\n');
  assert.equal(samples.length, 8);
  assert.deepEqual(samples[3], { labels: { cpu: '0', mode: 'idle' }, value: 4 });
  assert.deepEqual(samples[7], { labels: { cpu: '0', mode: 'steal' }, value: 8 });
});

test('memory is in bytes, and absent where the line is', () => {
  const text = 'MemTotal:       24684096 kB\nMemAvailable:   24198412 kB\n';
  assert.deepEqual(parseMemory(text, 'MemTotal'), [{ labels: {}, value: 24_684_096 * 1024 }]);
  assert.deepEqual(parseMemory(text, 'SwapTotal'), []);
});

test('network bytes are by device and direction', () => {
  const text =
    'Inter-|   Receive  |  Transmit\n face |bytes packets\n    lo:    3193      29    0    0    0     0          0         0     4194      29    0\n';
  assert.deepEqual(parseNetwork(text, 0), [{ labels: { device: 'lo' }, value: 3193 }]);
  assert.deepEqual(parseNetwork(text, 8), [{ labels: { device: 'lo' }, value: 4194 }]);
});

test('disk sectors become bytes; loop and RAM devices are left out', () => {
  const text = '   7       0 loop0 1 0 8 0 0 0 0 0 0 0 0\n 254       0 vda 10 0 20 0 30 0 40 0 0 0 0\n';
  assert.deepEqual(parseDisk(text, 5), [{ labels: { device: 'vda' }, value: 20 * 512 }]);
  assert.deepEqual(parseDisk(text, 9), [{ labels: { device: 'vda' }, value: 40 * 512 }]);
});
