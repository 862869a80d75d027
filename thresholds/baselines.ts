// Generated from thresholds/baselines.md by `npm run perf -- baselines generate`: change the table, not this file.

/** Table "Targets". */
export const targets = Object.freeze({
  apiResponseTime: Object.freeze({ label: 'API Response Time', statistic: 'p95', limitMs: 200 }),
  pageLoadTime: Object.freeze({ label: 'Page Load Time', statistic: 'p95', limitMs: 2000 }),
  concurrentUsers: Object.freeze({ label: 'Concurrent Users', statistic: 'range', limit: Object.freeze({ min: 100, max: 500 }) }),
  databaseQueryTime: Object.freeze({ label: 'Database Query Time', statistic: 'p95', limitMs: 50 }),
} as const);

/** Table "Response times". */
export const endpoints = Object.freeze({
  home: Object.freeze({ path: '/', avgMs: 45, p50Ms: 40, p95Ms: 85, p99Ms: 120, weightPct: 40 }),
  health: Object.freeze({ path: '/api/health', avgMs: 12, p50Ms: 10, p95Ms: 25, p99Ms: 40, weightPct: 25 }),
  'memory-stats': Object.freeze({ path: '/api/memory/stats', avgMs: 65, p50Ms: 55, p95Ms: 120, p99Ms: 180, weightPct: 15 }),
  'knowledge-graph': Object.freeze({ path: '/api/knowledge-graph/data', avgMs: 180, p50Ms: 150, p95Ms: 350, p99Ms: 500, weightPct: 12 }),
  'biometric-analyze': Object.freeze({ path: '/api/biometric/analyze', avgMs: 250, p50Ms: 200, p95Ms: 450, p99Ms: 800, weightPct: 8 }),
} as const);

export type EndpointName = keyof typeof endpoints;

/** Table "Resources". */
export const resources = Object.freeze({
  cpuOverall: Object.freeze({ label: 'CPU (Overall)', idlePct: 15, normalPct: 35, peakPct: 65, limitPct: 80 }),
  memory: Object.freeze({ label: 'Memory', idleMb: 2100, normalMb: 2800, peakMb: 3500, limitMb: 4000 }),
  diskIO: Object.freeze({ label: 'Disk I/O', idleMbPerS: 5, normalMbPerS: 15, peakMbPerS: 40, limitMbPerS: 100 }),
  networkIn: Object.freeze({ label: 'Network In', idleMbPerS: 1, normalMbPerS: 5, peakMbPerS: 20, limitMbPerS: 100 }),
  networkOut: Object.freeze({ label: 'Network Out', idleMbPerS: 2, normalMbPerS: 10, peakMbPerS: 40, limitMbPerS: 100 }),
} as const);

export type ResourceName = keyof typeof resources;

/** Table "Services". */
export const services = Object.freeze({
  postgresql: Object.freeze({ label: 'PostgreSQL', cpuPct: 20, memoryMb: 800, requestsPerS: Object.freeze({ min: 50, max: 200 }) }),
  redis: Object.freeze({ label: 'Redis', cpuPct: 5, memoryMb: 200, requestsPerS: Object.freeze({ min: 500, max: 2000 }) }),
  chromadb: Object.freeze({ label: 'ChromaDB', cpuPct: 15, memoryMb: 600, requestsPerS: Object.freeze({ min: 10, max: 50 }) }),
  aurenAPI: Object.freeze({ label: 'AUREN API', cpuPct: 25, memoryMb: 400, requestsPerS: Object.freeze({ min: 20, max: 100 }) }),
  nginx: Object.freeze({ label: 'Nginx', cpuPct: 5, memoryMb: 100, requestsPerS: Object.freeze({ min: 100, max: 500 }) }),
  kafka: Object.freeze({ label: 'Kafka', cpuPct: 20, memoryMb: 800, requestsPerS: Object.freeze({ min: 100, max: 1000 }) }),
} as const);

export type ServiceName = keyof typeof services;

