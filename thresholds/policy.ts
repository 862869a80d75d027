// From the tables to the policy that a run carries: only what judging and rendering this test need.
import type { Policy, PolicyRow, PolicyTest } from 'k6-format/policy';
import { type Scale, scaledLevel } from 'k6-format/scale';
import { adviceOf } from './advice.ts';
import {
  alerts,
  bottlenecks,
  capacity,
  endpoints as endpointRows,
  growth,
  journeySteps,
  journeys,
  loosenings,
  optimizations,
  pace,
  pageTests,
  quickWins,
  resources,
  targets,
  testTypes,
  tolerances,
  triggers,
  version,
} from './baselines.ts';
import { measuredOf } from './rows.ts';
import type { Tables } from './tables.ts';
import type { RequestRow } from './tasks.ts';

/** What the policy depends on; all of it absent for a summary that does not say. */
export interface PolicyOf {
  type?: string | undefined;
  /** Endpoints and steps; absent: all that have a row. */
  endpoints?: readonly string[] | undefined;
  service?: string | undefined;
  /** Absent: that of the tables. */
  scale?: Scale | undefined;
}

/** What a policy is made of; the other tables stay out of bundles. */
const TODAY = {
  ...{ alerts, bottlenecks, capacity, growth, loosenings, optimizations, pace, pageTests, quickWins, resources },
  ...{ endpoints: endpointRows, journeys, journeySteps, targets, testTypes, tolerances, triggers, version },
};
type UsedTables = Pick<Tables, keyof typeof TODAY>;

/** The policy of a run by these tables; default: the suite's own. */
export function policyOf({ scale, ...run }: PolicyOf, tables: UsedTables = TODAY as UsedTables): Policy {
  const policy = policyOfTables(run, tables);
  return scale === undefined ? policy : scaledPolicy(policy, scale);
}

function policyOfTables({ type, endpoints, service }: PolicyOf, tables: UsedTables): Policy {
  const { targets, tolerances, triggers, alerts, pace, capacity, growth, loosenings, version } = tables;
  const rows: Record<string, RequestRow> = { ...tables.endpoints, ...tables.journeySteps };
  const names = (endpoints ?? Object.keys(rows)).filter((name) => Object.hasOwn(rows, name));
  const measured = names.flatMap((name): [string, PolicyRow][] => {
    const figures = measuredOf(rows[name]!);
    return figures === undefined ? [] : [[name, { path: rows[name]!.path, ...figures }]];
  });
  const unmeasured = names.filter((name) => measuredOf(rows[name]!) === undefined);
  return {
    version,
    test: testOf(tables, type, service),
    rows: Object.fromEntries(measured),
    ...(unmeasured.length > 0 && { unmeasured }),
    ...journeysOf(tables, names),
    rowToleranceRatio: tolerances.baselineRow.valueRatio,
    recoveryS: tolerances.spikeRecovery.valueS,
    abortErrorRatio: tolerances.abortErrorShare.valueRatio,
    apiTargetMs: targets.apiResponseTime.limitMs,
    pageTargetMs: targets.pageLoadTime.limitMs,
    triggers: {
      p95Ms: triggers.responseTimeP95.aboveMs,
      errorRatio: triggers.errorRate.aboveRatio,
      cpuPct: triggers.cpu.abovePct,
      cpuForS: triggers.cpu.forS ?? 0,
      memoryPct: triggers.memory.abovePct,
    },
    memoryAlertPct: alerts.memoryUsage.thresholdPct,
    resources: resourcesOf(tables),
    capacity: {
      maximumPerS: capacity.requestsSecond.maximum,
      perUserPerS: pace.requestsPerUser.valuePerS,
    },
    growth: growth.map(({ period, requestsPerS, action }) => ({ period, requestsPerS, action })),
    advice: adviceOf(tables, service),
    loosened: [...loosenings],
  };
}

