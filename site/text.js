// Sources that documents link to: as text, since servers call a file `.ts` a film.
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { PageEvent, RendererEvent } from 'typedoc';

/** A plugin of TypeDoc. */
export function readAsText(app) {
  app.renderer.on(PageEvent.END, (page) => {
    page.contents = page.contents?.replaceAll(/(href="[./]*media\/[^"]+\.ts)"/g, '$1.txt"');
  });
  app.renderer.on(RendererEvent.END, ({ outputDirectory }) => {
    const media = join(outputDirectory, 'media');
    for (const name of readdirSync(media)) {
      if (name.endsWith('.ts')) renameSync(join(media, name), join(media, `${name}.txt`));
    }
  });
}
