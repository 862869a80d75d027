// Drawings on the site: Mermaid's one-file edition is copied beside the pages, and only pages with a drawing load it.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JSX, RendererEvent } from 'typedoc';

const SCRIPTS = {
  'mermaid.js': fileURLToPath(import.meta.resolve('@mermaid-js/tiny')),
  'drawings.js': fileURLToPath(new URL('drawings.js', import.meta.url)),
};

/** A plugin of TypeDoc. */
export function drawMermaid(app) {
  app.renderer.hooks.on('body.end', (context) => {
    const content = context.page.model.isDocument?.() ? context.page.model.content : (context.page.model.readme ?? []);
    if (!content.some(({ text }) => text.includes('```mermaid'))) return JSX.createElement(JSX.Fragment, null);
    const scripts = Object.keys(SCRIPTS).map((name) =>
      JSX.createElement('script', { defer: true, src: context.relativeURL(`assets/${name}`) }),
    );
    return JSX.createElement(JSX.Fragment, null, ...scripts);
  });
  app.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
    for (const [name, file] of Object.entries(SCRIPTS)) copyFileSync(file, join(outputDirectory, 'assets', name));
  });
}
