// The drill's steps one after the other: each is timed, reported, and saved before the next begins.

import { UserError } from 'k6-kit/user-error';
import { plain } from 'k6-verdict/render/escape';
import type { Io } from '../io.ts';
import { redacted } from '../redact.ts';
import { type DrillRecord, type DrillStep, saveRecord } from './record.ts';

/** What a step came to; `by` is the person who confirmed it. */
export interface StepOutcome {
  state: DrillStep['state'];
  detail: string;
  by?: string;
}

export interface StepSpec {
  id: string;
  title: string;
  /** Whether a step that was done before a crash stays done: what a person or a command did does, what was looked at does not. */
  isKept: boolean;
}

const MARKS: Record<DrillStep['state'], string> = { ok: 'ok     ', warning: 'warning', failed: 'FAILED ' };

export class Logbook {
  readonly record: DrillRecord;
  readonly #path: string;
  readonly #io: Io;

  constructor(record: DrillRecord, path: string, io: Io) {
    this.record = record;
    this.#path = path;
    this.#io = io;
  }

  /** Runs a step, or keeps what it came to before. A failed one is reported and kept in the state, and its outcome is returned. */
  async step(spec: StepSpec, action: () => Promise<StepOutcome>): Promise<DrillStep> {
    const before = this.record.steps.find(({ id }) => id === spec.id);
    if (before && spec.isKept && before.state !== 'failed') {
      this.#tell(before, ' (done before)');
      return before;
    }
    const startedAt = this.#io.now().toISOString();
    const outcome = await action();
    const done: DrillStep = {
      id: spec.id,
      title: spec.title,
      state: outcome.state,
      startedAt,
      endedAt: this.#io.now().toISOString(),
      detail: plain(redacted(outcome.detail, this.#io.env)),
      by: outcome.by ?? null,
    };
    this.record.steps = [...this.record.steps.filter(({ id }) => id !== spec.id), done];
    await this.save();
    this.#tell(done, '');
    return done;
  }

  /** The same for a step that the load depends on: its failure ends the drill in one line (exit code 2). */
  async need(spec: StepSpec, action: () => Promise<StepOutcome>): Promise<DrillStep> {
    const done = await this.step(spec, action);
    if (done.state !== 'failed') return done;
    throw new UserError('E_DRILL_STEP', `drill: ${done.title}: ${done.detail}; nothing was loaded`);
  }

  async note(text: string): Promise<void> {
    this.record.notes.push({ at: this.#io.now().toISOString(), text: plain(redacted(text, this.#io.env)) });
    await this.save();
  }

  save(): Promise<void> {
    return saveRecord(this.#path, this.record);
  }

  #tell({ state, title, detail, by }: DrillStep, more: string): void {
    this.#io.stdout(`${MARKS[state]}  ${title}: ${detail}${by === null ? '' : ` (${by})`}${more}\n`);
  }
}
