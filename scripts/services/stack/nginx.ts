// Nginx: the suite's own configuration in front of the API, on a port of its own.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPage } from 'k6-target/page/files';
import { SYSTEM } from '../../../thresholds/system.ts';
import { OUR_ROWS } from '../../target/start.ts';
import { answersWell } from './answers-well.ts';
import type { Definition, Place } from './definition.ts';
import { complete, untilReady } from './process.ts';
import { findProgram, versionOf } from './programs.ts';

/** Path of the figures that nginx counts itself. */
export const NGINX_STATUS = '/__nginx_status';

export const nginx: Definition = {
  name: 'nginx',
  row: 'nginx',
  account: 'www-data',
  stopSignal: 'SIGTERM',
  needs: [],
  async find() {
    const server = await findProgram('nginx');
    if (!server) return { missing: 'nginx', install: 'apt-get install nginx' };
    return { programs: { server }, version: await versionOf(server, '-v') };
  },
  async start(place, { programs }) {
    const port = place.wishes.ports.nginx ?? (await place.freePort());
    const [file, pages] = [join(place.dir, 'nginx.conf'), join(place.dir, 'pages')];
    await Promise.all([writePage(pages), writeFile(file, configuration(place, port, pages))]);
    const args = ['-c', file, '-p', place.dir, '-e', join(place.dir, 'error.log')];
    const server = programs.server as string;
    await complete(server, ['-t', '-q', ...args], { account: place.account });
    const launched = await place.launch(server, [...args, '-g', 'daemon off;']);
    const url = `http://127.0.0.1:${port}`;
    await untilReady(launched, 'nginx', 20_000, () => answersWell(`${url}${NGINX_STATUS}`));
    return { pid: launched.pid, port, env: { PROXY_URL: url, NGINX_STATUS_URL: `${url}${NGINX_STATUS}` } };
  },
};

/** The home page with its files, where the API's own server would have them. */
async function writePage(folder: string): Promise<void> {
  const { home, files } = buildPage(OUR_ROWS);
  await mkdir(join(folder, 'assets'), { recursive: true });
  const written = [...files].map(([path, { plain }]) => writeFile(join(folder, path), plain.body));
  await Promise.all([writeFile(join(folder, 'index.html'), home.plain.body), ...written]);
}

function configuration({ root, dir, up }: Place, port: number, pages: string): string {
  const part = (name: string): string => `include "${join(root, 'deploy', 'nginx', name)}";`;
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `  ${kind}_temp_path "${join(dir, kind)}";`)
    .join('\n');
  return `${part('main.conf')}
pid "${join(dir, 'nginx.pid')}";
events {
  ${part('events.conf')}
}
http {
  types { text/html html; text/css css; application/javascript js; image/svg+xml svg; image/png png; image/webp webp; }
  default_type application/octet-stream;
  access_log off;
${temporary}
  ${part('http.conf')}
  upstream ${SYSTEM.slug}_api {
    # Without an API nothing listens there, and nginx says so with 502.
    server 127.0.0.1:${up.api?.port ?? 9};
    keepalive 64;
  }
  server {
    listen 127.0.0.1:${port};
    root "${pages}";
    ${part('site.conf')}
    location = ${NGINX_STATUS} {
      stub_status;
    }
  }
}
`;
}
