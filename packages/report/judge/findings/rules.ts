// Every rule, in the order in which equal findings are shown: causes before symptoms.

import { deadTarget } from './dead-target.ts';
import { checksFailed, errorsEverywhere, errorsOnOneEndpoint, errorsOverTrigger, fastFailures } from './errors.ts';
import type { FindingRule } from './finding.ts';
import { journeyBreaks, journeySlow } from './journey.ts';
import { p95OverTrigger, slowBodies, slowEndpoint, slowEverywhere, slowForATime, tailAboveBody } from './latency.ts';
import { limitCrossed } from './limit-crossed.ts';
import { coordinatedOmission, generatorBottleneck, knee, saturation } from './load.ts';
import { memoryGrowth } from './memory.ts';
import { pageFailed, pageOverTarget, pageSlowerUnderLoad } from './page.ts';
import { auditRules } from './page-audit.ts';
import { pointsDisagree } from './points.ts';
import { connectionPool, cpuOverTrigger, memoryOverTrigger, trafficOverPeak } from './resource-use.ts';
import { operationsRefused } from './service-errors.ts';
import { latencyDrift, slowRecovery } from './time.ts';

export const rules: Readonly<Record<string, FindingRule>> = {
  'dead-target': deadTarget,
  'operations-refused': operationsRefused,
  'generator-bottleneck': generatorBottleneck,
  'slow-recovery': slowRecovery,
  'memory-growth': memoryGrowth,
  'errors-on-one-endpoint': errorsOnOneEndpoint,
  'errors-over-trigger': errorsOverTrigger,
  'errors-everywhere': errorsEverywhere,
  // Where the pool is full, it is what response times grow for.
  'connection-pool': connectionPool,
  'slow-endpoint': slowEndpoint,
  'slow-everywhere': slowEverywhere,
  'slow-for-a-time': slowForATime,
  'slow-body': slowBodies,
  saturation,
  knee,
  'latency-drift': latencyDrift,
  'cpu-over-trigger': cpuOverTrigger,
  'memory-over-trigger': memoryOverTrigger,
  'coordinated-omission': coordinatedOmission,
  'p95-over-trigger': p95OverTrigger,
  'page-failed': pageFailed,
  'page-over-target': pageOverTarget,
  'page-slower-under-load': pageSlowerUnderLoad,
  ...auditRules,
  'journey-breaks': journeyBreaks,
  'journey-slow': journeySlow,
  'limit-crossed': limitCrossed,
  'fast-failures': fastFailures,
  'checks-failed': checksFailed,
  'tail-above-body': tailAboveBody,
  'traffic-over-peak': trafficOverPeak,
  'points-disagree': pointsDisagree,
};
