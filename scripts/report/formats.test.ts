// The formats for machines: the published schema, JUnit as its readers expect it, GitHub's workflow commands, the PDF.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { testFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { annotations, tellGithub } from 'k6-verdict/github';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { renderJunit } from 'k6-verdict/render/junit';
import { findChromium, printPdf } from 'k6-verdict/render/pdf';
import { verdictOf } from 'k6-verdict/render/verdict-json';
import { verdictJsonSchema } from 'k6-verdict/render/verdict-schema.fixture';
import { SHOP_SUMMARY } from 'k6-verdict/shop-summary.fixture';
import { RUNS } from './runs.fixture.ts';

const SCHEMA_FILE = new URL('../../docs/verdict.schema.json', import.meta.url);
const SIGN_OFF = { testedBy: null, reviewedBy: null, now: new Date(0) };
const judged = (value: unknown) => judge(parseSummary('x.json', JSON.parse(JSON.stringify(value))));
const EMPTY = { options: {}, state: { testRunDurationMs: 0 }, metrics: {} };

test('the published schema is the one in the code', async () => {
  const text = `${JSON.stringify(verdictJsonSchema(), null, 2)}\n`;
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(SCHEMA_FILE, text);
  assert.equal(await readFile(SCHEMA_FILE, 'utf8'), text, 'UPDATE_GOLDEN=1 rewrites it');
});

test('every verdict keeps the published schema', async () => {
  const schema: unknown = JSON.parse(await readFile(SCHEMA_FILE, 'utf8'));
  const validate = new Ajv2020({ strict: true }).compile(schema as object);
  const runs = ['smoke-failed', 'spike-failed', 'endurance-failed', 'breakpoint-failed'].map((name) => RUNS[name]!());
  const values = [...runs, SHOP_SUMMARY, EMPTY, { metrics: { a: { values: { avg: 1 } } } }];
  for (const value of values) {
    const verdict: unknown = JSON.parse(JSON.stringify(verdictOf(judged(value), SIGN_OFF)));
    assert.ok(validate(verdict), JSON.stringify(validate.errors));
  }
  assert.equal(validate({ schema: 1 }), false);
});

interface Suites {
  testsuites: { '@failures': string; '@errors': string; '@skipped': string; '@tests': string; testsuite: unknown };
}

function junitOf(value: unknown): { xml: string; suites: Suites['testsuites'] } {
  const xml = renderJunit(judged(value));
  assert.equal(XMLValidator.validate(xml), true);
  const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '@' }).parse(xml) as Suites;
  return { xml, suites: parsed.testsuites };
}

test('JUnit counts what failed, and a run that is not usable is an error and nothing else', () => {
  const failed = junitOf(RUNS['baseline-failed']!());
  assert.deepEqual([failed.suites['@failures'], failed.suites['@errors']], ['5', '0']);
  assert.match(failed.xml, /classname="k6\.baseline\.limits\.knowledge-graph".*type="limit".*p95 latency \d+/);
  const discarded = junitOf({ ...RUNS['baseline-failed']!(), state: { testRunDurationMs: 10_000 } });
  assert.deepEqual([discarded.suites['@failures'], discarded.suites['@errors']], ['0', '1']);
  assert.match(discarded.xml, /classname="k6\.baseline\.validity".*<error type="discarded"/);
  assert.equal(Number(discarded.suites['@skipped']), Number(discarded.suites['@tests']) - 1);
});

test('names from outside stay text in XML', () => {
  const name = `a"><x>&]]>\u0000\u0001`;
  const { xml } = junitOf({
    metrics: { [name]: { type: 'trend', values: { avg: 9 }, thresholds: { 'avg<5': { ok: false } } } },
  });
  assert.doesNotMatch(xml, /<x>|(?!\n)\p{Cc}/u);
});

test('GitHub gets annotations that cannot be broken out of, and the report as step summary', async (t) => {
  const lines = annotations(judged(RUNS['baseline-failed']!()));
  assert.match(lines[0]!, /^::error title=baseline FAILED::5 of \d+ limits crossed/);
  assert.match(lines[1]!, /^::error title=knowledge-graph is slow%2C the others are not::knowledge-graph p50 \d+/);
  const hostile = annotations(
    judged({
      metrics: {
        'a\n::set-output name=x::y': { type: 'trend', values: { avg: 9 }, thresholds: { 'avg<5': { ok: false } } },
      },
    }),
  );
  assert.equal(hostile.join('\n').split('\n').length, hostile.length);

  const folder = testFolder(t);
  const file = join(folder, 'summary.md');
  const told: string[] = [];
  const io = {
    stdout: (text: string) => void told.push(text),
    env: { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file },
  };
  await tellGithub(judged(RUNS['baseline-passed']!()), 'x\n'.repeat(700_000), io);
  assert.deepEqual(told, [], 'nothing to act on');
  const summary = await readFile(file, 'utf8');
  assert.ok(summary.length < 1024 * 1024 && /Cut here/.test(summary));
  await tellGithub(judged(EMPTY), 'y', { ...io, env: {} });
  assert.deepEqual(told, [], 'silent elsewhere');
});

test('a PDF needs a Chromium, and says so', async () => {
  await assert.rejects(
    printPdf('<p>x', { PATH: '' }),
    (error) => error instanceof UserError && /CHROMIUM_BIN/.test(error.message),
  );
});

const chromium = await findChromium(process.env);
test('the page prints to PDF', { skip: chromium === null && 'no Chromium on this machine' }, async () => {
  const pdf = await printPdf('<!doctype html><title>x</title><p>x', process.env);
  assert.equal(Buffer.from(pdf.subarray(0, 5)).toString(), '%PDF-');
});
