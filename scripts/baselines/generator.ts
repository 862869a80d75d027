// `perf baselines generate` and `check` as a program of their own, that imports nothing of what it writes: where the module of tables
// is missing, or has other rows than the suite knows, it is the way back.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { exitCodeOf } from 'k6-verdict/program';
import { baselinesCommand } from './command.ts';

const command = baselinesCommand({
  stdout: (text) => void process.stdout.write(text),
  // npm starts scripts in the package's folder and says where the user stood.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  root: dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
});
for (const each of [command, ...command.commands]) each.exitOverride();
try {
  await new Command('perf').exitOverride().addCommand(command).parseAsync(process.argv.slice(2), { from: 'user' });
} catch (error) {
  process.exitCode = exitCodeOf(error, (text) => process.stderr.write(text));
}
