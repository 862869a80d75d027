// The list of exports that a bundler writes becomes declarations, and nothing else changes.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { declareExports } from './exports.ts';

const importOf = (code: string): Promise<Record<string, unknown>> =>
  import(`data:text/javascript,${encodeURIComponent(code)}`);

describe('a list of exports becomes declarations:', () => {
  const cases: [name: string, code: string, declared: string][] = [
    [
      'all that k6 looks for',
      'var a=1,b=2,c=3;export{a as default,b as options,c as handleSummary};',
      'var a=1,b=2,c=3;export default a;export const options=b;export const handleSummary=c;',
    ],
    [
      'the default in any place',
      'var a,b;export{b as options,a as default};',
      'var a,b;export const options=b;export default a;',
    ],
    // A host that does not find the map says so in every stack trace.
    [
      'the link to the source map stays',
      'var a;export{a as default};\n//# sourceMappingURL=a.js.map\n',
      'var a;export default a;\n//# sourceMappingURL=a.js.map\n',
    ],
    [
      'imports stay',
      'import h from"k6/http";var a=h;export{a as default};',
      'import h from"k6/http";var a=h;export default a;',
    ],
    [
      'text that looks like a list stays',
      'var a="export{b as default};";export{a as default};',
      'var a="export{b as default};";export default a;',
    ],
    // Not minified, a binding may have the exported name already; declaring it again would be an error.
    ['a binding with the exported name stays', 'var options={};export{options};', 'var options={};export{options};'],
    ['blanks do not matter', 'var a\nexport {\n  a as default\n}\n', 'var a\nexport default a;\n'],
  ];
  for (const [name, code, declared] of cases) {
    it(name, () => assert.equal(declareExports(code), declared));
  }

  it('with the same values under the same names', async () => {
    const code = 'var a=()=>1,b={x:2},c=[3];export{a as default,b as options,c as handleSummary};';
    const [before, after] = [await importOf(code), await importOf(declareExports(code))];
    assert.deepEqual(Object.keys(after), Object.keys(before));
    assert.deepEqual([after.options, after.handleSummary], [before.options, before.handleSummary]);
    assert.equal(String(after.default), String(before.default));
  });
});

describe('code without a list at its end is refused:', () => {
  const wanted = { message: 'the bundle does not end in its list of exports: does the script export anything?' };
  const cases: [name: string, code: string][] = [
    ['nothing at all', ''],
    ['no exports', 'var a=1;'],
    ['a declaration, which a bundle never has', 'export const options={};'],
    ["another module's exports", 'export{a}from"k6";'],
    ['a list before the end', 'var a;export{a as default};a=2;'],
  ];
  for (const [name, code] of cases) {
    it(name, () => assert.throws(() => declareExports(code), wanted));
  }

  it('a name that is not an identifier', () => {
    assert.throws(() => declareExports('var a;export{a as "two words"};'), {
      message: 'an export has a name that is not an identifier: a as "two words"',
    });
  });

  it('a list that does not end', () => assert.throws(() => declareExports('var a;export{a'), wanted));
});
