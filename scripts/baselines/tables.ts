// The shape of thresholds/baselines.md as data: which tables there are, their columns, units and row checks.
import {
  anyOf,
  type CellSchema,
  count,
  countFromOne,
  countRange,
  date,
  durationMs,
  durationS,
  fraction,
  label,
  measured,
  memoryMb,
  name,
  oneOf,
  optional,
  path,
  percent,
  ratePerS,
  share,
  shares,
  text,
  throughputMbPerS,
  weightPct,
} from './cells.ts';

/** A column: its heading in the document, its key in the generated module, and what its cells hold. */
export interface Column {
  header: string;
  key: string;
  /** Absent where the unit depends on the row (see `RowKind`). */
  cell?: CellSchema;
}

/** What the unit-bearing cells of one row hold, and the suffix that carries the unit into the key (`idle` + `Pct`). */
export interface RowKind {
  cell: CellSchema;
  suffix: string;
}

/** A rule between the cells of one row: `keys` must not fall from left to right. */
export interface RowCheck {
  rising: readonly string[];
}

export interface TableSpec {
  heading: string;
  /** Name of the constant in the generated module. */
  constant: string;
  /** Type alias for the union of its keys, where the code needs one. */
  keyType?: string;
  /** How a row is found again: by its first cell as it is, by that cell as an identifier, or by position. */
  rows: 'by-name' | 'by-label' | 'list';
  columns: readonly Column[];
  /** For tables whose rows differ in unit: exactly these rows, by the text of their first cell. */
  kinds?: Readonly<Record<string, RowKind>>;
  checks?: readonly RowCheck[];
  /** A ledger starts without rows. */
  mayBeEmpty?: true;
}

const asPct: RowKind = { cell: percent, suffix: 'Pct' };
const asMs: RowKind = { cell: durationMs, suffix: 'Ms' };
const asSeconds: RowKind = { cell: durationS, suffix: 'S' };
const asMb: RowKind = { cell: memoryMb, suffix: 'Mb' };
const asMbPerS: RowKind = { cell: throughputMbPerS, suffix: 'MbPerS' };
const asRatio: RowKind = { cell: anyOf(share, fraction), suffix: 'Ratio' };
const asCount: RowKind = { cell: count, suffix: '' };

