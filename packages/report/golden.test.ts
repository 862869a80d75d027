// Golden files: both templates with every section and with none, and a summary of another script in the formats for machines.
import { test } from 'node:test';
import { assertGolden } from 'k6-kit/golden.fixture';
import { judge } from './judge/judge.ts';
import { parseSummary } from './parse/parse-summary.ts';
import { renderHtml } from './render/html.ts';
import { renderJunit } from './render/junit.ts';
import { renderMarkdown } from './render/markdown.ts';
import { renderVerdictJson } from './render/verdict-json.ts';
import { BARE_VIEW, DRAWINGS, FULL_VIEW } from './render/view.fixture.ts';
import { buildView } from './render/view.ts';
import { SHOP_SUMMARY } from './shop-summary.fixture.ts';

const golden = (name: string) => new URL(`./golden/${name}`, import.meta.url);
const shop = judge(parseSummary('shop.json', SHOP_SUMMARY));
const signed = { testedBy: 'Ada', reviewedBy: null, now: new Date('2031-05-06T08:00:00Z') };

const TEXTS: Record<string, string> = {
  'full.golden.md': renderMarkdown(FULL_VIEW),
  'full.golden.html': withoutOwnFiles(renderHtml(FULL_VIEW, DRAWINGS)),
  'bare.golden.md': renderMarkdown(BARE_VIEW),
  'bare.golden.html': withoutOwnFiles(renderHtml(BARE_VIEW)),
  'shop.golden.md': renderMarkdown(buildView(shop, signed)),
  'shop.golden.json': renderVerdictJson(shop, signed),
  'shop.golden.xml': renderJunit(shop),
};

for (const [name, text] of Object.entries(TEXTS)) {
  test(`${name} is what is rendered`, () => assertGolden(text, golden(name)));
}

/** The page's style and script are files of their own: a golden file need not repeat them. */
function withoutOwnFiles(content: string): string {
  return content.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '<$1></$1>');
}
