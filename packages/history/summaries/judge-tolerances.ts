// Which figures a tolerance is about, and which exceed it.
import { BUILT_IN_METRICS } from 'k6-format/metrics';
import { type Unit, unitOf } from 'k6-format/units';
import { UserError } from 'k6-kit/user-error';
import { PART_OF_REQUEST } from './direction.ts';
import type { Figures, Missing, RawFigure } from './figures.ts';
import { type Amount, type AmountUnit, type Tolerance, UNITS } from './tolerance.ts';

/** The figures that a tolerance applies to. Throws a UserError if it finds none: a gate must judge something. */
export function figuresFor(tolerance: Tolerance, { figures, missing }: Figures): RawFigure[] {
  const fitting = figures.filter((figure) => fits(tolerance, figure));
  for (const { unit, key, stat } of fitting) checkUnits(tolerance, unit, `${key} ${stat}`);
  const gone = missing.find((one) => one.missingIn === 'head' && isResponseTime(tolerance, one));
  if (gone) {
    const what = `head has no ${gone.metric} with ${tolerance.stat}, which base has`;
    const next = 'did its requests fail? Name a metric to judge what is there';
    throw new UserError('E_FAIL_IF_NOTHING', `--fail-if reads "${tolerance.text}": ${what}; ${next}`);
  }
  if (fitting.length > 0 || isAbsentCounter(tolerance)) return fitting;
  const wanted = tolerance.metric?.key ?? 'metric of response times';
  const isWanted = ({ metric, stat }: Missing) => metric === wanted && (stat === null || stat === tolerance.stat);
  const side = missing.find(isWanted)?.missingIn;
  const where = side === undefined ? 'on both sides' : `in ${side}`;
  const alike = figures.filter(({ metric }) => metric.name === tolerance.metric?.name);
  const known = [...new Set((alike.length > 0 ? alike : figures).map(({ key, stat }) => `${key}:${stat}`))];
  const has = known.length === 0 ? 'nothing' : `${known.slice(0, 6).join(', ')}${known.length > 6 ? ', ...' : ''}`;
  throw new UserError(
    'E_FAIL_IF_NOTHING',
    `--fail-if reads "${tolerance.text}": there is no ${wanted} with ${tolerance.stat ?? 'a rate (no statistic is given)'} ${where}; both have ${has}`,
  );
}

function fits({ metric, stat }: Tolerance, figure: RawFigure): boolean {
  if (stat === null ? figure.metric.type !== 'rate' : figure.stat !== stat) return false;
  if (metric !== null) return figure.key === metric.key;
  return figure.metric.type === 'trend' && figure.unit === 'ms' && !PART_OF_REQUEST.test(figure.metric.name);
}

/** What a tolerance without a metric would have judged: a target that answers nothing has no times that could be worse. */
function isResponseTime(tolerance: Tolerance, { of, stat }: Missing): boolean {
  if (tolerance.metric !== null || of.tags.size > 0 || of.type !== 'trend' || PART_OF_REQUEST.test(of.name))
    return false;
  const has = stat === null ? of.stats.has(tolerance.stat!) : stat === tolerance.stat;
  return has && unitOf(of, tolerance.stat!) === 'ms';
}

/** k6 writes its own counters from their first sample on: without one on either side, nothing rose. */
function isAbsentCounter({ metric, stat }: Tolerance): boolean {
  if (metric === null || metric.hasTags || stat !== 'count') return false;
  return BUILT_IN_METRICS.some(([name, type]) => name === metric.name && type === 'counter');
}

const SUITS: Readonly<Record<Exclude<AmountUnit, '%'>, readonly Unit[]>> = {
  pp: ['ratio'],
  us: ['ms'],
  µs: ['ms'],
  ms: ['ms'],
  s: ['ms'],
  B: ['bytes', 'bytes-per-second'],
  KB: ['bytes', 'bytes-per-second'],
  MB: ['bytes', 'bytes-per-second'],
  '/s': ['per-second'],
  '': ['none', 'count', 'per-second'],
};

function checkUnits({ amounts, text }: Tolerance, unit: Unit, where: string): void {
  const wrong = amounts.find((amount) => amount.unit !== '%' && !SUITS[amount.unit].includes(unit));
  if (!wrong) return;
  const suiting = Object.entries(SUITS).flatMap(([name, units]) => (units.includes(unit) && name !== '' ? [name] : []));
  const expected = ['%', ...suiting, ...(SUITS[''].includes(unit) ? ['no unit'] : [])].join(', ');
  const given = wrong.unit === '' ? 'an amount without unit' : `an amount in ${wrong.unit}`;
  throw new UserError('E_FAIL_IF_UNIT', `--fail-if reads "${text}": ${given} for ${where}; expected ${expected}`);
}

/** Sums of decimal fractions: 110 is not more than 10 % above 100. */
const ROUNDING = 1 + 1e-9;

export function exceeds({ isRise, amounts }: Tolerance, { base, head }: RawFigure): boolean {
  const change = isRise ? head - base : base - head;
  return amounts.every((amount) => change > 0 && change > allowed(amount, base) * ROUNDING);
}

function allowed({ value, unit }: Amount, base: number): number {
  return value * UNITS[unit] * (unit === '%' ? Math.abs(base) : 1);
}
