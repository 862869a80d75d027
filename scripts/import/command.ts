// `perf import`: endpoints, weights and limits of a suite of one's own, from an OpenAPI document, a HAR file or access logs.
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { Command, Option } from 'commander';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { writeSuite } from '../init/suite.ts';
import type { Io } from '../io.ts';
import { wholeNumber } from '../whole-number.ts';
import { TIME_UNITS, type TimeUnit } from './access-line.ts';
import { readAccessLogs } from './access-log.ts';
import { readHar } from './har.ts';
import { importText } from './import-text.ts';
import type { Imported } from './model.ts';
import { readOpenApi } from './openapi.ts';
import { planSuite, type SuitePlan } from './plan-suite.ts';

interface Options {
  into: string;
  dryRun?: boolean;
  json?: boolean;
  host?: string;
  top: number;
  timeUnit?: TimeUnit;
}

const HELP = `
Writes into a suite that perf init made, or makes one: a row and a file for each endpoint, its weight in the mix, and limits where the log
has response times. What a suite has already stays as it is. Bodies and values that the source does not show are never made up: such an
endpoint is left out of the load until somebody gives them. Secrets are left out and listed by name.

Examples:
  npm run perf -- import openapi shop.yaml --into ../shop-performance --dry-run`;

const example = (text: string) => `\nExamples:\n  npm run perf -- import ${text} --into ../shop-performance`;

export function importCommand(io: Io): Command {
  const command = new Command('import').addHelpText('after', HELP);
  shared(command.command('openapi'), 'each operation of an OpenAPI document, 2.0 to 3.1')
    .argument('<document>', 'file or http(s) address')
    .addHelpText('after', example('openapi shop.yaml'))
    .action((document: string, options: Options) => {
      const source = /^https?:/i.test(document) ? document : at(document, io);
      return run(() => readOpenApi(source), options, io);
    });
  shared(command.command('har'), 'the API calls of a recorded session')
    .argument('<file>', 'HAR file')
    .addHelpText('after', example('har session.har'))
    .option('--host <host>', 'whose calls (default: the host with the most)')
    .action((file: string, options: Options) => run(() => readHar(at(file, io), options.host), options, io));
  shared(
    command.command('accesslog'),
    'the endpoints of access logs, with their shares, times and the course of the day',
  )
    .argument('<file...>', 'combined format or JSON, as text or .gz')
    .addHelpText('after', example('accesslog access.log access.log.1.gz'))
    .option('--top <number>', 'endpoints to take, the most frequent first', wholeNumber(1, 9999), 30)
    .addOption(
      new Option('--time-unit <unit>', 'unit of the response times (default: s, where they look so)').choices(
        Object.keys(TIME_UNITS),
      ),
    )
    .action((files: string[], { top, timeUnit, ...options }: Options) => {
      const progress = (lines: number) => io.isTty && io.stderr(`\r${lines.toLocaleString('en')} lines`);
      const paths = files.map((file) => at(file, io));
      return run(() => readAccessLogs(paths, { top, timeUnit, progress }), { top, ...options }, io);
    });
  return command;
}

function shared(command: Command, description: string): Command {
  return command
    .description(description)
    .requiredOption('--into <folder>', 'the suite: a folder that perf init made, or a new one')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--json', 'print what was found as JSON');
}

function at(path: string, io: Io): string {
  return isAbsolute(path) ? path : join(io.cwd, path);
}

async function run(read: () => Promise<Imported>, options: Options, io: Io): Promise<void> {
  const folder = at(options.into, io);
  const isNew = await isEmpty(folder);
  if (!isNew && !existsSync(join(folder, 'thresholds', 'tables.ts')))
    throw new UserError(
      'E_IMPORT',
      `${options.into} is not a suite: expected a folder that perf init made, or a new one`,
    );
  const imported = await read();
  const plan = await planSuite(folder, imported, io.root);
  if (!options.dryRun) await write(folder, isNew, plan, io.root);
  const shown = relative(io.cwd, folder) || '.';
  io.stdout(
    options.json
      ? `${JSON.stringify({ ...imported, added: plan.added.map(({ name }) => name), kept: plan.kept, written: !options.dryRun })}\n`
      : importText(imported, plan, { folder: shown, isDry: options.dryRun === true }),
  );
}

async function isEmpty(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw new UserError('E_IMPORT', `${folder} cannot be read (${cause.code}): expected a folder`, { cause });
  });
  return names.length === 0;
}

/** Files of endpoints first: tables and index name them. */
async function write(folder: string, isNew: boolean, { created, changed }: SuitePlan, root: string): Promise<void> {
  if (isNew) await writeSuite(folder, root);
  for (const [file, text] of created) await writeFile(join(folder, file), text, { flag: 'wx' });
  for (const [file, text] of changed) await writeWhole(join(folder, file), text);
}
