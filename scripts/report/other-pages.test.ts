// Pages of comparisons, suites and drills: what a reader sees first, a row for each name, and nothing from outside that is markup.
import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { suitePage } from '../suite/page.ts';
import { NIGHT } from '../suite/record.fixture.ts';
import { OTHER_PAGES } from './other-pages.fixture.ts';

const textOf = (markup: string) => markup.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const rowsOf = (html: string, section: string) => {
  const found = new RegExp(`<h2 id="${section}">[\\s\\S]*?</section>`).exec(html)?.[0] ?? '';
  return [...found.matchAll(/<tr class="[^"]*"><th scope="row">[\s\S]*?<\/tr>/g)].map(([row]) => row);
};

for (const [name, { html: made, words }] of Object.entries(OTHER_PAGES)) {
  describe(`the page of ${name}`, () => {
    const html = made();
    const head = /<header id="overview">[\s\S]*?<\/header>/.exec(html)?.[0] ?? '';

    it('says what matters first, in this order', () => {
      let text = textOf(head);
      for (const word of words) {
        const found = word.exec(text);
        assert.ok(found, `${word} in "${text.slice(0, 300)}"`);
        text = text.slice(found.index);
      }
    });

    it('links to each of its sections, whose titles link to themselves', () => {
      const sections = [...html.matchAll(/<h2 id="([^"]+)"><a href="#\1">/g)].map(([, id]) => id);
      assert.ok(sections.length > 0);
      assert.deepEqual(
        [...html.matchAll(/<li><a href="#([^"]+)"/g)].map(([, id]) => id),
        ['overview', ...sections],
      );
    });

    it('fetches nothing, has no markup of others, and is small', () => {
      assert.doesNotMatch(html, /\bsrc="|@import|url\(|<(?:b|i|rc|restarted|elsewhere)>(?! ?style)/);
      for (const [, target] of html.matchAll(/href="(?!#)([^"]*)"/g))
        assert.match(target!, /^\.\/[\w.-]+\.report\.html$/);
      assert.ok(html.length < 100 * 1024, `${html.length} bytes`);
    });
  });
}

test('a comparison has a row with a drawing for each endpoint, the worst first, and limits of both sides', () => {
  const html = OTHER_PAGES.comparison!.html();
  const rows = rowsOf(html, 'changes').map(textOf);
  for (const endpoint of ['front', 'ping', 'stock', 'search', 'checkout'])
    assert.ok(
      rows.some((row) => row.includes(`${endpoint} p95`)),
      endpoint,
    );
  assert.match(rows[0]!, /front .* worse/);
  assert.ok(rowsOf(html, 'changes').every((row) => /<svg class="interval".*95 % interval/.test(row)));
  const limits = textOf(/<h2 id="crossed">[\s\S]*?<\/section>/.exec(html)![0]);
  assert.match(limits, /Before ping: p\(95\)&lt;20.*After front: p\(95\)&lt;&quot;93\.5&quot; &amp; &lt;i&gt;/);
});

test('a suite has a row for each attempt, with verdict, worst limit and report', () => {
  const rows = rowsOf(OTHER_PAGES.suite!.html(), 'tests');
  const said = rows.map((row) => textOf(row).trim());
  assert.equal(said.length, 6);
  assert.match(
    said[1]!,
    /^baseline, attempt 1 unsteady basket in hold: p95 latency 108 ms, limit &lt; 100 ms, 108 % used/,
  );
  assert.match(rows[1]!, /<a href="\.\/baseline-2\.report\.html">/);
  assert.match(said[5]!, /^spike skipped not run/);
});

test('a drill has each step on one time line', () => {
  const rows = rowsOf(OTHER_PAGES.drill!.html(), 'steps');
  const starts = rows.map((row) => Number(/margin-left:([\d.]+)%/.exec(row)?.[1]));
  assert.deepEqual(starts, [0, 0.1, 0.3, 8.6, 10.7]);
  assert.match(textOf(rows[2]!), /backup database ok done Bob 09:00:02 UTC, 58 s/);
});

test('a green suite says which limit was the nearest', () => {
  const tests = NIGHT.tests.slice(0, 2);
  const head = textOf(suitePage({ ...NIGHT, tests, regressions: [], exitCode: 0 }, '/results').split('</header>')[0]!);
  assert.match(
    head,
    /GREEN Suite nightly all 2 tests passed .*Nearest limit baseline: basket in hold: p95 latency 97 ms/,
  );
});
