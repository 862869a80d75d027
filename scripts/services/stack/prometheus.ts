// Prometheus over whatever of the stack has figures.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { API_JOB } from '../../../thresholds/system.ts';
import { answersWell } from './answers-well.ts';
import type { Definition, Place } from './definition.ts';
import { untilReady } from './process.ts';
import { findProgram, versionOf } from './programs.ts';

export const prometheus: Definition = {
  name: 'prometheus',
  stopSignal: 'SIGTERM',
  needs: [],
  async find() {
    const server = await findProgram('prometheus');
    if (!server) return { missing: 'prometheus', install: 'apt-get install prometheus' };
    return { programs: { server }, version: await versionOf(server, '--version') };
  },
  async start(place, { programs }) {
    const port = place.wishes.ports.prometheus ?? (await place.freePort());
    const file = join(place.dir, 'prometheus.yml');
    await mkdir(join(place.dir, 'data'));
    // JSON is YAML.
    await writeFile(file, JSON.stringify(scrapes(place), null, 2));
    const launched = await place.launch(programs.server as string, [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(place.dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]);
    const url = `http://127.0.0.1:${port}`;
    await untilReady(launched, 'Prometheus', 30_000, () => answersWell(`${url}/-/ready`));
    return { pid: launched.pid, port, env: { PROMETHEUS_URL: url } };
  },
};

/** One job for each service that has `/metrics`, under the names that the rules of `deploy/` select by. */
function scrapes({ up, root }: Place): object {
  const jobs = Object.entries(up).filter(([name]) => name.endsWith('-exporter') || name === 'api');
  return {
    global: { scrape_interval: '5s', evaluation_interval: '5s' },
    rule_files: [join(root, 'deploy', 'prometheus', 'rules.yml')],
    scrape_configs: jobs.map(([name, running]) => ({
      job_name: name === 'api' ? API_JOB : name.replace(/-exporter$/, ''),
      static_configs: [{ targets: [`127.0.0.1:${running.port}`] }],
    })),
  };
}