export const tables: readonly TableSpec[] = [
  {
    heading: 'Targets',
    constant: 'targets',
    rows: 'by-label',
    columns: [
      { header: 'Target', key: 'label', cell: label },
      { header: 'Statistic', key: 'statistic', cell: oneOf('p95', 'range') },
      { header: 'Limit', key: 'limit' },
    ],
    kinds: {
      'API Response Time': asMs,
      'Page Load Time': asMs,
      'Concurrent Users': { cell: countRange, suffix: '' },
      'Database Query Time': asMs,
    },
  },
  {
    heading: 'Response times',
    constant: 'endpoints',
    keyType: 'EndpointName',
    rows: 'by-name',
    columns: [
      { header: 'Name', key: 'name', cell: name },
      { header: 'Endpoint', key: 'path', cell: path },
      { header: 'Average', key: 'avgMs', cell: measured(durationMs) },
      { header: 'P50', key: 'p50Ms', cell: measured(durationMs) },
      { header: 'P95', key: 'p95Ms', cell: measured(durationMs) },
      { header: 'P99', key: 'p99Ms', cell: measured(durationMs) },
    ],
    checks: [{ rising: ['p50Ms', 'p95Ms', 'p99Ms'] }, { rising: ['avgMs', 'p99Ms'] }],
  },
  {
    heading: 'Resources',
    constant: 'resources',
    keyType: 'ResourceName',
    rows: 'by-label',
    columns: [
      { header: 'Resource', key: 'label', cell: label },
      { header: 'Idle', key: 'idle' },
      { header: 'Normal', key: 'normal' },
      { header: 'Peak', key: 'peak' },
      { header: 'Limit', key: 'limit' },
    ],
    kinds: {
      'CPU (Overall)': asPct,
      Memory: asMb,
      'Disk I/O': asMbPerS,
      'Network In': asMbPerS,
      'Network Out': asMbPerS,
    },
    checks: [{ rising: ['idle', 'normal', 'peak', 'limit'] }],
  },
  {
    heading: 'Services',
    constant: 'services',
    keyType: 'ServiceName',
    rows: 'by-label',
    columns: [
      { header: 'Service', key: 'label', cell: label },
      { header: 'CPU', key: 'cpuPct', cell: percent },
      { header: 'Memory', key: 'memoryMb', cell: memoryMb },
      { header: 'Requests/sec', key: 'requestsPerS', cell: countRange },
    ],
  },
  {
    heading: 'Test types',
    constant: 'testTypes',
    keyType: 'TestTypeName',
    rows: 'by-name',
    columns: [
      { header: 'Type', key: 'name', cell: name },
      { header: 'Users', key: 'users', cell: countFromOne },
      { header: 'Peak Users', key: 'peakUsers', cell: countFromOne },
      { header: 'Duration', key: 'durationS', cell: durationS },
      { header: 'Peak Rate', key: 'peakRatePerS', cell: optional(ratePerS) },
      { header: 'Average', key: 'avgMs', cell: optional(durationMs) },
      { header: 'P95', key: 'p95Ms', cell: optional(durationMs) },
      { header: 'Error Rate', key: 'errorRatio', cell: optional(share) },
      { header: 'CPU', key: 'cpuPct', cell: optional(percent) },
    ],
    checks: [{ rising: ['users', 'peakUsers'] }],
  },
  {
    heading: 'Pace',
    constant: 'pace',
    rows: 'by-label',
    columns: [
      { header: 'Setting', key: 'label', cell: label },
      { header: 'Value', key: 'value' },
    ],
    kinds: { 'Requests per User': { cell: ratePerS, suffix: 'PerS' } },
  },
  {
    heading: 'Test traits',
    constant: 'testTraits',
    rows: 'by-name',
    columns: [
      { header: 'Type', key: 'name', cell: name },
      { header: 'Judged', key: 'judged', cell: oneOf('hold', 'load') },
      { header: 'Judged Windows', key: 'windows', cell: oneOf('none', 'hold', 'each', 'late') },
      { header: 'Stops', key: 'stops', cell: oneOf('never', 'failing', 'failing-window', 'limits') },
      { header: 'Endpoint Rows', key: 'endpointRows', cell: oneOf('yes', 'no') },
      { header: 'API Target', key: 'apiTarget', cell: oneOf('yes', 'no') },
      { header: 'Paced', key: 'paced', cell: oneOf('yes', 'no') },
    ],
  },
  {
    heading: 'Day curve',
    constant: 'dayCurve',
    rows: 'list',
    columns: [
      { header: 'Part', key: 'name', cell: text },
      { header: 'Rate', key: 'ratePerS', cell: ratePerS },
      { header: 'Mix', key: 'mixPct', cell: optional(shares) },
    ],
  },
  {
    heading: 'Service tests',
    constant: 'serviceTests',
    keyType: 'ServiceTestName',
    rows: 'by-name',
    columns: [
      { header: 'Type', key: 'name', cell: name },
      { header: 'Service', key: 'service', cell: label },
      { header: 'Duration', key: 'durationS', cell: durationS },
      { header: 'Error Rate', key: 'errorRatio', cell: share },
    ],
  },
  {
    heading: 'Service limits',
    constant: 'serviceLimits',
    rows: 'by-label',
    columns: [
      { header: 'Limit', key: 'label', cell: label },
      { header: 'Value', key: 'value' },
      { header: 'Origin', key: 'origin', cell: text },
    ],
    kinds: {
      'Cached Operation P95': asMs,
      'Cache Hit Ratio': asRatio,
      'Vector Recall': asRatio,
      'Connection Reuse': asRatio,
      'Dropped Share': asRatio,
      'Gzip Minimum Bytes': asCount,
    },
  },
  {
    heading: 'Page load tests',
    constant: 'pageTests',
    keyType: 'PageTestName',
    rows: 'by-name',
    columns: [
      { header: 'Type', key: 'name', cell: name },
      { header: 'Page', key: 'page', cell: name },
      { header: 'API Load', key: 'apiLoad', cell: oneOf('yes', 'no') },
      { header: 'Browser Users', key: 'browserUsers', cell: countFromOne },
      { header: 'Duration', key: 'durationS', cell: durationS },
      { header: 'Error Rate', key: 'errorRatio', cell: share },
    ],
  },
  {
    heading: 'Page limits',
    constant: 'pageLimits',
    rows: 'by-label',
    columns: [
      { header: 'Limit', key: 'label', cell: label },
      { header: 'Statistic', key: 'statistic', cell: oneOf('p75', 'p95') },
      { header: 'Value', key: 'value' },
      { header: 'Origin', key: 'origin', cell: text },
    ],
    kinds: {
      'DOM Content Loaded': asMs,
      'Time to First Byte': asMs,
      'First Contentful Paint': asMs,
      'Largest Contentful Paint': asMs,
      'Interaction to Next Paint': asMs,
      'Cumulative Layout Shift': { cell: fraction, suffix: '' },
    },
  },
  {
    heading: 'Page audit',
    constant: 'pageAudit',
    rows: 'by-label',
    columns: [
      { header: 'Setting', key: 'label', cell: label },
      { header: 'Value', key: 'value' },
      { header: 'Why', key: 'why', cell: text },
    ],
    kinds: {
      'Navigation Timeout': asMs,
      'Cache Lifetime': asSeconds,
      'Image Saving': asRatio,
      'Image Minimum Bytes': asCount,
      'Connection Wait': asMs,
      'Blocking Script Time': asMs,
    },
  },
  {
    heading: 'Bottlenecks',
    constant: 'bottlenecks',
    rows: 'by-label',
    columns: [
      { header: 'Bottleneck', key: 'label', cell: label },
      { header: 'Issue', key: 'issue', cell: text },
      { header: 'Current', key: 'current', cell: text },
      { header: 'Recommended', key: 'recommended', cell: text },
      { header: 'Fix', key: 'fix', cell: text },
    ],
  },
  {
    heading: 'Alert metrics',
    constant: 'alerts',
    rows: 'by-label',
    columns: [
      { header: 'Metric', key: 'label', cell: label },
      { header: 'Threshold', key: 'threshold' },
      { header: 'For', key: 'forS', cell: durationS },
    ],
    kinds: {
      'API Response Time': asMs,
      'Error Rate': asRatio,
      'CPU Usage': asPct,
      'Memory Usage': asPct,
      'Disk Usage': asPct,
    },
  },
  {
    heading: 'Optimizations',
    constant: 'optimizations',
    rows: 'list',
    columns: [
      { header: 'When', key: 'when', cell: text },
      { header: 'Optimization', key: 'label', cell: text },
      { header: 'State', key: 'state', cell: oneOf('completed', 'planned') },
      { header: 'Effect', key: 'effect', cell: text },
    ],
  },
  {
    heading: 'Capacity',
    constant: 'capacity',
    rows: 'by-label',
    columns: [
      { header: 'Metric', key: 'label', cell: label },
      { header: 'Current', key: 'current' },
      { header: 'Maximum', key: 'maximum' },
      { header: 'Headroom', key: 'headroom' },
    ],
    kinds: {
      'Concurrent Users': asCount,
      'Requests/Second': asCount,
      'Database Connections': asCount,
      'Memory Usage': asMb,
    },
    checks: [{ rising: ['current', 'maximum'] }],
  },
  {
    heading: 'Growth projections',
    constant: 'growth',
    rows: 'list',
    columns: [
      { header: 'Period', key: 'period', cell: text },
      { header: 'Users', key: 'users', cell: countFromOne },
      { header: 'RPS', key: 'requestsPerS', cell: countFromOne },
      { header: 'Action Required', key: 'action', cell: text },
    ],
  },
  {
    heading: 'Scaling triggers',
    constant: 'triggers',
    keyType: 'TriggerName',
    rows: 'by-label',
    columns: [
      { header: 'Trigger', key: 'label', cell: label },
      { header: 'Above', key: 'above' },
      { header: 'For', key: 'forS', cell: optional(durationS) },
      { header: 'Action', key: 'action', cell: text },
    ],
    kinds: { CPU: asPct, Memory: asPct, 'Response Time (p95)': asMs, 'Error Rate': asRatio },
  },
  {
    heading: 'Quick wins',
    constant: 'quickWins',
    rows: 'list',
    columns: [
      { header: 'Quick Win', key: 'label', cell: text },
      { header: 'Where', key: 'where', cell: text },
    ],
  },
  {
    heading: 'Weights',
    constant: 'weights',
    rows: 'by-name',
    columns: [
      { header: 'Name', key: 'name', cell: name },
      { header: 'Weight', key: 'weightPct', cell: weightPct },
    ],
  },
  {
    heading: 'Journeys',
    constant: 'journeys',
    keyType: 'JourneyName',
    rows: 'by-name',
    mayBeEmpty: true,
    columns: [
      { header: 'Name', key: 'name', cell: name },
      { header: 'Average', key: 'avgMs', cell: measured(durationMs) },
      { header: 'P95', key: 'p95Ms', cell: measured(durationMs) },
      { header: 'Completion', key: 'completedRatio', cell: measured(share) },
      { header: 'Weight', key: 'weightPct', cell: weightPct },
    ],
    checks: [{ rising: ['avgMs', 'p95Ms'] }],
  },
  {
    heading: 'Journey steps',
    constant: 'journeySteps',
    keyType: 'StepName',
    rows: 'by-name',
    mayBeEmpty: true,
    columns: [
      { header: 'Name', key: 'name', cell: name },
      { header: 'Journey', key: 'journey', cell: name },
      { header: 'Endpoint', key: 'path', cell: path },
      { header: 'Average', key: 'avgMs', cell: measured(durationMs) },
      { header: 'P50', key: 'p50Ms', cell: measured(durationMs) },
      { header: 'P95', key: 'p95Ms', cell: measured(durationMs) },
      { header: 'P99', key: 'p99Ms', cell: measured(durationMs) },
      { header: 'Think Time', key: 'thinkS', cell: durationS },
      { header: 'Origin', key: 'origin', cell: text },
    ],
    checks: [{ rising: ['p50Ms', 'p95Ms', 'p99Ms'] }, { rising: ['avgMs', 'p99Ms'] }],
  },
  {
    heading: 'Tolerances',
    constant: 'tolerances',
    rows: 'by-label',
    columns: [
      { header: 'Tolerance', key: 'label', cell: label },
      { header: 'Value', key: 'value' },
    ],
    kinds: {
      'Baseline Row': asRatio,
      'Spike Recovery': asSeconds,
      'Practical Change': asRatio,
      'Abort Error Share': asRatio,
      'Abort Delay': asSeconds,
    },
  },
  {
    heading: 'Monitoring',
    constant: 'monitoring',
    rows: 'by-label',
    columns: [
      { header: 'Setting', key: 'label', cell: label },
      { header: 'Value', key: 'value' },
    ],
    kinds: {
      'Scrape Interval': asSeconds,
      'Rate Window': asSeconds,
      'Service Down For': asSeconds,
      'Service Envelope For': asSeconds,
      'Series Missing For': asSeconds,
      'Monitor Refresh': asSeconds,
    },
  },
  {
    heading: 'Loosened limits',
    constant: 'loosenings',
    rows: 'list',
    mayBeEmpty: true,
    columns: [
      { header: 'When', key: 'when', cell: date },
      { header: 'Limit', key: 'limit', cell: text },
      { header: 'Before', key: 'before', cell: text },
      { header: 'After', key: 'after', cell: text },
      { header: 'Reason', key: 'reason', cell: text },
      { header: 'Owner', key: 'owner', cell: text },
      { header: 'Until', key: 'until', cell: date },
    ],
  },
];
