// What a summary says of its run's validity without a plan of the load.
import { findMetric, type Summary } from '../parse/model.ts';
import { formatCount, formatRatio } from '../text/format.ts';
import type { Facts } from './facts.ts';
import { sampleCount } from './samples.ts';
import type { ValidityReason } from './validity-reason.ts';

/** VUs grow in bursts and are sampled once a second: the last few may never be seen in use. */
const CEILING_RATIO = 0.9;

/** All VUs of a closed model are in use by design; only iterations that did not start show that more were needed. */
export function usedAllVus(summary: Summary, { droppedIterations }: Facts): ValidityReason[] {
  const used = findMetric(summary, 'vus')?.stats.get('max');
  const ready = findMetric(summary, 'vus_max')?.stats;
  const allocated = ready?.get('max') ?? ready?.get('value');
  if (droppedIterations === 0 || used === undefined || !allocated || used / allocated < CEILING_RATIO) return [];
  const share = formatRatio(used / allocated);
  const message = `${formatCount(used)} of ${formatCount(allocated)} VUs were in use (${share}) while iterations were dropped: raise maxVUs, or find out why answers took so long`;
  return [{ rule: 'vu-ceiling', level: 'WARN', message }];
}

/** k6 counts a check in the tree and in its metric; an iteration that is cut off between the two leaves a difference. */
export function checksDisagree(summary: Summary): string[] {
  const { passes, fails } = summary.checkTree;
  const counted = sampleCount(findMetric(summary, 'checks'));
  if (summary.run || counted === null || passes + fails === 0 || counted === passes + fails) return [];
  return [
    `checks by name have ${formatCount(passes + fails)} results, the metric "checks" ${formatCount(counted)}: iterations were interrupted in mid-check, or the file was edited`,
  ];
}
