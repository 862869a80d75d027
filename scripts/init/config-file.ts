// A perf.config.ts to start from, for this suite.
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { UserError } from 'k6-kit/user-error';
import { CONFIG_FILE } from '../guard/config.ts';
import { readTargetUrl } from '../guard/target-url.ts';
import type { Io } from '../io.ts';

/** Writes it where the user stands, with one environment; returns its path. */
export async function writeConfig(env: string, url: string, io: Io): Promise<string> {
  const path = join(io.cwd, CONFIG_FILE);
  // `wx`: a file that was written in the meantime is kept.
  await writeFile(path, configText(env, url, io), { flag: 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code !== 'EEXIST')
      throw new UserError('E_INIT', `${path} cannot be written (${cause.code}): expected a folder of yours`, { cause });
    throw new UserError('E_INIT', `${path} exists already and is not overwritten; edit it, or move it away first`);
  });
  return path;
}

function configText(name: string, url: string, io: Io): string {
  if (!/^[a-z][a-z0-9-]*$/.test(name))
    throw new UserError('E_INIT', `--env reads "${name}": expected lower case, digits and -, such as staging`);
  const target = readTargetUrl(url);
  const types = relative(io.cwd, join(io.root, 'scripts', 'guard', 'config.ts')).replaceAll('\\', '/');
  return `// Where load may go, and how much of it. Every field: docs/environments.md
import type { PerfConfigInput } from '${types.startsWith('.') ? types : `./${types}`}';

const config: PerfConfigInput = {
  environments: {
    '${name}': {
      baseUrl: '${target.url}',
      hosts: ['${target.host}'],
      // The most that a run may put on it. The largest test, breakpoint, has 1000 VUs and 2000 requests/s.
      caps: { vus: 500, ratePerS: 1000, minutes: 70 },
      // Where it is smaller than production: factors on users, arrival rates and limits of response times.
      // scale: { users: 0.25, rate: 0.25, limits: 1.5 },
      // What the deployment tells about itself; asked before every run.
      // identity: { path: '/api/status', field: 'environment', value: '${name}' },
      // prometheusUrl: 'http://prometheus.internal:9090',
      // Endpoints that write are called only with this.
      writes: false,
    },
  },
  suites: {
    nightly: { environment: '${name}', tests: [{ type: 'smoke', gate: true }, { type: 'baseline' }, { type: 'stress' }] },
  },
  // Steps before a drill; a command does them, or without one a person confirms them.
  // drill: { steps: { 'backup-database': { title: 'back up the database', command: ['pg_dump', '--file', 'backup.sql', 'mydatabase'] } } },
};

export default config;
`;
}
