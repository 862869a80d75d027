// A load over time as a small drawing for the terminal.
import { type RatePoint, rateAt } from './load-plan.ts';

const WIDTH = 60;
const HEIGHT = 6;
const EIGHTHS = ' ▁▂▃▄▅▆▇█';

/** `HEIGHT` lines of bars, an axis and its labels; empty without a rate to draw. */
export function draw(curve: readonly RatePoint[]): string {
  const endS = curve.at(-1)?.atS ?? 0;
  const peak = Math.max(0, ...curve.map(({ perS }) => perS));
  if (endS === 0 || peak === 0) return '';
  const label = `${Number(peak.toPrecision(3))}/s `;
  const columns = Array.from({ length: WIDTH }, (_, at) => rateAt(curve, ((at + 0.5) / WIDTH) * endS) / peak);
  const lines = Array.from({ length: HEIGHT }, (_, row) => {
    const below = HEIGHT - 1 - row;
    const bars = columns.map((share) => EIGHTHS[Math.round(8 * Math.min(1, Math.max(0, share * HEIGHT - below)))]);
    return `${(row === 0 ? label : '').padStart(label.length)}│${bars.join('').trimEnd()}`;
  });
  const pad = ' '.repeat(label.length);
  const end = timeText(endS);
  return [...lines, `${pad}└${'─'.repeat(WIDTH)}`, `${pad} 0${end.padStart(WIDTH - 1)}`].join('\n');
}

/** `90 s`, `12.5 min`. */
export function timeText(seconds: number): string {
  return seconds < 120 ? `${Number(seconds.toFixed(1))} s` : `${Number((seconds / 60).toFixed(1))} min`;
}
