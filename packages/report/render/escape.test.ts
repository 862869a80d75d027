// Names from outside cannot become markup, in any format.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';
import { judge } from '../judge/judge.ts';
import { parseSummary } from '../parse/parse-summary.ts';
import { escapeMarkdown, plain } from './escape.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { buildView } from './view.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '| a | b |\n| c |',
  '`code` **bold** _em_ ~~x~~ [link](javascript:alert(1)) ![i](http://x/y.png)',
  '1. list',
  '# heading',
  '- item',
  '{{constructor}} {{{x}}}',
  '"><svg onload=1>',
  "'; drop",
  '\u202Egnp.exe',
  '\uD800 half',
  'a\u0000b\u001b[31m',
  '业务接口 🚀 → ok',
  '&lt;b&gt; &amp;',
  '@team please',
  '> quote',
  'see http://x.test/a_b*c*?d=[1](2)&e=<b> www.x.test/|y| and ftp://`z`',
  'http://a`b` www.c`d`',
];

function viewOf(name: string) {
  const summary = parseSummary(name, {
    metrics: {
      [name]: {
        type: 'trend',
        contains: 'time',
        values: { avg: 9 },
        thresholds: { 'avg<5': { ok: false }, [name]: { ok: true } },
      },
      [`http_req_duration{endpoint:${name}}`]: { type: 'trend', contains: 'time', values: { avg: 9, count: 1 } },
    },
    run: {
      schema: 1,
      engine: name,
      type: name,
      endpoints: [name],
      target: name,
      startedAt: name,
      endedAt: name,
      timeScale: 1,
      scale: { users: 0.5, rate: 1, limits: 1, environment: name },
      commit: name,
    },
  });
  return buildView(judge(summary), { testedBy: name, reviewedBy: name, now: new Date(0) });
}

test('HTML holds no element that the template does not have', () => {
  for (const name of HOSTILE) {
    const html = renderHtml(viewOf(name));
    // Of the same length, since a long name is shortened and has the whole one in a title.
    assert.deepEqual(count(html), count(renderHtml(viewOf('x'.repeat(name.length)))), name);
    assert.doesNotMatch(html, /(?!\n)\p{Cc}|\u202e/u, name);
  }
});

/** How many there are of each element, outside of our own style and script. */
function count(html: string): Record<string, number> {
  const elements: Record<string, number> = {};
  for (const [, tag] of html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '').matchAll(/<([a-z][a-z0-9]*)/g)) {
    elements[tag!] = (elements[tag!] ?? 0) + 1;
  }
  return elements;
}

test('Markdown keeps its structure', () => {
  const harmless = shape(renderMarkdown(viewOf('harmless')));
  for (const name of HOSTILE) assert.deepEqual(shape(renderMarkdown(viewOf(name))), harmless, name);
});

interface Node {
  type: string;
  value?: string;
  children?: Node[];
}

/** Node types of the parsed document without the texts. */
function shape(markdown: string): string[] {
  const types: string[] = [];
  const walk = (node: Node) => {
    // An address is code, and nothing else is.
    const isAddress = node.type === 'inlineCode' && /^(?:https?:\/\/|ftp:\/\/|www\.)[^`]+$/i.test(node.value ?? '');
    if (node.type !== 'text' && node.type !== 'break' && !isAddress) types.push(node.type);
    for (const child of node.children ?? []) walk(child);
  };
  walk(remark().use(remarkGfm).parse(markdown) as Node);
  return types;
}

test('an address is no link, and has no escape sign', () => {
  assert.equal(escapeMarkdown('on http://127.0.0.1:8080 (5 endpoints).'), 'on `http://127.0.0.1:8080` (5 endpoints).');
  assert.equal(escapeMarkdown('< 93.5 ms & more, 10 > 9, #'), '< 93.5 ms & more, 10 > 9, #');
});

test('what a reader sees is the name', () => {
  const visible = escapeMarkdown('a_b __x__ 5 < 6 | `c`');
  assert.equal(visible, 'a_b \\_\\_x\\_\\_ 5 < 6 \\| \\`c\\`');
  assert.equal(plain('a\n\tb  c'), 'a b c');
});
