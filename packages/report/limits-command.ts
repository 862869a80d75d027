// The command `limits`: k6 thresholds from saved results.
import { resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import type { CommandIo } from './command.ts';

interface Options {
  from: string[];
  tolerance: number;
  metric: string[];
  format: 'json' | 'ts';
  out?: string;
}

export function limitsCommand(io: CommandIo, program: string): Command {
  return new Command('limits')
    .summary('make k6 thresholds from saved results')
    .description(
      'Makes k6 thresholds from summaries of earlier runs: for each response time, failure rate and check rate that all of' +
        ' them have, the worst value plus a tolerance.',
    )
    .requiredOption(
      '--from <summary.json...>',
      'summaries of good runs of one script; several show how much runs differ',
    )
    .option('--tolerance <percent>', 'how much worse a later run may be', readTolerance, 0.1)
    .option('--metric <name...>', 'more trends that get a limit, such as iteration_duration', [])
    .addOption(
      new Option('--format <format>', 'json: for k6 run --config; ts: a module that exports `thresholds`')
        .choices(['json', 'ts'])
        .default('json'),
    )
    .option('--out <file>', 'file to write (default: standard output)')
    .addHelpText('after', helpTail(program))
    .action((options: Options) => limits(options, io));
}

async function limits(options: Options, io: CommandIo): Promise<void> {
  const [{ readJsonFile }, { parseSummary }, { limitsFrom }, output] = await Promise.all([
    import('./parse/json-text.ts'),
    import('./parse/parse-summary.ts'),
    import('./limits.ts'),
    import('./limits-output.ts'),
  ]);
  const results = [];
  for (const name of new Set(options.from)) {
    const { fileName, value, warnings } = await readJsonFile(resolve(io.cwd, name));
    results.push({ name, summary: parseSummary(fileName, value, warnings) });
  }
  const made = limitsFrom(results, { toleranceRatio: options.tolerance, metrics: options.metric });
  const names = results.map(({ name }) => name);
  if (made.limits.length === 0) throw nothing(names, made.notes);
  const all = { names, toleranceRatio: options.tolerance, limits: made };
  const text = options.format === 'ts' ? output.limitsModule(all) : output.limitsJson(all);
  if (options.out === undefined) io.stdout(text);
  else await writeWhole(resolve(io.cwd, options.out), text);
  // Standard output may be the limits themselves.
  const tell = options.out === undefined ? io.stderr : io.stdout;
  for (const line of output.limitsLines(all)) tell(`${line}\n`);
}

function nothing(names: readonly string[], notes: readonly string[]): UserError {
  const why = notes.length > 0 ? notes.join('; ') : 'they have no response time, failure rate or check in common';
  return new UserError('E_LIMITS_NONE', `no limit can be made from ${names.join(', ')}: ${why}; see --metric`);
}

/** Percent, as a share. */
function readTolerance(text: string): number {
  const [, percent] = /^(\d{1,6}(?:\.\d{1,6})?)%$/.exec(text.trim()) ?? [];
  if (percent === undefined) throw new InvalidArgumentError(`Expects a percentage such as 10%.`);
  return Number(percent) / 100;
}

function helpTail(program: string): string {
  return `
Examples:
  $ ${program} limits --from monday.json tuesday.json --out limits.json && k6 run --config limits.json script.js
  $ ${program} limits --from summary.json --tolerance 20% --format ts --out thresholds.ts

A script's own \`options.thresholds\` replace those of --config: use the module there. Failure rates and checks are rates of what failed:
the limit allows that share plus the tolerance, and at least 3 failures in a run as long as these, or 1 % if that is less. k6 has
a metric with tags in its summary only where a threshold names it; its limit comes with \`count>0\` on a counter of the same tags.`;
}
