// The command `compare` of `k6-verdict`: summaries or raw points of any k6 script, figure by figure.
import { Command } from 'commander';
import { UserError } from 'k6-kit/user-error';
import type { CommandIo } from 'k6-verdict/command';
import { type SummaryOptions, summaryOptions, TOLERANCE_HELP } from './summaries/options.ts';

export function compareCommand(io: CommandIo, exit: (code: number) => void, program: string): Command {
  const command = new Command('compare')
    .summary('show what changed between runs, and what is a regression')
    .description(
      'Compares summaries of k6 runs in any format, figure by figure. Several runs a side also show the noise between runs.' +
        ' Raw points (--out json or csv, also .gz) show for any tag what changed, and how sure that is.',
    )
    .argument('[base]', 'the summary before, or its raw points')
    .argument('[head...]', 'the summary after, or several; or its raw points')
    .option('--json', 'print the comparison as JSON (compare.schema.json)');
  for (const option of summaryOptions()) command.addOption(option);
  return command
    .addHelpText('after', helpTail(program))
    .action(async (base: string | undefined, heads: string[], options: SummaryOptions) =>
      exit(await compare(sidesOf(base, heads, options), options, io)),
    );
}

interface Names {
  base: readonly string[];
  head: readonly string[];
}

function sidesOf(base: string | undefined, heads: readonly string[], options: SummaryOptions): Names {
  const isNamed = options.base !== undefined && options.head !== undefined && base === undefined;
  if (isNamed) return { base: options.base!, head: options.head! };
  if (options.base === undefined && options.head === undefined && base !== undefined && heads.length > 0)
    return { base: [base], head: heads };
  throw new UserError('E_COMPARE_SIDES', 'compare expects BASE and HEAD, or --base and --head with files; see --help');
}

async function compare({ base, head }: Names, options: SummaryOptions, io: CommandIo): Promise<number> {
  const { compareSides, readSides } = await import('./summaries/files.ts');
  return compareSides(await readSides({ base, head }, options.by, io.cwd), options, io);
}

function helpTail(program: string): string {
  return `
${TOLERANCE_HELP}

Exit codes: 0 no regression, 6 a regression, 2 unreadable input.

Examples:
  $ ${program} compare monday.json tuesday.json
  $ ${program} compare monday.json tuesday.json --fail-if 'p(95)>+10%' --fail-if 'http_req_failed>+0.1pp'
  $ ${program} compare --base monday-*.json --head tuesday-*.json --html compare.html
  $ ${program} compare monday.points.json.gz tuesday.points.json.gz --by name`;
}
