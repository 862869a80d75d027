// The POST endpoint's contract: what a biometric sample must look like, and the analysis that answers it.
import { z } from 'zod';

const sampleShape = z.object({
  user_id: z.string().min(1).max(128),
  /** What was measured: heart_rate, hrv, sleep_minutes and so on. */
  event_type: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/, 'wants lower-case words joined by _, such as heart_rate'),
  value: z.number(),
  unit: z.string().max(32).optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
});

export type BiometricSample = z.infer<typeof sampleShape>;

/** What is wrong with a sample, by field. */
export interface FieldProblem {
  /** Path of the field; `(body)` for the sample as a whole. */
  field: string;
  message: string;
}

/** Checks parsed JSON. */
export function readSample(value: unknown): { sample: BiometricSample } | { problems: FieldProblem[] } {
  const result = sampleShape.safeParse(value);
  if (result.success) return { sample: result.data };
  return {
    problems: result.error.issues.map(({ path, message }) => ({ field: path.join('.') || '(body)', message })),
  };
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
  const range = usualRange[sample.event_type];
  const assessment = !range
    ? 'not judged'
    : sample.value < range[0]
      ? 'low'
      : sample.value > range[1]
        ? 'high'
        : 'usual';
  return {
    user_id: sample.user_id,
    event_type: sample.event_type,
    value: sample.value,
    analysis: { assessment, usual_range: range ?? null, recommendations: recommend(assessment) },
  };
}

function recommend(assessment: string): string[] {
  if (assessment === 'high') return ['Rest for ten minutes and measure again.'];
  if (assessment === 'low') return ['Measure again; see a physician if it stays low.'];
  return [];
}
