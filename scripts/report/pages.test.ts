// Page load tests in the report: each fault of a page is its own finding and no other, and hostile evidence does no harm.

import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { XMLValidator } from 'fast-xml-parser';
import { PAGE_FINDINGS, type PageFinding } from 'k6-format/load-names';
import { pagesSchema } from 'k6-format/page-evidence';
import { testFolder } from 'k6-kit/folder.fixture';
import { type Judgement, judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { type Pictures, readPictures } from 'k6-verdict/pictures';
import { draw } from 'k6-verdict/render/charts/draw';
import { waterfall } from 'k6-verdict/render/charts/waterfall';
import { renderHtml } from 'k6-verdict/render/html';
import { renderJunit } from 'k6-verdict/render/junit';
import { renderMarkdown } from 'k6-verdict/render/markdown';
import { pageMedia } from 'k6-verdict/render/page-media';
import { verdictOf } from 'k6-verdict/render/verdict-json';
import { verdictJsonSchema } from 'k6-verdict/render/verdict-schema.fixture';
import { buildView } from 'k6-verdict/render/view';
import * as v from 'valibot';
import { type PageOptions, pageResult } from './page-result.fixture.ts';
import { FILES, FOUND, PAGE_RUNS, PICTURE } from './page-runs.fixture.ts';
import { asMachineReadable, asMachineReadableShort, asSummaryExport } from './shapes.fixture.ts';

const SIGN_OFF = { testedBy: null, reviewedBy: null, now: new Date(0) };
const judged = (value: unknown) => judge(parseSummary('page.json', JSON.parse(JSON.stringify(value))));
const viewOf = (judgement: Judgement) => buildView(judgement, SIGN_OFF);
const markdownOf = (judgement: Judgement) => renderMarkdown(viewOf(judgement));
const htmlOf = (judgement: Judgement, pictures: Pictures = { byFile: new Map(), notes: [] }) =>
  renderHtml(viewOf(judgement), draw(judgement, null, pageMedia(judgement, pictures)));
const rulesOf = ({ findings }: Judgement) => findings.map(({ rule }) => rule);
const GOOD: PageOptions = { test: 'page-load', files: FILES };
const field = (judgement: Judgement, label: string) => {
  const { configuration, results } = viewOf(judgement);
  return [...configuration, ...results].find((one) => one.label === label)?.value;
};

describe('findings of a page', () => {
  it('a good page passes and has none, under load as well', () => {
    for (const test of ['page-load', 'page-load-under-load'] as const) {
      const judgement = judged(pageResult({ ...GOOD, test }));
      assert.equal(judgement.outcome, 'passed');
      assert.deepEqual(
        rulesOf(judgement).filter((rule) => rule !== 'above-target'),
        [],
      );
      assert.equal(judgement.validity.level, 'VALID');
    }
  });

  for (const finding of PAGE_FINDINGS) {
    it(`${finding} is found by itself, minor while every limit holds`, () => {
      const judgement = judged(pageResult({ ...GOOD, findings: { [finding]: FOUND[finding] } }));
      assert.deepEqual(rulesOf(judgement), [`page-${finding}`]);
      const [found] = judgement.findings;
      assert.equal(found?.severity, 'minor');
      assert.match(found?.evidence ?? '', /^\d+ (?:file|image|script)s?: \/assets\/.* visit would save \d/);
      assert.ok(found?.action !== null);
    });
  }

  it('come from the metrics alone where no log was kept, without names', () => {
    const { files: _, ...bare } = GOOD;
    const judgement = judged(pageResult({ ...bare, findings: { images: FOUND.images } }));
    assert.deepEqual(rulesOf(judgement), ['page-images']);
    assert.match(
      judgement.findings[0]!.evidence,
      /^1 image; a cold visit would save 643 KB, 91.3 % of the page's weight$/,
    );
    assert.match(markdownOf(judgement), /Page Load Time \| cold/);
    assert.doesNotMatch(htmlOf(judgement), /The slowest load/);
  });

  it('of the guide name its quick win', () => {
    const actionOf = (finding: PageFinding) =>
      judged(pageResult({ ...GOOD, findings: { [finding]: FOUND[finding] } })).findings[0]?.action ?? '';
    assert.match(actionOf('cache-headers'), /^Add browser caching headers \(quick win in Nginx\)/);
    assert.match(actionOf('compression'), /^Add API response compression \(quick win in Nginx\)/);
    assert.match(actionOf('images'), /^Optimize images \(WebP format\) \(quick win in Frontend\)/);
    assert.match(actionOf('http-1'), /^Enable HTTP\/2 \(quick win in Nginx\)/);
    assert.match(actionOf('blocking-script'), /defer or async/);
  });

  it('weigh more where a limit of the same visit was crossed', () => {
    const findings = { 'cache-headers': FOUND['cache-headers'], images: FOUND.images };
    const judgement = judged(pageResult({ ...GOOD, slowdown: () => 4, findings }));
    const severityOf = (rule: string) => judgement.findings.find((one) => one.rule === rule)?.severity;
    assert.equal(severityOf('page-images'), 'critical');
    // Only the cold visits are slow here.
    assert.equal(severityOf('page-cache-headers'), 'minor');
  });

  it('what the audit did not look for is not measured, and what it looked for in vain is not there', () => {
    const { pages } = viewOf(judged(pageResult({ ...GOOD, notAudited: ['images'] })));
    assert.deepEqual(
      pages?.audit.map(({ found }) => found),
      ['no', 'no', 'not measured', 'no', 'no'],
    );
  });
});

describe('page loads over their limits', () => {
  it('name the load under which the page broke', () => {
    const slowdown = (phase: string) => (phase === 'heavy' ? 4 : 1);
    const judgement = judged(pageResult({ ...GOOD, test: 'page-load-under-load', slowdown }));
    assert.equal(judgement.outcome, 'failed');
    const found = judgement.findings.find(({ rule }) => rule === 'page-over-target');
    assert.match(found?.title ?? '', /longer than 2 s from the phase "heavy" on/);
    assert.match(found?.evidence ?? '', /^cold visits \(heavy\): p50 2\.\d+ s, p95 2\.\d+ s of 24 visits$/);
    assert.match(found?.action ?? '', /holds its target while the API is idle/);
    const slower = judgement.findings.find(({ rule }) => rule === 'page-slower-under-load');
    assert.match(slower?.evidence ?? '', /cold visits: p95 7\d\d\.?\d* ms \(alone\), 2\.\d+ s \(heavy\)/);
    assert.equal(slower?.severity, 'critical');
  });

  it('one slow visit in the heavy phase is no effect of the load', () => {
    const result = pageResult({ ...GOOD, test: 'page-load-under-load' });
    for (const visit of ['cold', 'warm']) {
      const heavy = result.metrics[`page_load{visit:${visit},phase:heavy}`];
      assert.ok(heavy);
      Object.assign(heavy.values, { 'p(95)': 1900, max: 1950 });
    }
    assert.ok(!rulesOf(judged(result)).includes('page-slower-under-load'));
  });

  it('failed visits are told with their message', () => {
    const failures = [
      { visit: 'cold', phase: 'hold', atS: 12, message: 'timed out after 10 s', file: 'x.png' },
    ] as const;
    const judgement = judged(pageResult({ ...GOOD, failures }));
    const found = judgement.findings.find(({ rule }) => rule === 'page-failed');
    assert.match(
      found?.evidence ?? '',
      /^1 visit failed, 2\.04 % of all; cold visit, after 12 s: timed out after 10 s$/,
    );
    assert.equal(judgement.outcome, 'failed');
  });

  it('a run that stopped because most visits failed has failed, however short it was', () => {
    const failures = Array.from({ length: 60 }, (_, index) => ({
      visit: 'cold' as const,
      phase: 'hold',
      atS: index,
      message: 'refused',
      file: '',
    }));
    const result = pageResult({ ...GOOD, failures });
    result.state.testRunDurationMs = 20_000;
    assert.equal(judged(result).outcome, 'failed');
  });
});

describe('the report of a page load test', () => {
  it('counts page loads and browsers, requests only where there were some', () => {
    const alone = judged(pageResult(GOOD));
    assert.equal(field(alone, 'Page Loads'), '24 cold, 24 warm');
    assert.equal(field(alone, 'Concurrent Users'), '1 browser');
    assert.equal(field(alone, 'Total Requests'), undefined);
    assert.equal(viewOf(alone).endpoints.isShown, false);
    assert.doesNotMatch(htmlOf(alone), /id="endpoints"/);
    const beside = judged(pageResult({ ...GOOD, test: 'page-load-under-load' }));
    assert.equal(field(beside, 'Concurrent Users'), '200 beside 1 browser');
    assert.equal(field(beside, 'Total Requests'), '60,000');
    assert.match(htmlOf(beside), /id="endpoints"/);
  });

  it("leaves out what the audit asked for with k6's own client", () => {
    const result = pageResult(GOOD);
    const audit = { type: 'counter', contains: 'default', values: { count: 6, rate: 0.05 } };
    Object.assign(result.metrics, { http_reqs: audit });
    assert.equal(judged(result).facts.requests, null);
  });

  it('a busy generator is a warning: the browser has a clock of its own', () => {
    const judgement = judged(pageResult({ ...GOOD, generator: { eventLoopDelayP99Ms: 400, reasons: [] } }));
    assert.deepEqual(
      judgement.validity.reasons.map(({ rule, level }) => [rule, level]),
      [['machine-busy', 'WARN']],
    );
    assert.deepEqual(rulesOf(judgement), []);
    const late = judged(pageResult({ ...GOOD, generator: { eventLoopDelayP99Ms: 40, reasons: ['late by 40 ms'] } }));
    assert.deepEqual([late.validity.reasons, rulesOf(late)], [[], []]);
    assert.equal(judgement.outcome, 'passed');
  });

  it('a vital without a sample is not measured and never 0', () => {
    const result = pageResult(GOOD);
    for (const visit of ['cold', 'warm']) {
      const values = result.metrics[`page_inp{visit:${visit}}`]!.values;
      for (const stat of Object.keys(values)) values[stat] = 0;
    }
    const row = viewOf(judged(result)).pages?.vitals.find(({ name }) => name === 'Interaction to Next Paint');
    assert.deepEqual([row?.verdict, row?.value], ['not measured', 'not measured']);
  });

  it("is made from k6's other summaries as well, which keep no run record", () => {
    const result = pageResult({ ...GOOD, findings: { images: FOUND.images } });
    for (const make of [asSummaryExport, asMachineReadable, asMachineReadableShort]) {
      const judgement = judged(make(result));
      assert.deepEqual(rulesOf(judgement), ['page-images'], make.name);
      const [row] = viewOf(judgement).pages?.vitals ?? [];
      assert.deepEqual([row?.name, row?.visit, row?.samples], ['Page Load Time', 'cold', '24'], make.name);
      assert.match(row?.value ?? '', /^\d+(?:\.\d+)? ms$/, make.name);
      assert.doesNotMatch(htmlOf(judgement).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''), /NaN|undefined|Infinity/);
    }
  });

  it('keeps the published schema of the verdict', () => {
    const validate = new Ajv2020({ strict: true }).compile(verdictJsonSchema() as object);
    for (const make of Object.values(PAGE_RUNS)) {
      const verdict: unknown = JSON.parse(JSON.stringify(verdictOf(judged(make()), SIGN_OFF)));
      assert.ok(validate(verdict), JSON.stringify(validate.errors));
    }
    const { pages } = verdictOf(judged(pageResult({ ...GOOD, findings: { images: FOUND.images } })), SIGN_OFF);
    assert.deepEqual(
      pages?.audit.find(({ finding }) => finding === 'images'),
      { finding: 'images', files: 1, savedBytes: 643_000, savedMs: 0 },
    );
  });
});

