// The course of a day as a test type: its hours, compressed, with the log's rates.
import { keyOf, oneLine } from './endpoint-text.ts';
import type { ImportedEndpoint } from './model.ts';

const DAY_S = 240;
/** A user for each turn of a second at the peak, at least some. */
const LEAST_VUS = 20;

export function profileRow(
  hourlyPerS: readonly number[],
  endpoints: readonly ImportedEndpoint[],
  source: string,
): string {
  const rates = hourlyPerS.map((perS) => Number(perS.toPrecision(4)));
  const vus = Math.max(LEAST_VUS, Math.ceil(Math.max(...rates)));
  return `
  // The day's course by ${oneLine(source)}, an hour in ten seconds.
  day: {
    ...{ vus: ${vus}, durationS: ${DAY_S}, pauseS: 0, errorRatio: 0.01, pick: 'weighted' as const },
    ratesPerS: [${rates.join(', ')}],
    weights: [
${rates.map((_, hour) => `      ${weightsOf(endpoints, hour)},\n`).join('')}    ],
  },`;
}

/** What each endpoint has of an hour's requests, per cent. */
function weightsOf(endpoints: readonly ImportedEndpoint[], hour: number): string {
  const parts = endpoints.map(({ name, hourlyPerS = [] }) => ({ name, perS: hourlyPerS[hour] ?? 0 }));
  const total = parts.reduce((sum, { perS }) => sum + perS, 0);
  const entries = parts
    .filter(({ perS }) => perS > 0)
    .map(({ name, perS }) => `${keyOf(name)}: ${Number(((100 * perS) / total).toPrecision(3))}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** `mix`: the file of the test type mix, which differs in its question only. */
export function profileFile(mix: string): [file: string, text: string] {
  const [, ...code] = mix.replace("'mix'", "'day'").split('\n');
  return [
    'tests/day.ts',
    ['// Do the limits hold over the course of a day, with the rates of each hour?', ...code].join('\n'),
  ];
}
