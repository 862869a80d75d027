// Kafka: a single node that is broker and controller, from jars that `perf services install` fetches with Maven.
import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import type { Definition, Installed } from './definition.ts';
import { complete, untilReady } from './process.ts';
import { findProgram, ownFolder } from './programs.ts';

/** Where the jars are. */
export const kafkaFolder = (): string => ownFolder('kafka');

/** Arguments of `java` for one of Kafka's programs. */
export function kafkaArgs(programs: Installed['programs'], main: string, heapMb = 256): string[] {
  return [`-Xmx${heapMb}m`, '-XX:+UseSerialGC', '-cp', join(programs.jars as string, '*'), main];
}

export const kafka: Definition = {
  name: 'kafka',
  row: 'kafka',
  stopSignal: 'SIGTERM',
  needs: [],
  async find() {
    const install = 'npm run perf -- services install kafka';
    const java = await findProgram('java');
    if (!java) return { missing: 'java', install: 'apt-get install openjdk-17-jre-headless' };
    const jars = await readdir(kafkaFolder()).catch(() => []);
    const version = jars.map((name) => /^kafka_2\.13-(\d[\d.]*\d)\.jar$/.exec(name)?.[1]).find((found) => found);
    if (!version) return { missing: "Kafka's jars", install };
    return { programs: { java, jars: kafkaFolder() }, version };
  },
  async start(place, { programs }) {
    const [port, controller] = [place.wishes.ports.kafka ?? (await place.freePort()), await place.freePort()];
    const file = join(place.dir, 'server.properties');
    const recommended = await readFile(join(place.root, 'deploy', 'services', 'kafka', 'server.properties'), 'utf8');
    await writeFile(file, `${recommended}\n${ownProperties(place.dir, port, controller)}`);
    const id = randomBytes(16).toString('base64url');
    const java = programs.java as string;
    await complete(java, [...kafkaArgs(programs, 'kafka.tools.StorageTool'), 'format', '-t', id, '-c', file], {
      cwd: place.dir,
    });
    const launched = await place.launch(java, [...kafkaArgs(programs, 'kafka.Kafka', 600), file]);
    await untilReady(launched, 'Kafka', 60_000, () => listens(port));
    return { pid: launched.pid, port, env: { KAFKA_BROKERS: `127.0.0.1:${port}` } };
  },
};

function ownProperties(dir: string, port: number, controller: number): string {
  return Object.entries({
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'inter.broker.listener.name': 'PLAINTEXT',
    'log.dirs': join(dir, 'data'),
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function listens(port: number): Promise<true> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', reject);
  });
}
