// Rules about failed requests and failed checks: which requests fail, in which way and when, by the one description of it.
import { findStat } from '../../parse/model.ts';
import { formatCount, formatMs, formatRatio } from '../../text/format.ts';
import { clipStart, plural } from '../../text/words.ts';
import type { Failing } from '../causes/failing.ts';
import { adviceFor } from './actions.ts';
import { type Case, type Finding, type FindingRule, share, weighed } from './finding.ts';
import { loadText, namesText, whenText } from './where.ts';

/** Fewer failed requests than this are no pattern, unless a limit was crossed by them. */
const FEWEST_ERRORS = 5;

/** Requests of some endpoints fail, those of the others do not. */
export const errorsOnOneEndpoint: FindingRule = (run) =>
  run.failing && !run.failing.isEverywhere ? failingFinding(run, run.failing, 'errors-on-one-endpoint') : [];

/** Requests of every endpoint fail, beyond the scaling trigger of 1 %. */
export const errorsOverTrigger: FindingRule = (run) =>
  run.failing?.isEverywhere && isOverTrigger(run) ? failingFinding(run, run.failing, 'errors-over-trigger') : [];

/** Requests of every endpoint fail, below the trigger. */
export const errorsEverywhere: FindingRule = (run) =>
  run.failing?.isEverywhere && !isOverTrigger(run) ? failingFinding(run, run.failing, 'errors-everywhere') : [];

function isOverTrigger({ facts, summary }: Case): boolean {
  return (facts.errorRatio ?? 0) > summary.policy.triggers.errorRatio;
}

function failingFinding(run: Case, failing: Failing, rule: string): Finding[] {
  const isLimited = run.verdicts.some(({ metric, outcome }) => outcome === 'failed' && metric === 'http_req_failed');
  if (failing.count < FEWEST_ERRORS && !isLimited) return [];
  const who = failing.isEverywhere ? 'Requests' : `${namesText(failing.scope.map(({ name }) => name))}: requests`;
  const way = wayOf(run, failing);
  const isLoaded = failing.shape.kind === 'with-load';
  return [
    {
      rule,
      severity: isOverTrigger(run) ? 'critical' : weighed(run),
      title: `${who} ${way.what}${isLoaded ? ' as the load grows' : whenText(failing.shape)}`,
      evidence: failingText(run, failing),
      action: isLoaded ? loadedAction(run) : way.action,
      effect: share(run, failing.count),
    },
  ];
}

function failingText(run: Case, { count, ratio, shape, kind, scope, isEverywhere }: Failing): string {
  const requests = scope.reduce((sum, one) => sum + one.requests, 0);
  const all = run.facts.requests ?? requests;
  const where = shape.kind === 'with-load' ? `from ${loadText(run, shape.fromLoad)} on` : whenText(shape).trim();
  return [
    `${plural(count, 'failed request')}, ${formatRatio(ratio)} of ${isEverywhere ? 'all' : 'theirs'}${where === '' ? '' : ` ${where}`}`,
    ...(isEverywhere || all === 0
      ? []
      : [
          `they have ${formatRatio(requests / all)} of the requests and ${formatRatio(failedShare(run, scope))} of the failures`,
        ]),
    ...(kind
      ? [`most frequent: ${kind.kind.startsWith('error') ? kind.kind : `status ${kind.kind}`}, ${kind.meaning}`]
      : []),
    ...(isOverTrigger(run)
      ? [
          `error rate ${formatRatio(run.facts.errorRatio)}, scaling trigger ${formatRatio(run.summary.policy.triggers.errorRatio)}`,
        ]
      : []),
  ].join('; ');
}

function failedShare({ failing }: Case, scope: Failing['scope']): number {
  const failed = scope.reduce((sum, one) => sum + one.failed, 0);
  return failing && failing.count > 0 ? Math.min(1, failed / failing.count) : 1;
}

/** More load brings more failures: the guide's trigger fits, if it was crossed. */
function loadedAction(run: Case): string {
  const workers = adviceFor(run.summary.policy, 'workers');
  return isOverTrigger(run) ? `${adviceFor(run.summary.policy, 'errors')}; ${workers}` : workers;
}

/** What goes wrong, and where to look, by k6's error code or the status. More machines help none of these. */
function wayOf({ summary }: Case, { kind }: Failing): { what: string; action: string } {
  const name = kind?.kind ?? '';
  const known = WAYS[name];
  if (known) return known;
  const status = Number(name);
  if (status >= 500)
    return { what: `fail with status ${name}`, action: 'Read the log of the API at the time of the first failure' };
  if (status >= 400)
    return { what: `are answered with status ${name}`, action: `Compare request and API: ${kind!.meaning}` };
  return { what: 'fail', action: summary.run ? READ_SAMPLES : LOG_SAMPLES };
}

const READ_SAMPLES = 'Read the samples of failed requests in the log of the run';
/** Other scripts keep none. */
const LOG_SAMPLES =
  'Let the script log status and body of requests that fail, or keep raw points (--out json): this summary does not say why they failed';

const WAYS: Readonly<Record<string, { what: string; action: string }>> = {
  'error code 1050': {
    what: 'are never answered: they time out',
    action:
      'Find what these requests wait for (a lock, a full pool, a service that is down), and give it a timeout of its own',
  },
  'error code 1220': {
    what: 'lose their connection: the other side resets it',
    action: 'Find who closes connections: workers that crash or restart, limits and timeouts of the proxy',
  },
  'error code 1212': { what: 'are refused: nothing listens', action: 'Start the target, or correct its address' },
  'error code 1101': {
    what: 'find no address for the host',
    action: 'Correct the name of the host, or its DNS record',
  },
  'error code 1211': {
    what: 'get no connection in time',
    action: 'Look at firewall, routing and the backlog of the target',
  },
  'error code 1311': {
    what: 'meet a certificate of another host',
    action: 'Correct the certificate or the name of the host',
  },
  'error code 1701': {
    what: 'are answered with a body that cannot be unpacked',
    action: 'Compare the header Content-Encoding with what the API or the proxy really sends',
  },
  'error code 1900': {
    what: 'are answered with more than the local runner keeps',
    action: 'See whether the answer should be so large; if so raise --max-body-mib, or discard bodies',
  },
  0: { what: 'get no answer', action: READ_SAMPLES },
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
