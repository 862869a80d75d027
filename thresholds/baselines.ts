// Generated from thresholds/baselines.md by `npm run perf -- baselines generate`: change the table, not this file.

/** Table "Targets". */
export const targets = {
  apiResponseTime: { label: 'API Response Time', statistic: 'p95', limitMs: 200 },
  pageLoadTime: { label: 'Page Load Time', statistic: 'p95', limitMs: 2000 },
  concurrentUsers: { label: 'Concurrent Users', statistic: 'range', limit: { min: 100, max: 500 } },
  databaseQueryTime: { label: 'Database Query Time', statistic: 'p95', limitMs: 50 },
} as const;

/** Table "Response times". */
export const endpoints = {
  home: { path: '/', avgMs: 45, p50Ms: 40, p95Ms: 85, p99Ms: 120, weightPct: 40 },
  health: { path: '/api/health', avgMs: 12, p50Ms: 10, p95Ms: 25, p99Ms: 40, weightPct: 25 },
  'memory-stats': { path: '/api/memory/stats', avgMs: 65, p50Ms: 55, p95Ms: 120, p99Ms: 180, weightPct: 15 },
  'knowledge-graph': { path: '/api/knowledge-graph/data', avgMs: 180, p50Ms: 150, p95Ms: 350, p99Ms: 500, weightPct: 12 },
  'biometric-analyze': { path: '/api/biometric/analyze', avgMs: 250, p50Ms: 200, p95Ms: 450, p99Ms: 800, weightPct: 8 },
} as const;

export type EndpointName = keyof typeof endpoints;

/** Table "Resources". */
export const resources = {
  cpuOverall: { label: 'CPU (Overall)', idlePct: 15, normalPct: 35, peakPct: 65, limitPct: 80 },
  memory: { label: 'Memory', idleMb: 2100, normalMb: 2800, peakMb: 3500, limitMb: 4000 },
  diskIO: { label: 'Disk I/O', idleMbPerS: 5, normalMbPerS: 15, peakMbPerS: 40, limitMbPerS: 100 },
  networkIn: { label: 'Network In', idleMbPerS: 1, normalMbPerS: 5, peakMbPerS: 20, limitMbPerS: 100 },
  networkOut: { label: 'Network Out', idleMbPerS: 2, normalMbPerS: 10, peakMbPerS: 40, limitMbPerS: 100 },
} as const;

export type ResourceName = keyof typeof resources;

/** Table "Services". */
export const services = {
  postgresql: { label: 'PostgreSQL', cpuPct: 20, memoryMb: 800, requestsPerS: { min: 50, max: 200 } },
  redis: { label: 'Redis', cpuPct: 5, memoryMb: 200, requestsPerS: { min: 500, max: 2000 } },
  chromadb: { label: 'ChromaDB', cpuPct: 15, memoryMb: 600, requestsPerS: { min: 10, max: 50 } },
  aurenAPI: { label: 'AUREN API', cpuPct: 25, memoryMb: 400, requestsPerS: { min: 20, max: 100 } },
  nginx: { label: 'Nginx', cpuPct: 5, memoryMb: 100, requestsPerS: { min: 100, max: 500 } },
  kafka: { label: 'Kafka', cpuPct: 20, memoryMb: 800, requestsPerS: { min: 100, max: 1000 } },
} as const;

export type ServiceName = keyof typeof services;

/** Table "Test types". */
export const testTypes = {
  smoke: { users: 1, peakUsers: 1, durationS: 10, peakRatePerS: null, avgMs: null, p95Ms: null, errorRatio: 0, cpuPct: null },
  baseline: { users: 50, peakUsers: 50, durationS: 300, peakRatePerS: null, avgMs: 100, p95Ms: null, errorRatio: 0.001, cpuPct: 40 },
  stress: { users: 200, peakUsers: 200, durationS: 600, peakRatePerS: null, avgMs: 500, p95Ms: null, errorRatio: 0.01, cpuPct: 70 },
  spike: { users: 10, peakUsers: 500, durationS: 30, peakRatePerS: null, avgMs: null, p95Ms: null, errorRatio: 0.01, cpuPct: null },
  endurance: { users: 100, peakUsers: 100, durationS: 3600, peakRatePerS: null, avgMs: null, p95Ms: null, errorRatio: 0.01, cpuPct: null },
  breakpoint: { users: 1000, peakUsers: 1000, durationS: 1200, peakRatePerS: 2200, avgMs: null, p95Ms: 500, errorRatio: 0.01, cpuPct: null },
} as const;

export type TestTypeName = keyof typeof testTypes;

