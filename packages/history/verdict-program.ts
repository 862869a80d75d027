// The commands of `k6-verdict`, for results of any k6 script. Here, since it also has what is behind that package.
import { Command } from 'commander';
import { type CommandIo, reportCommand } from 'k6-verdict/command';
import { limitsCommand } from 'k6-verdict/limits-command';
import packageJson from 'k6-verdict/package.json' with { type: 'json' };
import { compareCommand } from './compare-command.ts';
import { historyCommand } from './history-command.ts';
import { mergeCommand } from './merge-command.ts';
import { trendCommand } from './trend-command.ts';

const SIGNED_BY = { tested: 'TESTED_BY', reviewed: 'REVIEWED_BY' };

/** The program with all its commands. A command that ends with another code than 0 says so through `exit`. */
export function verdictProgram(io: CommandIo, exit: (code: number) => void): Command {
  return new Command('k6-verdict')
    .description(packageJson.description)
    .version(packageJson.version, '-V, --version', 'print the version')
    .addCommand(
      reportCommand(io, exit, { program: 'k6-verdict', signedBy: SIGNED_BY }).summary(
        'report on a run: verdict, limits, findings',
      ),
    )
    .addCommand(compareCommand(io, exit, 'k6-verdict'))
    .addCommand(trendCommand(io, 'k6-verdict'))
    .addCommand(historyCommand(io, 'k6-verdict'))
    .addCommand(limitsCommand(io, 'k6-verdict'))
    .addCommand(mergeCommand(io, exit, 'k6-verdict'));
}
