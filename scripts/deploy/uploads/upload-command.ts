// `perf deploy upload`: what runs next to k6 in a generator's pod, and sends its files to the collector.
import { resolve } from 'node:path';
import { Command } from 'commander';
import { UserError } from 'k6-kit/user-error';
import type { Io } from '../../io.ts';
import { tokenFrom } from './upload-token.ts';
import { upload } from './uploader.ts';

const EVERY_MS = 2_000;
/** A pod has 30 s to end, and the last request may take 10 s of them. */
const LAST_MS = 18_000;

const EXAMPLES = `
Runs next to k6 in the pod of a generator (\`perf deploy render --collect http\`). It sends the points while k6 writes them, and the rest and the
result when it gets SIGTERM, which Kubernetes sends to a sidecar when k6 has ended. A collector that is restarted gets what it missed.
UPLOAD_TOKEN has the token of the run.

Example:
  UPLOAD_TOKEN=... npm run perf -- deploy upload /results --name pod-0 --to http://collector:8080/runs/nightly-0131`;

export function uploadCommand(io: Io): Command {
  return new Command('upload')
    .description("send an instance's files to the collector until the instance ends")
    .argument('<folder>', 'folder with NAME.points.json.gz and NAME.json')
    .requiredOption('--name <name>', 'name of the instance: of its files and of its pod')
    .requiredOption('--to <url>', "the run's address at the collector")
    .option('--json', 'print what arrived as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, { name, to, json }: { name: string; to: string; json?: true }) => {
      if (!/^https?:\/\/[^/?#@]+\/runs\/[a-z\d-]+$/.test(to))
        throw new UserError('E_UPLOAD', `--to ${to}: expected http://HOST:PORT/runs/ID`);
      const reason = await upload({
        ...{ folder: resolve(io.cwd, folder), name, url: to, token: tokenFrom(io.env) },
        ...{ ended: io.signal ?? new AbortController().signal, everyMs: EVERY_MS, lastMs: LAST_MS },
        note: (line) => io.stderr(`${line}\n`),
      });
      if (reason !== undefined)
        throw new UserError('E_UPLOAD', `${name} is lost: ${reason}; expected its files at the collector`);
      io.stdout(json ? `${JSON.stringify({ name, to })}\n` : `${name}: points and result are at the collector\n`);
    });
}
