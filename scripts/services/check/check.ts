// One service under load: its test, what its process needed meanwhile, and both compared with its row in the table of services.

import type { Finding } from 'k6-verdict/judge/findings/finding';
import { bottleneckAction, serviceAction } from '../../../thresholds/advice.ts';
import type { ServiceName as RowName } from '../../../thresholds/baselines.ts';
import { services } from '../../../thresholds/baselines.ts';
import { API_SERVICE } from '../../../thresholds/system.ts';
import { type Judged, judged, type Measurement } from '../probe/model.ts';
import { isRunning, type ProcessId } from '../stack/process.ts';
import { type ProcessFigures, watchProcess } from './process-figures.ts';

/** `FAILED` where a limit was crossed, `DISCARDED` where the load was not the planned one, else `PASSED`. */
export function verdictOf({ judged: verdicts, isQuotable }: LoadOutcome): 'PASSED' | 'FAILED' | 'DISCARDED' {
  if (verdicts.some(({ outcome }) => outcome === 'failed')) return 'FAILED';
  return isQuotable ? 'PASSED' : 'DISCARDED';
}

/** What a load on a service came to. */
export interface LoadOutcome {
  /** Operations, requests or records in a second, over the whole of the load; null where nothing was counted. */
  ratePerS: number | null;
  /** False when the load was not the planned one: its rate then says nothing of the service. */
  isQuotable: boolean;
  measurements: Measurement[];
  judged: Judged[];
  findings: Finding[];
  /** Reports that hold more of it. */
  reports: string[];
  /** Why nothing was loaded, or what was left out. */
  notes: string[];
}

/** A row of the report. */
export interface ServiceCheck extends LoadOutcome {
  service: RowName;
  figures: ProcessFigures | undefined;
}

/** A figure of a service's row. */
type Figure = 'cpu' | 'memory' | 'rate';

/** What to do about a service outside of its row, by the figure: a known bottleneck of the guide only where it is about that figure. */
function actionFor(service: RowName, figure: Figure): string {
  const { label } = services[service];
  if (service === 'redis' && figure === 'memory') return bottleneckAction('redisMemoryLimit');
  if (service === API_SERVICE && figure !== 'memory') return bottleneckAction('apiWorkerThreads');
  if (figure === 'memory') return `Find what ${label} keeps: its caches and buffers against the memory of its row`;
  return serviceAction(label);
}

/** Puts the load on the service while its process is watched. A service that did not survive it has failed, whatever was measured. */
export async function checkService(
  service: RowName,
  id: ProcessId,
  load: () => Promise<LoadOutcome>,
): Promise<ServiceCheck> {
  const watch = watchProcess(id.pid);
  let figures: ProcessFigures | undefined;
  const outcome = await load().finally(() => {
    figures = watch.stop();
  });
  const check = { service, figures, ...heldAgainstRow(service, figures, outcome) };
  return isRunning(id) ? check : { ...check, ...asDead(check) };
}

function asDead({ service, judged: verdicts, findings }: ServiceCheck): Pick<ServiceCheck, 'judged' | 'findings'> {
  const died: Finding = {
    rule: 'service-died',
    severity: 'critical',
    title: `${services[service].label} did not survive its load`,
    evidence: 'its process is gone',
    action: 'Read the end of its log, output.log in its folder of the stack',
    effect: 1,
  };
  return { judged: [...verdicts, judged('processes left', 0, '>=', 1, 'count')], findings: [died, ...findings] };
}

/** Adds the row's three limits, and a finding with the matching bottleneck for each that was crossed. */
export function heldAgainstRow(
  service: RowName,
  figures: ProcessFigures | undefined,
  outcome: LoadOutcome,
): LoadOutcome {
  const row = services[service];
  // Under another load than the planned one nothing of the service is known, neither good nor bad.
  const ofPlan = (value: number | null | undefined) => (outcome.isQuotable ? (value ?? null) : null);
  const envelope: [Figure, Judged][] = [
    ['cpu', judged('CPU of the process', ofPlan(figures?.cpuPct), '<=', row.cpuPct, '%')],
    ['memory', judged('peak memory of the process', ofPlan(figures?.peakMemoryMb), '<=', row.memoryMb, 'MB')],
    ['rate', judged('rate carried', ofPlan(outcome.ratePerS), '>=', row.requestsPerS.min, '/s')],
  ];
  const crossed = envelope.filter(([, { outcome: verdict }]) => verdict === 'failed');
  return {
    ...outcome,
    judged: [...envelope.map(([, verdict]) => verdict), ...outcome.judged],
    findings: [
      ...crossed.map(
        ([figure, { name, actual, limit, unit, operator }]): Finding => ({
          rule: 'service-outside-envelope',
          severity: 'serious',
          title: `${row.label} is outside of its row: ${name}`,
          evidence: `${actual?.toFixed(1)} ${unit} at ${outcome.ratePerS?.toFixed(0) ?? 'an unknown number of'} operations/s, row ${operator} ${limit} ${unit}`,
          action: actionFor(service, figure),
          effect: 0.5,
        }),
      ),
      ...outcome.findings,
    ],
  };
}
