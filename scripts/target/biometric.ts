// The POST endpoint's contract: what a biometric sample must look like, and the analysis that answers it.
import { type Answer, type AnswerContext, jsonAnswer, problem, type Question, readJson } from 'k6-target/answers';
import * as v from 'valibot';

const sampleShape = v.object({
  user_id: v.pipe(v.string(), v.minLength(1), v.maxLength(128)),
  /** What was measured: heart_rate, hrv, sleep_minutes and so on. */
  event_type: v.pipe(
    v.string(),
    v.regex(/^[a-z][a-z0-9_]{0,63}$/, 'expected lower-case words joined by _, such as heart_rate'),
  ),
  value: v.pipe(v.number(), v.finite()),
  unit: v.optional(v.pipe(v.string(), v.maxLength(32))),
  timestamp: v.optional(v.pipe(v.string(), v.isoTimestamp())),
});

export type BiometricSample = v.InferOutput<typeof sampleShape>;

/** What is wrong with a sample, by field. */
interface FieldProblem {
  /** Path of the field; `(body)` for the sample as a whole. */
  field: string;
  message: string;
}

/** Checks parsed JSON. */
function readSample(value: unknown): { sample: BiometricSample } | { problems: FieldProblem[] } {
  // To valibot a list is an object too.
  if (Array.isArray(value)) return { problems: [{ field: '(body)', message: 'expected one sample, not a list' }] };
  const result = v.safeParse(sampleShape, value);
  if (result.success) return { sample: result.output };
  return {
    problems: result.issues.map((issue) => ({ field: v.getDotPath(issue) ?? '(body)', message: issue.message })),
  };
}

export function answerSample(question: Question, context: AnswerContext): Answer {
  const json = readJson(question, context);
  if ('refusal' in json) return json.refusal;
  const read = readSample(json.value);
  if ('sample' in read) return jsonAnswer(200, analyse(read.sample));
  const message = read.problems.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return problem(422, 'invalid_sample', message, { problems: read.problems });
}

/** Ranges of a resting adult, by kind of event; a value outside is worth a look, an unknown kind is not judged. */
const usualRange: Record<string, readonly [low: number, high: number]> = {
  heart_rate: [40, 100],
  hrv: [20, 120],
  respiratory_rate: [10, 20],
  spo2: [95, 100],
};

/** The answer to a sample. */
export function analyse(sample: BiometricSample): Record<string, unknown> {
  const { user_id, event_type, value } = sample;
  const range = usualRange[sample.event_type];
  const assessment = !range
    ? 'not judged'
    : sample.value < range[0]
      ? 'low'
      : sample.value > range[1]
        ? 'high'
        : 'usual';
  return {
    // The target keeps nothing: the id is the sample itself.
    result_id: Buffer.from(JSON.stringify({ user_id, event_type, value })).toString('base64url'),
    ...{ user_id, event_type, value },
    analysis: { assessment, usual_range: range ?? null, recommendations: recommend(assessment) },
  };
}

/** The analysis again, by its id at the end of the path. */
export function answerResult({ path = '' }: Question): Answer {
  const id = path.slice(path.lastIndexOf('/') + 1);
  const read = readSample(parsed(Buffer.from(id, 'base64url').toString()));
  if ('sample' in read) return jsonAnswer(200, analyse(read.sample));
  return problem(404, 'not_found', 'no analysis has this id');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function recommend(assessment: string): string[] {
  if (assessment === 'high') return ['Rest for ten minutes and measure again.'];
  if (assessment === 'low') return ['Measure again; see a physician if it stays low.'];
  return [];
}
