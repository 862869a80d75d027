// What a reader sees first, in HTML and Markdown: verdict, what was tested, the sentences that matter, key figures, then the time line.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Judgement, judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { draw } from 'k6-verdict/render/charts/draw';
import { renderHtml } from 'k6-verdict/render/html';
import { renderMarkdown } from 'k6-verdict/render/markdown';
import { buildView } from 'k6-verdict/render/view';
import { SHOP_SUMMARY } from 'k6-verdict/shop-summary.fixture';
import { PAGE_RUNS } from '../page-runs.fixture.ts';
import { RUNS } from '../runs.fixture.ts';

const BUILD = 'v2.4.1+3f9c2d1e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d';

function pagesOf(result: unknown): { judgement: Judgement; head: string; html: string; markdown: string } {
  const judgement = judge(parseSummary('shop.json', JSON.parse(JSON.stringify(result))));
  const view = buildView(judgement, { testedBy: null, reviewedBy: null, now: new Date(0) });
  const html = renderHtml(view, draw(judgement));
  const head = /<header id="overview">[\s\S]*?<\/header>/.exec(html)?.[0] ?? '';
  return { judgement, head, html, markdown: renderMarkdown(view) };
}

const built = (name: string) => {
  const result = { ...RUNS, ...PAGE_RUNS }[name]!();
  return { ...result, run: { ...result.run, targetBuilds: [BUILD] } };
};

/** What each first screen has to say, in this order. */
const SCREENS: Record<string, { result: unknown; words: RegExp[] }> = {
  passed: {
    result: built('baseline-passed'),
    words: [
      /PASSED/,
      /Baseline test/,
      /28 of 28 limits held/,
      /50 users on .* for 2 min 30 s/,
      /Nearest limit.*limit &lt;.*to spare/,
    ],
  },
  failed: {
    result: built('baseline-failed'),
    words: [
      /FAILED/,
      /5 of 28 limits crossed/,
      /Worst limit.*knowledge-graph.* 466 ms, limit &lt; 198 ms .*268 ms \(135 %\) beyond it/,
      /Found.*knowledge-graph is slow/,
      /To do.*Look at what only knowledge-graph does/,
    ],
  },
  discarded: {
    result: { ...built('baseline-passed'), state: { testRunDurationMs: 40_000 } },
    words: [/DISCARDED/, /this result is not usable/, /Why.*ended early/, /To do.*run it again/],
  },
  spike: { result: built('spike-failed'), words: [/FAILED/, /Spike test/, /error rate 6\.19 %, limit &lt; 1 %/] },
  'page load': {
    result: built('page-load-failed'),
    words: [/FAILED/, /Page load test/, /1 browser on/, /Worst limit/, /P95 Page Load Time/],
  },
  'another script': {
    result: SHOP_SUMMARY,
    words: [
      /FAILED/,
      /shop\.json/,
      /7 users for 1 min, 1,200 requests/,
      /Worst limit.*error rate 1 %, limit &lt; 0\.5 %/,
    ],
  },
};

for (const [name, { result, words }] of Object.entries(SCREENS)) {
  describe(`the first screen of a report: ${name}`, () => {
    const { judgement, head, html, markdown } = pagesOf(result);

    it('says the verdict, what was tested, and what matters, in this order', () => {
      const text = head.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
      let at = 0;
      for (const word of words) {
        const found = word.exec(text.slice(at));
        assert.ok(found, `${word} after "${text.slice(at, at + 200)}"`);
        at += found.index;
      }
    });

    it('has four to six key figures, each with its limit and how much of it is used, or that it has none', () => {
      const tiles = head.match(/<li class="(?:ok|near|over|none)">.*?<\/li>/g) ?? [];
      assert.ok(tiles.length >= 4 && tiles.length <= 6, `${tiles.length} figures`);
      for (const tile of tiles) {
        if (/no limit/.test(tile)) assert.doesNotMatch(tile, /class="bar/);
        else assert.match(tile, /(?:limit|trigger) .*<span class="used">.*(?:% used|times its limit)/);
      }
    });

    it('has one time line with load, figures and phases where the run was measured over time', () => {
      const panels = head.match(/class="panel"/g)?.length ?? 0;
      assert.equal(panels > 0, judgement.series.length > 1 || (judgement.pages?.windows.length ?? 0) > 1);
      if (panels > 0) assert.match(head, /class="phase [\s\S]*Planned|Planned[\s\S]*class="phase /);
    });

    it('comes before all sections, each of which has its link', () => {
      const sections = [...html.matchAll(/<h2 id="([^"]+)"/g)].map(([, id]) => id);
      assert.ok(html.indexOf('id="overview"') < html.indexOf('<h2 '));
      const links = [...html.matchAll(/<li><a href="#([^"]+)"/g)].map(([, id]) => id);
      assert.deepEqual(links, ['overview', ...sections]);
      const order = ['endpoints', 'limits', 'findings', 'resources', 'validity', 'tables', 'reading', 'configuration'];
      const known = sections.filter((id) => order.includes(id ?? ''));
      assert.deepEqual(
        known,
        order.filter((id) => sections.includes(id)),
      );
    });

    it('is the beginning of the Markdown as well, with the findings near its top and no escape sign', () => {
      const lines = markdown.split('\n');
      assert.ok(lines[0]!.startsWith('## ') && lines[0]!.includes(judgement.outcome.toUpperCase()), lines[0]);
      const titles = [...markdown.matchAll(/^### (.*)/gm)].map(([, title]) => title);
      assert.ok(titles.indexOf('Findings') <= 2, titles.join());
      assert.doesNotMatch(markdown, /\\[:&]|\\<[ =\d]/);
    });

    it('shows builds short, with the whole one in a title', () => {
      if (!html.includes(BUILD)) return assert.equal(result, SHOP_SUMMARY);
      assert.ok(head.includes(`<abbr title="${BUILD}">v2.4.1+3f9c2d1</abbr>`));
      assert.equal(markdown.includes(BUILD), false);
    });
  });
}

it('what folds away is what held with room to spare', () => {
  const { html } = pagesOf(RUNS['baseline-failed']!());
  const limits = /<h2 id="limits">[\s\S]*?<\/section>/.exec(html)![0];
  const [open = '', folded = ''] = limits.split('<details>');
  assert.equal(open.match(/<tr class="failed">/g)?.length, 5);
  assert.doesNotMatch(folded, /<tr class="failed">/);
  assert.match(folded, /<summary>\d+ limits held with room to spare<\/summary>/);
});
