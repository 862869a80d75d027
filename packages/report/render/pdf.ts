// Prints the HTML page to PDF with a Chromium that is on the machine; none is ever fetched.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { CHROMIUM_NAMES, findProgramIn, foldersOf, isExecutable } from 'k6-kit/programs';
import { UserError } from 'k6-kit/user-error';

/** A page of this size prints in two or three seconds. */
const TIMEOUT_MS = 60_000;

/** The browser at CHROMIUM_BIN, else the first on PATH; null without one. */
export async function findChromium(env: Readonly<Record<string, string | undefined>>): Promise<string | null> {
  if (env.CHROMIUM_BIN) return isExecutable(env.CHROMIUM_BIN) ? env.CHROMIUM_BIN : null;
  return findProgramIn(CHROMIUM_NAMES, foldersOf(env.PATH)) ?? null;
}

export async function printPdf(html: string, env: Readonly<Record<string, string | undefined>>): Promise<Uint8Array> {
  const chromium = await findChromium(env);
  if (chromium === null) {
    throw new UserError(
      'E_REPORT_PDF',
      `no Chromium for the PDF: looked at CHROMIUM_BIN and for ${CHROMIUM_NAMES.join(', ')} on PATH; install one or leave pdf out of --format`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), 'report-pdf-'));
  try {
    const [page, pdf] = [join(folder, 'report.html'), join(folder, 'report.pdf')];
    await writeFile(page, html);
    await promisify(execFile)(chromium, [...flags(folder), `--print-to-pdf=${pdf}`, pathToFileURL(page).href], {
      timeout: TIMEOUT_MS,
    });
    return await readFile(pdf);
  } catch (error) {
    const reason = (error as Error).message.split('\n', 1)[0];
    throw new UserError(
      'E_REPORT_PDF',
      `${chromium} could not print the report: ${reason}; leave pdf out of --format`,
      { cause: error },
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Chromium's sandbox does not work for root, as in most containers; the page is our own and asks nobody for anything. */
function flags(folder: string): string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    '--headless',
    '--disable-gpu',
    '--disable-background-networking',
    '--no-first-run',
    '--no-pdf-header-footer',
    `--user-data-dir=${join(folder, 'profile')}`,
    ...(isRoot ? ['--no-sandbox'] : []),
  ];
}
