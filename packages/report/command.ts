// The command `report`, for the command lines that have it: `k6-verdict`, and others with tables of their own.

import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import type { Policy } from 'k6-format/policy';
import { EXIT, EXIT_MEANINGS } from 'k6-kit/exit-codes';
import { FORMAT_NAMES, type Format } from './formats.ts';
import type { Run } from './parse/model.ts';
import type { FindPrevious } from './report.ts';

/** The outside world as the command sees it. */
export interface CommandIo {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths of the user start from. */
  cwd: string;
  now: () => Date;
}

/** What differs between the command lines that have it. */
export interface ReportSetting {
  /** The program's name, for the examples. */
  program: string;
  /** Environment variables with the names of who tested and who reviewed. */
  signedBy: { tested: string; reviewed: string };
  /** Reads tables from a document; without it `--policy` does not exist. */
  readPolicy?: ReadPolicy;
  /** Finds an earlier run to compare with, where `--previous` names none. */
  findPrevious?: FindPrevious;
}

interface Options {
  json?: boolean;
  points?: string[];
  by?: string[];
  requireLimits?: boolean;
  policy?: string;
  previous?: string;
  out?: string;
  format: Format[];
  testedBy?: string;
  reviewedBy?: string;
}

/** Reads tables from a document; throws a UserError for anything else. */
export type ReadPolicy = (file: string) => Promise<(run: Run | null) => Policy>;

/** The command; `exit` gets its exit code. */
export function reportCommand(io: CommandIo, exit: (code: number) => void, setting: ReportSetting): Command {
  const { program, signedBy, readPolicy } = setting;
  const command = new Command('report')
    .description(
      'Reads the summary of a k6 run (the data of handleSummary, --summary-export, machine-readable) and writes reports next to it.',
    )
    .argument('<summary.json>', 'the result file of the run')
    .option('--out <folder>', 'folder for the reports (default: next to the summary)')
    .option('--format <list>', `formats, separated by commas: ${FORMAT_NAMES.join(', ')}`, readFormats, ['md', 'html'])
    .option(
      '--points <file...>',
      'raw points of the run (k6 --out json=... or csv=..., also .gz), one file per instance',
    )
    .option('--by <tag...>', 'tags to split the raw points by (default: those that tell requests apart)')
    .option('--previous <summary>', 'the summary of an earlier run: key figures show their change since')
    .option('--require-limits', 'exit code 3 instead of 0 if no limit could be judged')
    .option('--json', 'print the verdict as JSON (verdict.schema.json) instead of one line')
    .option('--tested-by <name>', `who ran the test (default: ${signedBy.tested})`)
    .option('--reviewed-by <name>', `who reviewed it (default: ${signedBy.reviewed})`)
    .addHelpText('after', helpTail(program))
    .action(async (file: string, options: Options) => exit(await report(file, options, io, setting)));
  if (!readPolicy) return command;
  return command.option(
    '--policy <file>',
    'judge by the tables of this document of baselines, not by those in the result',
  );
}

/** Loaded when it runs: other commands need not wait for templates and schemas. */
async function report(
  file: string,
  options: Options,
  io: CommandIo,
  { signedBy, readPolicy, findPrevious }: ReportSetting,
): Promise<number> {
  const [{ makeReport }, { tellGithub }, { renderVerdictJson }] = await Promise.all([
    import('./report.ts'),
    import('./github.ts'),
    import('./render/verdict-json.ts'),
  ]);
  const made = await makeReport({
    file: resolve(io.cwd, file),
    outDir: options.out === undefined ? undefined : resolve(io.cwd, options.out),
    testedBy: options.testedBy ?? io.env[signedBy.tested],
    reviewedBy: options.reviewedBy ?? io.env[signedBy.reviewed],
    points: options.points?.map((path) => resolve(io.cwd, path)),
    by: options.by,
    now: io.now(),
    formats: options.format,
    requireLimits: options.requireLimits,
    policy: options.policy === undefined ? undefined : await readPolicy?.(options.policy),
    previousFile: options.previous === undefined ? undefined : resolve(io.cwd, options.previous),
    previous: findPrevious,
    env: io.env,
  });
  if (options.json) io.stdout(renderVerdictJson(made.judgement, made.signOff));
  else io.stdout([made.oneLine, ...Object.values(made.paths).map((path) => `  ${path}`), ''].join('\n'));
  await tellGithub(made.judgement, made.markdown(), options.json ? { ...io, stdout: io.stderr } : io);
  return made.exitCode;
}

function readFormats(text: string): Format[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !FORMAT_NAMES.includes(name as Format));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(`Unknown: ${unknown.join(', ')}; expected some of ${FORMAT_NAMES.join(', ')}.`);
  }
  return names as Format[];
}

function helpTail(program: string): string {
  const names = ['passed', 'badInput', 'discarded', 'targetDown', 'thresholds'] as const;
  const codes = names.map((name) => `  ${String(EXIT[name]).padStart(2)}  ${EXIT_MEANINGS[name]}`);
  return `
Examples:
  $ ${program} report summary.json
  $ ${program} report summary.json --out reports --format md,html,junit --tested-by "Ada"
  $ ${program} report summary.json --points one.json.gz two.json.gz --by status
  $ ${program} report summary.json --previous yesterday.json
  $ ${program} report summary.json --json | jq .findings[0]

On GitHub Actions the report also goes to the step summary, and what needs attention becomes an annotation.

Exit codes:
${codes.join('\n')}`;
}
