// Page load tests from end to end in a real Chromium: a good page passes, each thing that is wrong is found and nothing else, a page
// that hangs ends the run and leaves no browser, and the page is measured while 50 users load the API.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { PAGE_FINDINGS, type PageFinding, VISITS } from 'k6-format/load-names';
import type { RunRecord } from 'k6-format/run-record';
import { EXIT } from 'k6-kit/exit-codes';
import { browsersBelow, whyNoBrowser } from 'k6-local/browser/testing.fixture';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { VITALS } from '../../thresholds/page-limits.ts';
import { perf } from '../perf.fixture.ts';
import { startTarget } from '../target/start.ts';

interface Result {
  run: RunRecord;
  metrics: Record<string, { values: Record<string, number>; thresholds?: Record<string, { ok: boolean }> }>;
}

interface Ended {
  code: number;
  output: string;
  result: Result;
  /** Names of the files that the run left. */
  files: string[];
}

/** Runs `type` against a target of its own. */
async function run(type: string, timeScale: number, options: Parameters<typeof startTarget>[0]): Promise<Ended> {
  const [folder, target] = [await mkdtemp(join(tmpdir(), 'pages-')), await startTarget(options)];
  const env = { PATH: process.env.PATH ?? '', AUTH_TOKEN: target.token };
  try {
    const args = ['run', type, '--target', target.url, '--engine', 'local', '--time-scale', String(timeScale)];
    const { code, output } = await perf([...args, '--out', folder], { env, cwd: folder });
    const files = await readdir(folder);
    const name = files.find((file) => /^page-load.*Z\.json$/.test(file)) ?? assert.fail(output);
    return { code, output, files, result: JSON.parse(await readFile(join(folder, name), 'utf8')) };
  } finally {
    await target.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function foundIn({ metrics }: Result): PageFinding[] {
  return PAGE_FINDINGS.filter((finding) => {
    const { count = 0, max = 0 } = metrics[`page_finding_files{finding:${finding}}`]?.values ?? {};
    assert.ok(count > 0, `${finding} was not looked for`);
    return max > 0;
  });
}

/** What the report finds. */
function rulesOf(result: Result): string[] {
  return judge(parseSummary('x.json', result)).findings.map(({ rule }) => rule);
}

const FAULTS: Record<string, PageFinding> = {
  'no-cache': 'cache-headers',
  'no-compression': 'compression',
  png: 'images',
  'many-files': 'http-1',
  'blocking-script': 'blocking-script',
};

describe('page load tests', { skip: whyNoBrowser() }, () => {
  it('pass on a good page, with every figure of both visits and a film', async () => {
    const { code, output, result, files } = await run('page-load', 0.06, {});
    assert.equal(code, EXIT.passed, output);
    for (const visit of VISITS)
      for (const [name, { metric }] of Object.entries(VITALS)) {
        const { count = 0 } = result.metrics[`${metric}{visit:${visit}}`]?.values ?? {};
        assert.ok(count > 0, `${name} of the ${visit} visit`);
      }
    assert.deepEqual([foundIn(result), rulesOf(result)], [[], []]);
    const { pages } = result.run;
    assert.deepEqual(pages?.loads.map(({ visit }) => visit).toSorted(), ['cold', 'warm']);
    assert.ok((pages?.loads[0]?.files.length ?? 0) >= 4);
    assert.ok((pages?.frames.length ?? 0) >= 1);
    for (const { file } of pages?.frames ?? []) assert.ok(files.includes(file), file);
    assert.deepEqual(browsersBelow(process.pid), []);
    // k6's own Web Vitals and ours: two measurements of one thing.
    for (const name of ['fcp', 'lcp', 'ttfb'] as const) {
      const [ours, theirs] = [`page_${name}`, `browser_web_vital_${name}`].map((metric) => result.metrics[metric]);
      assert.ok(theirs && (theirs.values.max ?? 0) > 0, name);
      const [a, b] = [ours?.values.med ?? 0, theirs.values.med ?? 0];
      assert.ok(Math.abs(a - b) <= Math.max(50, a), `${name}: ours ${a} ms, k6's ${b} ms`);
    }
  });

  for (const [fault, finding] of Object.entries(FAULTS)) {
    it(`find ${finding} on a page with ${fault}, and nothing else`, async () => {
      const { code, output, result } = await run('page-load', 0.03, { pageFaults: [fault] });
      assert.equal(code, EXIT.passed, output);
      assert.deepEqual(foundIn(result), [finding]);
      assert.deepEqual(rulesOf(result), [`page-${finding}`]);
      assert.ok(result.run.pages?.audit.every((found) => found.finding === finding));
      const { max: bytes = 0 } = result.metrics[`page_finding_bytes{finding:${finding}}`]?.values ?? {};
      const { max: ms = 0 } = result.metrics[`page_finding_ms{finding:${finding}}`]?.values ?? {};
      assert.ok(bytes > 500 || ms > 50, `gain ${bytes} bytes, ${ms} ms`);
    });
  }

  it('end with a clear error on a page that hangs, with its picture, and leave no browser', async () => {
    const { code, output, result, files } = await run('page-load', 0.06, { faults: ['hang=100%,endpoint=home'] });
    assert.equal(code, EXIT.thresholds, output);
    assert.match(output, /page load failed \(cold visit\): .*[Tt]imeout/);
    assert.equal(result.metrics.page_failed?.values.rate, 1);
    const [failure] = result.run.pages?.failures ?? [];
    assert.match(failure?.message ?? '', /[Tt]imeout/);
    assert.ok(files.includes(failure?.file ?? ''), files.join());
    assert.deepEqual(browsersBelow(process.pid), []);
  });

  it('measure the page while 50 users load the API, and 200', async () => {
    const { output, result } = await run('page-load-under-load', 0.05, {});
    for (const phase of ['alone', 'normal', 'heavy']) {
      const { count = 0, med = 0 } = result.metrics[`page_load{visit:cold,phase:${phase}}`]?.values ?? {};
      assert.ok(count > 0 && med > 0, `${phase}: ${output}`);
    }
    const requests = (phase: string) => result.metrics[`http_reqs{phase:${phase}}`]?.values.count ?? 0;
    // Two requests a second and user, over six seconds each.
    assert.equal(requests('alone'), 0);
    assert.ok(requests('normal') > 50 * 6, `${requests('normal')} requests beside the browser`);
    assert.ok(requests('heavy') > requests('normal') * 1.5, `${requests('heavy')} requests`);
  });
});
