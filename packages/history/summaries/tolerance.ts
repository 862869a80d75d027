// What a user calls a regression, as text: `p(95)>+10%`, `http_req_duration{name:search}:p(95)>+50ms`, `http_req_failed>+0.1pp`.
import { metricKey, parseSelector } from 'k6-format/selectors';
import { UserError } from 'k6-kit/user-error';
import { statName } from './series.ts';

/** What an amount is of: a share of the base's value, or a difference in units of the metric. */
export type AmountUnit = keyof typeof UNITS;

/** Factor to the unit that the figures are in. */
export const UNITS = {
  '%': 0.01,
  pp: 0.01,
  us: 0.001,
  µs: 0.001,
  ms: 1,
  s: 1000,
  B: 1,
  KB: 1000,
  MB: 1e6,
  '/s': 1,
  '': 1,
} as const;

export interface Amount {
  value: number;
  unit: AmountUnit;
}

export interface Tolerance {
  /** As it was given. */
  text: string;
  /** Null: every metric of response times. */
  metric: { key: string; name: string; hasTags: boolean } | null;
  /** Null: the metric's only one, which rates alone have. */
  stat: string | null;
  /** A regression is a rise by more, or a fall by more. */
  isRise: boolean;
  /** All have to be exceeded. */
  amounts: Amount[];
}

const AMOUNT = String.raw`[-+]?\d+(?:\.\d+)?\s*(?:%|pp|us|µs|ms|s|B|KB|MB|\/s|)`;
/** Names of checks may hold signs as well: what comes first is as short as the rest allows. */
const FORM = new RegExp(String.raw`^\s*(.+?)\s*([<>])\s*(${AMOUNT}(?:\s*&\s*${AMOUNT})*)\s*$`, 'su');
const WITH_STAT = /^(?:(.+?)\s*:\s*)?(avg|min|med|max|count|rate|value|p\(\s*\d+(?:\.\d+)?\s*\))$/su;
const EXPECTED =
  "expected [METRIC[{TAG:VALUE,...}]:]STATISTIC>+AMOUNT, amounts in %, pp, ms, s, B, KB, MB, /s or none, such as 'p(95)>+10%' or 'http_req_failed>+0.1pp'";

export function parseTolerance(text: string): Tolerance {
  const [, what = '', sign, list = ''] = FORM.exec(text) ?? [];
  if (sign === undefined) throw wrong(text, 'it has no > or < with an amount at its end');
  const isRise = sign === '>';
  const amounts = list.split('&').map((one) => readAmount(one.trim()));
  for (const { value } of amounts) {
    if (isRise ? value < 0 : value > 0)
      throw wrong(text, isRise ? '> is a rise, so its amount is positive' : '< is a fall, so its amount is negative');
  }
  const [, selector, stat] = WITH_STAT.exec(what) ?? [undefined, what, undefined];
  if (selector === undefined && /^(?:count|rate|value)$/.test(stat ?? ''))
    throw wrong(text, `${stat} alone does not say of which metric`);
  const metric = selector === undefined ? null : readMetric(text, selector);
  const sizes = amounts.map(({ value, unit }) => ({ value: Math.abs(value), unit }));
  return { text, metric, stat: stat === undefined ? null : readStat(text, stat), isRise, amounts: sizes };
}

function readAmount(text: string): Amount {
  const digits = /^[-+]?[\d.]+/.exec(text)![0];
  return { value: Number(digits), unit: text.slice(digits.length).trim() as AmountUnit };
}

function readStat(text: string, stat: string): string {
  const percent = /\(\s*([\d.]+)/.exec(stat)?.[1];
  if (Number(percent ?? 0) > 100) throw wrong(text, 'a percentile is at most 100');
  return statName(stat);
}

function readMetric(text: string, selector: string) {
  const { name, tags, fault } = parseSelector(selector);
  if (fault !== undefined) throw wrong(text, fault);
  if (!/^[^\s{}:<>]+$/u.test(name)) throw wrong(text, `"${name}" is neither a metric nor a statistic of k6`);
  return { key: metricKey(name, tags), name, hasTags: tags.size > 0 };
}

function wrong(text: string, why: string): UserError {
  return new UserError('E_FAIL_IF', `--fail-if reads "${text.replaceAll(/\s+/g, ' ')}": ${why}; ${EXPECTED}`);
}
