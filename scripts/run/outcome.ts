// What a run came to: its result file, its exit code, and what is printed at its end.
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { machineFault } from 'k6-kit/machine-fault';
import { UserError } from 'k6-kit/user-error';
import { tellGithub } from 'k6-verdict/github';
import type { Report } from 'k6-verdict/report';
import type { Engine } from '../engines.ts';
import type { GuardRecord } from '../guard/guard.ts';
import type { ExitCode, Io } from '../io.ts';
import type { Outcome } from './test-plan.ts';

/** A result file that is not there yet: where an engine writes none, an earlier run's of the same second would pass for its own. */
export function freeResult(stem: string): string {
  for (let count = 1; ; count++) {
    const path = count === 1 ? `${stem}.json` : `${stem}-${count}.json`;
    if (!existsSync(path)) return path;
  }
}

/** `20260131T235900Z`, for file names. */
export function stamp(now: Date): string {
  return now.toISOString().replace(/[-:]|\.\d+/g, '');
}

/** Keeps what the guard has decided next to the result. */
export function keepRecord(resultFile: string, record: GuardRecord): Promise<void> {
  return writeWhole(resultFile.replace(/\.json$/, '.guard.json'), `${JSON.stringify(record, null, 2)}\n`);
}

/** Prints where the reports are and, last, where a reader looks, one line with the verdict. */
export async function ended(engineExit: ExitCode, resultFile: string, report: Report, io: Io): Promise<Outcome> {
  for (const path of Object.values(report.paths)) io.stdout(`report: ${relative(io.cwd, path) || path}\n`);
  io.stdout(`${report.oneLine}\n`);
  await tellGithub(report.judgement, report.markdown(), io);
  return { exitCode: exitCodeOf(engineExit, report.exitCode), resultFile, report };
}

/** The engine got nowhere. */
export function withoutSummary(engine: Engine, exitCode: ExitCode, io: Io): Outcome {
  io.stderr(`${engine.label} ended with ${exitCode} and wrote no summary: there is nothing to report\n`);
  return { exitCode: exitCode || 255, resultFile: undefined, report: undefined };
}

/** A full disk does not undo the run: its result is there, and the report can be made later. */
export function withoutReport(cause: unknown, engine: ExitCode, resultFile: string): unknown {
  const fault = cause instanceof UserError ? cause.message : machineFault(cause);
  if (fault === undefined) return cause;
  return new UserError(
    'E_NO_REPORT',
    `the report is missing: ${fault}; the result is kept (the engine ended with ${engine}): npm run perf -- report ${resultFile} --out <folder>`,
    { cause },
  );
}

/** A run that is not usable neither passed nor crossed a limit; what else an engine says goes before the report. */
function exitCodeOf(engine: ExitCode, report: ExitCode): ExitCode {
  const isVerdict = engine === EXIT.passed || engine === EXIT.thresholds;
  if (isVerdict && (report === EXIT.discarded || report === EXIT.targetDown)) return report;
  return engine === EXIT.passed ? report : engine;
}

/** An outcome as one line of JSON: exit code, verdict, and where result and reports are. */
export function outcomeJson({ exitCode, resultFile, report, runUrl }: Outcome): string {
  const { verdict, oneLine, paths } = report ?? {};
  return `${JSON.stringify({ exitCode, verdict: verdict ?? null, headline: oneLine ?? null, resultFile: resultFile ?? null, reports: paths ?? {}, ...(runUrl && { runUrl }) })}\n`;
}
