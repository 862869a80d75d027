// One row of requests in a report, as texts: an endpoint, or what another script keeps apart by tags.
export interface EndpointRow {
  /** The endpoint's own name. */
  id: string;
  name: string;
  requests: string;
  errors: string;
  avg: string;
  p50: string;
  p95: string;
  p99: string;
  overLimit: string;
  /** The endpoint's row in the table of baselines, `avg / p50 / p95 / p99`. */
  baseline: string;
}
