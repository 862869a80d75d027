// The command `compare` of `k6-verdict`: summaries of any k6 script, figure by figure.
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { UserError } from 'k6-kit/user-error';
import type { CommandIo } from 'k6-verdict/command';
import type { Summary } from 'k6-verdict/parse/model';

interface Options {
  base?: string[];
  head?: string[];
  failIf: string[];
  markdown?: boolean;
  json?: boolean;
}

export function compareCommand(io: CommandIo, exit: (code: number) => void, program: string): Command {
  return new Command('compare')
    .summary('what changed between runs, and what of it is a regression')
    .description(
      'Compares summaries of k6 runs, in any of its formats: every figure of both sides. One run a side says nothing about the noise' +
        ' between runs; several do.',
    )
    .argument('[base]', 'the summary before')
    .argument('[head...]', 'the summary after, or several')
    .option('--base <file...>', 'summaries of several runs before, instead of BASE')
    .option('--head <file...>', 'summaries of several runs after, instead of HEAD')
    .addOption(
      new Option('--fail-if <tolerance>', 'what is a regression, repeatable')
        .argParser((text: string, earlier: string[]) => [...earlier, text])
        .default([]),
    )
    .addOption(new Option('--markdown', 'print the comparison as Markdown').conflicts('json'))
    .option('--json', 'print the comparison as JSON (compare.schema.json)')
    .addHelpText('after', helpTail(program))
    .action(async (base: string | undefined, heads: string[], options: Options) =>
      exit(await compare(sidesOf(base, heads, options), options, io)),
    );
}

interface Sides {
  base: readonly string[];
  head: readonly string[];
}

function sidesOf(base: string | undefined, heads: readonly string[], options: Options): Sides {
  const isNamed = options.base !== undefined && options.head !== undefined && base === undefined;
  if (isNamed) return { base: options.base!, head: options.head! };
  if (options.base === undefined && options.head === undefined && base !== undefined && heads.length > 0)
    return { base: [base], head: heads };
  throw new UserError('E_COMPARE_SIDES', 'compare expects BASE and HEAD, or --base and --head with files; see --help');
}

async function compare(sides: Sides, options: Options, io: CommandIo): Promise<number> {
  const [{ compareSummaries }, { parseTolerance }] = await Promise.all([
    import('./summaries/compare-summaries.ts'),
    import('./summaries/tolerance.ts'),
  ]);
  const tolerances = options.failIf.map(parseTolerance);
  const comparison = compareSummaries(await readAll(sides.base, io), await readAll(sides.head, io), tolerances);
  if (options.json) io.stdout(`${JSON.stringify(comparison)}\n`);
  else if (options.markdown) io.stdout((await import('./summaries/markdown.ts')).summariesMarkdown(comparison));
  else io.stdout((await import('./summaries/text.ts')).summariesText(comparison));
  return comparison.isRegression ? EXIT.regression : EXIT.passed;
}

async function readAll(names: readonly string[], io: CommandIo): Promise<Summary[]> {
  const [{ readJsonFile }, { parseSummary }] = await Promise.all([
    import('k6-verdict/parse/json-text'),
    import('k6-verdict/parse/parse-summary'),
  ]);
  const files = await Promise.all(names.map((name) => readJsonFile(resolve(io.cwd, name))));
  return files.map(({ fileName, value, warnings }) => parseSummary(fileName, value, warnings));
}

function helpTail(program: string): string {
  return `
TOLERANCE is [METRIC[{TAG:VALUE,...}]:]STATISTIC>+AMOUNT (a fall: <-AMOUNT), in %, pp, ms, s, B, KB, MB, /s or no unit;
without METRIC it means every time, apart from the parts of a request. Amounts joined with & have to be exceeded together.

Exit codes: 0 no regression, 6 a regression, 2 unreadable input.

Examples:
  $ ${program} compare monday.json tuesday.json
  $ ${program} compare monday.json tuesday.json --fail-if 'p(95)>+10%' --fail-if 'http_req_failed>+0.1pp'
  $ ${program} compare --base monday-*.json --head tuesday-*.json --markdown`;
}
