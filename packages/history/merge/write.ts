// A merged result with what goes next to it: its histograms and its report.
import { rm } from 'node:fs/promises';
import { writeWhole } from 'k6-kit/files';
import { HISTOGRAM_ENDING } from 'k6-local/histograms';
import { makeReport, type Report } from 'k6-verdict/report';

/** Writes `<stem>.json`, its histograms and its report. */
export async function writeMerged(
  stem: string,
  { merged, histograms }: { merged: object; histograms?: Uint8Array | undefined },
  now: Date,
): Promise<Report> {
  await writeWhole(`${stem}.json`, `${JSON.stringify(merged)}\n`);
  // Those of an earlier merge must not pass for this one's.
  if (histograms) await writeWhole(`${stem}${HISTOGRAM_ENDING}`, histograms);
  else await rm(`${stem}${HISTOGRAM_ENDING}`, { force: true });
  return makeReport({ file: `${stem}.json`, now, formats: ['md', 'html'] });
}
