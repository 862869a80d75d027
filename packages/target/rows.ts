// What the target replaces: the endpoints of an API, each with its row and, where it has one, its own answer.
import { type Answer, type AnswerContext, jsonAnswer, type Question } from './answers.ts';
import type { LatencyRow } from './latency.ts';
import { answerFile } from './page/answer.ts';

export interface EndpointRow extends LatencyRow {
  /** With `{name}` for a segment that changes: `/orders/{id}`. */
  path: string;
}

/** All that is to be said of an API. */
export interface TargetRows {
  /** By the names of the endpoints. */
  rows: Readonly<Record<string, EndpointRow>>;
  /** By the same names; an endpoint without one answers GET with a small JSON object. */
  definitions?: Readonly<Record<string, Definition>>;
  /** From how many bytes on the page's texts are packed; 1024 by default. */
  gzipMinimumBytes?: number;
}

/** How an endpoint answers. */
export interface Definition {
  /** Without them GET and HEAD. */
  methods?: readonly string[];
  /** Whether it holds a connection of the made-up database while it works. */
  asksDatabase?: true;
  /** Whether its answer takes the time that it takes, and nothing is drawn from its row. */
  takesOwnTime?: true;
  /** A valid body, to compile the way to its answer before anybody measures. */
  example?: string;
  answer(question: Question, context: AnswerContext): Answer | Promise<Answer>;
}

/** The same endpoints, all of them as fast as this. */
export function withTimes({ rows }: Pick<TargetRows, 'rows'>, times: LatencyRow): TargetRows['rows'] {
  return Object.fromEntries(Object.entries(rows).map(([name, { path }]) => [name, { path, ...times }]));
}

/** Answers with the page. */
export const homePage: Definition = { answer: (question, { home }) => answerFile(home, question) };

export function definitionOf({ definitions = {} }: Pick<TargetRows, 'definitions'>, endpoint: string): Definition {
  const defined = Object.hasOwn(definitions, endpoint) ? definitions[endpoint] : undefined;
  return defined ?? { answer: () => jsonAnswer(200, { status: 'ok', endpoint }) };
}
