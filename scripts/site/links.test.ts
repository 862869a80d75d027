// The checker of links finds each kind of broken one, and only those.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { brokenLinks } from './links.ts';

/** What is broken in a site of these files. */
function checked(files: Readonly<Record<string, string>>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'links-'));
  try {
    mkdirSync(join(folder, 'docs'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return brokenLinks(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const PICTURES = { 'wide one.png': '', 'narrow.png': '' };

test('links to pages, folders, anchors, files and other sites are fine', () => {
  const index = `<a href="docs/a.html#here">a</a> <a href="docs/a.html">a</a> <a href="#top" id="top">up</a> <a href="?q=1">again</a>
    <picture><source srcset="wide%20one.png 2x, narrow.png"><img src="narrow.png"></picture> <img src="data:image/png;base64,AA==">
    <a href="https://k6.io/#x">k6</a>`;
  const a = '<h2 id="here">here</h2> <a href="../#top">index</a> <a href="../index.html?x=1#top">index</a>';
  assert.deepEqual(checked({ ...PICTURES, 'index.html': index, 'docs/a.html': a }), []);
});

const BROKEN = {
  '<a href="gone.html">': 'gone.html: there is no such file',
  '<a href="docs/">': 'docs/: there is no such file',
  '<a href="../index.html">': '../index.html: there is no such file',
  '<a href="#gone">': '#gone: there is no such anchor',
  '<a href="index.html#g%C3%A4ste">': 'index.html#g%C3%A4ste: there is no such anchor',
  '<img srcset="narrow.png, gone.png 2x">': 'gone.png: there is no such file',
  '<script src="https://elsewhere.example/x.js"></script>': 'https://elsewhere.example/x.js: is loaded from elsewhere',
  '<link rel="stylesheet" href="//elsewhere.example/x.css">': '//elsewhere.example/x.css: is loaded from elsewhere',
  '<a href="file:///etc/hosts">': 'file:///etc/hosts: is no address on the web',
};

for (const [html, why] of Object.entries(BROKEN))
  test(`${html} is told`, () => assert.deepEqual(checked({ ...PICTURES, 'index.html': html }), [`index.html: ${why}`]));
