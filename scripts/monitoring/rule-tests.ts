// promtool's unit tests of the rules, written from the same tables: silent below and at the limit, pending, firing, resolved.
import { monitoring } from '../../thresholds/baselines.ts';
import { type Alert, allAlerts, shownName } from './alerts.ts';
import { durationText } from './pace.ts';
import { DRIVES, type Drive, type DrivenSeries, exact, type Level, STEP_S } from './rule-drives.ts';
import { labelsOf } from './rules.ts';
import { yamlText } from './yaml-text.ts';

/** Beyond the window: the rules see a sample one evaluation later, and a series that is gone for five minutes more. */
const SLACK_STEPS = 2;
const WINDOW_STEPS = Math.ceil(monitoring.rateWindow.valueS / STEP_S);

/** Text of `rules.test.yml`, for `promtool test rules`. */
export function ruleTestsText(docsUrl: string): string {
  return yamlText('Tests of rules.yml: `promtool test rules rules.test.yml`.', {
    rule_files: ['rules.yml'],
    evaluation_interval: durationText(STEP_S),
    tests: allAlerts().map((alert) => testOf(alert, docsUrl)),
  });
}

/** Silent below and at the limit, pending for exactly its time above, then firing, then resolved. */
function testOf(alert: Alert, docsUrl: string) {
  const drive = DRIVES[alert.name](alert);
  const waitSteps = alert.forS / STEP_S;
  // Long enough at each level for the rate's window to hold nothing else and for the alert's time to pass.
  const settleSteps = WINDOW_STEPS + SLACK_STEPS;
  const levels: Level[] = drive.series.some(({ at }) => at.at !== undefined) ? ['below', 'at'] : ['below'];
  const silentSteps = (settleSteps + waitSteps) * levels.length;
  const firesSteps = silentSteps + settleSteps + waitSteps;
  const phases: Phase[] = [...levels, 'above' as const, 'below' as const].map((level) => ({
    level,
    steps: settleSteps + waitSteps,
  }));
  const pending = { labels: seriesText('', labelsIn(alert, drive, 'pending')), value: waitSteps };
  const firing = { labels: seriesText('ALERTS', labelsIn(alert, drive, 'firing')), value: 1 };
  const over = (steps: number) => `[${durationText(steps * STEP_S)}]`;
  return {
    name: titleOf(alert),
    interval: durationText(STEP_S),
    input_series: drive.series.map((one) => inputOf(one, phases)),
    promql_expr_test: [
      {
        // Not from the very start: a series is missing until its first sample is there.
        expr: `count_over_time(${statesOf(alert)}${over(silentSteps - SLACK_STEPS - 1)})`,
        eval_time: durationText(silentSteps * STEP_S),
        exp_samples: [],
      },
      { expr: statesOf(alert), eval_time: durationText(firesSteps * STEP_S), exp_samples: [firing] },
      {
        expr: `count_over_time(${statesOf(alert, 'pending')}${over(settleSteps + waitSteps)})`,
        eval_time: durationText(firesSteps * STEP_S),
        exp_samples: waitSteps > 0 ? [pending] : [],
      },
      { expr: statesOf(alert), eval_time: durationText((firesSteps + settleSteps) * STEP_S), exp_samples: [] },
    ],
    // Alerts of the other series that are missing have the same name: there the states above have to do.
    ...(alert.name !== 'SeriesMissing' && {
      alert_rule_test: [
        {
          eval_time: durationText(firesSteps * STEP_S),
          alertname: shownName(alert.name),
          exp_alerts: [
            {
              exp_labels: { ...drive.labels, ...labelsOf(alert) },
              exp_annotations: annotationsOf(alert, drive, docsUrl),
            },
          ],
        },
      ],
    }),
  };
}

function titleOf({ name, service, labels }: Alert): string {
  const of = service ?? labels?.series;
  return of === undefined ? shownName(name) : `${shownName(name)} of ${of}`;
}

function statesOf({ name, labels }: Alert, state?: string): string {
  return seriesText('ALERTS', {
    alertname: shownName(name),
    ...(labels?.series !== undefined && { series: labels.series }),
    ...(state !== undefined && { alertstate: state }),
  });
}

function labelsIn(alert: Alert, drive: Drive, state: string): Record<string, string> {
  return { alertname: shownName(alert.name), alertstate: state, ...drive.labels, ...labelsOf(alert) };
}

function seriesText(name: string, labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${pairs.join(', ')}}`;
}

function annotationsOf(alert: Alert, { labels, shown }: Drive, docsUrl: string): Record<string, string> {
  const filled = (text: string) =>
    text
      .replace(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => labels[name] ?? '')
      // The figure comes with its unit in `shown`: the template's own unit goes with it.
      .replace(/\{\{ \$value[^}]*\}\}( %|B|\/s)?/, shown);
  return {
    summary: filled(alert.summary),
    description: filled(alert.description),
    runbook_url: `${docsUrl}#${shownName(alert.name).toLowerCase()}`,
  };
}

interface Phase {
  level: Level;
  steps: number;
}

/** A series in promtool's notation: `0+3x40 123+9x28`, with `_` where it is not there. */
function inputOf({ series, isCounter, at }: DrivenSeries, phases: readonly Phase[]) {
  let reached = 0;
  const parts = phases.map(({ level, steps }, index) => {
    const value = at[level] ?? null;
    // The first phase has the sample at the start as well.
    const samples = index === 0 ? steps + 1 : steps;
    if (value === null) return `_x${samples}`;
    const step = isCounter ? value : 0;
    const first = !isCounter ? value : exact(index === 0 ? reached : reached + step);
    reached = first + step * (samples - 1);
    return `${first}+${step}x${samples - 1}`;
  });
  return { series, values: parts.join(' ') };
}
