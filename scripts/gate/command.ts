// `perf gate`: base and head of a system against each other on this machine, and the verdict on the pull request.
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { FEWEST_BLOCKS } from 'k6-history/compare/paired';
import { UserError } from 'k6-kit/user-error';
import { endpoints } from '../../thresholds/baselines.ts';
import { ROLES } from '../../thresholds/system.ts';
import { ENGINE_CHOICES, type EngineChoice } from '../engines.ts';
import { type ExitCode, type Io, withQuietStdout } from '../io.ts';
import { EXIT_OF, readGateRecord } from './record.ts';
import { gateTitle } from './text.ts';

type Side = 'base' | 'head';

interface RunOptions {
  json?: boolean;
  baseCommand?: string;
  headCommand?: string;
  baseImage?: string;
  headImage?: string;
  baseFolder: string;
  headFolder: string;
  baseCommit?: string;
  headCommit?: string;
  imagePort: string;
  readyPath: string;
  readySeconds: string;
  type: string;
  timeScale: string;
  engine: EngineChoice;
  blocks: string;
  minutes: string;
  cache?: string;
  out: string;
}

interface TellOptions {
  pull: string;
  commit: string;
  name: string;
  author: string;
  reportUrl?: string;
  json?: boolean;
}

const RUN_HELP = `
Each side is a command, which starts a server on 127.0.0.1:$PORT in its folder, or an image for docker. An option without
a value ("") counts as left out, so a workflow may pass all of them. Load goes to this machine only.

With --cache the base's blocks are kept by commit. The next gate on the same base loads head alone, and passes if nothing
differs. If anything differs, both run in turn: only blocks that alternate can call a regression.

Exit codes: 0 passed, 6 a regression, 99 head crosses limits that base holds, 3 no verdict, 5 a side did not answer.

Examples:
  npm run perf -- gate run --base-command 'npm start' --base-folder base --head-command 'npm start' --head-folder head
  npm run perf -- gate run --base-image shop:1.4 --head-image shop:pr-17 --image-port 3000`;

const TELL_HELP = `
Needs GITHUB_TOKEN and GITHUB_REPOSITORY in the environment, as in GitHub Actions; GITHUB_API_URL for another server.
Where the token may not write (pull requests from forks) the job summary and the job's annotations have the verdict.
Exit codes: 0 the verdict is reported where the token may write; 2 something is missing.

Examples:
  GITHUB_TOKEN=... GITHUB_REPOSITORY=owner/name npm run perf -- gate tell results/gate/gate.json --pull 17 --commit 1f911ff`;

export function gateCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('gate').addCommand(runCommand(io, exit)).addCommand(tellCommand(io));
}

function runCommand(io: Io, exit: (code: ExitCode) => void): Command {
  const command = new Command('run').description('load base and head in turn, and judge head');
  for (const side of ['base', 'head'] as const) {
    command
      .option(`--${side}-command <line>`, `shell command that starts ${side} on port $PORT`)
      .option(`--${side}-image <name>`, `image of ${side}, in place of a command`)
      .option(`--${side}-folder <folder>`, `where the command of ${side} runs`, '.')
      .option(`--${side}-commit <hash>`, `commit of ${side}`);
  }
  return command
    .option('--image-port <number>', 'port that the images listen on', '8080')
    .option('--ready-path <path>', 'path that answers when a side is ready', endpoints[ROLES.health].path)
    .option('--ready-seconds <number>', 'how long a side may take to start', '180')
    .option('--type <type>', 'test type of a block', 'baseline')
    .option('--time-scale <factor>', 'factor on the durations of a block', '0.05')
    .addOption(new Option('--engine <name>', 'auto uses k6 if it is found').choices(ENGINE_CHOICES).default('auto'))
    .option('--blocks <number>', 'blocks on each side', '6')
    .option('--minutes <number>', 'time box; blocks that do not fit are left out', '10')
    .option('--cache <folder>', 'keep the results of base here, by commit')
    .option('--out <folder>', 'folder of the record, the results and the logs; emptied first', 'results/gate')
    .option('--json', 'print the record as JSON, and everything else to stderr')
    .addHelpText('after', RUN_HELP)
    .action(async (options: RunOptions) => {
      const { runGate } = await import('./run.ts');
      const record = await runGate(planOf(options, io), options.json ? withQuietStdout(io) : io);
      io.stdout(options.json ? `${JSON.stringify(record)}\n` : `${record.outcome}: ${gateTitle(record)}\n`);
      exit(EXIT_OF[record.outcome]);
    });
}

