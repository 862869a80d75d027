// The report over all services: one table for the envelope, then each service with its limits, findings and further reports.
import { relative } from 'node:path';
import { escapeMarkdown } from 'k6-verdict/render/escape';
import { markdownTable } from 'markdown-table';
import { services } from '../../../thresholds/baselines.ts';
import { figure, findingLine, judgedTable } from '../probe/render.ts';
import { type ServiceCheck, verdictOf } from './check.ts';

export interface ServicesReport {
  startedAt: string;
  engine: string;
  timeScale: number;
  checks: readonly ServiceCheck[];
  /** Services that were not tested, each with its reason. */
  absent: readonly { service: string; why: string }[];
}

export function renderServices(report: ServicesReport, outDir: string): string {
  const { startedAt, engine, timeScale, checks, absent } = report;
  const scale = timeScale === 1 ? '' : `, durations x ${timeScale}`;
  return [
    `# Services: ${worst(checks)}`,
    `${escapeMarkdown(startedAt)}, ${escapeMarkdown(engine)}${scale}. CPU is that of one core, as \`docker stats\` counts; memory counts what processes share once.`,
    envelope(checks),
    ...(absent.length > 0
      ? [absent.map(({ service, why }) => `- Not tested: ${service}, ${escapeMarkdown(why)}`).join('\n')]
      : []),
    ...checks.map((check) => section(check, outDir)),
    '',
  ].join('\n\n');
}

/** The verdict of all: the worst of theirs. */
function worst(checks: readonly ServiceCheck[]): string {
  const words = checks.map(verdictOf);
  return (['FAILED', 'DISCARDED', 'PASSED'] as const).find((word) => words.includes(word)) ?? 'NOT TESTED';
}

function envelope(checks: readonly ServiceCheck[]): string {
  return markdownTable([
    ['Service', 'Verdict', 'CPU', 'Row', 'Memory', 'Row', 'Rate', 'Row'],
    ...checks.map((check) => {
      const { service, figures, ratePerS } = check;
      const { label, cpuPct, memoryMb, requestsPerS } = services[service];
      return [
        ...[label, verdictOf(check)],
        ...[figures ? figure(figures.cpuPct, '%') : '-', figure(cpuPct, '%')],
        ...[figures ? figure(figures.peakMemoryMb, 'MB') : '-', figure(memoryMb, 'MB')],
        ...[ratePerS === null ? '-' : figure(ratePerS, '/s'), `${requestsPerS.min}-${requestsPerS.max}/s`],
      ];
    }),
  ]);
}

function section(check: ServiceCheck, outDir: string): string {
  const { service, judged, findings, measurements, notes, reports } = check;
  return [
    `## ${services[service].label}: ${verdictOf(check)}`,
    judgedTable(judged),
    ...(findings.length > 0 ? [findings.map(findingLine).join('\n')] : []),
    ...(measurements.length > 0
      ? [
          measurements
            .map(
              ({ name, value, unit, source }) =>
                `- ${escapeMarkdown(name)}: ${figure(value, unit)} (${escapeMarkdown(source)})`,
            )
            .join('\n'),
        ]
      : []),
    ...(notes.length > 0 ? [notes.map((note) => `- ${escapeMarkdown(note)}`).join('\n')] : []),
    ...(reports.length > 0
      ? [
          `More: ${reports.map((path) => `[${escapeMarkdown(relative(outDir, path))}](${encodeURI(relative(outDir, path))})`).join(', ')}`,
        ]
      : []),
  ].join('\n\n');
}
