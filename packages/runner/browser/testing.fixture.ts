// What the tests with a real Chromium share: a site on loopback, a visit by one iteration, and the processes of browsers.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runText, type TestOptions, type TestResult } from '../testing.fixture.ts';

/** Why a test is skipped; false where there is a Chromium. */
export function whyNoBrowser(): string | false {
  const hasOne = existsSync(process.env.K6_BROWSER_EXECUTABLE_PATH ?? '/usr/bin/chromium');
  return !hasOne && 'no Chromium on this machine';
}

/** What of the environment a run needs to find the browser. */
export function browserEnvironment(): Record<string, string> {
  const named = process.env.K6_BROWSER_EXECUTABLE_PATH;
  return { PATH: process.env.PATH ?? '', ...(named && { K6_BROWSER_EXECUTABLE_PATH: named }) };
}

export interface Site {
  url: string;
  close(): void;
}

/** Serves texts by path; `/hang` is never answered, anything else is not there. */
export async function serveSite(pages: Readonly<Record<string, string>>): Promise<Site> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] as string;
    if (path === '/hang') return;
    const text = pages[path];
    response.writeHead(text === undefined ? 404 : 200, {
      'content-type': path.endsWith('.js') ? 'text/javascript' : 'text/html',
    });
    response.end(text ?? 'nothing here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export interface VisitOptions extends TestOptions {
  /** Fields of the scenario, each with its comma. */
  scenario?: string;
  /** Options of the script, each with its comma. */
  options?: string;
}

/** A script whose iterations run `body`; `url` is the site's. */
export function visitScript(url: string, body: string, { scenario = '', options = '' }: VisitOptions = {}): string {
  return `import { browser, devices, networkProfiles } from 'k6/browser';
import exec from 'k6/execution';
const url = ${JSON.stringify(url)};
const tell = (value) => console.log('told ' + JSON.stringify(value));
export const options = { ${options} scenarios: { ui: { executor: 'shared-iterations', maxDuration: '60s', ${scenario} options: { browser: { type: 'chromium' } } } } };
export default async function () { ${body} }`;
}

/** Runs `body` as the script's iterations; what it passes to `tell` comes back as values. */
export async function visitWith(
  url: string,
  body: string,
  options: VisitOptions = {},
): Promise<TestResult & { told: unknown[] }> {
  const { scenario, options: more, ...rest } = options;
  const script = visitScript(url, body, { ...(scenario && { scenario }), ...(more && { options: more }) });
  const ran = await runText(script, { ...rest, env: { ...browserEnvironment(), ...rest.env } });
  const told = [...ran.stderr.matchAll(/told (.*)/g)].map(([, json = '']) => JSON.parse(json) as unknown);
  return { ...ran, told };
}

/** Numbers of the processes whose command line has `text`. */
export function processesWith(text: string): number[] {
  const lines = execFileSync('ps', ['-eo', 'pid,stat,args'], { encoding: 'utf8' }).split('\n').slice(1);
  const rows = lines.map((line) => /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line)?.slice(1) ?? []);
  return rows.flatMap(([pid = '', stat = '', args = '']) =>
    args.includes(text) && !stat.startsWith('Z') ? [Number(pid)] : [],
  );
}

/** Command lines of the browsers below a process. */
export function browsersBelow(pid: number): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' }).split('\n').slice(1);
  const rows = lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)?.slice(1) ?? []);
  const below = new Set([String(pid)]);
  for (let before = 0; before !== below.size; ) {
    before = below.size;
    for (const [own = '', parent = ''] of rows) if (below.has(parent)) below.add(own);
  }
  return rows.filter(([own = '', , args = '']) => below.has(own) && /chrom/i.test(args)).map(([, , args = '']) => args);
}
