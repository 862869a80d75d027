// --fail-if as text: what is read, and what is wrong in one line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTolerance } from './tolerance.ts';

const READ: [text: string, metric: string | null, stat: string | null, isRise: boolean, amounts: string[]][] = [
  ['p(95)>+10%', null, 'p(95)', true, ['10 %']],
  ['p(95.0) > 10 %', null, 'p(95)', true, ['10 %']],
  ['p(50)>+2s', null, 'med', true, ['2 s']],
  ['http_req_duration{name:search}:p(95)>+50ms', 'http_req_duration{name:search}', 'p(95)', true, ['50 ms']],
  ['http_req_duration{b:2,a:1}:avg>+30%&+50ms', 'http_req_duration{a:1,b:2}', 'avg', true, ['30 %', '50 ms']],
  ['http_req_failed>+0.1pp', 'http_req_failed', null, true, ['0.1 pp']],
  ['checks{check:shop > status is 200}:rate<-1pp', 'checks{check:shop > status is 200}', 'rate', false, ['1 pp']],
  ['group_duration{group:::shop}:med>+1s', 'group_duration{group:::shop}', 'med', true, ['1 s']],
  ['http_reqs:rate<-5%', 'http_reqs', 'rate', false, ['5 %']],
  ['dropped_iterations:count>+0', 'dropped_iterations', 'count', true, ['0 ']],
];
for (const [text, metric, stat, isRise, amounts] of READ) {
  test(`"${text}" is read`, () => {
    const read = parseTolerance(text);
    const sizes = read.amounts.map(({ value, unit }) => `${value} ${unit}`);
    assert.deepEqual([read.metric?.key ?? null, read.stat, read.isRise, sizes], [metric, stat, isRise, amounts]);
  });
}

const WRONG: [text: string, why: RegExp][] = [
  ['p(95)', /no > or < with an amount at its end/],
  ['p(95)>+10 parsecs', /no > or < with an amount/],
  ['>+10%', /no > or < with an amount/],
  ['p(950)>+10%', /a percentile is at most 100/],
  ['http_req_failed>-1pp', /> is a rise/],
  ['checks:rate<1pp', /< is a fall/],
  ['rate>+1%', /rate alone does not say of which metric/],
  ['http_req_duration{x}:avg>+1%', /"x" is not a tag:value pair/],
  ['http req:avg>+1%', /"http req" is neither a metric nor a statistic/],
];
for (const [text, why] of WRONG) {
  test(`"${text}" is refused in one line`, () =>
    assert.throws(
      () => parseTolerance(text),
      ({ code, message }: { code: string; message: string }) =>
        code === 'E_FAIL_IF' &&
        why.test(message) &&
        message.includes(`"${text}"`) &&
        /expected \[METRIC/.test(message) &&
        !message.includes('\n'),
    ));
}
