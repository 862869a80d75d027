// Every bundle of the cross product, in memory: self-contained but for k6's own modules, small, and with the exports k6 looks for.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'acorn';
import { endpoints, journeys, testTypes } from '../thresholds/baselines.ts';
import { allBundles } from './all-bundles.fixture.ts';
import { type Bundle, bundleAll } from './bundle.ts';
import { MAX_BUNDLE_BYTES } from './contract-static.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const types = Object.keys(testTypes);
const choices = ['', ...Object.keys(endpoints), ...Object.keys(journeys)];

/** The names that `code` exports and the modules that it imports, read off its syntax. */
function surfaceOf(code: string): { exported: string[]; imported: string[] } {
  const { body } = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  const exported = body.flatMap((node) => {
    if (node.type === 'ExportDefaultDeclaration') return ['default'];
    if (node.type !== 'ExportNamedDeclaration' || node.declaration?.type !== 'VariableDeclaration') return [];
    return node.declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  });
  const imported = body.flatMap((node) => (node.type === 'ImportDeclaration' ? [String(node.source.value)] : []));
  return { exported: exported.toSorted(), imported };
}

describe('the bundles', () => {
  let bundles: Bundle[] = [];
  before(async () => {
    bundles = await allBundles();
  });

  it('are one per test type, and one per test type and endpoint or journey', () => {
    const wanted = types.flatMap((type) => choices.map((endpoint) => (endpoint === '' ? type : `${type}-${endpoint}`)));
    assert.deepEqual(
      bundles.map(({ name }) => name),
      wanted.toSorted(),
    );
    for (const { name, type, endpoint } of bundles) assert.equal(name, endpoint === '' ? type : `${type}-${endpoint}`);
  });

  it("import k6's modules only", () => {
    for (const { name, code, imports } of bundles) {
      const { imported } = surfaceOf(code);
      assert.ok(imported.length > 0, name);
      // Exactly k6's: "k6-utils" would be one more module to ship.
      for (const path of [...imported, ...imports]) assert.match(path, /^k6(\/[\w/-]+)?$/, name);
      assert.deepEqual(imports.toSorted(), imported.toSorted(), name);
    }
  });

  it('export default, options and handleSummary, the function of the observer, and what they write', () => {
    for (const { name, code } of bundles) {
      assert.deepEqual(surfaceOf(code).exported, ['default', 'handleSummary', 'observe', 'options', 'writes'], name);
    }
  });

  it('stay below 60 KB: k6 holds one copy per VU', () => {
    assert.equal(MAX_BUNDLE_BYTES, 60 * 1024);
    for (const { name, code } of bundles)
      assert.ok(Buffer.byteLength(code) < MAX_BUNDLE_BYTES, `${name}: ${code.length}`);
  });

  it('link their source maps, which name our own sources without repeating them', () => {
    for (const { name, code, sourceMap } of bundles) {
      assert.ok(code.trimEnd().endsWith(`//# sourceMappingURL=${name}.js.map`), name);
      const { sources, sourcesContent } = JSON.parse(sourceMap) as { sources: string[]; sourcesContent?: string[] };
      assert.ok(
        sources.some((source) => source.endsWith('lib/load-test.ts')),
        name,
      );
      assert.ok(
        sources.every((source) => source.startsWith('../') && !source.includes('node_modules')),
        name,
      );
      assert.equal(sourcesContent, undefined, name);
    }
  });

  it('of one type can be made alone, and are the same when they are made again', async () => {
    assert.deepEqual(
      await bundleAll(root, ['stress']),
      bundles.filter(({ type }) => type === 'stress'),
    );
  });
});
