// A sample as a screen of text, coloured by the tables' limits.
import pc from 'picocolors';
import { alerts, resources, services, triggers } from '../../thresholds/baselines.ts';
import { SYSTEM } from '../../thresholds/system.ts';
import type { MonitorSample, ServiceFigures } from './sample.ts';

/** Above the first the figure is yellow, above the second red; one may be missing. */
interface Limits {
  warn?: number;
  alert?: number;
}

const WIDTH = 16;
const NOTHING = 'not measured';

/** Lines for a terminal; without `isColoured` plain text. */
export function monitorText(sample: MonitorSample, isColoured: boolean): string {
  const paint = pc.createColors(isColoured);
  const figure = (value: number | null, unit: string, { warn, alert }: Limits = {}, digits = 1): string => {
    if (value === null) return paint.dim(NOTHING);
    const text = `${value.toFixed(digits)} ${unit}`;
    if (alert !== undefined && value > alert) return paint.red(text);
    return warn !== undefined && value > warn ? paint.yellow(text) : text;
  };
  const line = (label: string, ...parts: string[]) => `  ${label.padEnd(WIDTH)}${parts.join('   ')}`;
  const { machine, connections, api } = sample;
  const { cpuUsage, memoryUsage, diskUsage, apiResponseTime } = alerts;
  const throughput = ({ peakMbPerS, limitMbPerS }: { peakMbPerS: number; limitMbPerS: number }): Limits => ({
    warn: peakMbPerS,
    alert: limitMbPerS,
  });
  return [
    paint.bold(`${SYSTEM.name} performance monitor   ${sample.at}`),
    '',
    'System',
    line('CPU', figure(machine.cpuPct, '%', { warn: triggers.cpu.abovePct, alert: cpuUsage.thresholdPct })),
    line(
      'Memory',
      figure(machine.memoryPct, '%', { alert: memoryUsage.thresholdPct }),
      figure(machine.memoryMb, 'MB', {}, 0),
    ),
    line(
      'Disk',
      `${figure(machine.diskPct, '%', { alert: diskUsage.thresholdPct })} used`,
      figure(machine.diskMbPerS, 'MB/s', throughput(resources.diskIO)),
    ),
    line(
      'Network',
      `in ${figure(machine.networkInMbPerS, 'MB/s', throughput(resources.networkIn))}`,
      `out ${figure(machine.networkOutMbPerS, 'MB/s', throughput(resources.networkOut))}`,
    ),
    line(
      'Connections',
      connections === null
        ? paint.dim(NOTHING)
        : `${connections.established} established   ${connections.timeWait} closing   ${connections.listening} listening`,
    ),
    '',
    `API   ${printable(api.url)}`,
    line('Status', api.error === null ? String(api.status) : paint.red(printable(api.error))),
    line('Connect', figure(api.connectMs, 'ms')),
    line('Total', figure(api.totalMs, 'ms', { alert: apiResponseTime.thresholdMs })),
    '',
    'Services',
    ...sample.services.map((service) => line(service.label, ...serviceParts(service, paint, figure))),
    ...containerLines(sample, line, figure),
    ...alertLines(sample, line, paint),
    ...(sample.notes.length > 0 ? ['', ...sample.notes.map((note) => paint.dim(printable(note)))] : []),
    '',
  ].join('\n');
}

function serviceParts(
  { name, port, isListening, processes, cpuPct, memoryMb }: ServiceFigures,
  paint: ReturnType<typeof pc.createColors>,
  figure: (value: number | null, unit: string, limits?: Limits, digits?: number) => string,
): string[] {
  const state =
    isListening === null ? paint.dim('unknown') : isListening ? paint.green('up') : paint.dim(`not on port ${port}`);
  if (processes === 0) return [state];
  const row = services[name];
  return [
    state,
    `CPU ${figure(cpuPct, '%', { warn: row.cpuPct })} of ${row.cpuPct} %`,
    `memory ${figure(memoryMb, 'MB', { warn: row.memoryMb }, 0)} of ${row.memoryMb} MB`,
  ];
}

function containerLines(
  { containers }: MonitorSample,
  line: (label: string, ...parts: string[]) => string,
  figure: (value: number | null, unit: string) => string,
): string[] {
  if (containers === null || containers.length === 0) return [];
  return [
    '',
    'Containers',
    ...containers.map(({ name, cpuPct, memoryPct }) =>
      line(`${printable(name)} `, `CPU ${figure(cpuPct, '%')}`, `memory ${figure(memoryPct, '%')}`),
    ),
  ];
}

function alertLines(
  { alerts: active }: MonitorSample,
  line: (label: string, ...parts: string[]) => string,
  paint: ReturnType<typeof pc.createColors>,
): string[] {
  if (active === null) return [];
  if (active.length === 0) return ['', 'Alerts', line('none')];
  return [
    '',
    'Alerts',
    ...active.map(({ name, state, summary }) =>
      line(state === 'firing' ? paint.red(state.padEnd(WIDTH)) : printable(state), printable(name), printable(summary)),
    ),
  ];
}

/** Names from outside cannot steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '?');
}
