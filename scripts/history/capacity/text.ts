// Capacity for the terminal: the guide's two tables, filled.
import { digits, formatMs, formatPerSecond } from '../../report/text/format.ts';
import { aligned } from '../../table.ts';
import type { Capacity, TableRow } from './capacity.ts';
import type { Fit } from './fit.ts';

export function capacityText({
  run,
  points,
  fit,
  usersAtLimit,
  usable,
  table,
  growth,
  monthsLeft,
  findings,
}: Capacity): string {
  const rows = table.map((row) => [
    row.metric,
    cell(row, row.current),
    cell(row, row.maximum),
    cell(row, row.headroom),
  ]);
  const grown = growth.map((row) => [
    row.period,
    String(row.users),
    String(row.requestsPerS),
    row.reach,
    row.action ?? '-',
  ]);
  return [
    `capacity by ${run}, ${points.length} windows`,
    `highest throughput ${perS(fit.maxPerS)} (95 %: ${perS(fit.maxLowPerS)} to ${perS(fit.maxHighPerS)}), requests wait from ${digits(fit.knee)} at a time on`,
    `  ${modelText(fit)}`,
    `p95 reaches ${formatMs(usersAtLimit.limitMs)} ${Number.isFinite(usersAtLimit.high) ? `between ${digits(usersAtLimit.low)} and ${digits(usersAtLimit.high)} users` : `above ${digits(usersAtLimit.low)} users, if at all`}`,
    `usable ${perS(usable.perS)} (${perS(usable.lowPerS)} to ${perS(usable.highPerS)})`,
    '',
    aligned([['metric', 'current', 'maximum', 'headroom'], ...rows]),
    '',
    aligned([['period', 'users', 'requests/s', 'verdict', 'action'], ...grown]),
    monthsLeft === null
      ? 'demand stays within it for the whole table'
      : `demand passes it in about ${digits(monthsLeft)} months`,
    ...findings.map((finding) => `finding: ${finding}`),
    '',
  ].join('\n');
}

function modelText({ model, perOne, sigma, kappa, errorPerS }: Fit): string {
  const fit = `residuals ${perS(errorPerS)}`;
  if (model === 'hard-limit')
    return `a straight line of ${perS(perOne)} per request in the system up to a hard limit, ${fit}`;
  return `Universal Scalability Law: ${perS(perOne)} for one, contention ${digits(sigma)}, coherency ${kappa.toPrecision(2)}, ${fit}`;
}

function perS(value: number): string {
  return Number.isFinite(value) ? formatPerSecond(value) : 'no limit seen';
}

function cell({ unit }: TableRow, value: number | null): string {
  return value === null ? 'not measured' : `${digits(value)}${unit}`;
}
