// A server with a spread of delays that measures each answer itself: the truth that a generator's percentiles are compared with.
// Arguments: port, shortest and longest delay in milliseconds.
import { createServer } from 'node:http';

/** Milliseconds from reading a request to having written its answer. */
let durations: number[] = [];

const [port = 0, leastMs = 0, mostMs = 0] = process.argv.slice(2).map(Number);

/**
 * Delays in the range, most of them short. Multiples of the golden ratio spread evenly however many are taken, so that the
 * percentiles of two clients do not differ by chance.
 */
let turn = 0;
function nextDelay(): number {
  turn = (turn + 0.618033988749895) % 1;
  return leastMs + (mostMs - leastMs) * turn ** 3;
}

function figures(): string {
  const sorted = Float64Array.from(durations).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  const avg = sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length);
  durations = [];
  return JSON.stringify({ count: sorted.length, avg, p50: at(0.5), p95: at(0.95), p99: at(0.99) });
}

createServer((request, response) => {
  if (request.url === '/figures') {
    response.end(figures());
    return;
  }
  const startMs = performance.now();
  setTimeout(() => {
    response.end('{"status":"healthy"}', () => durations.push(performance.now() - startMs));
  }, nextDelay());
}).listen(port, '127.0.0.1');
