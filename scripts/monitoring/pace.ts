// The clock of the monitoring: every duration of the rules and the configuration, from the tables, with one factor on all.
import { monitoring } from '../../thresholds/baselines.ts';

/** Durations as Prometheus writes them. */
export interface Pace {
  scrapeInterval: string;
  rateWindow: string;
  /** A number of seconds of the tables as a duration. */
  duration(seconds: number): string;
}

/**
 * The pace at `scale` times the tables' durations. 1 is what is deployed; a test that sees a real Prometheus fire within
 * seconds takes a smaller one.
 */
export function paceAt(scale: number): Pace {
  const duration = (seconds: number) => durationText(seconds * scale);
  return {
    scrapeInterval: duration(monitoring.scrapeInterval.valueS),
    rateWindow: duration(monitoring.rateWindow.valueS),
    duration,
  };
}

const UNITS: [string, number][] = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** Seconds in the largest unit that takes them whole: `5m`, `90s`, `250ms`. */
export function durationText(seconds: number): string {
  const wholeMs = Math.max(1, Math.round(seconds * 1000));
  const [unit, factorMs] = UNITS.find(([, ms]) => wholeMs % ms === 0)!;
  return `${wholeMs / factorMs}${unit}`;
}
