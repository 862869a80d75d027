// The summary as text, for runs whose script has no handleSummary.

import type { SummaryGroup, SummaryMetric } from 'k6-format/summary';
import pc from 'picocolors';
import type { Summary } from './generator-record.ts';

type Paint = ReturnType<typeof pc.createColors>;
const UNITS = { '': 1, ms: 1, s: 1e-3, us: 1e3 } as const;

/** Checks, then one line per metric, then the thresholds that were crossed, and how many iterations were `interrupted`. */
export function summaryText(summary: Summary, interrupted: number): string {
  const paint = pc.createColors(!summary.options.noColor);
  const names = Object.keys(summary.metrics).sort();
  const width = Math.max(0, ...names.map((name) => name.length)) + 2;
  const lines = names.map((name) => {
    const metric = summary.metrics[name] as SummaryMetric;
    const mark = metric.thresholds ? (areOk(metric) ? paint.green('✓') : paint.red('✗')) : ' ';
    return `  ${mark} ${name.padEnd(width, '.')}: ${valuesText(metric, summary, paint)}`;
  });
  const all = [...groupLines(summary.root_group, '  ', paint), '', ...lines, ...crossedLines(summary, paint)];
  if (interrupted > 0) all.push('', `  ${iterationsText(interrupted)} interrupted: not in these figures`);
  return `\n${all.join('\n')}\n\n`;
}

const iterationsText = (count: number): string => (count === 1 ? '1 iteration was' : `${count} iterations were`);

function areOk({ thresholds = {} }: SummaryMetric): boolean {
  return Object.values(thresholds).every(({ ok }) => ok);
}

function groupLines({ name, checks, groups }: SummaryGroup, indent: string, paint: Paint): string[] {
  const own = checks.map(({ name: check, passes, fails }) => {
    const share = fails === 0 ? '' : `  ${((passes / (passes + fails)) * 100).toFixed(1)}% of ${passes + fails}`;
    return `${indent}  ${fails === 0 ? paint.green('✓') : paint.red('✗')} ${check}${share}`;
  });
  const title = name && (own.length > 0 || groups.length > 0) ? [`${indent}█ ${name}`] : [];
  return [...title, ...own, ...groups.flatMap((group) => groupLines(group, `${indent}  `, paint))];
}

function crossedLines({ metrics }: Summary, paint: Paint): string[] {
  const crossed = Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds)
      .filter(([, { ok }]) => !ok)
      .map(([text]) => `  ${paint.red('✗')} ${name}: ${text}`),
  );
  return crossed.length === 0 ? [] : ['', '  thresholds crossed:', ...crossed];
}

function valuesText({ type, contains, values }: SummaryMetric, { options }: Summary, paint: Paint): string {
  const show = (value: number): string =>
    contains === 'time'
      ? timeText(value, options.summaryTimeUnit)
      : contains === 'data'
        ? bytesText(value)
        : short(value);
  switch (type) {
    case 'counter':
      return `${paint.cyan(show(values.count ?? 0))}  ${show(values.rate ?? 0)}/s`;
    case 'gauge':
      return `${paint.cyan(show(values.value ?? 0))}  min=${show(values.min ?? 0)} max=${show(values.max ?? 0)}`;
    case 'rate':
      return `${paint.cyan(`${short((values.rate ?? 0) * 100)}%`)}  ${values.passes} of ${(values.passes ?? 0) + (values.fails ?? 0)}`;
    case 'trend':
      return Object.entries(values)
        .map(([stat, value]) => `${stat}=${paint.cyan(stat === 'count' ? String(value) : show(value))}`)
        .join(' ');
  }
}

function timeText(ms: number, unit: string): string {
  if (unit) return `${short(ms * UNITS[unit as keyof typeof UNITS])}${unit}`;
  if (ms >= 1000) return `${short(ms / 1000)}s`;
  return ms >= 1 || ms === 0 ? `${short(ms)}ms` : `${short(ms * 1000)}µs`;
}

function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${short(bytes / 1000 ** power)} ${units[power]}`;
}

/** Four significant digits, without an exponent. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
