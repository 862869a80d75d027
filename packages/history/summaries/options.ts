// Options on summaries, the same in every command that compares them.
import { Option } from 'commander';

/** What commander reads of them, with the `--json` of each command. */
export interface SummaryOptions {
  base?: string[];
  head?: string[];
  failIf: string[];
  by?: string[];
  markdown?: boolean;
  json?: boolean;
  html?: string;
}

export function summaryOptions(): Option[] {
  return [
    new Option(
      '--base <file...>',
      'summaries of several runs before, or raw points of the instances of one, instead of BASE',
    ),
    new Option('--head <file...>', 'the same of the runs after, instead of HEAD'),
    new Option('--fail-if <tolerance>', 'what is a regression, repeatable')
      .argParser((text: string, earlier: string[]) => [...earlier, text])
      .default([]),
    new Option(
      '--by <tags>',
      'of raw points: compare by these tags too, such as name, url, or method,status together',
    ).argParser((text: string) => text.split(',').map((tag) => tag.trim())),
    new Option('--html <file>', 'write the comparison as a page to this file'),
    new Option('--markdown', 'print the comparison as Markdown').conflicts('json'),
  ];
}

export const TOLERANCE_HELP = `TOLERANCE is [METRIC[{TAG:VALUE,...}]:]STATISTIC>+AMOUNT (a fall: <-AMOUNT), in %, pp, ms, s, B, KB, MB, /s or no unit;
without METRIC it means every time, apart from the parts of a request. Amounts joined with & must all be exceeded.`;
