// One step of a journey: its request, what has to be true of the answer, and what later steps need of it.
import type { Params, RequestBody } from 'k6/http';
import { withoutSecret } from 'k6-kit/secrets';
import { withoutCredentials } from 'k6-kit/url-credentials';
import type { Answer, Extractor } from './extract.ts';

/** A value that an earlier step has kept, by its name. Throws where no step has: the step that asks fails then, unsent. */
export type Kept = (name: string) => string;

export interface StepRequest {
  /** Default: GET. */
  method?: string;
  url: string;
  body?: RequestBody | null;
  /** k6's params. The tag `name` is the step's, unless they have one: a URL with an id in it must not make a series of its own. */
  params?: Params;
}

export interface Step {
  /** Unique in its journey: the name of its figures. */
  name: string;
  request(kept: Kept): StepRequest;
  /** The status of a good answer; default: 200. */
  status?: number;
  /** What has to be true of the answer, by what it says. */
  checks?: Readonly<Record<string, (answer: Answer) => boolean>>;
  /** What later steps need, by the name under which they ask for it. An answer without it is a failure. */
  keep?: Readonly<Record<string, Extractor>>;
  /** Mean pause after it, seconds: each one is drawn from half to one and a half of it. */
  thinkS?: number;
  /** What happens to the rest of the journey when this step fails; default: `stop`. */
  whenFailed?: 'stop' | 'go on';
}

/** How a step ended. */
export interface StepEnd {
  step: string;
  /** Response time, ms; undefined where it failed. */
  durationMs: number | undefined;
  /** Undefined where no request was sent. */
  answer: Answer | undefined;
  /** What went wrong, in a sentence without secrets; undefined where nothing did. */
  problem: string | undefined;
}

/** A step asked for what no step before it has kept. */
export class NothingKept extends Error {}

/** What the steps of one walk have kept, and what was given to them. */
export interface Keeper {
  kept: Kept;
  keep: (name: string, value: string) => void;
  /** The text without any kept value: it may be a token. */
  without: (text: string) => string;
}

export function keeper(given: Readonly<Record<string, string>> = {}): Keeper {
  const values = new Map(Object.entries(given));
  return {
    keep: (name, value) => void values.set(name, value),
    kept: (name) => {
      const value = values.get(name);
      if (value === undefined) throw new NothingKept(`needs ${name}, which no step before it has kept`);
      return value;
    },
    without: (text) => [...values.values()].reduce(withoutSecret, withoutCredentials(text)),
  };
}
