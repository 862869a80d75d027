// Capacity for the terminal: the guide's two tables, filled.

import { aligned } from 'k6-kit/columns';
import { digits, formatMs, formatPerSecond } from 'k6-verdict/text/format';
import { type Capacity, isMaximumSeen, type TableRow } from './capacity.ts';
import type { Fit } from './fit.ts';

export function capacityText(capacity: Capacity): string {
  const { run, points, fit, usersAtLimit, table, growth, findings } = capacity;
  const rows = table.map((row) => [
    row.metric,
    cell(row, row.current),
    atLeast(row, row.maximum),
    atLeast(row, row.headroom),
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
    maximumText(capacity),
    `  ${modelText(fit)}`,
    `p95 reaches ${formatMs(usersAtLimit.limitMs)} ${Number.isFinite(usersAtLimit.high) ? `between ${digits(usersAtLimit.low)} and ${digits(usersAtLimit.high)} users` : `above ${digits(usersAtLimit.low)} users, if at all`}`,
    usableText(capacity),
    ...capacity.journeys.map(({ name, perS: rate }) => `  in which ${perS(rate)} of journey ${name} complete`),
    '',
    aligned([['metric', 'current', 'maximum', 'headroom'], ...rows]),
    '',
    aligned([['period', 'users', 'requests/s', 'verdict', 'action'], ...grown]),
    monthsText(capacity),
    ...findings.map((finding) => `finding: ${finding}`),
    '',
  ].join('\n');
}

function maximumText({ fit, testedPerS }: Capacity): string {
  if (!isMaximumSeen(fit)) return `highest throughput: no limit seen up to ${perS(testedPerS)}`;
  const range = `95 %: ${perS(fit.maxLowPerS)} to ${perS(fit.maxHighPerS)}`;
  return `highest throughput ${perS(fit.maxPerS)} (${range}), requests wait from ${digits(fit.knee)} at a time on`;
}

function usableText({ usable }: Capacity): string {
  return Number.isFinite(usable.highPerS)
    ? `usable ${perS(usable.perS)} (${perS(usable.lowPerS)} to ${perS(usable.highPerS)})`
    : `usable at least ${perS(usable.lowPerS)}; more was not tested`;
}

function monthsText({ usable, monthsLeft }: Capacity): string {
  if (monthsLeft === null) return 'demand stays within it for the whole table';
  const months = `in about ${digits(monthsLeft)} months`;
  return Number.isFinite(usable.highPerS)
    ? `demand passes it ${months}`
    : `demand passes what was tested ${months}; load further to know more`;
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

function atLeast(row: TableRow, value: number | null): string {
  return `${row.isAtLeast ? 'at least ' : ''}${cell(row, value)}`;
}

function cell({ unit }: TableRow, value: number | null): string {
  return value === null ? 'not measured' : `${digits(value)}${unit}`;
}
