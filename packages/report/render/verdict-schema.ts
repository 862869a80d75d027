// The verdict for machines as a schema: docs/verdict.schema.json is made from it, and it types what is written.
import * as v from 'valibot';

const figure = v.nullable(v.number());
const text = v.string();

const latency = v.pipe(
  v.object({
    samples: figure,
    avgMs: figure,
    minMs: figure,
    p50Ms: figure,
    p90Ms: figure,
    p95Ms: figure,
    p99Ms: figure,
    maxMs: figure,
  }),
  v.description(
    'Statistics of times in milliseconds, of http_req_duration where the field does not say otherwise; null where the summary does not keep one.',
  ),
);

const limit = v.object({
  subject: v.pipe(text, v.description('What was limited, in words.')),
  tags: v.pipe(v.record(text, text), v.description("The sub-metric's tags.")),
  metric: text,
  stat: v.pipe(v.nullable(text), v.description("k6's statistic, such as p(95).")),
  operator: v.nullable(v.picklist(['<', '<=', '>', '>=', '==', '!='])),
  limit: figure,
  actual: v.pipe(figure, v.description('Null where the summary does not hold the statistic, or nothing was measured.')),
  origin: v.pipe(
    v.nullable(text),
    v.description('Which of our rules gives this limit, such as "API target"; null for other scripts.'),
  ),
  unit: text,
  margin: v.pipe(
    v.nullable(v.object({ absolute: v.number(), ratio: figure })),
    v.description('Positive inside the limit, negative outside.'),
  ),
  outcome: v.picklist(['passed', 'failed', 'not-measured']),
  note: v.nullable(text),
  source: v.pipe(v.object({ key: text, expression: text }), v.description("k6's own text for it.")),
});

/** From the log of the run. */
const failureSample = v.object({
  endpoint: text,
  status: text,
  code: text,
  atS: v.number(),
  message: text,
  users: v.number(),
});

const visit = v.picklist(['cold', 'warm']);

const pages = v.pipe(
  v.object({
    vitals: v.pipe(
      v.array(
        v.object({
          name: v.picklist(['load', 'dcl', 'ttfb', 'fcp', 'lcp', 'inp', 'cls']),
          visit,
          unit: v.picklist(['ms', 'none']),
          samples: figure,
          p50: figure,
          p75: figure,
          p95: figure,
          stat: v.pipe(text, v.description("k6's statistic that the limit is on.")),
          operator: v.nullable(text),
          limit: v.pipe(figure, v.description('As the file records it; null where it has none.')),
          outcome: v.picklist(['passed', 'failed', 'not-measured']),
          k6Value: v.pipe(figure, v.description("k6's own figure by the same statistic, over all loads of the page.")),
        }),
      ),
      v.description('In milliseconds, the layout shift (cls) without unit.'),
    ),
    visits: v.array(v.object({ visit, visits: figure, bytesP50: figure, filesP50: figure })),
    phases: v.array(
      v.object({
        phase: text,
        visit,
        samples: figure,
        loadP50Ms: figure,
        loadP95Ms: figure,
        lcpP75Ms: figure,
        ttfbP75Ms: figure,
      }),
    ),
    audit: v.pipe(
      v.array(
        v.object({
          finding: v.picklist(['cache-headers', 'compression', 'images', 'http-1', 'blocking-script']),
          files: figure,
          savedBytes: figure,
          savedMs: figure,
        }),
      ),
      v.description(
        'What one visit would save; 0 files where it was looked for and not there, null where it was not looked for.',
      ),
    ),
    failedVisits: figure,
    failedRatio: figure,
  }),
  v.description('Page loads in a browser; absent for runs that loaded no page.'),
);

const usage = v.nullable(v.object({ avg: figure, peak: v.number() }));