const NASTY = [
  '<script>alert(1)</script>',
  '</svg><img src=x onerror=alert(1)>',
  '"\'><b>&amp;',
  '\u202Egnp.exe',
  '{{markup style}}',
  '| a | b |\n# x',
  '/%3Cscript%3E'.repeat(400),
];

describe('hostile evidence', () => {
  it('is escaped in every format', () => {
    const result = pageResult({
      ...GOOD,
      files: FILES.map((file, index) => ({
        ...file,
        name: NASTY[index % NASTY.length]!,
        kind: NASTY[0]!,
        protocol: NASTY[2]!,
      })),
      findings: {
        images: { ...FOUND.images, entries: NASTY.map((name) => ({ name, bytes: 1, ofBytes: 2, ms: 0, now: name })) },
      },
      failures: NASTY.map((message) => ({ visit: 'cold', phase: message, atS: 1, message, file: message })),
      frames: NASTY.map((file, index) => ({ atMs: index, file })),
    });
    const judgement = judged(result);
    const html = htmlOf(judgement);
    assert.doesNotMatch(
      html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''),
      /<script|<img|<b>|\u202E|onerror=alert\(1\)>(?!&)/,
    );
    assert.doesNotMatch(markdownOf(judgement), /(?<!\\)<(?:script|img)|\u202E|^# x/m);
    assert.equal(XMLValidator.validate(renderJunit(judgement)), true);
    assert.equal(XMLValidator.validate(waterfall(judgement.pages!.slowest!)), true);
  });

  it('with impossible times and sizes is left out, entry by entry', () => {
    const good = { ...FILES[0] };
    const odd = [
      { ...good, endMs: 1e300 },
      { ...good, startMs: -5 },
      { ...good, bytes: 'many' },
      { ...good, name: 7 },
      null,
      'text',
      { ...good, startMs: 50, requestMs: 0, responseMs: 0, endMs: 20 },
    ];
    const load = {
      kind: 'load',
      visit: 'cold',
      phase: 'hold',
      atS: 1,
      vitals: { load: 'x', lcp: 5, __proto__: 3, evil: 1 },
      files: [good, ...odd],
    };
    const read = v.parse(pagesSchema, { loads: [load, 5], frames: 'none', failures: [{}], audit: [{ finding: 'x' }] });
    assert.deepEqual(read.loads[0]?.vitals, { lcp: 5 });
    assert.equal(read.loads.length, 1);
    // The good one, and the one whose times only have to be put in order.
    assert.deepEqual(
      read.loads[0]?.files.map(({ startMs, requestMs, responseMs, endMs }) => [startMs, requestMs, responseMs, endMs]),
      [
        [0, 4, 58, 62],
        [50, 50, 50, 50],
      ],
    );
    assert.deepEqual([read.frames, read.failures, read.audit], [[], [], []]);
  });

  it('in any amount keeps the report small', () => {
    const file = { ...FILES[0]!, name: 'x'.repeat(1000) };
    const result = pageResult({ ...GOOD, files: Array.from({ length: 100 }, () => file) });
    const { pages } = result.run;
    assert.ok(pages);
    pages.loads = Array.from({ length: 40 }, () => pages.loads[0]!);
    pages.frames = Array.from({ length: 400 }, (_, index) => ({ kind: 'frame', atMs: index, file: `f${index}.png` }));
    const judgement = judged(result);
    const evidence = judgement.summary.run?.pages;
    assert.deepEqual([evidence?.loads.length, evidence?.frames.length, evidence?.loads[0]?.files.length], [12, 20, 60]);
    const html = htmlOf(judgement);
    assert.ok(html.length < 250 * 1024, `${html.length}`);
  });

  it('that is no object costs the pages and nothing else', () => {
    for (const pages of [null, 5, 'x', [], { loads: 5 }]) {
      const result = pageResult(GOOD);
      const judgement = judged({ ...result, run: { ...result.run, pages } });
      assert.equal(judgement.summary.run?.type, 'page-load');
      assert.equal(judgement.pages?.slowest, null);
    }
  });
});

