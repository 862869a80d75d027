// Configuration as code: the recommended values are those of the tables, Nginx takes its files, and compose.yaml is the same stack.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testFolder } from 'k6-kit/folder.fixture';
import { freePort } from 'k6-kit/ports';
import { parse } from 'yaml';
import { bottlenecks, capacity, serviceLimits, services } from '../../thresholds/baselines.ts';
import { findProgram } from './stack/programs.ts';

const run = promisify(execFile);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const read = (...path: string[]): Promise<string> => readFile(join(root, 'deploy', ...path), 'utf8');

/** The value of a setting in a file of lines `name value` or `name = value`; the line may end with a semicolon. */
function setting(text: string, name: string): string | undefined {
  return new RegExp(`^${name}[ =]+(.*?);?$`, 'm').exec(text)?.[1]?.trim();
}

test('PostgreSQL has the recommended connections and memory within its row', async () => {
  const text = await read('services', 'postgresql.conf');
  const connections = Number(setting(text, 'max_connections'));
  assert.equal(`${connections} connections`, bottlenecks.databaseConnectionPool.recommended);
  assert.ok(connections <= capacity.databaseConnections.maximum);
  assert.ok(Number.parseInt(setting(text, 'shared_buffers') ?? '', 10) < services.postgresql.memoryMb);
});

test('Redis has the recommended limit, evicts by LRU, and keeps what it holds', async () => {
  const text = await read('services', 'redis.conf');
  const limit = setting(text, 'maxmemory') ?? '';
  assert.equal(bottlenecks.redisMemoryLimit.recommended, `${limit.toUpperCase()} limit with LRU`);
  assert.match(setting(text, 'maxmemory-policy') ?? '', /lru$/);
  assert.equal(setting(text, 'appendonly'), 'yes');
});

test('Nginx compresses from the table size on and has a larger body buffer than its default of 16k', async () => {
  const text = await read('nginx', 'http.conf');
  assert.equal(Number(setting(text, 'gzip_min_length')), serviceLimits.gzipMinimumBytes.value);
  assert.ok(Number.parseInt(setting(text, 'client_body_buffer_size') ?? '', 10) > 16);
});

test('Nginx takes the whole configuration, HTTP/2 included', async (context) => {
  const [nginx, openssl] = await Promise.all([findProgram('nginx'), findProgram('openssl')]);
  const absent = Object.entries({ nginx, openssl }).find(([, path]) => !path)?.[0];
  if (!nginx || !openssl) {
    if (process.env.CI) assert.fail(`not installed: ${absent}`);
    return context.skip(`not installed: ${absent}`);
  }
  const folder = testFolder(context);
  await cp(join(root, 'deploy', 'nginx'), folder, { recursive: true });
  await mkdir(join(folder, 'www'));
  const names = ['-subj', '/CN=aupex.ai', '-keyout', join(folder, 'key.pem'), '-out', join(folder, 'certificate.pem')];
  await run(openssl, ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...names]);
  const whole = await readFile(join(folder, 'nginx.conf'), 'utf8');
  // Testing binds the ports: ours are free ones, and files go into our folder.
  const own = whole
    .replace('listen 80;', `listen 127.0.0.1:${await freePort()};`)
    .replace('listen 443 ssl http2;', `listen 127.0.0.1:${await freePort()} ssl http2;`)
    .replace('/etc/nginx/mime.types', join(folder, 'mime.types'));
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${folder}/${kind};`,
  );
  await writeFile(join(folder, 'mime.types'), 'types { text/html html; }');
  await writeFile(
    join(folder, 'nginx.conf'),
    own.replace(
      'http {',
      `pid ${folder}/pid;\nerror_log ${folder}/error.log;\nhttp {\naccess_log off;\n${places.join('\n')}`,
    ),
  );
  const { stderr } = await run(nginx, [
    '-t',
    '-c',
    join(folder, 'nginx.conf'),
    '-p',
    folder,
    '-e',
    join(folder, 'e.log'),
  ]);
  assert.match(stderr, /test is successful/);
});

interface Compose {
  services: Record<
    string,
    { image: string; ports?: string[]; volumes?: string[]; environment?: Record<string, string> }
  >;
}

test('compose.yaml: pinned versions that are ours, loopback only, files that exist, no password in it', async () => {
  const { services: all } = parse(await readFile(join(root, 'compose.yaml'), 'utf8')) as Compose;
  assert.deepEqual(Object.keys(all).sort(), ['chroma', 'kafka', 'postgres', 'redis']);
  for (const [name, { image, ports = [], volumes = [], environment = {} }] of Object.entries(all)) {
    assert.match(image, /:\d+\.\d+(\.\d+)?(-[a-z]+)?$/, name);
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+:\d+$/, name);
    for (const volume of volumes.filter((text) => text.startsWith('.')))
      await access(join(root, volume.split(':')[0] as string));
    for (const [variable, value] of Object.entries(environment))
      if (/PASSWORD/.test(variable)) assert.match(value, /^\$\{[A-Z_]+:\?/, variable);
  }
  const requirements = await read('services', 'chroma', 'requirements.txt');
  assert.match(requirements, new RegExp(`^chromadb==${all.chroma?.image.split(':')[1]}$`, 'm'));
  const [, kafka] = /<kafka\.version>([\d.]+)</.exec(await read('services', 'kafka', 'pom.xml')) ?? [];
  assert.equal(all.kafka?.image, `apache/kafka:${kafka}`);
});