export const verdictSchema = v.pipe(
  v.object({
    schema: v.pipe(
      v.literal(1),
      v.description('Grows when a field changes its meaning or goes; new fields do not change it.'),
    ),
    outcome: v.picklist(['passed', 'failed', 'not-judged', 'discarded']),
    exitCode: v.pipe(v.number(), v.integer()),
    summary: v.pipe(text, v.description('The verdict in one sentence.')),
    generatedAt: v.pipe(text, v.description('RFC 3339, UTC.')),
    file: text,
    shape: v.picklist(['handle-summary', 'summary-export', 'machine-readable']),
    testedBy: v.nullable(text),
    reviewedBy: v.nullable(text),
    run: v.pipe(
      v.nullable(
        v.object({
          type: text,
          engine: text,
          target: v.pipe(text, v.description('Without user, password and query.')),
          timeScale: v.number(),
          scale: v.exactOptional(
            v.pipe(
              v.object({ users: v.number(), rate: v.number(), limits: v.number(), environment: v.exactOptional(text) }),
              v.description(
                'Factors on users, arrival rates and limits of response times; absent where none is scaled. The limits have theirs in already.',
              ),
            ),
          ),
          startedAt: text,
          commit: v.nullable(text),
          model: v.picklist(['closed', 'open']),
          endpoints: v.array(text),
        }),
      ),
      v.description('Null for summaries that our load scripts did not write.'),
    ),
    validity: v.object({
      level: v.picklist(['VALID', 'WARN', 'DISCARDED']),
      reasons: v.array(v.object({ rule: text, level: v.picklist(['WARN', 'DISCARDED']), message: text })),
    }),
    results: v.object({
      durationMs: figure,
      requests: v.pipe(figure, v.description('Of the whole run.')),
      requestsPerS: figure,
      ratePhase: v.pipe(
        v.nullable(text),
        v.description('The phase that requestsPerS is from; null for the whole run.'),
      ),
      errorRatio: figure,
      phase: v.pipe(
        v.nullable(text),
        v.description('The phase that errors and latency are from; null for the whole run.'),
      ),
      latency: v.nullable(latency),
      vusPeak: figure,
      iterations: figure,
      droppedIterations: v.number(),
    }),
    resources: v.object({
      cpuPct: usage,
      memoryMb: usage,
      networkInMbPerS: usage,
      networkOutMbPerS: usage,
      diskMbPerS: usage,
      dbConnections: usage,
    }),
    counts: v.object({
      passed: v.pipe(v.number(), v.integer()),
      failed: v.pipe(v.number(), v.integer()),
      notMeasured: v.pipe(v.number(), v.integer()),
    }),
    limits: v.array(limit),
    endpoints: v.array(
      v.object({
        name: text,
        phase: v.pipe(
          v.nullable(text),
          v.description('The phase that all figures but requests are from; null for the whole run.'),
        ),
        requests: v.pipe(figure, v.description('Of the whole run; latency.samples has those of the phase.')),
        requestsPerS: figure,
        errorRatio: figure,
        overLimitRatio: v.pipe(figure, v.description("Share of requests over the endpoint's p95 limit, or failed.")),
        latency: v.nullable(latency),
        fromPlan: v.pipe(v.nullable(latency), v.description('Response time from the moment that the request was due.')),
      }),
    ),
    journeys: v.exactOptional(
      v.pipe(
        v.array(
          v.object({
            name: text,
            walked: v.pipe(figure, v.description('Of the whole run, with those that did not complete.')),
            completedRatio: figure,
            duration: v.pipe(v.nullable(latency), v.description('Of those that completed, without think time.')),
            phase: v.pipe(
              v.nullable(text),
              v.description('The phase that share and duration are from; null for the whole run.'),
            ),
            steps: v.pipe(
              v.array(v.object({ name: text, failed: v.number() })),
              v.description('In their order; their other figures are among the endpoints.'),
            ),
          }),
        ),
        v.description('Absent where none was walked.'),
      ),
    ),
    websockets: v.exactOptional(
      v.pipe(
        v.array(
          v.object({
            tags: v.pipe(v.record(text, text), v.description('Empty for the run as a whole.')),
            sessions: figure,
            errorRatio: v.pipe(figure, v.description('Of the sessions, those in which a message was not answered.')),
            connect: v.pipe(v.nullable(latency), v.description('Of ws_connecting.')),
            roundTrip: v.pipe(v.nullable(latency), v.description('From a message to its answer.')),
            session: v.pipe(v.nullable(latency), v.description('Of ws_session_duration.')),
            messagesPerS: v.pipe(
              figure,
              v.description('Answers; where the script does not know them, all that arrived.'),
            ),
          }),
        ),
        v.description('Absent where none was opened; their limits are among the limits.'),
      ),
    ),
    failures: v.pipe(
      v.array(
        v.object({
          endpoint: v.nullable(text),
          kind: text,
          count: v.number(),
          meaning: text,
          sample: v.nullable(failureSample),
        }),
      ),
      v.description('Failed requests by endpoint and status, and over all endpoints by error code.'),
    ),
    checks: v.exactOptional(
      v.pipe(
        v.array(
          v.object({
            name: text,
            path: v.pipe(text, v.description('The groups that it is in and its name, with " > " between them.')),
            passes: v.number(),
            fails: v.number(),
          }),
        ),
        v.description('Every check of the script; absent for summaries that our load scripts wrote.'),
      ),
    ),
    metrics: v.exactOptional(
      v.pipe(
        v.array(
          v.object({
            key: text,
            name: text,
            tags: v.pipe(v.record(text, text), v.description('Empty for the metric as a whole.')),
            group: v.picklist(['custom', 'http', 'grpc', 'websocket', 'browser', 'execution']),
            type: v.picklist(['counter', 'gauge', 'rate', 'trend']),
            contains: v.pipe(v.nullable(text), v.description("k6's hint; null where the file drops it.")),
            unit: v.pipe(
              text,
              v.description('Of the statistics but count and a rate per second: ms, bytes, ratio, none...'),
            ),
            values: v.pipe(v.record(text, v.number()), v.description("By k6's names of the statistics.")),
          }),
        ),
        v.description('Every metric of the file with figures; absent for summaries that our load scripts wrote.'),
      ),
    ),
    pages: v.optional(pages),
    recovery: v.nullable(
      v.object({
        recoveredAfterS: figure,
        allowedS: figure,
        firstErrorAfterS: figure,
        peakErrorRatio: figure,
        resolutionS: v.number(),
      }),
    ),
    drifts: v.array(
      v.object({
        name: text,
        unit: text,
        perS: v.number(),
        lowPerS: v.number(),
        highPerS: v.number(),
        changeRatio: v.number(),
        limitInS: figure,
      }),
    ),
    layers: v.array(
      v.object({
        name: text,
        unit: text,
        limit: v.number(),
        limitOf: v.pipe(text, v.description('Which table or rule the limit is from.')),
        peak: v.pipe(v.number(), v.description('The highest window.')),
        saturatedAtS: figure,
        saturatedLoad: figure,
      }),
    ),
    findings: v.array(
      v.object({
        rule: text,
        severity: v.picklist(['critical', 'serious', 'minor', 'info']),
        title: text,
        evidence: text,
        action: v.nullable(text),
        effect: v.number(),
      }),
    ),
    recommendations: v.array(text),
    warnings: v.array(text),
    previous: v.exactOptional(
      v.pipe(
        v.object({
          name: v.pipe(text, v.description('Its id in the history, or its file.')),
          startedAt: v.nullable(text),
          figures: v.array(
            v.object({
              name: v.pipe(text, v.description("k6's metric and statistic, or the name of a result.")),
              before: v.number(),
              now: v.number(),
              word: v.pipe(
                v.nullable(v.picklist(['worse', 'better', 'no evidence'])),
                v.description('Whether the change is more than the noise between runs; null where that is not known.'),
              ),
            }),
          ),
        }),
        v.description('Key figures of the last run like this one; absent without one.'),
      ),
    ),
  }),
  v.description('The verdict on one run, as `perf report --format json` writes it.'),
);

export type VerdictJson = v.InferOutput<typeof verdictSchema>;
