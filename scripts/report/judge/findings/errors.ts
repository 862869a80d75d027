// Rules about failed requests and failed checks.
import { triggers } from '../../../../thresholds/baselines.ts';
import { findStat } from '../../parse/model.ts';
import { formatCount, formatMs, formatRatio } from '../../text/format.ts';
import { clip, clipStart, plural } from '../../text/words.ts';
import { triggerAction } from './actions.ts';
import type { Finding, FindingRule } from './finding.ts';

/** Fewer failed requests than this are no pattern. */
const FEWEST_ERRORS = 5;
/** One endpoint carries the errors when it has this share of them... */
const CARRIES_RATIO = 0.8;
/** ...with less than this share of the requests. */
const OWN_SHARE_RATIO = 0.6;

/** The scaling trigger: errors above 1 %. */
export const errorsOverTrigger: FindingRule = ({ facts }) => {
  if (facts.errorRatio === null || facts.errorRatio <= triggers.errorRate.aboveRatio) return [];
  return [
    {
      rule: 'errors-over-trigger',
      severity: 'critical',
      title: 'The error rate is over the scaling trigger',
      evidence: `${formatRatio(facts.errorRatio)} of requests failed, trigger ${formatRatio(triggers.errorRate.aboveRatio)}`,
      action: triggerAction('errorRate'),
      effect: Math.min(0.9, 0.4 + facts.errorRatio),
    },
  ];
};

/** Nearly all failures come from one endpoint. */
export const errorsOnOneEndpoint: FindingRule = ({ facts }) => {
  const counted = facts.endpoints.map((endpoint) => ({
    ...endpoint,
    failed: (endpoint.requests ?? 0) * (endpoint.errorRatio ?? 0),
  }));
  const failed = counted.reduce((sum, endpoint) => sum + endpoint.failed, 0);
  const requests = counted.reduce((sum, endpoint) => sum + (endpoint.requests ?? 0), 0);
  const worst = counted.reduce((a, b) => (b.failed > a.failed ? b : a), counted[0]!);
  if (counted.length < 2 || failed < FEWEST_ERRORS || worst.failed / failed < CARRIES_RATIO) return [];
  if ((worst.requests ?? 0) / requests > OWN_SHARE_RATIO) return [];
  const isOver = failed / requests > triggers.errorRate.aboveRatio;
  return [
    {
      rule: 'errors-on-one-endpoint',
      severity: isOver ? 'critical' : 'serious',
      title: `${clip(worst.name)} carries the errors`,
      evidence: `${formatRatio(worst.failed / failed)} of all failures at ${formatRatio((worst.requests ?? 0) / requests)} of the requests: ${formatRatio(worst.errorRatio)} of its own ${formatCount(worst.requests)} failed`,
      action: `Look at ${clip(worst.name)} first: its own log and what only it depends on`,
      effect: 0.95,
    },
  ];
};

/** Failures that come back faster than answers make the latency look good. */
export const fastFailures: FindingRule = ({ summary, facts }) => {
  const all = findStat(summary, 'http_req_duration', {}, 'avg');
  const good = findStat(summary, 'http_req_duration', { expected_response: 'true' }, 'avg');
  if (all === null || good === null || (facts.errorRatio ?? 0) < 0.1 || all > good * 0.7) return [];
  return [
    {
      rule: 'fast-failures',
      severity: 'serious',
      title: 'Failed requests make the latency look better than it is',
      evidence: `average ${formatMs(all)} over all requests, ${formatMs(good)} over those that were answered; ${formatRatio(facts.errorRatio)} failed`,
      action: 'Judge latency by answered requests only until the errors are gone',
      effect: 0.5,
    },
  ];
};

/** Answers that came but were not what they should be. */
export const checksFailed: FindingRule = (run): Finding[] => {
  const failing = run.summary.checks.filter((check) => check.fails > 0).sort((a, b) => b.fails - a.fails);
  if (failing.length === 0) return [];
  const told = failing
    .slice(0, 3)
    .map(
      ({ path, passes, fails }) =>
        `"${clipStart(path)}" ${formatRatio(fails / (passes + fails))} (${formatCount(fails)})`,
    );
  const isLimited = run.verdicts.some((verdict) => verdict.metric === 'checks' && verdict.outcome === 'failed');
  const rest = failing.length > told.length ? `, and ${failing.length - told.length} more` : '';
  return [
    {
      rule: 'checks-failed',
      severity: isLimited ? 'serious' : 'minor',
      title: `${plural(failing.length, 'check')} failed`,
      evidence: `failed: ${told.join(', ')}${rest}`,
      action: 'Read the bodies of these answers: a fast wrong answer is not a fast answer',
      effect: 0.3,
    },
  ];
};
