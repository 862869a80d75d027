// Steps that the suite cannot do itself: a command of the configuration does them, or a person says that they are done.
import { spawn } from 'node:child_process';
import { UserError } from 'k6-kit/user-error';
import type { OperatorStep, PerfConfig } from '../guard/config.ts';
import type { Io } from '../io.ts';
import type { Logbook, StepOutcome } from './logbook.ts';

/** The guide's checklist before a load test, as far as people do it. */
const CHECKLIST: Record<string, OperatorStep> = {
  'backup-database': { title: 'back up the database', timeoutS: 300 },
  'clear-caches': { title: 'clear the caches', timeoutS: 300 },
  'restart-services': { title: 'restart the services', timeoutS: 300 },
  'notify-team': { title: 'notify the team', timeoutS: 300 },
};

/** How much of a command's output goes into the report. */
const KEPT_CHARACTERS = 300;

export function operatorSteps(config: PerfConfig): Record<string, OperatorStep> {
  return config.drill?.steps ?? CHECKLIST;
}

/** `backup-database=Ann` or `all=Ann`, as `--confirm` takes them. */
export function readConfirmations(
  texts: readonly string[],
  steps: Readonly<Record<string, OperatorStep>>,
): Map<string, string> {
  const confirmed = new Map<string, string>();
  for (const text of texts) {
    const [, id = '', who = ''] = /^([a-z0-9-]+)=(.*)$/.exec(text) ?? [];
    const isKnown = id === 'all' || Object.hasOwn(steps, id);
    if (!isKnown || who.trim() === '') {
      throw new UserError(
        'E_CONFIRM',
        `--confirm reads ${JSON.stringify(text.slice(0, 80))}: expected <step>=<who did it>, with a step of ${[...Object.keys(steps), 'all'].join(', ')}`,
      );
    }
    for (const step of id === 'all' ? Object.keys(steps) : [id])
      if (!confirmed.has(step)) confirmed.set(step, who.trim());
  }
  return confirmed;
}

/** All steps in their order. What nobody confirmed is listed at once, before any command runs. */
export async function runOperatorSteps(
  steps: Readonly<Record<string, OperatorStep>>,
  confirmed: ReadonlyMap<string, string>,
  book: Logbook,
  io: Io,
): Promise<void> {
  const done = new Set(book.record.steps.filter(({ state }) => state !== 'failed').map(({ id }) => id));
  const open = Object.entries(steps).filter(([id, { command }]) => !command && !confirmed.has(id) && !done.has(id));
  if (open.length > 0 && !io.keyboard) {
    const names = open.map(([id]) => id).join(', ');
    throw new UserError(
      'E_CONFIRM',
      `drill: nobody has confirmed ${names}: expected --confirm <step>=<who did it> for each (or all=<who>), or a command for it in drill.steps of perf.config.ts`,
    );
  }
  for (const [id, step] of Object.entries(steps)) {
    await book.need({ id, title: step.title, isKept: true }, () => {
      const who = confirmed.get(id);
      if (step.command) return runCommand(step.command, step.timeoutS, book, io);
      return who === undefined ? askPerson(step.title, io) : Promise.resolve(confirmedBy(who));
    });
  }
}

function confirmedBy(by: string): StepOutcome {
  return { state: 'ok', detail: 'done, a person says', by };
}

async function askPerson(title: string, io: Io): Promise<StepOutcome> {
  const who = (await io.keyboard?.ask(`${title}: done? Your name, or nothing to stop: `)) ?? '';
  return who === '' ? { state: 'failed', detail: 'nobody says that it is done' } : confirmedBy(who);
}

/** No shell, no token; its last output goes into the report. */
function runCommand(command: readonly string[], timeoutS: number, book: Logbook, io: Io): Promise<StepOutcome> {
  const [program = '', ...args] = command;
  const { AUTH_TOKEN: _, ...rest } = io.env;
  const env = { ...rest, PERF_TARGET: book.record.target, PERF_RELEASE: book.record.release };
  return new Promise((resolve) => {
    let output = '';
    const note = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-KEPT_CHARACTERS);
    };
    const child = spawn(program, args, {
      cwd: io.cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutS * 1000,
    });
    child.stdout.on('data', note);
    child.stderr.on('data', note);
    child.on('error', (error) =>
      resolve({ state: 'failed', detail: `${program} could not be started (${error.message})` }),
    );
    child.on('close', (code, signal) => {
      const how = signal === null ? `ended with ${code}` : `was ended after ${timeoutS} s or by a signal (${signal})`;
      const said = output.trim() === '' ? '' : `: ${output.trim()}`;
      resolve({ state: code === 0 ? 'ok' : 'failed', detail: `${program} ${how}${said}` });
    });
  });
}
