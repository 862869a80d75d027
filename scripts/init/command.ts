// `perf init`: a suite of one's own in a new folder, or a perf.config.ts for this one. Never overwrites anything.
import { isAbsolute, join, relative } from 'node:path';
import { Command } from 'commander';
import { UserError } from 'k6-kit/user-error';
import type { Io } from '../io.ts';
import { writeConfig } from './config-file.ts';
import { writeSuite } from './suite.ts';

interface Options {
  env?: string;
  url?: string;
  json?: boolean;
}

const HELP = `
With a folder: a suite of your own, with tables, one endpoint, one test type, a stand-in for the system and a configuration; its
npm start passes as it is. Without one: a perf.config.ts for this suite.

Examples:
  npm run perf -- init ../shop-performance
  npm run perf -- init
  npm run perf -- init --env lab --url https://lab.internal:8443`;

export function initCommand(io: Io): Command {
  return new Command('init')
    .argument('[folder]', 'folder for a suite of your own: empty or new')
    .option('--env <name>', 'name of the first environment of perf.config.ts (default: staging)')
    .option('--url <url>', 'its base URL (default: https://staging.example.com)')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', HELP)
    .action((folder: string | undefined, options: Options) =>
      folder === undefined ? config(options, io) : suite(folder, options, io),
    );
}

async function config({ env = 'staging', url = 'https://staging.example.com', json }: Options, io: Io): Promise<void> {
  const path = await writeConfig(env, url, io);
  io.stdout(json ? `${JSON.stringify({ path })}\n` : `${path} written; docs/environments.md has every field\n`);
}

async function suite(folder: string, { env, url, json }: Options, io: Io): Promise<void> {
  const given = env === undefined ? (url === undefined ? undefined : '--url') : '--env';
  if (given !== undefined)
    throw new UserError('E_INIT', `${given} is for perf.config.ts of this suite: expected no folder`);
  const path = isAbsolute(folder) ? folder : join(io.cwd, folder);
  const files = await writeSuite(path, io.root);
  io.stdout(
    json
      ? `${JSON.stringify({ path, files })}\n`
      : `${files.length} files written to ${path}\nNext: cd ${relative(io.cwd, path) || '.'} && npm start; then put your system's endpoints into thresholds/tables.ts (README.md says how)\n`,
  );
}
