// The course of a day as a test type: its hours, compressed, with the log's rates.
import { oneLine } from './endpoint-text.ts';

const DAY_S = 240;
/** A user for each turn of a second at the peak, at least some. */
const LEAST_VUS = 20;

export function profileRow(hourlyPerS: readonly number[], source: string): string {
  const rates = hourlyPerS.map((perS) => Number(perS.toPrecision(4)));
  const vus = Math.max(LEAST_VUS, Math.ceil(Math.max(...rates)));
  return `
  // The day's course by ${oneLine(source)}, an hour in ten seconds.
  day: {
    ...{ vus: ${vus}, durationS: ${DAY_S}, pauseS: 0, errorRatio: 0.01, pick: 'weighted' as const },
    ratesPerS: [${rates.join(', ')}],
  },`;
}

/** `mix`: the file of the test type mix, which differs in its question only. */
export function profileFile(mix: string): [file: string, text: string] {
  const [, ...code] = mix.replace("'mix'", "'day'").split('\n');
  return [
    'tests/day.ts',
    ['// Do the limits hold over the course of a day, with the rates of each hour?', ...code].join('\n'),
  ];
}
