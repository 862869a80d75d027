// Waits for the instances of a run, and takes their files by HTTP meanwhile where that is asked for.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstanceFiles } from 'k6-history/merge/instances';
import { needFolder } from 'k6-kit/files';
import { Interrupted, UserError } from 'k6-kit/user-error';
import type { Io } from '../io.ts';
import { Arrivals, lookAt } from './arrivals.ts';
import { ofRun, type RecordReader } from './of-run.ts';
import type { Listen } from './uploads/options.ts';
import { type Receiver, receive } from './uploads/receiver.ts';
import { tokenFrom } from './uploads/upload-token.ts';

export type Find = () => Promise<InstanceFiles[]>;

export interface Wait {
  find: Find;
  read: RecordReader;
  /** Where the files are, or come to. */
  folder: string;
  run: string;
  expect?: number;
  /** Seconds; 0: take what is there. */
  wait: number;
  lostAfter: number;
  listen?: Listen;
  limitMb: number;
}

const LOOK_MS = 1000;

/** A run is waited for once: what its folder holds after its verdict is not that of another start. */
export async function refuseJudged(folder: string, id: string, read: RecordReader): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  const report = names.find((name) => name.endsWith('.merged.report.html'));
  if (report === undefined) return;
  const judged = await read(join(folder, report.replace('.report.html', '.json')));
  if (judged.id !== id) return;
  throw new UserError(
    'E_MERGE_RUN',
    `run ${id} has its verdict already: ${join(folder, report)}; expected a new id for a new run, or no --wait to merge its files again`,
  );
}

/** Waits until all instances have left their files or are lost, or the time is over; says which are lost. Throws a UserError when interrupted. */
export async function arrived(plan: Wait, io: Io): Promise<void> {
  if (plan.wait === 0) return;
  const receiver = await receiverOf(plan, io);
  try {
    const lines = await settled(plan, io);
    for (const line of lines) io.stderr(`${line}\n`);
  } finally {
    await receiver?.close();
  }
}

async function settled({ find, read, folder, run, expect = 0, wait, lostAfter }: Wait, io: Io): Promise<string[]> {
  const arrivals = new Arrivals(expect, lostAfter);
  const deadline = Date.now() + wait * 1000;
  let there = 0;
  while (Date.now() < deadline) {
    // A result that is being written cannot be read yet.
    const { own } = await find()
      .then((found) => ofRun(found, run, read))
      .catch(() => ({ own: [] }));
    const look = await lookAt(folder, own);
    there = look.finished.length;
    const lost = arrivals.judge(look, Date.now());
    if (lost !== undefined) return lost;
    await sleep(LOOK_MS, undefined, { ...(io.signal && { signal: io.signal }) }).catch(() => undefined);
    // Its pod is moved, say: what another one finds here later must not have been judged without the rest.
    if (io.signal?.aborted)
      throw new Interrupted(
        `interrupted with ${there} of ${expect} instances of run ${run}: nothing is merged; start the command again, without --wait to merge what is there`,
      );
  }
  return [`waited ${wait} s: ${there} of ${expect} instances of run ${run} left their files`];
}

async function receiverOf({ folder, run, expect = 0, listen, limitMb }: Wait, io: Io): Promise<Receiver | undefined> {
  if (listen === undefined) return undefined;
  const token = tokenFrom(io.env);
  await needFolder(folder, 'the folder');
  const note = (line: string): void => io.stderr(`${line}\n`);
  const receiver = await receive({ folder, run, expected: expect, limitBytes: limitMb * 1e6, token, ...listen, note });
  note(`takes files of run ${run} on port ${receiver.port}`);
  return receiver;
}
