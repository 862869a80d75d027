// What the runner's tests share: scripts from text, and servers on loopback.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import type { Summary } from './generator-record.ts';
import { runScript } from './run.ts';

export interface TestResult {
  exitCode: number;
  summary: Summary | undefined;
  firstError?: string | undefined;
  stdout: string;
  stderr: string;
}

export interface TestOptions {
  takesLine?: (line: string) => boolean;
  env?: Record<string, string>;
  args?: string[];
  signal?: AbortSignal;
  /** Hears of all that has been written to stderr so far. */
  onStderr?: (text: string) => void;
  clock?: Clock;
  /** As of a run. */
  stuckAfterMs?: number;
  /** Other files next to the script, by their names. */
  files?: Record<string, string>;
}

/** Runs a script given as text, in a folder of its own. */
export async function runText(source: string, options: TestOptions = {}): Promise<TestResult> {
  const folder = mkdtempSync(join(tmpdir(), 'runner-test-'));
  const script = join(folder, 'script.js');
  writeFileSync(script, source);
  for (const [name, text] of Object.entries(options.files ?? {})) writeFileSync(join(folder, name), text);
  let [stdout, stderr] = ['', ''];
  const io = {
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
      options.onStderr?.(stderr);
    },
    isTty: false,
  };
  try {
    const result = await runScript({
      script,
      env: { FOLDER: folder, ...options.env },
      args: ['--quiet', ...(options.args ?? [])],
      io,
      ...(options.signal && { signal: options.signal }),
      ...(options.takesLine && { takesLine: options.takesLine }),
      ...(options.clock && { clock: options.clock }),
      ...(options.stuckAfterMs !== undefined && { stuckAfterMs: options.stuckAfterMs }),
    });
    return { ...result, stdout, stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Evaluates `body` in one iteration and returns what it passes to `tell(name, value)`. k6's modules are imported under their
 * usual names.
 */
export async function evaluate(
  body: string,
  options: TestOptions & { init?: string } = {},
): Promise<Record<string, unknown>> {
  const result = await runText(
    `import { check, fail, group, randomSeed, sleep } from 'k6';
import http from 'k6/http';
import exec from 'k6/execution';
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
import { SharedArray } from 'k6/data';
import encoding from 'k6/encoding';
import crypto from 'k6/crypto';
import * as timers from 'k6/timers';
const told = {};
const tell = (name, value) => { told[name] = value === undefined ? '(undefined)' : value; };
${options.init ?? ''}
export default async function () {
  try { ${body}
  } catch (error) { tell('error', String(error)); }
  console.log('TOLD' + JSON.stringify(told));
}`,
    options,
  );
  const line = /TOLD(.*)/.exec(result.stderr)?.[1];
  if (line === undefined) throw new Error(`the script told nothing:\n${result.stderr}`);
  return JSON.parse(line) as Record<string, unknown>;
}

export interface TestServer {
  url: string;
  /** Requests seen, `METHOD path`. */
  seen: string[];
  server: Server;
  close(): Promise<void>;
}

/** A server on a free port of 127.0.0.1. */
export async function serve(handle: (request: IncomingMessage, response: ServerResponse) => void): Promise<TestServer> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, seen, server, close };
}

/** The body of a request as text. */
export async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