/** Table "Service tests". */
export const serviceTests = {
  database: { service: 'PostgreSQL', durationS: 300, errorRatio: 0.001 },
  cache: { service: 'Redis', durationS: 300, errorRatio: 0.001 },
  vector: { service: 'ChromaDB', durationS: 300, errorRatio: 0.001 },
  proxy: { service: 'Nginx', durationS: 300, errorRatio: 0.001 },
} as const;

export type ServiceTestName = keyof typeof serviceTests;

/** Table "Service limits". */
export const serviceLimits = {
  cachedOperationP95: { label: 'Cached Operation P95', valueMs: 10, origin: 'guide, API Response Caching (planned): sub-10ms cached responses' },
  cacheHitRatio: { label: 'Cache Hit Ratio', valueRatio: 0.7, origin: 'guide, API Response Caching (planned): 70% cache hit rate' },
  vectorRecall: { label: 'Vector Recall', valueRatio: 0.95, origin: 'ours: of twenty nearest neighbours one may be missed' },
  connectionReuse: { label: 'Connection Reuse', valueRatio: 0.95, origin: 'guide, Nginx settings: with keepalive_requests 100, one request in 100 connects' },
  droppedShare: { label: 'Dropped Share', valueRatio: 0.05, origin: 'ours: a service that lets more of its planned rate wait does not carry its row' },
  gzipMinimumBytes: { label: 'Gzip Minimum Bytes', value: 1024, origin: 'guide, Nginx settings: gzip_min_length 1024' },
} as const;

/** Table "Page load tests". */
export const pageTests = {
  'page-load': { browserUsers: 1, durationS: 120, errorRatio: 0.01 },
  'page-load-under-load': { browserUsers: 1, durationS: 360, errorRatio: 0.01 },
} as const;

export type PageTestName = keyof typeof pageTests;

/** Table "Page limits". */
export const pageLimits = {
  domContentLoaded: { label: 'DOM Content Loaded', statistic: 'p95', valueMs: 1500, origin: 'ours: three quarters of Page Load Time' },
  timeToFirstByte: { label: 'Time to First Byte', statistic: 'p75', valueMs: 800, origin: 'web.dev, Time to First Byte: good is 0.8 s or less' },
  firstContentfulPaint: { label: 'First Contentful Paint', statistic: 'p75', valueMs: 1800, origin: 'web.dev, First Contentful Paint: good is 1.8 s or less' },
  largestContentfulPaint: { label: 'Largest Contentful Paint', statistic: 'p75', valueMs: 2500, origin: 'web.dev, Largest Contentful Paint: good is 2.5 s or less' },
  interactionToNextPaint: { label: 'Interaction to Next Paint', statistic: 'p75', valueMs: 200, origin: 'web.dev, Interaction to Next Paint: good is 200 ms or less' },
  cumulativeLayoutShift: { label: 'Cumulative Layout Shift', statistic: 'p75', value: 0.1, origin: 'web.dev, Cumulative Layout Shift: good is 0.1 or less' },
} as const;

/** Table "Page audit". */
export const pageAudit = {
  navigationTimeout: { label: 'Navigation Timeout', valueMs: 10000, why: 'as long as a request of the load scripts may take' },
  cacheLifetime: { label: 'Cache Lifetime', valueS: 86400, why: 'a file that is asked for again within the day was not cached' },
  imageSaving: { label: 'Image Saving', valueRatio: 0.25, why: 're-encoding for less is not worth it' },
  imageMinimumBytes: { label: 'Image Minimum Bytes', value: 8192, why: 'smaller images weigh less than what a request costs' },
  connectionWait: { label: 'Connection Wait', valueMs: 20, why: 'shorter waits are the browser\'s own' },
  blockingScriptTime: { label: 'Blocking Script Time', valueMs: 50, why: 'a shorter delay of the first paint is not seen' },
} as const;

/** Table "Bottlenecks". */
export const bottlenecks = {
  databaseConnectionPool: { label: 'Database Connection Pool', issue: 'Limited connections under high load', current: '20 connections', recommended: '50 connections', fix: 'Update PostgreSQL max_connections' },
  apiWorkerThreads: { label: 'API Worker Threads', issue: 'Single-threaded bottleneck', current: '1 worker', recommended: '4 workers (2x CPU cores)', fix: 'Use gunicorn with multiple workers' },
  redisMemoryLimit: { label: 'Redis Memory Limit', issue: 'Evictions under load', current: 'No limit', recommended: '1GB limit with LRU', fix: 'Set maxmemory in Redis config' },
  nginxBufferSize: { label: 'Nginx Buffer Size', issue: 'Large requests failing', current: 'Default buffers', recommended: 'Increase client_body_buffer_size', fix: 'Update nginx.conf' },
} as const;