/** Table "Test types". */
export const testTypes = Object.freeze({
  smoke: Object.freeze({ users: 1, peakUsers: 1, durationS: 10, peakRatePerS: null, avgMs: null, p95Ms: null, errorRatio: 0, cpuPct: null, judged: 'hold', windows: 'none', stops: 'never', endpointRows: 'no', apiTarget: 'no', paced: 'no' }),
  baseline: Object.freeze({ users: 50, peakUsers: 50, durationS: 300, peakRatePerS: null, avgMs: 100, p95Ms: null, errorRatio: 0.001, cpuPct: 40, judged: 'hold', windows: 'none', stops: 'failing', endpointRows: 'yes', apiTarget: 'yes', paced: 'yes' }),
  stress: Object.freeze({ users: 200, peakUsers: 200, durationS: 600, peakRatePerS: null, avgMs: 500, p95Ms: null, errorRatio: 0.01, cpuPct: 70, judged: 'hold', windows: 'none', stops: 'failing', endpointRows: 'no', apiTarget: 'yes', paced: 'yes' }),
  spike: Object.freeze({ users: 10, peakUsers: 500, durationS: 30, peakRatePerS: null, avgMs: null, p95Ms: null, errorRatio: 0.01, cpuPct: null, judged: 'load', windows: 'late', stops: 'failing', endpointRows: 'no', apiTarget: 'yes', paced: 'yes' }),
  endurance: Object.freeze({ users: 100, peakUsers: 100, durationS: 3600, peakRatePerS: null, avgMs: null, p95Ms: null, errorRatio: 0.01, cpuPct: null, judged: 'hold', windows: 'hold', stops: 'failing-window', endpointRows: 'no', apiTarget: 'yes', paced: 'yes' }),
  breakpoint: Object.freeze({ users: 1000, peakUsers: 1000, durationS: 1200, peakRatePerS: 2200, avgMs: null, p95Ms: 500, errorRatio: 0.01, cpuPct: null, judged: 'load', windows: 'none', stops: 'limits', endpointRows: 'no', apiTarget: 'no', paced: 'no' }),
  'replay-shape': Object.freeze({ users: 50, peakUsers: 200, durationS: 1440, peakRatePerS: null, avgMs: null, p95Ms: null, errorRatio: 0.01, cpuPct: null, judged: 'hold', windows: 'each', stops: 'failing', endpointRows: 'no', apiTarget: 'yes', paced: 'no' }),
} as const);

export type TestTypeName = keyof typeof testTypes;

/** Table "Pace". */
export const pace = Object.freeze({
  requestsPerUser: Object.freeze({ label: 'Requests per User', valuePerS: 2 }),
} as const);

/** Table "Day curve". */
export const dayCurve = Object.freeze([
  Object.freeze({ ratePerS: 15, mixPct: [25, 50, 10, 10, 5] }),
  Object.freeze({ ratePerS: 12, mixPct: [25, 50, 10, 10, 5] }),
  Object.freeze({ ratePerS: 10, mixPct: [25, 50, 10, 10, 5] }),
  Object.freeze({ ratePerS: 10, mixPct: [25, 50, 10, 10, 5] }),
  Object.freeze({ ratePerS: 12, mixPct: [25, 50, 10, 10, 5] }),
  Object.freeze({ ratePerS: 20, mixPct: [25, 50, 10, 10, 5] }),
  Object.freeze({ ratePerS: 45, mixPct: [35, 15, 15, 10, 25] }),
  Object.freeze({ ratePerS: 70, mixPct: [35, 15, 15, 10, 25] }),
  Object.freeze({ ratePerS: 85, mixPct: [35, 15, 15, 10, 25] }),
  Object.freeze({ ratePerS: 95, mixPct: null }),
  Object.freeze({ ratePerS: 100, mixPct: null }),
  Object.freeze({ ratePerS: 95, mixPct: null }),
  Object.freeze({ ratePerS: 85, mixPct: null }),
  Object.freeze({ ratePerS: 80, mixPct: null }),
  Object.freeze({ ratePerS: 85, mixPct: null }),
  Object.freeze({ ratePerS: 90, mixPct: null }),
  Object.freeze({ ratePerS: 85, mixPct: null }),
  Object.freeze({ ratePerS: 80, mixPct: null }),
  Object.freeze({ ratePerS: 75, mixPct: null }),
  Object.freeze({ ratePerS: 80, mixPct: [30, 15, 20, 25, 10] }),
  Object.freeze({ ratePerS: 85, mixPct: [30, 15, 20, 25, 10] }),
  Object.freeze({ ratePerS: 70, mixPct: [30, 15, 20, 25, 10] }),
  Object.freeze({ ratePerS: 45, mixPct: [30, 15, 20, 25, 10] }),
  Object.freeze({ ratePerS: 25, mixPct: null }),
] as const);