function planOf(options: RunOptions, io: Io) {
  const { type, timeScale, engine, cache } = options;
  return {
    ...{ type, timeScale, engine, base: sideOf('base', options, io), head: sideOf('head', options, io) },
    blocks: wholeOf('--blocks', options.blocks, FEWEST_BLOCKS, 100),
    minutes: wholeOf('--minutes', options.minutes, 1, 350),
    out: resolve(io.cwd, options.out),
    cache: cache ? resolve(io.cwd, cache) : undefined,
  };
}

function sideOf(side: Side, options: RunOptions, io: Io) {
  const [command, image, commit] = [options[`${side}Command`], options[`${side}Image`], options[`${side}Commit`]];
  if (Boolean(command) === Boolean(image))
    throw new UserError(
      'E_GATE_SIDE',
      `gate reads ${command ? 'both' : 'neither'} of --${side}-command and --${side}-image: expected one of them`,
    );
  if (commit && !/^[0-9a-f]{7,64}$/.test(commit))
    throw new UserError('E_GATE_COMMIT', `--${side}-commit: expected the hash of a commit, in lower case`);
  if (!options.readyPath.startsWith('/'))
    throw new UserError('E_GATE_PATH', `--ready-path reads "${options.readyPath}": expected a path such as /health`);
  const start = command
    ? { command }
    : { image: image!, imagePort: wholeOf('--image-port', options.imagePort, 1, 65_535) };
  return {
    ...{ side, start, commit: commit || null, folder: resolve(io.cwd, options[`${side}Folder`]) },
    readyPath: options.readyPath,
    readyMs: wholeOf('--ready-seconds', options.readySeconds, 1, 3600) * 1000,
  };
}

function wholeOf(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw new UserError('E_GATE_NUMBER', `${option} reads "${text}": expected a whole number from ${least} to ${most}`);
}

function tellCommand(io: Io): Command {
  return new Command('tell')
    .description('comment, check and job summary on a pull request')
    .argument('<record>', 'gate.json of `perf gate run`')
    .requiredOption('--pull <number>', 'number of the pull request')
    .requiredOption('--commit <hash>', 'commit that the check belongs to')
    .option('--name <text>', 'name of the check; gates with different names have comments of their own', 'performance')
    .option('--author <login>', 'whose comment is kept up to date', 'github-actions[bot]')
    .option('--report-url <url>', 'where the report is')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', TELL_HELP)
    .action(async (file: string, options: TellOptions) => {
      const [{ tellPullRequest }, { githubApi }] = await Promise.all([
        import('./tell.ts'),
        import('../workflows/github-api.ts'),
      ]);
      const api = githubApi('gate', 'pull-requests: write and checks: write', io.env);
      const record = await readGateRecord(resolve(io.cwd, file));
      const told = await tellPullRequest(record, whereOf(options), api, io);
      io.stdout(options.json ? `${JSON.stringify(told)}\n` : `comment: ${told.comment}, check: ${told.check}\n`);
    });
}

function whereOf({ pull, commit, name, author, reportUrl }: TellOptions) {
  if (!/^[0-9a-f]{7,64}$/.test(commit))
    throw new UserError('E_GATE_COMMIT', '--commit: expected the hash of a commit, in lower case');
  if (!/^[\w .-]{1,60}$/.test(name))
    throw new UserError('E_GATE_NAME', '--name: expected at most 60 letters, figures, blanks, dots and hyphens');
  if (reportUrl && !/^https:\/\/[^\s()<>"']+$/.test(reportUrl))
    throw new UserError('E_GATE_URL', '--report-url: expected an https URL');
  return {
    ...{ commit, name, author, pull: wholeOf('--pull', pull, 1, 2 ** 31) },
    reportUrl: reportUrl || undefined,
  };
}
