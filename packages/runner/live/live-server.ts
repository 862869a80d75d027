// Serves the live page on loopback while a run goes on, and its figures as server-sent events. It never makes the run wait.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveEnd } from './final.ts';
import type { LiveListener } from './listener.ts';
import { LiveHistory, type LiveMoment } from './moment.ts';
import { livePage } from './page.ts';
import type { LivePlan } from './plan.ts';

const MOST_PAGES = 16;
const MOST_SOCKETS = 64;
/** What a page has not read yet, bytes: one that reads slower than this is dropped, and may come again. */
const MOST_WAITING = 1 << 20;
/** How long an open page has to fetch the report at the end, milliseconds. */
const GRACE_MS = 3000;
const ASKED_AGAIN_MS = 50;

/** The report's own policy is in its document. */
const HEADERS = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export class LiveServer implements LiveListener {
  /** Where the page is: `http://127.0.0.1:40123/`. */
  readonly url: string;
  readonly #server: Server;
  readonly #page: ReturnType<typeof livePage>;
  readonly #pages = new Set<ServerResponse>();
  readonly #history = new LiveHistory();
  #plan: LivePlan | undefined;
  #end: LiveEnd | undefined;
  #report: string | undefined;
  /** Pages that may still fetch the report. */
  #owed = 0;

  private constructor(server: Server, style: string) {
    this.#server = server;
    this.#page = livePage(style);
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => this.#answer(request, response));
  }

  /** On a port of 127.0.0.1 that is free. `style`: see livePage. Nothing of it keeps the process alive. */
  static async start(style = ''): Promise<LiveServer> {
    const server = createServer({ headersTimeout: 5000, requestTimeout: 5000, maxHeaderSize: 8192 });
    server.maxConnections = MOST_SOCKETS;
    server.on('connection', (socket) => socket.unref());
    server.on('clientError', (_, socket) => socket.destroy());
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    server.unref();
    return new LiveServer(server, style);
  }

  get openPages(): number {
    return this.#pages.size;
  }

  get plan(): LivePlan | undefined {
    return this.#plan;
  }

  begin(plan: LivePlan): void {
    this.#plan = plan;
    this.#send('plan', plan);
  }

  tell(moment: LiveMoment): void {
    const rounded = roundedMoment(moment);
    this.#history.add(rounded);
    this.#send('moment', rounded);
  }

  /** The run is over: open pages hear it, get a moment to fetch the report, and the server closes. */
  async end(end: LiveEnd, report?: string): Promise<void> {
    if (this.#end) return;
    this.#end = { ...end, hasReport: report !== undefined };
    this.#report = report;
    this.#owed = report === undefined ? 0 : this.#pages.size;
    this.#send('end', this.#end);
    for (const page of this.#pages) page.end();
    const untilMs = performance.now() + GRACE_MS;
    const isOwed = (): boolean => this.#owed > 0 || this.#pages.size > 0;
    while (isOwed() && performance.now() < untilMs) await sleep(ASKED_AGAIN_MS);
    this.close();
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    const { method, url = '/', headers } = request;
    // Another site can let its own name stand for this address; its pages must not read the figures.
    const path = url.split('?')[0];
    if (!isLoopback(headers.host, this.url)) refuse(response, 403, 'this page answers to its loopback address only');
    else if (method !== 'GET' && method !== 'HEAD') refuse(response, 405, 'GET and HEAD only');
    else if (path === '/') {
      response.writeHead(200, {
        ...{ ...HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': this.#page.policy },
      });
      response.end(method === 'HEAD' ? undefined : this.#page.html);
    } else if (path === '/report' && this.#report !== undefined) {
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/html; charset=utf-8' });
      response.end(method === 'HEAD' ? undefined : this.#report, () => {
        this.#owed -= 1;
      });
    } else if (path === '/events' && method === 'GET') this.#open(response);
    else refuse(response, 404, 'there is no such page');
  }

  #open(response: ServerResponse): void {
    if (this.#pages.size >= MOST_PAGES) {
      refuse(response, 503, `${MOST_PAGES} pages are open already`);
      return;
    }
    response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream; charset=utf-8' });
    response.write('retry: 1000\n\n');
    if (this.#plan) response.write(eventText('plan', this.#plan));
    response.write(eventText('history', this.#history.moments));
    if (this.#end) {
      response.end(eventText('end', this.#end));
      return;
    }
    this.#pages.add(response);
    response.once('close', () => this.#pages.delete(response));
  }

  #send(name: string, data: unknown): void {
    if (this.#pages.size === 0) return;
    const text = eventText(name, data);
    for (const page of this.#pages) {
      if (page.writableLength > MOST_WAITING) page.destroy();
      else page.write(text);
    }
  }
}

/** JSON has no line ends, so that an event is one line of data whatever its texts are. */
function eventText(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

function isLoopback(host: string | undefined, url: string): boolean {
  const { port } = new URL(url);
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${text}\n`);
}

/** Four significant digits are more than a chart shows, and a third of the bytes. */
function roundedMoment(moment: LiveMoment): LiveMoment {
  return JSON.parse(
    JSON.stringify(moment, (_, value: unknown) =>
      typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value,
    ),
  ) as LiveMoment;
}
