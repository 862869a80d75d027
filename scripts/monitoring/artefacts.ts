// What `perf monitoring generate` writes: every generated file below deploy/ with its text.
import { SYSTEM } from '../../thresholds/system.ts';
import { alertmanagerText } from './alertmanager.ts';
import { INFRASTRUCTURE } from './dashboards/infrastructure.ts';
import { K6 } from './dashboards/k6.ts';
import { dashboardText } from './dashboards/panel.ts';
import { paceAt } from './pace.ts';
import { prometheusConfigText } from './prometheus-config.ts';
import { ruleTestsText } from './rule-tests.ts';
import { rulesText } from './rules.ts';

export interface Artefact {
  /** Path below the output folder, with forward slashes. */
  path: string;
  text: string;
}

export interface ArtefactOptions {
  /** Factor on all durations; 1 is what is deployed. */
  scale: number;
  /** What links to the runbook start with. */
  docsUrl: string;
}

export const ARTEFACT_DEFAULTS: ArtefactOptions = { scale: 1, docsUrl: 'docs/monitoring.md' };

/** All generated files. The rule tests are written for scale 1 and left out at any other. */
export async function artefacts({ scale, docsUrl }: ArtefactOptions = ARTEFACT_DEFAULTS): Promise<Artefact[]> {
  const pace = paceAt(scale);
  return [
    { path: 'prometheus/rules.yml', text: rulesText(pace, docsUrl) },
    { path: 'prometheus/prometheus.yml', text: prometheusConfigText(pace) },
    { path: 'prometheus/alertmanager.yml', text: alertmanagerText(pace) },
    { path: `grafana/dashboards/${SYSTEM.slug}.json`, text: dashboardText(INFRASTRUCTURE) },
    { path: 'grafana/dashboards/k6.json', text: dashboardText(K6) },
    ...(scale === 1 ? [{ path: 'prometheus/rules.test.yml', text: ruleTestsText(docsUrl) }] : []),
  ];
}
