// The drawings and pictures of the page section, for HTML only: markup of our own and data URIs that were checked.
import type { PageEvidence } from 'k6-format/run-record';
import type { Judgement } from '../judge/judge.ts';
import type { Pictures } from '../pictures.ts';
import { digits, formatMs } from '../text/format.ts';
import { waterfall } from './charts/waterfall.ts';

export interface Picture {
  /** Data URI. */
  src: string;
  /** What it shows, for those who cannot see it. */
  alt: string;
  caption: string;
}

export interface PageMedia {
  /** SVG; empty where no load is known. */
  waterfall: string;
  frames: Picture[];
  failures: Picture[];
}

export function pageMedia({ pages, summary }: Judgement, { byFile }: Pictures): PageMedia {
  const evidence: Partial<PageEvidence> = summary.run?.pages ?? {};
  const picture = (file: string, alt: string, caption: string): Picture[] => {
    const src = byFile.get(file);
    return src === undefined ? [] : [{ src, alt, caption }];
  };
  return {
    waterfall: pages?.slowest ? waterfall(pages.slowest) : '',
    frames: (evidence.frames ?? []).flatMap(({ atMs, file }) =>
      picture(file, `The page ${formatMs(atMs)} after the navigation began`, formatMs(atMs)),
    ),
    failures: (evidence.failures ?? []).flatMap(({ visit, atS, file }) =>
      picture(file, `What the browser showed when the visit failed`, `${visit} visit, after ${digits(atS)} s`),
    ),
  };
}
