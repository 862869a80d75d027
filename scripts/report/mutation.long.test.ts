// Property: whatever happens to a summary, the report is written or the error is one clear line. Never a crash, never a NaN.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { UserError } from 'k6-kit/user-error';
import { judge } from 'k6-verdict/judge/judge';
import { parseJsonBytes } from 'k6-verdict/parse/json-text';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { renderMarkdown } from 'k6-verdict/render/markdown';
import { buildView } from 'k6-verdict/render/view';
import { asMachineReadable, asSummaryExport } from './shapes.fixture.ts';
import { suiteResult } from './suite-result.fixture.ts';

/** Ten thousand in all; FUZZ_RUNS sets another number. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 10_000);
/** FUZZ_SEED looks elsewhere. */
const SEED = Number(process.env.FUZZ_SEED ?? 1);

const small = suiteResult({
  type: 'spike',
  endpoints: ['home'],
  stages: [
    { phase: 'spike', durationS: 2, from: 10, to: 10, windows: 1 },
    { phase: 'recovery', durationS: 2, from: 2, to: 2, windows: 1 },
  ],
  cpuPct: () => 50,
  memoryMb: () => 2000,
});
// One of each kind is enough to mutate, and small texts make ten thousand of them quick.
for (const key of Object.keys(small.metrics)) {
  if (/^(?:checks|http_req_failed|over_limit|target_\w+)\{(?!window:w0|endpoint:home,window:w02)/.test(key))
    delete small.metrics[key];
}
const originals = [small, asSummaryExport(small), asMachineReadable(small)].map((value) => JSON.stringify(value));

const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    0,
    1e308,
    -0,
    5e-324,
    '',
    'NaN',
    [],
    {},
    { values: {} },
    { ok: 'yes' },
    '__proto__',
    '<script>',
  ),
  fc.double(),
  fc.string(),
  fc.jsonValue({ maxDepth: 2 }),
);
/** Where to walk (numbers choose among the keys of each level) and what to do there. */
const mutation = fc.record({
  path: fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }),
  action: fc.constantFrom('replace', 'delete', 'rename', 'duplicate'),
  value: anything,
  name: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'http_reqs', 'values', 'x{a:b,c}', 'p(95)')),
});

test(`${RUNS} mutated summaries are reported or refused`, () => {
  const property = fc.property(fc.nat(2), fc.array(mutation, { minLength: 1, maxLength: 4 }), (which, mutations) => {
    const value: unknown = JSON.parse(originals[which]!);
    for (const one of mutations) mutate(value, one);
    assertReportedOrRefused(JSON.stringify(value) ?? '');
  });
  fc.assert(property, { numRuns: Math.ceil(RUNS * 0.9), seed: SEED });
});

test('cut off and overwritten texts are reported or refused', () => {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const property = fc.property(fc.nat(2), place, fc.string(), fc.boolean(), (which, at, noise, isCut) => {
    const original = originals[which]!;
    const index = Math.floor(at * original.length);
    const rest = isCut ? '' : original.slice(index + noise.length);
    assertReportedOrRefused(original.slice(0, index) + noise + rest);
  });
  fc.assert(property, { numRuns: Math.floor(RUNS * 0.1), seed: SEED });
});

function assertReportedOrRefused(text: string): void {
  try {
    const { value, warnings } = parseJsonBytes('mutated.json', Buffer.from(text));
    const view = buildView(judge(parseSummary('mutated.json', value, warnings)), {
      testedBy: null,
      reviewedBy: null,
      now: new Date(0),
    });
    const markdown = renderMarkdown(view);
    assert.doesNotMatch(markdown, /undefined|\bNaN ms|\[object Object/);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    assert.doesNotMatch(error.message, /\p{Cc}/u);
  }
}

interface Mutation {
  path: number[];
  action: string;
  value: unknown;
  name: string;
}

function mutate(root: unknown, { path, action, value, name }: Mutation): void {
  let node = root;
  for (const [depth, choice] of path.entries()) {
    if (typeof node !== 'object' || node === null) return;
    const keys = Object.keys(node);
    const key = keys[choice % Math.max(1, keys.length)];
    if (key === undefined) return;
    const record = node as Record<string, unknown>;
    if (depth < path.length - 1 && typeof record[key] === 'object' && record[key] !== null) {
      node = record[key];
      continue;
    }
    const old = record[key];
    if (action === 'replace') record[key] = value;
    if (action === 'delete' || action === 'rename') delete record[key];
    if (action === 'rename' || action === 'duplicate')
      Object.defineProperty(record, name, { value: old, enumerable: true, configurable: true, writable: true });
    return;
  }
}
