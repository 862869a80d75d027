// `perf history-branch`: the history as one file on a branch of its own, so that nights remember without commits to main.
import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { writeWhole } from 'k6-kit/files';
import { readText } from 'k6-kit/read-bounded';
import { UserError } from 'k6-kit/user-error';
import { SYSTEM } from '../../thresholds/system.ts';
import type { Io } from '../io.ts';

const DEFAULT_BRANCH = 'perf-history';
/** The only file of the branch. */
const FILE = 'history.ndjson';
const MAX_BYTES = 256e6;

interface Options {
  branch: string;
  remote: string;
  json?: boolean;
}

export function historyBranchCommand(io: Io): Command {
  const command = new Command('history-branch');
  const sub = (
    name: 'pull' | 'push',
    what: string,
    action: (file: string, options: Options, io: Io) => Promise<object>,
  ) =>
    command
      .command(name)
      .description(what)
      .argument('<file>', 'history as NDJSON, as `perf suite --history` reads it')
      .option('--branch <name>', 'the branch', DEFAULT_BRANCH)
      .option('--remote <name>', 'the remote of git', 'origin')
      .option('--json', 'print what was done as JSON')
      .addHelpText('after', `\nExamples:\n  npm run perf -- history-branch ${name} history.ndjson`)
      .action(async (file: string, options: Options) => {
        const done = await action(resolve(io.cwd, file), options, io);
        io.stdout(
          `${
            options.json
              ? JSON.stringify(done)
              : Object.entries(done)
                  .map(([key, value]) => `${key}: ${value}`)
                  .join(', ')
          }\n`,
        );
      });
  sub('pull', "write the branch's history to a file, an empty one if the branch does not exist yet", pull);
  sub('push', 'commit a file to the branch', push);
  return command;
}

async function pull(file: string, { remote, branch }: Options, io: Io): Promise<object> {
  let text = '';
  // Only a branch that is not there is an empty history: one that cannot be reached would be written over by the next push.
  if ((await tipOf(branch, remote, io)) !== '') {
    await git(io, ['fetch', '--quiet', '--depth', '1', remote, branch]);
    text = await git(io, ['show', `FETCH_HEAD:${FILE}`]);
  }
  await writeWhole(file, text);
  return { runs: text.split('\n').filter(Boolean).length };
}

/** The branch's commit; empty if the branch does not exist. */
async function tipOf(branch: string, remote: string, io: Io): Promise<string> {
  return (await git(io, ['ls-remote', remote, `refs/heads/${branch}`])).split('\t')[0]?.trim() ?? '';
}

/** By git's own objects: no work tree is touched, and the branch has no other file. */
async function push(file: string, { remote, branch }: Options, io: Io): Promise<object> {
  const text = await readText(file, MAX_BYTES);
  const ref = `refs/heads/${branch}`;
  const known = await tipOf(branch, remote, io);
  if (known !== '') await git(io, ['fetch', '--quiet', remote, ref]);
  // Git's own objects, past the work tree: build output never reaches the branch.
  const blob = (await git(io, ['hash-object', '-w', '--', file])).trim();
  const tree = (await git(io, ['mktree'], `100644 blob ${blob}\t${FILE}\n`)).trim();
  const who = ['-c', `user.name=${SYSTEM.suite}`, '-c', `user.email=${SYSTEM.suite}@users.noreply.github.com`];
  const parents = known === '' ? [] : ['-p', known];
  const runs = text.split('\n').filter(Boolean).length;
  const commit = (await git(io, [...who, 'commit-tree', tree, ...parents, '-m', `History of ${runs} runs`])).trim();
  await git(io, ['push', '--quiet', remote, `${commit}:${ref}`]);
  return { commit, runs };
}

async function git(io: Io, args: string[], input?: string): Promise<string> {
  const running = promisify(execFile)('git', args, {
    cwd: io.cwd,
    maxBuffer: MAX_BYTES,
    env: { ...io.env, GIT_TERMINAL_PROMPT: '0' },
  });
  if (input !== undefined) running.child.stdin?.end(input);
  const { stdout } = await running.catch((cause: Error & { stderr?: string }) => {
    const [line = cause.message] = (cause.stderr ?? '').split('\n').filter(Boolean);
    throw new UserError('E_GIT', `git ${args.find((arg) => /^[a-z]/.test(arg))}: ${line}`, { cause });
  });
  return stdout;
}
