// The page of a running test: one document with its script and style in it, which asks nobody but its own server for anything.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

export interface LivePage {
  html: string;
  /** Content-Security-Policy: exactly this script and this style. */
  policy: string;
}

/** `style`: of the report, whose colours and type the page then has; without it those of the system. Nothing in the page is from outside. */
export function livePage(style: string): LivePage {
  const css = `${style}\n${textOf(new URL('./page.css', import.meta.url))}`;
  const script = textOf(new URL('./page-script.js', import.meta.url));
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Load test, running</title>
<style>${css}</style>
</head>
<body class="live">
<main>
<header><h1 id="title">Load test</h1><p id="state" role="status">connecting</p></header>
<p id="note" hidden></p>
<noscript><p>This page needs its script: the figures come while the test runs.</p></noscript>
<ul id="tiles" aria-label="Figures of the last second"></ul>
<div id="choice"><label>Response times of <select id="row"></select></label></div>
<div id="charts"></div>
<div class="scroll" tabindex="0" role="region" aria-label="Endpoints"><table><thead></thead><tbody></tbody></table></div>
<p id="words"></p>
</main>
<script>${script}</script>
</body>
</html>
`;
  return {
    html,
    policy: [
      ...["default-src 'none'", `script-src ${hashOf(script)}`, `style-src ${hashOf(css)}`, "connect-src 'self'"],
      ...["base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
    ].join('; '),
  };
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function textOf(file: URL): string {
  return readFileSync(file, 'utf8').trim();
}
