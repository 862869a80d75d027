// The stack's folder and what is in it: which services run, as whom they are known again, and where they listen.

import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from 'k6-kit/files';
import { issueText } from 'k6-kit/shapes';
import { UserError } from 'k6-kit/user-error';
import * as v from 'valibot';
import { SERVICE_NAMES } from './definition.ts';

/** In every folder that we made, so that no other is ever removed. */
const MARKER = '.made-by-perf-services';
const STATE = 'stack.json';

const runningShape = v.object({
  pid: v.pipe(v.number(), v.integer(), v.gtValue(0)),
  startTicks: v.optional(v.pipe(v.number(), v.integer())),
  stopSignal: v.picklist(['SIGINT', 'SIGTERM', 'SIGQUIT']),
  port: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535)),
  env: v.record(v.string(), v.string()),
  version: v.string(),
});
const stackShape = v.object({
  schema: v.literal(1),
  id: v.string(),
  startedAt: v.string(),
  services: v.record(v.picklist(SERVICE_NAMES), runningShape),
});

/** A running service as the state file keeps it. */
export type KeptService = v.InferOutput<typeof runningShape>;
export type Stack = v.InferOutput<typeof stackShape>;

/** Makes the folder of a new stack. Throws a UserError when there is something in it that is not ours. */
export async function makeFolder(dir: string): Promise<Stack> {
  await mkdir(dir, { recursive: true, mode: 0o711 });
  const content = await readdir(dir);
  if (content.length > 0)
    throw new UserError(
      'E_FOLDER',
      content.includes(MARKER)
        ? `${dir} holds a stack already: end it first with \`perf services down --dir ${dir}\``
        : `${dir} is not empty and was not made by \`perf services\`: expected an empty or a new folder`,
    );
  const stack: Stack = { schema: 1, id: randomUUID(), startedAt: new Date().toISOString(), services: {} };
  await writeWhole(join(dir, MARKER), `${stack.id}\n`);
  return stack;
}

/** Secrets are in it: nobody else may read it. */
export async function keep(dir: string, stack: Stack): Promise<void> {
  await writeWhole(join(dir, STATE), `${JSON.stringify(stack, null, 2)}\n`, 0o600);
}

/** The stack of a folder; undefined when there is none. Throws a UserError when its file cannot be read. */
export async function readStack(dir: string): Promise<Stack | undefined> {
  const path = join(dir, STATE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const parsed = v.safeParse(stackShape, parseJson(text));
  if (parsed.success) return parsed.output;
  throw new UserError(
    'E_STACK',
    `${path}: ${issueText(parsed.issues, 'it')}: not a stack of this suite; look for its processes yourself`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether `dir` was made by us. */
export async function isOurs(dir: string): Promise<boolean> {
  return readFile(join(dir, MARKER)).then(
    () => true,
    () => false,
  );
}

/** Removes the folder if we made it; says whether it did. */
export async function removeFolder(dir: string): Promise<boolean> {
  if (!(await isOurs(dir))) return false;
  await rm(dir, { recursive: true, force: true });
  return true;
}
