// Prometheus's own configuration: what it scrapes, how often, and where its alerts go.
import { SYSTEM } from '../../thresholds/system.ts';
import { JOBS, type Job } from './jobs.ts';
import type { Pace } from './pace.ts';
import { yamlText } from './yaml-text.ts';

/** Text of `prometheus.yml`. Addresses are not in it: each job reads its own file in `targets/`, also while it runs. */
export function prometheusConfigText(pace: Pace): string {
  return yamlText(`Prometheus for the ${SYSTEM.name} infrastructure; addresses are in targets/, one file per job.`, {
    global: { scrape_interval: pace.scrapeInterval, evaluation_interval: pace.scrapeInterval },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:9093'] }] }] },
    scrape_configs: JOBS.map(scrapeConfig),
  });
}

function scrapeConfig({ name, probe }: Job) {
  const discovery = { job_name: name, file_sd_configs: [{ files: [`targets/${name}.yml`] }] };
  if (!probe) return discovery;
  return {
    ...discovery,
    metrics_path: '/probe',
    params: { module: [probe.module] },
    // A prober is asked about an address: the target becomes a parameter, and the prober the address.
    relabel_configs: [
      { source_labels: ['__address__'], target_label: '__param_target' },
      { source_labels: ['__param_target'], target_label: 'instance' },
      { target_label: '__address__', replacement: probe.prober },
    ],
  };
}

/** Text of one job's targets file, as Prometheus's file discovery reads it. */
export function targetsText(job: Job, addresses: readonly string[] = [job.example]): string {
  return `# Where job ${job.name} is scraped: ${job.exporter}. Yours to edit; read again whenever it changes.\n${addresses
    .map((address) => `- targets: ["${address}"]\n`)
    .join('')}`;
}
