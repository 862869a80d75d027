// Rule: the raw points next to a summary are not those of its run.
import { formatCount } from '../../text/format.ts';
import { plural } from '../../text/words.ts';
import type { FindingRule } from './finding.ts';

/** More than this share of the figures unlike is another run, or a part of this one. */
const UNLIKE_RATIO = 0.5;
/** Figures that are shown as evidence. */
const MAX_TOLD = 3;

/** Most figures of the summary are not those that its points add up to. */
export const pointsDisagree: FindingRule = ({ points }) => {
  if (!points) return [];
  const { compared, differences, missing } = points;
  const unlike = [...differences, ...missing.map((figure) => `${figure}: not in the points`)];
  const total = compared + missing.length;
  if (unlike.length <= total * UNLIKE_RATIO) return [];
  return [
    {
      rule: 'points-disagree',
      severity: 'serious',
      title: 'The points do not belong to this summary, or are only a part of its run',
      evidence: `${formatCount(unlike.length)} of ${plural(total, 'figure')} differ: ${unlike.slice(0, MAX_TOLD).join('; ')}`,
      action: 'Give --points the files of this run, one of each instance of the load generator',
      effect: 0.4,
    },
  ];
};