/**
 * The policy of a run whose target has another size: what its response times, its throughput and its users are compared with. Shares,
 * resources and what the tables allow in time stay.
 */
export function scaledPolicy(policy: Policy, { users, rate, limits }: Scale): Policy {
  const { test, rows, triggers, capacity, growth } = policy;
  return {
    ...policy,
    test: { ...test, browserUsers: test.browserUsers && scaledLevel(test.browserUsers, users) },
    rows: Object.fromEntries(
      Object.entries(rows).map(([name, { path, avgMs, p50Ms, p95Ms, p99Ms }]) => [
        name,
        { path, avgMs: avgMs * limits, p50Ms: p50Ms * limits, p95Ms: p95Ms * limits, p99Ms: p99Ms * limits },
      ]),
    ),
    ...(policy.journeys && {
      journeys: Object.fromEntries(
        Object.entries(policy.journeys).map(([name, row]) => [
          name,
          { ...row, avgMs: row.avgMs && row.avgMs * limits, p95Ms: row.p95Ms && row.p95Ms * limits },
        ]),
      ),
    }),
    apiTargetMs: policy.apiTargetMs * limits,
    pageTargetMs: policy.pageTargetMs * limits,
    triggers: { ...triggers, p95Ms: triggers.p95Ms * limits },
    capacity: { ...capacity, maximumPerS: capacity.maximumPerS * rate },
    growth: growth.map((row) => ({ ...row, requestsPerS: row.requestsPerS * rate })),
  };
}

/** Those of which a step is asked for; nothing in a suite without journeys. */
function journeysOf({ journeys, journeySteps }: UsedTables, names: readonly string[]): Pick<Policy, 'journeys'> {
  const stepsOf = (journey: string) =>
    Object.entries(journeySteps).flatMap(([step, row]) => (row.journey === journey ? [step] : []));
  const found = Object.entries(journeys)
    .map(([name, { avgMs, p95Ms, completedRatio }]) => ({ name, avgMs, p95Ms, completedRatio, steps: stepsOf(name) }))
    .filter(({ steps }) => steps.some((step) => names.includes(step)))
    .map(({ name, ...row }) => [name, row] as const);
  return found.length === 0 ? {} : { journeys: Object.fromEntries(found) };
}

/** A service is inside its row of requests per second all the time: all of its run is judged. */
function testOf({ testTypes, pageTests }: UsedTables, type = '', service?: string): PolicyTest {
  const row = rowOf(testTypes, type);
  const isHeld = row === undefined ? service === undefined : row.judged === 'hold';
  return {
    judgedPhase: isHeld ? 'hold' : null,
    findsEdge: row?.stops === 'limits',
    findsDrift: row?.windows === 'hold',
    // A single pass without pace.
    endsByItself: row?.stops === 'never' && row.paced === 'no',
    cpuPct: row?.cpuPct ?? null,
    browserUsers: rowOf(pageTests, type)?.browserUsers ?? null,
  };
}

function rowOf<Row>(rows: Readonly<Record<string, Row>>, name: string): Row | undefined {
  return Object.hasOwn(rows, name) ? rows[name] : undefined;
}

function resourcesOf({ resources, capacity }: UsedTables): Policy['resources'] {
  const { cpuOverall, memory, diskIO, networkIn, networkOut } = resources;
  const traffic = (row: typeof diskIO) => ({ normal: row.normalMbPerS, peak: row.peakMbPerS, limit: row.limitMbPerS });
  const { current, maximum } = capacity.databaseConnections;
  return {
    cpuPct: { normal: cpuOverall.normalPct, peak: cpuOverall.peakPct, limit: cpuOverall.limitPct },
    memoryMb: { normal: memory.normalMb, peak: memory.peakMb, limit: memory.limitMb },
    diskMbPerS: traffic(diskIO),
    networkInMbPerS: traffic(networkIn),
    networkOutMbPerS: traffic(networkOut),
    dbConnections: { normal: current, peak: null, limit: maximum },
  };
}