/** Table "Service tests". */
export const serviceTests = Object.freeze({
  database: Object.freeze({ service: 'PostgreSQL', durationS: 300, errorRatio: 0.001 }),
  cache: Object.freeze({ service: 'Redis', durationS: 300, errorRatio: 0.001 }),
  vector: Object.freeze({ service: 'ChromaDB', durationS: 300, errorRatio: 0.001 }),
  proxy: Object.freeze({ service: 'Nginx', durationS: 300, errorRatio: 0.001 }),
} as const);

export type ServiceTestName = keyof typeof serviceTests;

/** Table "Service limits". */
export const serviceLimits = Object.freeze({
  cachedOperationP95: Object.freeze({ label: 'Cached Operation P95', valueMs: 10 }),
  cacheHitRatio: Object.freeze({ label: 'Cache Hit Ratio', valueRatio: 0.7 }),
  vectorRecall: Object.freeze({ label: 'Vector Recall', valueRatio: 0.95 }),
  connectionReuse: Object.freeze({ label: 'Connection Reuse', valueRatio: 0.95 }),
  droppedShare: Object.freeze({ label: 'Dropped Share', valueRatio: 0.05 }),
  gzipMinimumBytes: Object.freeze({ label: 'Gzip Minimum Bytes', value: 1024 }),
} as const);

/** Table "Page load tests". */
export const pageTests = Object.freeze({
  'page-load': Object.freeze({ page: 'home', apiLoad: 'no', browserUsers: 1, durationS: 120, errorRatio: 0.01 }),
  'page-load-under-load': Object.freeze({ page: 'home', apiLoad: 'yes', browserUsers: 1, durationS: 360, errorRatio: 0.01 }),
} as const);

export type PageTestName = keyof typeof pageTests;

/** Table "Page limits". */
export const pageLimits = Object.freeze({
  domContentLoaded: Object.freeze({ label: 'DOM Content Loaded', statistic: 'p95', valueMs: 1500 }),
  timeToFirstByte: Object.freeze({ label: 'Time to First Byte', statistic: 'p75', valueMs: 800 }),
  firstContentfulPaint: Object.freeze({ label: 'First Contentful Paint', statistic: 'p75', valueMs: 1800 }),
  largestContentfulPaint: Object.freeze({ label: 'Largest Contentful Paint', statistic: 'p75', valueMs: 2500 }),
  interactionToNextPaint: Object.freeze({ label: 'Interaction to Next Paint', statistic: 'p75', valueMs: 200 }),
  cumulativeLayoutShift: Object.freeze({ label: 'Cumulative Layout Shift', statistic: 'p75', value: 0.1 }),
} as const);

/** Table "Page audit". */
export const pageAudit = Object.freeze({
  navigationTimeout: Object.freeze({ label: 'Navigation Timeout', valueMs: 10000 }),
  cacheLifetime: Object.freeze({ label: 'Cache Lifetime', valueS: 86400 }),
  imageSaving: Object.freeze({ label: 'Image Saving', valueRatio: 0.25 }),
  imageMinimumBytes: Object.freeze({ label: 'Image Minimum Bytes', value: 8192 }),
  connectionWait: Object.freeze({ label: 'Connection Wait', valueMs: 20 }),
  blockingScriptTime: Object.freeze({ label: 'Blocking Script Time', valueMs: 50 }),
} as const);

