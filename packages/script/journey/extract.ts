// What a step keeps of its answer for later steps: a JSON path, a header, a match of a regular expression, a field of a form.
import type { RefinedResponse } from 'k6/http';

/** An answered request, as checks and extractors see it. */
export type Answer = RefinedResponse<'text'>;

/** Finds one text in an answer. */
export interface Extractor {
  /** For messages: `JSON path access_token`. */
  what: string;
  /** The text; undefined where the answer does not have it. */
  from(answer: Answer): string | undefined;
  /** What the answer has instead, for the message. Names and structure only: values may be secrets. */
  instead(answer: Answer): string;
}

/** More names than this do not help. */
const MOST_NAMES = 10;
/** Longer names are cut: they come from the system under test. */
const NAME_LENGTH = 40;
/** Of a text that was searched. */
const PIECE_LENGTH = 80;

/** A text, a number or a truth value of a JSON body, by k6's paths: `user.id`, `items.0.id`. */
export function jsonPath(path: string): Extractor {
  return {
    what: `JSON path ${path}`,
    from(answer) {
      const value = jsonAt(answer, path);
      const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return isPlain && value !== '' ? String(value) : undefined;
    },
    instead: (answer) => formOf(jsonAt(answer)),
  };
}

/** A header of the answer, whatever the case of its name. */
export function header(name: string): Extractor {
  const wanted = name.toLowerCase();
  return {
    what: `header ${name}`,
    from: ({ headers }) => Object.entries(headers).find(([key]) => key.toLowerCase() === wanted)?.[1] || undefined,
    instead: ({ headers }) => `headers ${namesOf(Object.keys(headers))}`,
  };
}

/** The first group of the first match in the body; without a group the whole match. */
export function pattern(expression: RegExp): Extractor {
  return {
    what: `match of ${expression}`,
    from: ({ body }) => {
      // A global or sticky expression would go on where its last match ended, in another answer.
      const match = new RegExp(expression.source, expression.flags.replace(/[gy]/g, '')).exec(body ?? '');
      return (match?.[1] ?? match?.[0]) || undefined;
    },
    instead: textOf,
  };
}

/** The value of a field of a form in an HTML body, such as a hidden CSRF token. */
export function formField(name: string): Extractor {
  return {
    what: `form field ${name}`,
    from: (answer) => fieldsOf(answer).find((field) => field.name === name)?.value || undefined,
    instead: (answer) => `form fields ${namesOf(fieldsOf(answer).map((field) => field.name))}`,
  };
}

/** What a body is, in words without values. */
export function bodyOf(answer: Answer): string {
  const value = jsonAt(answer);
  return value === undefined ? textOf(answer) : formOf(value);
}

function textOf({ body }: Answer): string {
  return body ? `a text that starts: ${masked(body)}` : 'an empty body';
}

/** Undefined where the body is not JSON. */
function jsonAt(answer: Answer, path?: string): unknown {
  try {
    return path === undefined ? answer.json() : answer.json(path);
  } catch {
    return undefined;
  }
}

function formOf(value: unknown): string {
  if (value === undefined) return 'a body that is not JSON';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null
    ? `an object with ${namesOf(Object.keys(value))}`
    : `a ${typeof value}`;
}

function fieldsOf(answer: Answer): { name: string; value: string }[] {
  if (!/<(input|select|textarea)\b/i.test(answer.body ?? '')) return [];
  return answer
    .html()
    .find('input[name],select[name],textarea[name]')
    .toArray()
    .map((field) => ({ name: field.attr('name') ?? '', value: String(field.val() ?? '') }));
}

function namesOf(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return (
    names
      .slice(0, MOST_NAMES)
      .map((name) => plain(name).slice(0, NAME_LENGTH))
      .join(', ') + more
  );
}

/**
 * The start of a text for people. What could be a secret is left out: words that no sentence has (long, or with letters and digits
 * mixed), and everything that is quoted or assigned.
 */
function masked(text: string): string {
  return plain(text.slice(0, 4 * PIECE_LENGTH))
    .replace(/(["'])[^"']*\1?/g, '...')
    .replace(/([=:]\s*)[^\s<>"&;,]+/g, '$1...')
    .replace(/[\w+/.~-]{16,}|\b(?=\w*\d)(?=\w*[a-z])\w{6,}/gi, '...')
    .slice(0, PIECE_LENGTH);
}

/** On one line, without characters that steer a terminal. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
}
