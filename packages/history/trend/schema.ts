// A trend as data: docs/trend.schema.json is made from it, and it types what is printed.
import * as v from 'valibot';

const text = v.string();
const number = v.number();
const nullable = v.nullable(number);
const index = v.pipe(number, v.integer(), v.description('Of a run in `runs`.'));

const runSchema = v.object({
  id: v.pipe(text, v.description('What the run is called in the texts of the trend.')),
  startedAt: v.pipe(text, v.description('RFC 3339; runs are in the order of it.')),
  file: v.optional(v.pipe(text, v.description('The summary, as it was named.'))),
  timeFrom: v.optional(
    v.pipe(
      v.picklist(['file', 'option', 'file date']),
      v.description('Where startedAt is from: the summary itself, --at, or the date of the file.'),
    ),
  ),
});

const changeSchema = v.object({
  index: v.pipe(index, v.description('The first run of the new level.')),
  before: v.pipe(number, v.description('The old level, in the unit of the series.')),
  after: number,
  change: v.pipe(nullable, v.description('(after - before) / before; null where before is 0.')),
  p: v.pipe(number, v.description("Student's t between the two levels; below 0.001 divided by the number of series.")),
  lastBefore: text,
  firstAfter: text,
});

export const trendSchema = v.pipe(
  v.object({
    schema: v.pipe(
      v.literal(1),
      v.description('Grows when a field changes its meaning or goes; new fields do not change it.'),
    ),
    kind: v.pipe(text, v.description('What the runs have in common.')),
    runs: v.array(runSchema),
    series: v.array(
      v.object({
        name: v.pipe(text, v.description('A metric of k6 with its tags in order, or an endpoint of the history.')),
        stat: text,
        unit: text,
        values: v.pipe(v.array(nullable), v.description('One a run; null where it was not measured.')),
        changes: v.array(changeSchema),
      }),
    ),
    marks: v.pipe(
      v.array(v.object({ index, text })),
      v.description('What else changed with a run, such as the version of k6.'),
    ),
    notes: v.array(text),
    tooFew: v.pipe(v.nullable(text), v.description('Why so few runs cannot show a change; null where they can.')),
  }),
  v.description('How runs of k6 went over time, as `k6-verdict trend --json` writes it.'),
);

export type TrendJson = v.InferOutput<typeof trendSchema>;
