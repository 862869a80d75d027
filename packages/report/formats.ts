// The formats of a report: their names on the command line and the ending that replaces the summary's `.json`.

export const FORMATS = {
  md: '.report.md',
  html: '.report.html',
  json: '.verdict.json',
  junit: '.junit.xml',
  metrics: '.metrics.txt',
  pdf: '.report.pdf',
} as const;

export type Format = keyof typeof FORMATS;

export const FORMAT_NAMES = Object.keys(FORMATS) as Format[];
