// Takes the files of one run by HTTP, for clusters without a volume that all nodes can write to. Headers as in the IETF's draft for
// resumable uploads: HEAD says how much is there (Upload-Offset), PATCH adds bytes behind it, Upload-Complete: ?1 ends a file.
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LOST_ENDING, type Progress, partsOfName, Refusal, UploadFolder } from './files.ts';

/** Most that one request carries, bytes. */
export const CHUNK_BYTES = 1024 * 1024;
export const HEALTH_PATH = '/healthz';
const SPARE_SOCKETS = 16;
const LAST_ANSWER_MS = 1000;
const HTTP = { headersTimeout: 10_000, requestTimeout: 60_000, maxHeaderSize: 8192 };

export interface ReceiverPlan {
  folder: string;
  /** Id of the one run whose files are taken. */
  run: string;
  expected: number;
  limitBytes: number;
  /** What each request has to bring. */
  token: string;
  port: number;
  /** Address that it listens on; undefined: all of them. */
  host: string | undefined;
  /** A line for the user about what was refused. */
  note: (line: string) => void;
}

export interface Receiver {
  port: number;
  close: () => Promise<void>;
}

/** Path below which a run's files are sent. */
export function runPath(run: string): string {
  return `/runs/${run}`;
}

export async function receive(plan: ReceiverPlan): Promise<Receiver> {
  const files = new UploadFolder(plan.folder, plan);
  const server = createServer(HTTP, (request, response) => {
    answer(request, plan, files)
      .catch((error: Error) => refusal(error, plan))
      .then((said) => say(response, said));
  });
  server.maxConnections = 2 * plan.expected + SPARE_SOCKETS;
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: plan.port, ...(plan.host && { host: plan.host }) }, resolve);
  });
  return { port: (server.address() as AddressInfo).port, close: () => closed(server) };
}

interface Answer {
  status: number;
  progress?: Progress;
  text?: string;
}

async function answer(request: IncomingMessage, plan: ReceiverPlan, files: UploadFolder): Promise<Answer> {
  const { method = '', url = '', headers } = request;
  if (method === 'GET' && url === HEALTH_PATH) return { status: 200 };
  if (!isToken(headers.authorization, plan.token)) throw new Refusal(401, 'the token is missing or another');
  const [, run, file = ''] = /^\/runs\/([a-z\d-]+)\/([a-z\d.-]+)$/.exec(url) ?? [];
  if (run !== plan.run) throw new Refusal(404, `only files of run ${plan.run} are taken here`);
  const parts = partsOfName(file);
  if (parts === undefined) throw new Refusal(404, 'only points, results and lost instances have a place here');
  const isGivenUp = parts.ending === LOST_ENDING;
  if (method === 'HEAD' && !isGivenUp) return { status: 200, progress: await files.progress(file) };
  if (method === 'PUT' && isGivenUp) {
    await files.giveUp(file, (await bodyOf(request)).toString('utf8'));
    return { status: 204 };
  }
  if (method !== 'PATCH' || isGivenUp) throw new Refusal(405, 'HEAD and PATCH for files, PUT for lost instances');
  const offset = String(headers['upload-offset']);
  if (!/^\d{1,15}$/.test(offset)) throw new Refusal(400, 'Upload-Offset is missing or no number');
  const isLast = headers['upload-complete'] === '?1';
  return { status: 204, progress: await files.add(file, Number(offset), await bodyOf(request), isLast) };
}

/** Whole, or nothing of it: half a request adds no bytes. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > CHUNK_BYTES) throw new Refusal(413, `a request has more than ${CHUNK_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Compared by hash: of equal length, and in the same time whatever differs. */
function isToken(header: string | undefined, token: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(header ?? ''), hash(`Bearer ${token}`));
}

function refusal(error: Error, { note }: ReceiverPlan): Answer {
  if (error instanceof Refusal) {
    if (error.status === 413) note(`refused: ${error.message}`);
    return { status: error.status, text: error.message };
  }
  note(`an upload failed: ${error.message}`);
  return { status: 507, text: 'the file could not be written' };
}

function say(response: ServerResponse, { status, progress, text }: Answer): void {
  const headers = progress && {
    'upload-offset': String(progress.offset),
    'upload-complete': progress.isComplete ? '?1' : '?0',
  };
  // What is left of a request that was refused is not read.
  const all = { ...headers, ...(status >= 400 && { connection: 'close' }) };
  // The reason is in the first line: an answer to HEAD has no other place for it.
  response.writeHead(status, text, all).end();
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    // The last answer is still on its way.
    setTimeout(() => server.closeAllConnections(), LAST_ANSWER_MS).unref();
  });
}
