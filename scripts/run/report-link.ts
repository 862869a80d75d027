// A link from a page to the report of a run that it is about.
import { relative } from 'node:path';
import { escapeXml } from 'k6-verdict/render/escape';

/** A path that starts at the page's folder is never taken for another protocol. */
export function reportLink(resultFile: string, folder: string, text: string): string {
  const path = relative(folder, resultFile).replace(/\.json$/, '.report.html');
  const parts = path.split(/[/\\]/).map((part) => encodeURIComponent(part));
  return `<a href="./${escapeXml(parts.join('/'))}">${escapeXml(text)}</a>`;
}