/** Table "Bottlenecks". */
export const bottlenecks = Object.freeze({
  databaseConnectionPool: Object.freeze({ label: 'Database Connection Pool', issue: 'Limited connections under high load', current: '20 connections', recommended: '50 connections', fix: 'Update PostgreSQL max_connections' }),
  apiWorkerThreads: Object.freeze({ label: 'API Worker Threads', issue: 'Single-threaded bottleneck', current: '1 worker', recommended: '4 workers (2x CPU cores)', fix: 'Use gunicorn with multiple workers' }),
  redisMemoryLimit: Object.freeze({ label: 'Redis Memory Limit', issue: 'Evictions under load', current: 'No limit', recommended: '1GB limit with LRU', fix: 'Set maxmemory in Redis config' }),
  nginxBufferSize: Object.freeze({ label: 'Nginx Buffer Size', issue: 'Large requests failing', current: 'Default buffers', recommended: 'Increase client_body_buffer_size', fix: 'Update nginx.conf' }),
} as const);

/** Table "Alert metrics". */
export const alerts = Object.freeze({
  apiResponseTime: Object.freeze({ label: 'API Response Time', thresholdMs: 500, forS: 120 }),
  errorRate: Object.freeze({ label: 'Error Rate', thresholdRatio: 0.01, forS: 120 }),
  cpuUsage: Object.freeze({ label: 'CPU Usage', thresholdPct: 80, forS: 300 }),
  memoryUsage: Object.freeze({ label: 'Memory Usage', thresholdPct: 85, forS: 300 }),
  diskUsage: Object.freeze({ label: 'Disk Usage', thresholdPct: 80, forS: 600 }),
} as const);

/** Table "Optimizations". */
export const optimizations = Object.freeze([
  Object.freeze({ when: 'January 2025', label: 'Added Redis Caching', state: 'completed', effect: '60% reduction in database queries, response time improvement 40%' }),
  Object.freeze({ when: 'January 2025', label: 'Enabled Nginx Gzip', state: 'completed', effect: '70% reduction in bandwidth, page load improvement 30%' }),
  Object.freeze({ when: 'January 2025', label: 'Database Index Optimization', state: 'completed', effect: '80% faster queries' }),
  Object.freeze({ when: 'Q1 2025', label: 'CDN Implementation', state: 'planned', effect: '50% faster static assets' }),
  Object.freeze({ when: 'Q1 2025', label: 'Database Connection Pooling', state: 'planned', effect: '30% better connection handling' }),
  Object.freeze({ when: 'Q1 2025', label: 'API Response Caching', state: 'planned', effect: '70% cache hit rate, sub-10ms cached responses' }),
] as const);

/** Table "Capacity". */
export const capacity = Object.freeze({
  concurrentUsers: Object.freeze({ label: 'Concurrent Users', current: 50, maximum: 200, headroom: 150 }),
  requestsSecond: Object.freeze({ label: 'Requests/Second', current: 100, maximum: 400, headroom: 300 }),
  databaseConnections: Object.freeze({ label: 'Database Connections', current: 20, maximum: 100, headroom: 80 }),
  memoryUsage: Object.freeze({ label: 'Memory Usage', currentMb: 2800, maximumMb: 4000, headroomMb: 1200 }),
} as const);

/** Table "Growth projections". */
export const growth = Object.freeze([
  Object.freeze({ period: 'Current', users: 50, requestsPerS: 100, action: 'None' }),
  Object.freeze({ period: '3 months', users: 200, requestsPerS: 400, action: 'Add Redis replicas' }),
  Object.freeze({ period: '6 months', users: 500, requestsPerS: 1000, action: 'Upgrade to 8GB RAM' }),
  Object.freeze({ period: '12 months', users: 1000, requestsPerS: 2000, action: 'Horizontal scaling' }),
] as const);

