import { isAbsolute, join } from 'node:path';
import { EXIT } from 'k6-kit/exit-codes';
import { readText } from 'k6-kit/read-bounded';
import { UserError } from 'k6-kit/user-error';
import { ask, NoAnswer } from 'k6-local/ask';
import * as v from 'valibot';
import { SYSTEM } from '../../thresholds/system.ts';
import type { Io } from '../io.ts';

/** Tags of the annotations; the dashboards ask for both. */
export const ANNOTATION_TAGS: readonly string[] = [SYSTEM.slug, 'load-test'];

/** Longest wait for an answer of Grafana, ms. */
const PATIENCE_MS = 3000;

export interface Grafana {
  /** Base URL without a slash at the end. */
  url: string;
  token: string;
  /** Longest wait for an answer, ms. */
  patienceMs: number;
}

/** Ends the annotation. Returns what went wrong, one line each, for the report; never throws. */
export type EndAnnotation = (exitCode: number) => Promise<string[]>;

/**
 * Where to annotate, from GRAFANA_URL with GRAFANA_TOKEN or GRAFANA_TOKEN_FILE; undefined without GRAFANA_URL. Throws a
 * UserError, before any load, where the settings cannot work.
 */
export async function readGrafana(io: Pick<Io, 'env' | 'cwd'>): Promise<Grafana | undefined> {
  const text = io.env.GRAFANA_URL;
  if (!text) return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) {
    // Not repeated: what is wrong about it may be a password.
    const expectation = 'expected http(s)://host[:port][/path] without user, query or fragment';
    throw new UserError('E_GRAFANA_URL', `GRAFANA_URL cannot be used: ${expectation}; correct it or unset it`);
  }
  const token = (await readToken(io)).trim();
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new UserError(
      'E_GRAFANA_TOKEN',
      'GRAFANA_URL is set without a token: expected GRAFANA_TOKEN, or GRAFANA_TOKEN_FILE with a file that holds nothing else; or unset GRAFANA_URL',
    );
  }
  return { url: url.href.replace(/\/$/, ''), token, patienceMs: PATIENCE_MS };
}

async function readToken({ env, cwd }: Pick<Io, 'env' | 'cwd'>): Promise<string> {
  const file = env.GRAFANA_TOKEN_FILE;
  if (env.GRAFANA_TOKEN || !file) return env.GRAFANA_TOKEN ?? '';
  return readText(isAbsolute(file) ? file : join(cwd, file)).catch((cause: Error) => {
    throw new UserError('E_GRAFANA_TOKEN', `GRAFANA_TOKEN_FILE: ${cause.message}; expected a file with the token`, {
      cause,
    });
  });
}

/** The environment for an engine: load scripts have no business with Grafana's token. */
export function withoutGrafanaToken(env: Io['env']): Io['env'] {
  const { GRAFANA_TOKEN: _, ...rest } = env;
  return rest;
}

/** Starts the annotation of a run and lets the run go on meanwhile; without Grafana nothing is done. */
export function annotate(
  grafana: Grafana | undefined,
  run: { name: string; target: string; engine: string },
): EndAnnotation {
  if (!grafana) return async () => [];
  const time = Date.now();
  const text = (outcome: string) => escaped(`${run.name} on ${run.target} by ${run.engine}: ${outcome}`);
  const tags = [...ANNOTATION_TAGS, run.name];
  const started = send(grafana, 'POST', '/api/annotations', { time, tags, text: text('running') }).catch(
    () => undefined,
  );
  return async (exitCode) => {
    const ended = { timeEnd: Date.now(), text: text(outcomeOf(exitCode)) };
    try {
      const id = (await started)?.id;
      // Where Grafana was away at the start, the whole stretch is sent at the end.
      if (id === undefined) await send(grafana, 'POST', '/api/annotations', { time, tags, ...ended });
      else await send(grafana, 'PATCH', `/api/annotations/${id}`, ended);
      return [];
    } catch (error) {
      return [`the run is not marked in Grafana: ${reasonOf(error)}; see GRAFANA_URL and its token`];
    }
  };
}

const answerSchema = v.object({ id: v.optional(v.number()) });

async function send(
  { url, token, patienceMs }: Grafana,
  method: string,
  path: string,
  body: object,
): Promise<{ id?: number | undefined }> {
  const answer = await ask(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    timeoutMs: patienceMs,
  });
  if (!answer.isOk) throw new NoAnswer(`it answered ${answer.status}`, answer);
  return v.parse(answerSchema, JSON.parse(answer.text));
}

function outcomeOf(exitCode: number): string {
  if (exitCode === EXIT.passed) return 'every limit held';
  return exitCode === EXIT.thresholds ? 'a limit was crossed' : `ended with ${exitCode}`;
}

/** Grafana shows the text of an annotation as HTML. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** What went wrong in a few words; never a header or a body. */
function reasonOf(error: unknown): string {
  if (!(error instanceof NoAnswer)) return 'its answer makes no sense';
  return /^[A-Z_]+$/.test(error.message) ? `it cannot be reached (${error.message})` : error.message;
}
