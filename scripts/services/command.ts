// `perf services`: the servers behind the API, started on loopback for tests and ended without a trace.
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { markdownTable } from 'markdown-table';
import type { ExitCode, Io } from '../io.ts';
import { testCommand } from './check/command.ts';
import { absolute, folderOption } from './folder.ts';
import { SERVICE_NAMES, type ServiceName } from './stack/definition.ts';
import { INSTALLABLE, type Installable, install } from './stack/install.ts';
import { down, environmentOf, type Outcome, type ServiceStatus, status, up } from './stack/stack.ts';

/** Rows of each table: enough for a plan to prefer an index, little enough for a start in seconds. */
const DEFAULT_ROWS = 100_000;

const ABOUT = `
Everything listens on 127.0.0.1, on free ports unless --port names some, with new passwords. Data is in its own folder,
which \`down\` removes. \`env\` prints secrets: for your shell, not for logs.`;

const examples = (...lines: string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;

interface UpOptions {
  dir: string;
  rows: number;
  only?: ServiceName[];
  port?: [ServiceName, number][];
  json?: boolean;
}

export function servicesCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('services')
    .addHelpText('after', ABOUT)
    .addCommand(
      new Command('up')
        .description('start what is installed, and list what is missing with the command that installs it')
        .addOption(folderOption())
        .option('--rows <number>', 'rows in each table of the database', rows, DEFAULT_ROWS)
        .addOption(new Option('--only <services...>', 'only these').choices(SERVICE_NAMES))
        .option('--port <service=port>', 'this port instead of a free one, repeatable', collectPort)
        .option('--json', 'print the outcomes as JSON')
        .addHelpText(
          'after',
          examples(
            'npm run perf -- services up',
            'npm run perf -- services up --rows 1000000',
            'npm run perf -- services up --only postgres redis --port postgres=5433 --json',
          ),
        )
        .action(async (options: UpOptions) => exit(await start(options, io))),
    )
    .addCommand(
      new Command('status')
        .description('show what runs, and on which port; exit code 5 if a service does not run')
        .addOption(folderOption())
        .option('--json', 'print JSON')
        .addHelpText('after', examples('npm run perf -- services status', 'npm run perf -- services status --json'))
        .action(async ({ dir, json }: { dir: string; json?: boolean }) => {
          const found = await status(absolute(dir, io));
          io.stdout(json ? `${JSON.stringify(found, null, 2)}\n` : `${statusTable(found)}\n`);
          exit(found.every(({ isUp }) => isUp) ? EXIT.passed : EXIT.targetDown);
        }),
    )
    .addCommand(
      new Command('env')
        .description('print the addresses as shell variables, secrets included')
        .addOption(folderOption())
        .addHelpText('after', examples('eval "$(npm run -s perf -- services env)" && psql "$DATABASE_URL"'))
        .action(async ({ dir }: { dir: string }) => {
          const variables = await environmentOf(absolute(dir, io));
          for (const [name, value] of Object.entries(variables))
            io.stdout(`export ${name}='${value.replaceAll("'", `'\\''`)}'\n`);
        }),
    )
    .addCommand(testCommand(io, exit))
    .addCommand(
      new Command('down')
        .description('stop the services and remove their data')
        .addOption(folderOption())
        .addHelpText('after', examples('npm run perf -- services down'))
        .action(async ({ dir }: { dir: string }) => {
          const ended = await down(absolute(dir, io));
          io.stdout(ended.length > 0 ? `ended ${ended.join(', ')}\n` : 'nothing was running\n');
        }),
    )
    .addCommand(
      new Command('install')
        .description('install services that have no system package, with pip and Maven')
        .addArgument(new Argument('<services...>').choices(INSTALLABLE))
        .addHelpText('after', examples('npm run perf -- services install chroma kafka'))
        .action(async (names: Installable[]) => {
          for (const name of names) {
            io.stderr(`installing ${name} ...\n`);
            io.stdout(`${name}: ${await install(name, io.root)}\n`);
          }
        }),
    );
}

async function start(options: UpOptions, io: Io): Promise<ExitCode> {
  const dir = absolute(options.dir, io);
  const outcomes = await up({
    dir,
    root: io.root,
    only: options.only,
    wishes: { rows: options.rows, ports: Object.fromEntries(options.port ?? []) },
    signal: io.signal,
    onOutcome: (outcome) => io.stderr(`${outcomeLine(outcome)}\n`),
  });
  const told = outcomes.map((outcome) =>
    outcome.state === 'up'
      ? { ...outcome, running: { ...outcome.running, env: Object.keys(outcome.running.env) } }
      : outcome,
  );
  if (options.json) io.stdout(`${JSON.stringify(told, null, 2)}\n`);
  else io.stdout(`addresses: perf services env --dir ${dir}; end: perf services down --dir ${dir}\n`);
  return outcomes.some(({ state }) => state === 'failed') ? EXIT.targetDown : EXIT.passed;
}

function outcomeLine(outcome: Outcome): string {
  switch (outcome.state) {
    case 'up':
      return `${outcome.name} ${outcome.running.version}: 127.0.0.1:${outcome.running.port}`;
    case 'missing':
      return `${outcome.name}: ${outcome.missing} is not installed; ${outcome.install}`;
    case 'left-out':
      return `${outcome.name}: left out, ${outcome.why}`;
    case 'failed':
      return `${outcome.name}: did not start: ${outcome.why}`;
  }
}

function statusTable(found: readonly ServiceStatus[]): string {
  return markdownTable([
    ['service', 'version', 'port', 'process', 'state'],
    ...found.map(({ name, version, port, pid, isUp }) => [
      name,
      version,
      String(port),
      String(pid),
      isUp ? 'up' : 'gone',
    ]),
  ]);
}

function rows(text: string): number {
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value <= 50_000_000) return value;
  throw new InvalidArgumentError(`read "${text}", expected a whole number up to 50000000.`);
}

function collectPort(text: string, before: [ServiceName, number][] = []): [ServiceName, number][] {
  const [, name = '', port = ''] = /^([a-z-]+)=(\d{1,5})$/.exec(text) ?? [];
  if (!(SERVICE_NAMES as readonly string[]).includes(name) || Number(port) < 1 || Number(port) > 65_535)
    throw new InvalidArgumentError(`read "${text}", expected service=port, such as postgres=5433.`);
  return [...before, [name as ServiceName, Number(port)]];
}
