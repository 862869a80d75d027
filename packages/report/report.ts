// From a result file to reports next to it: parse, judge, render, write.

import { basename, dirname, join } from 'node:path';
import type { Policy } from 'k6-format/policy';
import type { WholeFile } from 'k6-kit/files';
import { FORMATS, type Format } from './formats.ts';
import { type Judgement, judge, type RunOutcome } from './judge/judge.ts';
import { type Previous, previousFrom } from './judge/previous.ts';
import { readJsonFile } from './parse/json-text.ts';
import type { Run, Summary } from './parse/model.ts';
import { parseSummary } from './parse/parse-summary.ts';
import type { PointsFacts } from './points/points.ts';
import { draw } from './render/charts/draw.ts';
import { plain } from './render/escape.ts';
import { headline } from './render/headline.ts';
import { renderHtml } from './render/html.ts';
import { renderJunit } from './render/junit.ts';
import { renderMarkdown } from './render/markdown.ts';
import { renderOpenMetrics } from './render/openmetrics.ts';
import type { PageMedia } from './render/page-media.ts';
import { printPdf } from './render/pdf.ts';
import { renderVerdictJson } from './render/verdict-json.ts';
import { buildView, type ReportView, type SignOff } from './render/view.ts';
import { typeText } from './text/words.ts';
import { writeReport } from './write.ts';

interface Rendering {
  view: ReportView;
  judgement: Judgement;
  points: PointsFacts | null;
  /** Undefined where no page was loaded. */
  media: PageMedia | undefined;
  signOff: SignOff;
  env: Readonly<Record<string, string | undefined>>;
}

const RENDERERS: Record<Format, (rendering: Rendering) => string | Promise<Uint8Array>> = {
  md: ({ view }) => renderMarkdown(view),
  html,
  json: ({ judgement, signOff }) => renderVerdictJson(judgement, signOff),
  junit: ({ judgement }) => renderJunit(judgement),
  metrics: ({ judgement }) => renderOpenMetrics(judgement),
  pdf: (rendering) => printPdf(html(rendering), rendering.env),
};

function html({ view, judgement, points, media }: Rendering): string {
  return renderHtml(view, draw(judgement, points, media));
}

export interface ReportRequest {
  /** The summary that k6 or the local runner wrote. */
  file: string;
  /** Folder for the reports; default: the summary's. */
  outDir?: string | undefined;
  testedBy?: string | null | undefined;
  reviewedBy?: string | null | undefined;
  /** Raw points of the same run, one file per instance of the load generator. */
  points?: readonly string[] | undefined;
  /** Tags to split the raw points by. */
  by?: readonly string[] | undefined;
  now: Date;
  formats: readonly Format[];
  /** Exit code 3 where no limit could be judged. */
  requireLimits?: boolean | undefined;
  /** Judges by these tables, not by those that the result carries. */
  policy?: ((run: Run | null) => Policy) | undefined;
  /** The summary of an earlier run that figures are compared with. */
  previousFile?: string | undefined;
  /** Finds the earlier run where no file is given. */
  previous?: FindPrevious | undefined;
  /** For finding a Chromium; default: the process's. */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Looks for the last run that is like this one. */
export type FindPrevious = (judgement: Judgement) => Promise<Previous | null>;

export interface Report {
  verdict: RunOutcome;
  exitCode: number;
  judgement: Judgement;
  signOff: SignOff;
  paths: Partial<Record<Format, string>>;
  /** The Markdown text, whichever formats were written: for step summaries and comments. */
  markdown: () => string;
  /** `FAILED baseline: 3 of 33 limits crossed; worst: ...` */
  oneLine: string;
}

/** Writes all formats or none. Input that cannot be read is a UserError. */
export async function makeReport(request: ReportRequest): Promise<Report> {
  const { fileName, value, warnings } = await readJsonFile(request.file);
  const parsed = parseSummary(fileName, value, warnings);
  const { policy } = request;
  const summary: Summary = policy ? { ...parsed, policy: policy(parsed.run), policyFrom: 'file' } : parsed;
  const points = await pointsOf(request, summary);
  const alone = judge(summary, { requireLimits: request.requireLimits, points: points?.agreement ?? null });
  const judgement = { ...alone, previous: await previousOf(request, alone) };
  const signOff = { testedBy: request.testedBy ?? null, reviewedBy: request.reviewedBy ?? null, now: request.now };
  const { media, notes } = await mediaOf(request.file, judgement);
  const view = buildView(judgement, signOff, points, notes);
  const stem = join(request.outDir ?? dirname(request.file), basename(request.file).replace(/\.json$/i, ''));
  const paths: Partial<Record<Format, string>> = {};
  const files: WholeFile[] = [];
  for (const format of new Set(request.formats)) {
    const path = `${stem}${FORMATS[format]}`;
    const rendering = { view, judgement, points, media, signOff, env: request.env ?? process.env };
    files.push({ path, content: await RENDERERS[format](rendering) });
    paths[format] = path;
  }
  await writeReport(files);
  const markdown = () => renderMarkdown(view);
  return {
    verdict: judgement.outcome,
    exitCode: judgement.exitCode,
    judgement,
    signOff,
    paths,
    markdown,
    oneLine: oneLine(judgement),
  };
}

async function previousOf({ previousFile, previous }: ReportRequest, now: Judgement): Promise<Previous | null> {
  if (previousFile === undefined) return (await previous?.(now)) ?? null;
  const { fileName, value, warnings } = await readJsonFile(previousFile);
  return previousFrom(judge(parseSummary(fileName, value, warnings)), now);
}

async function pointsOf({ points, by }: ReportRequest, summary: Summary): Promise<PointsFacts | null> {
  if (!points || points.length === 0) return null;
  const { readPoints } = await import('./points/points.ts');
  return readPoints(points, by ?? [], summary);
}

/** Only page load tests wait for what draws and reads pictures. */
async function mediaOf(
  file: string,
  judgement: Judgement,
): Promise<{ media: PageMedia | undefined; notes: readonly string[] }> {
  if (!judgement.pages) return { media: undefined, notes: [] };
  const [{ pageMedia }, { readPictures }] = await Promise.all([
    import('./render/page-media.ts'),
    import('./pictures.ts'),
  ]);
  const pictures = await readPictures(dirname(file), judgement.summary.run?.pages);
  return { media: pageMedia(judgement, pictures), notes: pictures.notes };
}

function oneLine(judgement: Judgement): string {
  const { verdict, headline: sentence } = headline(judgement);
  const { run, fileName } = judgement.summary;
  return plain(`${verdict} ${run ? typeText(run.type).toLowerCase() : fileName}: ${sentence}`);
}
