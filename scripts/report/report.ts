// From a result file to reports beside it: parse, judge, render, write.
import { basename, dirname, join } from 'node:path';
import { type Judgement, judge, type RunOutcome } from './judge/judge.ts';
import { readJsonFile } from './parse/json-text.ts';
import { parseSummary } from './parse/parse-summary.ts';
import { timeCharts } from './render/charts/time-charts.ts';
import { plain } from './render/escape.ts';
import { headline } from './render/headline.ts';
import { renderHtml } from './render/html.ts';
import { renderMarkdown } from './render/markdown.ts';
import { buildView, type ReportView } from './render/view.ts';
import { typeText } from './text/words.ts';
import { type OutputFile, writeFiles } from './write.ts';

/** Formats by the name that `--format` takes, with the ending of their file. */
export const FORMATS = {
  md: { ending: '.report.md', render: ({ view }: Rendering) => renderMarkdown(view) },
  html: { ending: '.report.html', render: ({ view, judgement }: Rendering) => renderHtml(view, timeCharts(judgement)) },
} as const;

export type Format = keyof typeof FORMATS;

interface Rendering {
  view: ReportView;
  judgement: Judgement;
}

export interface ReportRequest {
  /** The summary that k6 or the local runner wrote. */
  file: string;
  /** Folder for the reports; default: the summary's. */
  outDir?: string | undefined;
  testedBy?: string | null | undefined;
  reviewedBy?: string | null | undefined;
  now: Date;
  formats: readonly Format[];
}

export interface Report {
  verdict: RunOutcome;
  exitCode: number;
  judgement: Judgement;
  paths: Partial<Record<Format, string>>;
  /** `FAILED baseline: 3 of 33 limits crossed; worst: ...` */
  oneLine: string;
}

/** Writes all formats or none. Input that cannot be read is a UserError. */
export async function makeReport(request: ReportRequest): Promise<Report> {
  const { fileName, value, warnings } = await readJsonFile(request.file);
  const judgement = judge(parseSummary(fileName, value, warnings));
  const view = buildView(judgement, {
    testedBy: request.testedBy ?? null,
    reviewedBy: request.reviewedBy ?? null,
    now: request.now,
  });
  const stem = join(request.outDir ?? dirname(request.file), basename(request.file).replace(/\.json$/i, ''));
  const paths: Partial<Record<Format, string>> = {};
  const files: OutputFile[] = [];
  for (const format of new Set(request.formats)) {
    const path = `${stem}${FORMATS[format].ending}`;
    files.push({ path, content: FORMATS[format].render({ view, judgement }) });
    paths[format] = path;
  }
  await writeFiles(files);
  return {
    verdict: judgement.outcome,
    exitCode: judgement.exitCode,
    judgement,
    paths,
    oneLine: oneLine(judgement),
  };
}

export function oneLine(judgement: Judgement): string {
  const { verdict, headline: sentence } = headline(judgement);
  const { run, fileName } = judgement.summary;
  return plain(`${verdict} ${run ? typeText(run.type).toLowerCase() : fileName}: ${sentence}`);
}
