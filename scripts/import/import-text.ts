// What an import found and did, for a terminal.
import { aligned } from 'k6-kit/columns';
import { pathOf, roundedUp } from './endpoint-text.ts';
import type { Imported } from './model.ts';
import type { SuitePlan } from './plan-suite.ts';

export function importText(
  { source, leftOut, endpoints }: Imported,
  { added, kept, addsDay }: SuitePlan,
  { folder, isDry }: { folder: string; isDry: boolean },
): string {
  const hasTimes = endpoints.some(({ p95Ms }) => p95Ms !== undefined);
  const rows = added.map(({ name, method, path, weight, missing, p95Ms }) => [
    `  ${name}`,
    `${method} ${pathOf(path)}`,
    String(Number(weight.toPrecision(3))),
    ...(hasTimes ? [p95Ms === undefined ? 'not measured' : `${roundedUp(p95Ms)} ms`] : []),
    missing.length === 0 ? '' : `needs ${missing.join(', ')}`,
  ]);
  const head = ['  endpoint', 'request', 'weight', ...(hasTimes ? ['p95'] : []), ''];
  const needing = added.filter(({ missing }) => missing.length > 0).length;
  const lines = [
    `${source}: ${added.length} endpoints ${isDry ? 'would be' : 'were'} added to ${folder}`,
    ...(rows.length > 0 ? [aligned([head, ...rows])] : []),
    ...(kept.length > 0 ? [`kept as they are: ${kept.join(', ')}`] : []),
    ...(addsDay ? ['the course of the day is the test type day (an hour in ten seconds)'] : []),
    ...leftOut.map((line) => `left out: ${line}`),
    ...(needing > 0
      ? [`${needing} of them are not called until somebody gives what they need (tests/endpoints/)`]
      : []),
    isDry ? 'nothing was written' : `Next: cd ${folder} && npm run check && npm start -- mix`,
  ];
  return `${lines.join('\n')}\n`;
}
