// `npm run perf run stress --target URL`: without `--` npm takes the options for its own, and the command would run without them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { UserError } from 'k6-kit/user-error';
import type { Io } from './io.ts';

/** The scripts of package.json that start this command line, as one types them. */
const CALLS: Readonly<Record<string, string>> = { perf: 'npm run perf', start: 'npm start', build: 'npm run build' };

/** Throws a UserError that names the options of `commands` that npm kept: it leaves them in the environment as its own settings. */
export function refuseSwallowed(commands: readonly Command[], args: readonly string[], env: Io['env']): void {
  const call = CALLS[env.npm_lifecycle_event ?? ''];
  if (call === undefined) return;
  const options = commands.flatMap((command) => command.options.flatMap(({ long }) => long ?? []));
  const kept = [...new Set(options)].filter((option) => {
    const name = option.replace(/^--(no-)?/, '');
    const isTyped = args.some((arg) => arg === option || arg.startsWith(`${option}=`));
    return !isTyped && env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined && !isConfigured(name, env);
  });
  if (kept.length === 0) return;
  throw new UserError(
    'E_NPM_OPTIONS',
    `npm kept ${kept.join(' and ')} for itself: write -- between \`${call}\` and the rest: ${call} -- ${[...args, ...kept].join(' ')} ...`,
  );
}

/** Whether npm has the setting from a file of its own: then nothing was typed. */
function isConfigured(name: string, env: Io['env']): boolean {
  const files = [
    env.npm_config_userconfig,
    env.npm_config_globalconfig,
    join(env.npm_config_local_prefix ?? '', '.npmrc'),
  ];
  return files.some((file) => {
    try {
      return file !== undefined && new RegExp(`^\\s*${name}\\s*(=|$)`, 'm').test(readFileSync(file, 'utf8'));
    } catch {
      return false;
    }
  });
}