/** Table "Scaling triggers". */
export const triggers = Object.freeze({
  cpu: Object.freeze({ label: 'CPU', abovePct: 70, forS: 600, action: 'Add API workers' }),
  memory: Object.freeze({ label: 'Memory', abovePct: 85, forS: null, action: 'Upgrade droplet' }),
  responseTimeP95: Object.freeze({ label: 'Response Time (p95)', aboveMs: 500, forS: null, action: 'Investigate bottleneck' }),
  errorRate: Object.freeze({ label: 'Error Rate', aboveRatio: 0.01, forS: null, action: 'Emergency scaling' }),
} as const);

export type TriggerName = keyof typeof triggers;

/** Table "Quick wins". */
export const quickWins = Object.freeze([
  Object.freeze({ label: 'Enable HTTP/2', where: 'Nginx' }),
  Object.freeze({ label: 'Add browser caching headers', where: 'Nginx' }),
  Object.freeze({ label: 'Optimize images (WebP format)', where: 'Frontend' }),
  Object.freeze({ label: 'Enable Redis persistence', where: 'Redis' }),
  Object.freeze({ label: 'Add API response compression', where: 'Nginx' }),
] as const);

/** Table "Journeys". */
export const journeys = Object.freeze({
  'check-in': Object.freeze({ avgMs: 730, p95Ms: 1050, completedRatio: 0.99, weightPct: 25 }),
} as const);

export type JourneyName = keyof typeof journeys;

/** Table "Journey steps". */
export const journeySteps = Object.freeze({
  'check-in-home': Object.freeze({ journey: 'check-in', path: '/', avgMs: 45, p50Ms: 40, p95Ms: 85, p99Ms: 120, thinkS: 0.5 }),
  'check-in-login': Object.freeze({ journey: 'check-in', path: '/api/auth/login', avgMs: 120, p50Ms: 100, p95Ms: 220, p99Ms: 350, thinkS: 0.5 }),
  'check-in-memory-stats': Object.freeze({ journey: 'check-in', path: '/api/memory/stats', avgMs: 65, p50Ms: 55, p95Ms: 120, p99Ms: 180, thinkS: 0.5 }),
  'check-in-knowledge-graph': Object.freeze({ journey: 'check-in', path: '/api/knowledge-graph/data', avgMs: 180, p50Ms: 150, p95Ms: 350, p99Ms: 500, thinkS: 0.5 }),
  'check-in-biometrics': Object.freeze({ journey: 'check-in', path: '/api/biometric/analyze', avgMs: 250, p50Ms: 200, p95Ms: 450, p99Ms: 800, thinkS: 0.5 }),
  'check-in-result': Object.freeze({ journey: 'check-in', path: '/api/biometric/results/{result}', avgMs: 65, p50Ms: 55, p95Ms: 120, p99Ms: 180, thinkS: 0.5 }),
} as const);

export type StepName = keyof typeof journeySteps;

/** Table "Tolerances". */
export const tolerances = Object.freeze({
  baselineRow: Object.freeze({ label: 'Baseline Row', valueRatio: 0.1 }),
  spikeRecovery: Object.freeze({ label: 'Spike Recovery', valueS: 10 }),
  practicalChange: Object.freeze({ label: 'Practical Change', valueRatio: 0.05 }),
  abortErrorShare: Object.freeze({ label: 'Abort Error Share', valueRatio: 0.5 }),
  abortDelay: Object.freeze({ label: 'Abort Delay', valueS: 10 }),
} as const);

/** Table "Monitoring". */
export const monitoring = Object.freeze({
  scrapeInterval: Object.freeze({ label: 'Scrape Interval', valueS: 15 }),
  rateWindow: Object.freeze({ label: 'Rate Window', valueS: 300 }),
  serviceDownFor: Object.freeze({ label: 'Service Down For', valueS: 60 }),
  serviceEnvelopeFor: Object.freeze({ label: 'Service Envelope For', valueS: 600 }),
  seriesMissingFor: Object.freeze({ label: 'Series Missing For', valueS: 300 }),
  monitorRefresh: Object.freeze({ label: 'Monitor Refresh', valueS: 5 }),
} as const);

/** Table "Loosened limits". */
export const loosenings = Object.freeze([
] as const);

/** Of all tables together. */
export const version = 'faa8b86c0187';
