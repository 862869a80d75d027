// Prometheus's rule file: recordings and alerts as its YAML has them.
import { SYSTEM } from '../../thresholds/system.ts';
import { type Alert, type AlertKind, allAlerts, shownName } from './alerts.ts';
import type { Pace } from './pace.ts';
import { recordings } from './recordings.ts';
import { yamlText } from './yaml-text.ts';

const GROUPS: Record<AlertKind, string> = {
  alert: `${SYSTEM.slug}-alerts`,
  trigger: `${SYSTEM.slug}-scaling-triggers`,
  envelope: `${SYSTEM.slug}-service-envelopes`,
  silence: `${SYSTEM.slug}-silence`,
};

/** Text of `rules.yml`; links to the runbook start with `docsUrl`. */
export function rulesText(pace: Pace, docsUrl: string): string {
  const alerts = allAlerts();
  const groups = Object.entries(GROUPS).map(([kind, name]) => ({
    name,
    rules: alerts.filter((alert) => alert.kind === kind).map((alert) => alertRule(alert, pace, docsUrl)),
  }));
  return yamlText(`Recording and alert rules of the ${SYSTEM.name} infrastructure.`, {
    groups: [{ name: `${SYSTEM.slug}-recordings`, rules: recordings(pace.rateWindow) }, ...groups],
  });
}

function alertRule(alert: Alert, pace: Pace, docsUrl: string) {
  return {
    alert: shownName(alert.name),
    expr: alert.expr,
    ...(alert.forS > 0 && { for: pace.duration(alert.forS) }),
    labels: labelsOf(alert),
    annotations: {
      summary: alert.summary,
      description: alert.description,
      runbook_url: `${docsUrl}#${shownName(alert.name).toLowerCase()}`,
    },
  };
}

/** Labels that every alert carries besides those of its series. */
export function labelsOf({ severity, kind, subject, labels }: Alert): Record<string, string> {
  return { severity, kind, subject, ...labels };
}
