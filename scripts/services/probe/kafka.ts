// Kafka under its own performance tools: producing at the row's rate, consuming, lag, and the way from end to end.
import { services, targets } from '../../../thresholds/baselines.ts';
import { kafka, kafkaArgs } from '../stack/kafka.ts';
import { emptyResult, judged, type ProbeRequest, type ProbeResult, scaled } from './model.ts';

const { max: RATE_PER_S } = services.kafka.requestsPerS;
/** Seconds of load at full size, bytes of a biometric event, and messages sent from end to end. */
const [SECONDS, RECORD_BYTES, END_TO_END] = [60, 200, 1000];

export async function probeKafka(request: ProbeRequest): Promise<ProbeResult> {
  const result = emptyResult('kafka');
  const brokers = request.env.KAFKA_BROKERS ?? '';
  const found = await kafka.find();
  if ('missing' in found) {
    result.skipped.push(`${found.missing}: not installed; ${found.install}`);
    return result;
  }
  const run = (main: string, ...args: string[]): Promise<string> =>
    request.runTool(
      found.programs.java as string,
      [...kafkaArgs(found.programs, `org.apache.kafka.tools.${main}`), ...args, '--bootstrap-server', brokers],
      { cwd: request.workDir, signal: request.signal },
    );
  // A name of its own: two probes must not read each other's records.
  const name = `perf-probe-${Date.now().toString(36)}`;
  const records = scaled(SECONDS * RATE_PER_S, request.scale, RATE_PER_S * 3);
  await produce(run, name, records, request, result);
  await consume(run, name, records, request, result);
  await endToEnd(run, name, request, result);
  return result;
}

type Run = (main: string, ...args: string[]) => Promise<string>;

async function produce(
  run: Run,
  topic: string,
  records: number,
  request: ProbeRequest,
  result: ProbeResult,
): Promise<void> {
  const source = `ProducerPerformance --num-records ${records} --record-size ${RECORD_BYTES} --throughput ${RATE_PER_S}`;
  request.onStep(source);
  const args = [
    '--num-records',
    String(records),
    '--record-size',
    String(RECORD_BYTES),
    '--throughput',
    String(RATE_PER_S),
  ];
  const warmUp = ['--warmup-records', String(Math.floor(records / 3))];
  const { ratePerS, p95Ms, p99Ms } = readProducer(
    await run('ProducerPerformance', '--topic', topic, ...args, ...warmUp),
  );
  result.measurements.push(
    { name: 'records produced', value: ratePerS, unit: '/s', source },
    { name: 'produce p95', value: p95Ms, unit: 'ms', source },
    { name: 'produce p99', value: p99Ms, unit: 'ms', source },
  );
  result.judged.push(
    judged('records produced', ratePerS, '>=', services.kafka.requestsPerS.min, '/s'),
    judged('produce p95', p95Ms, '<', targets.apiResponseTime.limitMs, 'ms'),
  );
}

/** Reads the last summary line of the producer: the steady state where a warm-up was asked for. */
export function readProducer(text: string): { ratePerS: number; p95Ms: number; p99Ms: number } {
  const pattern = /([\d.]+) records\/sec .*?([\d.]+) ms 95th, ([\d.]+) ms 99th/g;
  const [, rate, p95, p99] = [...text.matchAll(pattern)].at(-1) ?? [];
  if (rate === undefined) throw new Error('ProducerPerformance printed no line with records/sec and percentiles');
  return { ratePerS: Number(rate), p95Ms: Number(p95), p99Ms: Number(p99) };
}

async function consume(
  run: Run,
  topic: string,
  records: number,
  request: ProbeRequest,
  result: ProbeResult,
): Promise<void> {
  const source = `ConsumerPerformance --num-records ${records}`;
  request.onStep(source);
  const text = await run('ConsumerPerformance', '--topic', topic, '--num-records', String(records), '--group', topic);
  const { consumed, ratePerS } = readConsumer(text);
  const lag = readLag(await run('consumer.group.ConsumerGroupCommand', '--describe', '--group', topic));
  result.measurements.push(
    { name: 'records consumed', value: ratePerS, unit: '/s', source },
    { name: 'consumer lag', value: lag, unit: 'count', source: 'ConsumerGroupCommand --describe' },
  );
  result.judged.push(
    judged('records consumed of those produced', (consumed / records) * 100, '>=', 100, '%'),
    judged('records consumed', ratePerS, '>=', services.kafka.requestsPerS.min, '/s'),
  );
}

/** Reads the consumer's table: names on one line, figures on the next. */
export function readConsumer(text: string): { consumed: number; ratePerS: number } {
  const lines = text.split('\n').map((line) => line.split(',').map((cell) => cell.trim()));
  const at = lines.findIndex((cells) => cells.includes('data.consumed.in.nMsg'));
  const [head = [], figures = []] = [lines[at], lines[at + 1]];
  const [consumed, rate] = [head.indexOf('data.consumed.in.nMsg'), head.indexOf('fetch.nMsg.sec')];
  if (at < 0 || rate < 0)
    throw new Error('ConsumerPerformance printed no table with data.consumed.in.nMsg and fetch.nMsg.sec');
  return { consumed: Number(figures[consumed]), ratePerS: Number(figures[rate]) };
}

/** Records that the group has not read yet, over all partitions. */
export function readLag(text: string): number {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const head = lines.find((cells) => cells.includes('LAG'));
  if (!head) throw new Error('ConsumerGroupCommand printed no column LAG');
  const [at, own] = [head.indexOf('LAG'), lines.filter((cells) => cells.length === head.length && cells !== head)];
  return own.reduce((sum, cells) => sum + (Number(cells[at]) || 0), 0);
}

async function endToEnd(run: Run, topic: string, request: ProbeRequest, result: ProbeResult): Promise<void> {
  const count = scaled(END_TO_END, request.scale, 200);
  const source = `EndToEndLatency --num-records ${count} --producer-acks 1`;
  request.onStep(source);
  const args = ['--num-records', String(count), '--producer-acks', '1', '--record-size', String(RECORD_BYTES)];
  const { avgMs, p50Ms, p99Ms } = readEndToEnd(await run('EndToEndLatency', '--topic', `${topic}-end`, ...args));
  result.measurements.push(
    { name: 'end to end average', value: avgMs, unit: 'ms', source },
    { name: 'end to end p50', value: p50Ms, unit: 'ms', source },
    { name: 'end to end p99', value: p99Ms, unit: 'ms', source },
  );
}

/** Reads average and percentiles, ms. */
export function readEndToEnd(text: string): { avgMs: number; p50Ms: number; p99Ms: number } {
  const [, avg] = /^Avg latency: ([\d.]+) ms/m.exec(text) ?? [];
  const [, p50, p99] = /^Percentiles: 50th = ([\d.]+), 99th = ([\d.]+)/m.exec(text) ?? [];
  if (avg === undefined || p50 === undefined) throw new Error('EndToEndLatency printed no average or percentiles');
  return { avgMs: Number(avg), p50Ms: Number(p50), p99Ms: Number(p99) };
}