/** Table "Alert metrics". */
export const alerts = {
  apiResponseTime: { label: 'API Response Time', thresholdMs: 500, forS: 120 },
  errorRate: { label: 'Error Rate', thresholdRatio: 0.01, forS: 120 },
  cpuUsage: { label: 'CPU Usage', thresholdPct: 80, forS: 300 },
  memoryUsage: { label: 'Memory Usage', thresholdPct: 85, forS: 300 },
  diskUsage: { label: 'Disk Usage', thresholdPct: 80, forS: 600 },
} as const;

/** Table "Optimizations". */
export const optimizations = [
  { when: 'January 2025', label: 'Added Redis Caching', state: 'completed', effect: '60% reduction in database queries, response time improvement 40%' },
  { when: 'January 2025', label: 'Enabled Nginx Gzip', state: 'completed', effect: '70% reduction in bandwidth, page load improvement 30%' },
  { when: 'January 2025', label: 'Database Index Optimization', state: 'completed', effect: '80% faster queries' },
  { when: 'Q1 2025', label: 'CDN Implementation', state: 'planned', effect: '50% faster static assets' },
  { when: 'Q1 2025', label: 'Database Connection Pooling', state: 'planned', effect: '30% better connection handling' },
  { when: 'Q1 2025', label: 'API Response Caching', state: 'planned', effect: '70% cache hit rate, sub-10ms cached responses' },
] as const;

/** Table "Capacity". */
export const capacity = {
  concurrentUsers: { label: 'Concurrent Users', current: 50, maximum: 200, headroom: 150 },
  requestsSecond: { label: 'Requests/Second', current: 100, maximum: 400, headroom: 300 },
  databaseConnections: { label: 'Database Connections', current: 20, maximum: 100, headroom: 80 },
  memoryUsage: { label: 'Memory Usage', currentMb: 2800, maximumMb: 4000, headroomMb: 1200 },
} as const;

/** Table "Growth projections". */
export const growth = [
  { period: 'Current', users: 50, requestsPerS: 100, action: 'None' },
  { period: '3 months', users: 200, requestsPerS: 400, action: 'Add Redis replicas' },
  { period: '6 months', users: 500, requestsPerS: 1000, action: 'Upgrade to 8GB RAM' },
  { period: '12 months', users: 1000, requestsPerS: 2000, action: 'Horizontal scaling' },
] as const;

/** Table "Scaling triggers". */
export const triggers = {
  cpu: { label: 'CPU', abovePct: 70, forS: 600, action: 'Add API workers' },
  memory: { label: 'Memory', abovePct: 85, forS: null, action: 'Upgrade droplet' },
  responseTimeP95: { label: 'Response Time (p95)', aboveMs: 500, forS: null, action: 'Investigate bottleneck' },
  errorRate: { label: 'Error Rate', aboveRatio: 0.01, forS: null, action: 'Emergency scaling' },
} as const;

export type TriggerName = keyof typeof triggers;

/** Table "Quick wins". */
export const quickWins = [
  { label: 'Enable HTTP/2', where: 'Nginx' },
  { label: 'Add browser caching headers', where: 'Nginx' },
  { label: 'Optimize images (WebP format)', where: 'Frontend' },
  { label: 'Enable Redis persistence', where: 'Redis' },
  { label: 'Add API response compression', where: 'Nginx' },
] as const;

/** Table "Tolerances". */
export const tolerances = {
  baselineRow: { label: 'Baseline Row', valueRatio: 0.1 },
  spikeRecovery: { label: 'Spike Recovery', valueS: 10 },
  practicalChange: { label: 'Practical Change', valueRatio: 0.05 },
  abortErrorShare: { label: 'Abort Error Share', valueRatio: 0.5 },
  abortDelay: { label: 'Abort Delay', valueS: 10 },
} as const;

/** Table "Monitoring". */
export const monitoring = {
  scrapeInterval: { label: 'Scrape Interval', valueS: 15 },
  rateWindow: { label: 'Rate Window', valueS: 300 },
  serviceDownFor: { label: 'Service Down For', valueS: 60 },
  serviceEnvelopeFor: { label: 'Service Envelope For', valueS: 600 },
  seriesMissingFor: { label: 'Series Missing For', valueS: 300 },
  monitorRefresh: { label: 'Monitor Refresh', valueS: 5 },
} as const;

/** Table "Loosened limits". */
export const loosenings = [
] as const;