describe('pictures', () => {
  const frames = (...files: string[]) => ({
    loads: [],
    frames: files.map((file, index) => ({ kind: 'frame' as const, atMs: index, file })),
    failures: [],
    audit: [],
  });

  it('are read from beside the result: small PNG and JPEG by content, nothing else', async (t) => {
    const folder = testFolder(t);
    const inside = join(folder, 'results');
    await mkdir(join(inside, 'folder.png'), { recursive: true });
    await writeFile(join(folder, 'outside.png'), PICTURE);
    await symlink(join(folder, 'outside.png'), join(inside, 'link.png'));
    await writeFile(join(inside, 'good.png'), PICTURE);
    await writeFile(join(inside, 'good.jpg'), Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
    await writeFile(join(inside, 'text.png'), '<svg onload=alert(1)>');
    await writeFile(join(inside, 'empty.png'), '');
    await writeFile(join(inside, 'large.png'), Buffer.concat([PICTURE, Buffer.alloc(300_001)]));
    const names = [
      'good.png',
      'good.jpg',
      'text.png',
      'empty.png',
      'large.png',
      'link.png',
      'folder.png',
      '../outside.png',
      '/etc/passwd',
      '.hidden.png',
      'gone.png',
    ];
    const { byFile, notes } = await readPictures(inside, frames(...names));
    assert.deepEqual([...byFile.keys()], ['good.png', 'good.jpg']);
    assert.ok(byFile.get('good.png')?.startsWith('data:image/png;base64,iVBORw0KGgo'));
    assert.ok(byFile.get('good.jpg')?.startsWith('data:image/jpeg;base64,'));
    const told = notes.join('\n');
    for (const part of ['neither PNG nor JPEG', 'larger than 300 KB', 'not a file', 'no such file', 'bare name'])
      assert.match(told, new RegExp(part));
  });

  it('stop at three megabytes, and those of failures come first', async (t) => {
    const folder = testFolder(t);
    const large = Buffer.concat([PICTURE, Buffer.alloc(290_000)]);
    const names = Array.from({ length: 12 }, (_, index) => `f${index}.png`);
    for (const name of [...names, 'failure.png']) await writeFile(join(folder, name), large);
    const failure = { kind: 'failure', visit: 'cold', phase: '', atS: 1, message: '', file: 'failure.png' } as const;
    const { byFile, notes } = await readPictures(folder, { ...frames(...names), failures: [failure] });
    assert.equal(byFile.size, 10);
    assert.ok(byFile.has('failure.png'));
    assert.deepEqual(notes, ['picture not shown: f9.png and 2 others (more than 3 MB in all)']);
  });

  it('are in the page with a text for those who cannot see them', () => {
    const judgement = judged(PAGE_RUNS['page-load-failed']!());
    const src = `data:image/png;base64,${PICTURE.toString('base64')}`;
    const html = htmlOf(judgement, { byFile: new Map([['page-load-frame-1.png', src]]), notes: [] });
    assert.equal(html.match(/<img /g)?.length, 1);
    assert.match(
      html,
      /<img src="data:image\/png;base64,[\w+/&#;]+" alt="The page 300 ms after the navigation began">/,
    );
  });
});
