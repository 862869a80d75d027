// The verdict for machines as a schema: docs/verdict.schema.json is made from it, and it types what is written.
import { z } from 'zod';

const figure = z.number().nullable();
const text = z.string();

const latency = z
  .object({
    samples: figure,
    avgMs: figure,
    minMs: figure,
    p50Ms: figure,
    p90Ms: figure,
    p95Ms: figure,
    p99Ms: figure,
    maxMs: figure,
  })
  .describe('Statistics of http_req_duration in milliseconds; null where the summary does not keep one.');

const limit = z.object({
  subject: text.describe('What was limited, in words.'),
  tags: z.record(text, text).describe("The sub-metric's tags."),
  metric: text,
  stat: text.nullable().describe("k6's statistic, such as p(95)."),
  operator: z.enum(['<', '<=', '>', '>=', '==', '!=']).nullable(),
  limit: figure,
  actual: figure.describe('Null where the summary does not hold the statistic, or nothing was measured.'),
  origin: text
    .nullable()
    .describe('Which of our rules gives this limit, such as "API target"; null for other scripts.'),
  unit: text,
  margin: z
    .object({ absolute: z.number(), ratio: figure })
    .nullable()
    .describe('Positive inside the limit, negative outside.'),
  outcome: z.enum(['passed', 'failed', 'not-measured']),
  note: text.nullable(),
  source: z.object({ key: text, expression: text }).describe("k6's own text for it."),
});

/** From the log of the run. */
const failureSample = z.object({
  endpoint: text,
  status: text,
  code: text,
  atS: z.number(),
  message: text,
  users: z.number(),
});

const visit = z.enum(['cold', 'warm']);

const pages = z
  .object({
    vitals: z
      .array(
        z.object({
          name: z.enum(['load', 'dcl', 'ttfb', 'fcp', 'lcp', 'inp', 'cls']),
          visit,
          unit: z.enum(['ms', 'none']),
          samples: figure,
          p50: figure,
          p75: figure,
          p95: figure,
          stat: text.describe("k6's statistic that the limit is on."),
          operator: text,
          limit: z.number(),
          outcome: z.enum(['passed', 'failed', 'not-measured']),
          k6Value: figure.describe("k6's own figure by the same statistic, over all loads of the page."),
        }),
      )
      .describe('In milliseconds, the layout shift (cls) without unit.'),
    visits: z.array(z.object({ visit, visits: figure, bytesP50: figure, filesP50: figure })),
    phases: z.array(
      z.object({
        phase: text,
        visit,
        samples: figure,
        loadP50Ms: figure,
        loadP95Ms: figure,
        lcpP75Ms: figure,
        ttfbP75Ms: figure,
      }),
    ),
    audit: z
      .array(
        z.object({
          finding: z.enum(['cache-headers', 'compression', 'images', 'http-1', 'blocking-script']),
          files: figure,
          savedBytes: figure,
          savedMs: figure,
        }),
      )
      .describe(
        'What one visit would save; 0 files where it was looked for and not there, null where it was not looked for.',
      ),
    failedVisits: figure,
    failedRatio: figure,
  })
  .describe('Page loads in a browser; absent for runs that loaded no page.');

const usage = z.object({ avg: figure, peak: z.number() }).nullable();

export const verdictSchema = z
  .object({
    schema: z.literal(1).describe('Grows when a field changes its meaning or goes; new fields do not change it.'),
    outcome: z.enum(['passed', 'failed', 'not-judged', 'discarded']),
    exitCode: z.number().int(),
    summary: text.describe('The verdict in one sentence.'),
    generatedAt: text.describe('RFC 3339, UTC.'),
    file: text,
    shape: z.enum(['handle-summary', 'summary-export', 'machine-readable']),
    testedBy: text.nullable(),
    reviewedBy: text.nullable(),
    run: z
      .object({
        type: text,
        engine: text,
        target: text.describe('Without user, password and query.'),
        timeScale: z.number(),
        startedAt: text,
        commit: text.nullable(),
        model: z.enum(['closed', 'open']),
        endpoints: z.array(text),
      })
      .nullable()
      .describe('Null for summaries that our load scripts did not write.'),
    validity: z.object({
      level: z.enum(['VALID', 'WARN', 'DISCARDED']),
      reasons: z.array(z.object({ rule: text, level: z.enum(['WARN', 'DISCARDED']), message: text })),
    }),
    results: z.object({
      durationMs: figure,
      requests: figure.describe('Of the whole run.'),
      requestsPerS: figure,
      ratePhase: text.nullable().describe('The phase that requestsPerS is from; null for the whole run.'),
      errorRatio: figure,
      phase: text.nullable().describe('The phase that errors and latency are from; null for the whole run.'),
      latency: latency.nullable(),
      vusPeak: figure,
      iterations: figure,
      droppedIterations: z.number(),
    }),
    resources: z.object({
      cpuPct: usage,
      memoryMb: usage,
      networkInMbPerS: usage,
      networkOutMbPerS: usage,
      diskMbPerS: usage,
      dbConnections: usage,
    }),
    counts: z.object({ passed: z.number().int(), failed: z.number().int(), notMeasured: z.number().int() }),
    limits: z.array(limit),
    endpoints: z.array(
      z.object({
        name: text,
        phase: text.nullable().describe('The phase that all figures but requests are from; null for the whole run.'),
        requests: figure.describe('Of the whole run; latency.samples has those of the phase.'),
        requestsPerS: figure,
        errorRatio: figure,
        overLimitRatio: figure.describe("Share of requests over the endpoint's p95 limit, or failed."),
        latency: latency.nullable(),
        fromPlan: latency.nullable().describe('Response time from the moment that the request was due.'),
      }),
    ),
    failures: z
      .array(
        z.object({
          endpoint: text.nullable(),
          kind: text,
          count: z.number(),
          meaning: text,
          sample: failureSample.nullable(),
        }),
      )
      .describe('Failed requests by endpoint and status, and over all endpoints by error code.'),
    pages: pages.optional(),
    recovery: z
      .object({
        recoveredAfterS: figure,
        allowedS: z.number(),
        firstErrorAfterS: figure,
        peakErrorRatio: figure,
        resolutionS: z.number(),
      })
      .nullable(),
    drifts: z.array(
      z.object({
        name: text,
        unit: text,
        perS: z.number(),
        lowPerS: z.number(),
        highPerS: z.number(),
        changeRatio: z.number(),
        limitInS: figure,
      }),
    ),
    layers: z.array(
      z.object({
        name: text,
        unit: text,
        limit: z.number(),
        limitOf: text.describe('Which table or rule the limit is from.'),
        peak: z.number().describe('The highest window.'),
        saturatedAtS: figure,
        saturatedLoad: figure,
      }),
    ),
    findings: z.array(
      z.object({
        rule: text,
        severity: z.enum(['critical', 'serious', 'minor', 'info']),
        title: text,
        evidence: text,
        action: text.nullable(),
        effect: z.number(),
      }),
    ),
    recommendations: z.array(text),
    warnings: z.array(text),
  })
  .describe('The verdict on one run, as `perf report --format json` writes it.');

export type VerdictJson = z.infer<typeof verdictSchema>;

/** The JSON Schema (draft 2020-12) that docs/verdict.schema.json holds. */
export function verdictJsonSchema(): unknown {
  return { title: 'Verdict on a performance test run', ...z.toJSONSchema(verdictSchema, { io: 'input' }) };
}
