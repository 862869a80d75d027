// The tables as k6's options: load, and limits by endpoint.
import { endpoints, type TestTypeName, testTypes } from './tables.ts';

export function optionsOf(type: TestTypeName) {
  const { vus, durationS, errorRatio } = testTypes[type];
  const latency = Object.entries(endpoints).map(([name, { p95Ms, p99Ms }]) => [
    `http_req_duration{endpoint:${name}}`,
    [`p(95)<${p95Ms}`, `p(99)<${p99Ms}`],
  ]);
  return {
    vus,
    duration: `${durationS}s`,
    thresholds: { http_req_failed: [`rate<=${errorRatio}`], checks: ['rate==1'], ...Object.fromEntries(latency) },
  };
}
