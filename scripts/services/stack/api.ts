// The API: the reference target, served from the services of this stack.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { API_SERVICE } from '../../../thresholds/system.ts';
import { programArgs } from '../../start/program.ts';
import type { Definition, Place } from './definition.ts';
import { untilReady } from './process.ts';

export const api: Definition = {
  name: 'api',
  row: API_SERVICE,
  stopSignal: 'SIGTERM',
  needs: ['postgres'],
  async find() {
    return { programs: { node: process.execPath }, version: process.versions.node };
  },
  async start(place, { programs }) {
    const token = place.secret();
    // Packing answers is Nginx's part here, as in the guide.
    const args = ['--backed', '--json', '--no-host-series', '--page', 'no-compression'];
    const port = place.wishes.ports.api;
    const launched = await place.launch(
      programs.node as string,
      [
        ...programArgs(place.root, 'scripts/cli.ts'),
        'target',
        ...args,
        '--stop-after',
        '24h',
        ...(port ? ['--port', String(port)] : []),
      ],
      { ...servicesOf(place), TARGET_TOKEN: token },
      place.root,
    );
    const url = await untilReady(launched, 'the API', 30_000, () => urlIn(join(place.dir, 'output.log')));
    return { pid: launched.pid, port: Number(new URL(url).port), env: { API_URL: url, AUTH_TOKEN: token } };
  },
};

function servicesOf({ up }: Place): Record<string, string> {
  return Object.assign({}, ...Object.values(up).map((running) => running.env));
}

/** The target's first line names where it listens. */
async function urlIn(log: string): Promise<string | undefined> {
  const line = (await readFile(log, 'utf8')).split('\n').find((text) => text.startsWith('{'));
  return line === undefined ? undefined : (JSON.parse(line) as { url: string }).url;
}
