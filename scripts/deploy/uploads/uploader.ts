// Sends the files of one instance to the collector while k6 writes them, so that little is left when k6 ends and the pod goes.
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type NoAnswer, type Question } from 'k6-local/ask';
import { FIGURES, LOST_ENDING, type Progress, RESULT_ENDING } from './files.ts';
import { CHUNK_BYTES } from './receiver.ts';

export interface UploadPlan {
  /** Where k6 writes NAME.points.json.gz and NAME.json, or the local runner NAME.hdr.gz. */
  folder: string;
  name: string;
  /** Of the run at the collector: `http://collector:8080/runs/ID`. */
  url: string;
  token: string;
  /** Aborted when k6 has ended: Kubernetes stops a sidecar after the container that it serves. */
  ended: AbortSignal;
  /** How often new bytes are looked for, ms. */
  everyMs: number;
  /** How long the rest may take once k6 has ended, ms: less than the 30 s that a pod has. */
  lastMs: number;
  note: (line: string) => void;
}

/** The collector says no for good: sending it again changes nothing. */
class Refused extends Error {}

const ANSWER_MS = 10_000;

/** Returns the reason when the instance's files did not arrive; undefined: they are all there. */
export async function upload(plan: UploadPlan): Promise<string | undefined> {
  const refused = await whileRunning(plan);
  const deadline = Date.now() + plan.lastMs;
  const reason = refused ?? (await reasonFrom(() => lastPass(plan), deadline, plan));
  if (reason === undefined) return undefined;
  const untold = await reasonFrom(() => giveUp(plan, reason), deadline, plan);
  if (untold !== undefined) plan.note(`the collector cannot be told: ${untold}`);
  return reason;
}

/** Tries until it is done, refused for good, or time is over; the last reason where it did not get done. */
async function reasonFrom(
  task: () => Promise<string | undefined>,
  deadline: number,
  { everyMs }: UploadPlan,
): Promise<string | undefined> {
  for (;;) {
    try {
      return await task();
    } catch (error) {
      if (error instanceof Refused || Date.now() >= deadline) return (error as Error).message;
      await sleep(Math.min(500, everyMs));
    }
  }
}

/** Sends what there is of the points until k6 has ended. Returns why the collector refuses them, if it does. */
async function whileRunning(plan: UploadPlan): Promise<string | undefined> {
  const { ended, everyMs, note } = plan;
  const [points] = FIGURES;
  let said = '';
  let refused: string | undefined;
  while (!ended.aborted) {
    try {
      if (refused === undefined) await sendNew(plan, points, false);
      said = '';
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof Refused) refused = message;
      // The collector may be starting again; what it has missed is sent later.
      if (message !== said) note(`not sent yet: ${message}`);
      said = message;
    }
    await sleep(everyMs, undefined, { signal: ended }).catch(() => undefined);
  }
  return refused;
}

/** Figures first: the result says that all is there. Returns why there is nothing to send. */
async function lastPass(plan: UploadPlan): Promise<string | undefined> {
  const text = await readFile(join(plan.folder, `${plan.name}${RESULT_ENDING}`), 'utf8').catch(() => '');
  const sent: boolean[] = [];
  if (isJson(text)) for (const ending of FIGURES) sent.push(await sendNew(plan, ending, true));
  const isThere = sent.includes(true) && (await sendNew(plan, RESULT_ENDING, true));
  return isThere ? undefined : 'k6 ended without its files';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Sends what the collector does not have. `isLast`: the file is whole. False: there is no such file. */
async function sendNew(plan: UploadPlan, ending: string, isLast: boolean): Promise<boolean> {
  const file = await open(join(plan.folder, `${plan.name}${ending}`)).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const url = `${plan.url}/${plan.name}${ending}`;
    const buffer = Buffer.alloc(CHUNK_BYTES);
    // Asked each time: after a restart of the collector, or an answer that was lost, it knows better.
    let there = await tell(plan, url, { method: 'HEAD' });
    while (!there.isComplete) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, there.offset);
      const isEnd = isLast && bytesRead < buffer.length;
      if (bytesRead === 0 && !isEnd) break;
      const headers = { 'upload-offset': String(there.offset), 'upload-complete': isEnd ? '?1' : '?0' };
      there = await tell(plan, url, { method: 'PATCH', headers, body: buffer.subarray(0, bytesRead) });
    }
    return true;
  } finally {
    await file.close();
  }
}

async function giveUp(plan: UploadPlan, reason: string): Promise<undefined> {
  await tell(plan, `${plan.url}/${plan.name}${LOST_ENDING}`, { method: 'PUT', body: reason });
}

async function tell(
  plan: UploadPlan,
  url: string,
  what: Pick<Question, 'method' | 'headers' | 'body'>,
): Promise<Progress> {
  const headers = { ...what.headers, authorization: `Bearer ${plan.token}` };
  const {
    isOk,
    reason,
    status,
    headers: said,
  } = await ask(url, {
    ...{ ...what, headers },
    ...{ timeoutMs: ANSWER_MS, reads: 'head' },
  }).catch((error: NoAnswer) => {
    throw new Error(`no answer from the collector (${error.message})`);
  });
  if (isOk) return { offset: Number(said['upload-offset'] ?? 0), isComplete: said['upload-complete'] === '?1' };
  const message = `the collector answers ${status}, ${reason}`;
  // Another offset is asked for again, and what went wrong there may be over soon.
  const isFinal = status < 500 && status !== 409;
  throw isFinal ? new Refused(message) : new Error(message);
}
