// Bars next to each other, each with its figure and its limit: what differs from place to place, where time does not show it.
import type { Unit } from 'k6-format/units';
import { formatLimit, formatValue } from '../../text/format.ts';
import { escapeXml } from '../escape.ts';
import type { Chart } from './plan.ts';

export interface Bar {
  name: string;
  value: number | null;
  /** Where the value should end; null: nowhere. */
  limit: number | null;
}

export interface BarsSpec {
  id: string;
  title: string;
  how: string;
  unit: Unit;
  bars: readonly Bar[];
}

/** More bars than this are a table. */
const MAX_BARS = 8;

/** Null where nothing was measured. The longest bar fills the row. */
export function barChart({ id, title, how, unit, bars }: BarsSpec): Chart | null {
  const measured = bars.filter((bar): bar is Bar & { value: number } => bar.value !== null).slice(0, MAX_BARS);
  if (measured.length === 0) return null;
  const most = Math.max(...measured.flatMap(({ value, limit }) => [value, limit ?? 0])) || 1;
  const rows = measured.map((bar) => barRow(bar, most, unit));
  return { id, title, how, legend: '', drawing: `<dl class="bars">${rows.join('')}</dl>` };
}

function barRow({ name, value, limit }: Bar & { value: number }, most: number, unit: Unit): string {
  const state = limit === null ? 'none' : value > limit ? 'over' : 'ok';
  const text = limit === null ? '' : ` <span class="how">limit ${formatLimit(limit, unit)}</span>`;
  const picture = barMarkup(value / most, limit === null ? null : limit / most, state);
  return `<div><dt>${escapeXml(name)}</dt><dd>${picture}<span>${formatValue(value, unit)}${text}</span></dd></div>`;
}

/** A bar and the mark of its limit, as shares of the width. */
export function barMarkup(share: number, limitShare: number | null, state: string): string {
  const width = (part: number) => `${Math.round(Math.min(1, Math.max(0, part)) * 1000) / 10}%`;
  const mark = limitShare === null ? '' : `<b style="left:${width(limitShare)}"></b>`;
  return `<span class="bar ${state}" aria-hidden="true"><i style="width:${width(share)}"></i>${mark}</span>`;
}
