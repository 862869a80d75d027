// How tests start the runner's command line as a process: compiled once for all of them, since tsx takes 2 s of CPU at each start.
import { fileURLToPath } from 'node:url';

const start = fileURLToPath(new URL('../../scripts/start/start.js', import.meta.url));

/** Arguments of Node; those of `k6-local` follow. */
export const K6_LOCAL: readonly string[] = [start, 'packages/runner/cli.ts'];
