// Response.json(selector): all of GJSON's documented syntax, by recorded pairs and by what holds for every path.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { faultOf, select } from './guest/gjson/select.ts';
import { DOCUMENTS, SECTIONS } from './json-selectors.fixture.ts';
import { evaluate, serve } from './testing.fixture.ts';

for (const { document, about, pairs } of SECTIONS) {
  test(`a selector finds what GJSON documents: ${about}`, () => {
    assert.ok(pairs.length > 4);
    for (const [selector, json] of pairs) {
      assert.equal(faultOf(selector), undefined, selector);
      const wanted: unknown = json === undefined ? undefined : JSON.parse(json);
      assert.deepEqual(select(DOCUMENTS[document], selector), wanted, selector);
      // Space between the parts of a document changes nothing.
      if (document === 'people' && !selector.includes('@tostr'))
        assert.deepEqual(select(JSON.stringify(JSON.parse(DOCUMENTS.people), null, 2), selector), wanted, selector);
    }
  });
}

test('a selector that GJSON gives no meaning has a fault that says why', () => {
  const faults: [selector: string, why: RegExp][] = [
    ['a.#(b==1', /"\(" is not closed by \)/],
    ['{a,b', /"\{" is not closed by \}/],
    ['a.#(b=="x)', /is not closed/],
    ['a\\', /nothing follows/],
    ['a.#()', /is not a condition/],
    ['a.#(b~true)', /is not a condition/],
    ['a.#(b==1)x', /follows a part that is complete/],
    ['{a:!nope}', /not JSON/],
    ['..@reverse', /index, # or a query/],
    ['a.#.b.#|0', /another #/],
    ['a.#.{"b":c}|0', /names in quotes/],
  ];
  for (const [selector, why] of faults) assert.match(faultOf(selector) ?? 'no fault', why, selector);
});

/** A name as a selector writes it. */
const escaped = (name: string): string => name.replace(/[^\p{L}\p{N} _-]/gu, '\\$&');
const names = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }).filter((name) => name !== '__proto__');

test('an escaped path finds what plain property access finds (property)', () => {
  fc.assert(
    fc.property(fc.array(names, { minLength: 1, maxLength: 4 }), fc.jsonValue(), fc.nat(3), (path, value, space) => {
      const document = path.reduceRight<unknown>((inner, name) => ({ before: 1, [name]: inner }), value);
      const text = JSON.stringify(document, null, space);
      assert.deepEqual(select(text, path.map(escaped).join('.')), JSON.parse(JSON.stringify(value)));
      assert.equal(select(text, [...path.slice(0, -1), `${path.at(-1)}!`].map(escaped).join('.')), undefined);
    }),
    { numRuns: 300 },
  );
});

test('lengths, elements and queries agree with the same in JavaScript (property)', () => {
  const rows = fc.array(
    fc.record(
      { a: fc.integer({ min: -5, max: 5 }), b: fc.string({ unit: 'grapheme', maxLength: 4 }) },
      { noNullPrototype: true },
    ),
  );
  fc.assert(
    fc.property(
      rows,
      fc.integer({ min: -5, max: 5 }),
      fc.string({ unit: 'grapheme', maxLength: 4 }),
      (list, n, text) => {
        const document = JSON.stringify({ list });
        const quoted = JSON.stringify(text);
        assert.equal(select(document, 'list.#'), list.length);
        assert.deepEqual(
          select(document, 'list.#.a'),
          list.map(({ a }) => a),
        );
        assert.deepEqual(
          select(document, `list.#(a>${n})#.a`),
          list.filter(({ a }) => a > n).map(({ a }) => a),
        );
        assert.deepEqual(
          select(document, `list.#(a<=${n})`),
          list.find(({ a }) => a <= n),
        );
        assert.deepEqual(
          select(document, `list.#(b==${quoted})#`),
          list.filter(({ b }) => b === text),
        );
        assert.deepEqual(select(document, 'list|@reverse|#.b'), list.map(({ b }) => b).reverse());
        assert.deepEqual(select(document, 'list.@tostr.@fromstr'), list);
      },
    ),
    { numRuns: 200 },
  );
});

test('no selector breaks, whatever its characters (property)', () => {
  const characters = fc.constantFrom(...'ab01.|#()[]{}@!:"\\*?<>=%~, ', '@reverse', '@dig:', '#(', '==');
  const selectors = fc.array(characters, { maxLength: 14 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(selectors, fc.constantFrom(...Object.values(DOCUMENTS)), (selector, document) => {
      if (faultOf(selector) === undefined) select(document, selector);
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('json(selector) in a script: values of its own, undefined where nothing is found or the body is not JSON', async () => {
  const server = await serve((request, response) =>
    response.end(request.url === '/text' ? 'no {json' : DOCUMENTS.people),
  );
  const told = await evaluate(
    `const res = http.get(__ENV.URL), text = http.get(__ENV.URL + '/text');
    tell('first', res.json('friends.#(last=="Murphy")#.first'));
    tell('nothing', [res.json('nope'), text.json('a'), text.json('..#')].every((value) => value === undefined));
    res.json('name').first = 'changed';
    tell('again', res.json('name.first') + res.json().name.first);
    try { text.json(); } catch (error) { tell('thrown', error.message); }`,
    { env: { URL: server.url } },
  ).finally(() => server.close());
  assert.deepEqual([told.first, told.nothing, told.again], [['Dale', 'Jane'], true, 'TomTom']);
  assert.match(String(told.thrown), /cannot parse json/);
});
