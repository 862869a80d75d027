// A comparison of summaries as data: docs/compare.schema.json is made from it, and it types what is computed.
import * as v from 'valibot';

const text = v.string();
const number = v.number();
const side = v.picklist(['base', 'head']);

const sideSchema = v.object({
  runs: v.array(
    v.object({
      file: text,
      shape: v.picklist(['handle-summary', 'summary-export', 'machine-readable', 'json-points', 'csv-points']),
      k6Version: v.nullable(text),
      limits: v.pipe(
        v.picklist(['crossed', 'held', 'none']),
        v.description("By the file's own word; none: the file holds no limit that was judged."),
      ),
    }),
  ),
  crossed: v.pipe(
    v.array(v.object({ file: text, metric: text, expression: text })),
    v.description('Limits that were crossed, in the words of k6.'),
  ),
});

export const figureSchema = v.object({
  metric: v.pipe(text, v.description("k6's name with the tags in order; a check is checks{check:GROUP > NAME}.")),
  type: v.picklist(['counter', 'gauge', 'rate', 'trend']),
  stat: text,
  unit: text,
  base: v.pipe(
    number,
    v.description('Of several runs the geometric mean; the mean of shares and of values that can be 0.'),
  ),
  head: number,
  difference: v.pipe(number, v.description('head - base, in the unit; a ratio is 0 to 1.')),
  relative: v.pipe(v.nullable(number), v.description('difference / base; null where base is 0.')),
  worseWhen: v.pipe(
    v.nullable(v.picklist(['higher', 'lower'])),
    v.description('Null where neither a limit nor k6 says which way is worse.'),
  ),
  visible: v.pipe(
    v.nullable(number),
    v.description('The smallest rise beyond the noise between runs, in the unit; null where the noise is unknown.'),
  ),
  word: v.pipe(
    v.nullable(v.picklist(['worse', 'better', 'no evidence'])),
    v.description('Null where the noise is unknown, and for figures that are not judged.'),
  ),
  p: v.pipe(
    v.nullable(number),
    v.description(
      'Of raw points: two-sided p, corrected for all tests. Null for summaries and for figures that are not tested.',
    ),
  ),
  low: v.pipe(v.nullable(number), v.description('Of raw points: lower end of the 95 % interval of the difference.')),
  high: v.nullable(number),
});

const place = v.object({ metric: text, stat: text });

export const comparisonSchema = v.pipe(
  v.object({
    schema: v.pipe(
      v.literal(1),
      v.description('Grows when a field changes its meaning or goes; new fields do not change it.'),
    ),
    by: v.pipe(
      v.nullable(v.array(text)),
      v.description('Of raw points: the tags that they are compared by, besides whole metrics. Null for summaries.'),
    ),
    isRegression: v.pipe(v.boolean(), v.description('True where the command ends with exit code 6.')),
    base: sideSchema,
    head: sideSchema,
    test: v.pipe(
      v.nullable(
        v.object({
          method: text,
          falseAlarmRate: number,
          degreesOfFreedom: number,
          judged: v.pipe(number, v.integer()),
        }),
      ),
      v.description('Null where there are too few runs to know the noise between them.'),
    ),
    regressions: v.pipe(
      v.array(place),
      v.description('With tolerances: what exceeds one, and the noise where that is known. Without: what is worse.'),
    ),
    tolerances: v.array(
      v.object({
        tolerance: v.pipe(text, v.description('As it was given.')),
        judged: v.pipe(number, v.integer(), v.description('Figures that it applies to.')),
        crossed: v.array(place),
        withinNoise: v.pipe(v.array(place), v.description('Exceeded, but not by more than equal runs may differ.')),
      }),
    ),
    figures: v.array(figureSchema),
    missing: v.array(
      v.object({
        metric: text,
        stat: v.pipe(v.nullable(text), v.description('Null: the whole metric.')),
        missingIn: side,
      }),
    ),
    notJudged: v.pipe(
      v.array(v.object({ metric: text, stat: text, reason: text })),
      v.description('Of raw points: figures with too few samples for a test, and why. They are not equal.'),
    ),
    notes: v.pipe(v.array(text), v.description('What makes the two sides less alike, and what could not be read.')),
  }),
  v.description(
    'What changed between k6 summaries, or raw points, as `perf compare --json` writes it for results of any script.',
  ),
);

export type SummaryComparison = v.InferOutput<typeof comparisonSchema>;
export type ComparedFigure = v.InferOutput<typeof figureSchema>;
