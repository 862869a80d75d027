// The reference target's page in a real Chromium, good and with one thing bad: the report finds just that, and shows what was loaded.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { PAGE_FINDINGS, type PageFinding } from 'k6-format/load-names';
import { testFolder } from 'k6-kit/folder.fixture';
import type { Judgement } from 'k6-verdict/judge/judge';
import { findChromium } from 'k6-verdict/render/pdf';
import { makeReport } from 'k6-verdict/report';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { AuditResult, PageFigures } from '../../lib/page/page-figures.ts';
import { MOST_FILES } from '../../lib/page-sample.ts';
import { AUDIT_LIMITS, type AuditLimits } from '../../thresholds/page-limits.ts';
import { startTarget } from '../target/start.ts';
import { type Found, pageResult } from './page-result.fixture.ts';

const executablePath = await findChromium(process.env);

interface InPage {
  readFigures: (mostFiles: number) => Promise<PageFigures>;
  auditFiles: (limits: AuditLimits) => Promise<AuditResult>;
}

describe('the page of the reference target', { skip: executablePath === null && 'no Chromium on this machine' }, () => {
  let browser: Browser;
  let inPage: InPage;
  const folder = testFolder();
  before(async () => {
    browser = await chromium.launch({ executablePath: executablePath!, chromiumSandbox: process.getuid?.() !== 0 });
    inPage = await bundled();
  });
  after(() => browser?.close());

  /** Loads and audits the page with these faults, and reports on it with the vitals of a healthy run. */
  async function reported(
    name: string,
    pageFaults: string[],
    http2 = false,
  ): Promise<{ judgement: Judgement; html: string }> {
    const target = await startTarget({ pageFaults, http2 });
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    try {
      const page = await context.newPage();
      await page.goto(target.url);
      const picture = `${name}.jpg`;
      await page.screenshot({ path: join(folder, picture), type: 'jpeg', quality: 50 });
      return await reportOn(name, page, picture);
    } finally {
      await context.close();
      await target.close();
    }
  }

  async function reportOn(name: string, page: Page, picture: string) {
    const { files } = await page.evaluate(inPage.readFigures, MOST_FILES);
    const { found } = await page.evaluate(inPage.auditFiles, AUDIT_LIMITS);
    const frames = [{ atMs: 100, file: picture }];
    const result = pageResult({ test: 'page-load', findings: findingsOf(found), files, frames });
    const file = join(folder, `${name}.json`);
    await writeFile(file, JSON.stringify(result));
    const { judgement, paths } = await makeReport({ file, now: new Date(0), formats: ['html'] });
    return { judgement, html: await readFile(paths.html!, 'utf8') };
  }

  const rulesOf = ({ findings }: Judgement) => findings.map(({ rule }) => rule);

  it('has no finding where it is good, and its files and picture are in the report', async () => {
    const { judgement, html } = await reported('good', []);
    assert.deepEqual(rulesOf(judgement), []);
    const files = judgement.pages?.slowest?.files ?? [];
    assert.ok(files.length >= 4, `${files.length} files`);
    assert.match(files.map(({ name }) => name).join(' '), /^\/ .*\.css.*\.webp/);
    assert.equal(
      html.match(/<rect class="transfer"/g)?.length,
      files.length + 1,
      'a bar for each file, one in the legend',
    );
    assert.match(html, /<img src="data:image\/jpeg;base64,/);
    assert.doesNotMatch(html, /picture not shown/);
  });

  const FAULTS: [fault: string, finding: PageFinding][] = [
    ['no-cache', 'cache-headers'],
    ['no-compression', 'compression'],
    ['png', 'images'],
    ['blocking-script', 'blocking-script'],
    ['many-files', 'http-1'],
  ];
  for (const [fault, finding] of FAULTS) {
    it(`${fault} is found as ${finding}, with what it costs, and nothing else is`, async () => {
      const { judgement } = await reported(fault, [fault]);
      assert.deepEqual(rulesOf(judgement), [`page-${finding}`]);
      assert.match(judgement.findings[0]!.evidence, /a (?:cold|warm) visit would save \d/);
    });
  }

  it('many files do not wait for each other over HTTP/2', async () => {
    const { judgement } = await reported('http2', ['many-files'], true);
    assert.deepEqual(rulesOf(judgement), []);
    assert.ok(judgement.pages?.slowest?.files.every(({ protocol }) => protocol === 'h2' || protocol === ''));
  });
});

/** As the bundler leaves them: they travel to the page as source text. */
async function bundled(): Promise<InPage> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('../../lib/page/in-page.ts', import.meta.url))],
    ...{ bundle: true, write: false, minify: true, format: 'esm', target: 'es2022', logLevel: 'silent' },
  });
  return (await import(`data:text/javascript,${encodeURIComponent(outputFiles[0]?.text ?? '')}`)) as InPage;
}

/** The audit's sums, as the load script records them. */
function findingsOf(found: AuditResult['found']): Partial<Record<PageFinding, Found>> {
  const byFinding = PAGE_FINDINGS.map((finding): [PageFinding, Found] => {
    const entries = found.filter((entry) => entry.finding === finding);
    return [
      finding,
      {
        files: entries.length,
        savedBytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
        savedMs: Math.max(0, ...entries.map(({ ms }) => ms)),
        entries,
      },
    ];
  });
  return Object.fromEntries(byFinding);
}
