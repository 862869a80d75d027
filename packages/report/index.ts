// The main door of the installed package: a result file to reports, and the steps in between.
export { FORMATS, type Format } from './formats.ts';
export { type Judgement, judge, type RunOutcome } from './judge/judge.ts';
export { type Limits, type LimitsRequest, limitsFrom, type MadeLimit, type NamedSummary, type Seen } from './limits.ts';
export type { Check, Metric, RecordedThreshold, Summary, SummaryShape } from './parse/model.ts';
export { parseSummary } from './parse/parse-summary.ts';
export { makeReport, type Report, type ReportRequest } from './report.ts';
