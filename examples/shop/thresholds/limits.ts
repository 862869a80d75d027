// The tables as k6's options: load, and limits by endpoint and WebSocket.
import type { WebsocketLimits } from 'k6-script/websocket';
import {
  type Endpoint,
  endpoints,
  type TestType,
  type TestTypeName,
  testTypes,
  type Websocket,
  type WebsocketName,
  websockets,
} from './tables.ts';

export function optionsOf(type: TestTypeName) {
  const test: TestType = testTypes[type];
  const rows: [string, Endpoint][] = Object.entries(endpoints);
  const latency = rows.map(([name, { p95Ms, p99Ms }]): [string, string[]] => [
    `http_req_duration{endpoint:${name}}`,
    // `max>=0` always holds: what is not judged is in the report all the same.
    [p95Ms === null ? 'max>=0' : `p(95)<${p95Ms}`, ...(p99Ms === null ? [] : [`p(99)<${p99Ms}`])],
  ]);
  return {
    ...loadOf(test),
    // k6 leaves out p(99), which rows have.
    summaryTrendStats: ['count', 'avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'],
    thresholds: { http_req_failed: [`rate<=${test.errorRatio}`], checks: ['rate==1'], ...Object.fromEntries(latency) },
  };
}

/** What is an error of an endpoint is a talk that did not complete of a WebSocket. */
export function websocketLimits(type: TestTypeName, name: WebsocketName): WebsocketLimits {
  const { errorRatio, messagesPerS }: TestType = testTypes[type];
  const { connectP95Ms, roundTripP95Ms }: Websocket = websockets[name];
  return {
    ...{ connectP95Ms, roundTripP95Ms, messagesPerS: messagesPerS?.[name] ?? null },
    completedRatio: Number((1 - errorRatio).toFixed(6)),
  };
}

function loadOf({ vus, durationS, ratesPerS }: TestType) {
  if (ratesPerS === undefined) return { vus, duration: `${durationS}s` };
  // k6 takes whole numbers of iterations: so many in a thousand seconds.
  const targets = ratesPerS.map((perS) => Math.round(perS * 1000));
  const stages = targets.map((target) => ({
    target,
    duration: `${Math.round((1000 * durationS) / targets.length)}ms`,
  }));
  const profile = { executor: 'ramping-arrival-rate' as const, timeUnit: '1000s', preAllocatedVUs: vus, stages };
  return { scenarios: { profile: { ...profile, startRate: targets[0] ?? 0 } } };
}
