// Every number of the suite: what endpoints are measured with, and how hard each test type loads.

/** p95 and p99 are limits of every test type. */
export const endpoints = {
  status: { path: '/status', p95Ms: 200, p99Ms: 400 },
} as const;

export const testTypes = {
  smoke: { vus: 1, durationS: 5, pauseS: 0.1, errorRatio: 0 },
} as const;

export type EndpointName = keyof typeof endpoints;
export type TestTypeName = keyof typeof testTypes;
