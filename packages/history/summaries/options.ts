// Options on summaries, the same in every command that compares them.
import { Option } from 'commander';

/** What commander reads of them, with the `--json` of each command. */
export interface SummaryOptions {
  base?: string[];
  head?: string[];
  failIf: string[];
  markdown?: boolean;
  json?: boolean;
}

export function summaryOptions(): Option[] {
  return [
    new Option('--base <file...>', 'summaries of several runs before, instead of BASE'),
    new Option('--head <file...>', 'summaries of several runs after, instead of HEAD'),
    new Option('--fail-if <tolerance>', 'what is a regression between summaries, repeatable')
      .argParser((text: string, earlier: string[]) => [...earlier, text])
      .default([]),
    new Option('--markdown', 'print the comparison of summaries as Markdown').conflicts('json'),
  ];
}

export const TOLERANCE_HELP = `TOLERANCE is [METRIC[{TAG:VALUE,...}]:]STATISTIC>+AMOUNT (a fall: <-AMOUNT), in %, pp, ms, s, B, KB, MB, /s or no unit;
without METRIC it means every time, apart from the parts of a request. Amounts joined with & have to be exceeded together.`;
