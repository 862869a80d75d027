// Makes hero.webp out of the picture, with the encoder of a Chromium: `npx tsx packages/target/page/make-webp.ts /usr/bin/chromium`.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { drawPicture, picture } from './picture.ts';
import { encodePng } from './png.ts';

/** As the guide's quick win has it: WebP instead of PNG. Higher only adds weight to gradients like these. */
const quality = 0.8;

const [executablePath] = process.argv.slice(2);
if (executablePath === undefined) {
  console.error('make-webp: no browser given; expected the path of a Chromium, such as /usr/bin/chromium');
  process.exit(2);
}
const { width, height } = picture;
const png = encodePng(drawPicture(), width, height, 9).toString('base64');
const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
try {
  const page = await browser.newPage();
  // As a text: the compiler's helpers do not exist in the page.
  const url: string = await page.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png}';
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = ${width};
    canvas.height = ${height};
    canvas.getContext('2d').drawImage(image, 0, 0);
    return canvas.toDataURL('image/webp', ${quality});
  })()`);
  const webp = Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
  await writeFile(join(import.meta.dirname, 'hero.webp'), webp);
  console.log(`hero.webp: ${webp.length} bytes`);
} finally {
  await browser.close();
}
