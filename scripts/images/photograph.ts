// Makes pictures in a Chromium that is on the machine.
import { fileURLToPath } from 'node:url';
import { UserError } from 'k6-kit/user-error';
import { findChromium } from 'k6-verdict/render/pdf';
import { type Browser, chromium } from 'playwright-core';
import type { Picture } from './pictures.ts';

/** The first screen of a usual laptop. */
const SCREEN = { width: 1280, height: 800 } as const;

/** The content of each picture's file. */
export async function photograph(pictures: readonly Picture[]): Promise<Map<string, Uint8Array>> {
  const executablePath = await findChromium(process.env);
  if (executablePath === null)
    throw new UserError(
      'E_IMAGES_CHROMIUM',
      'pictures need a Chromium, found none on PATH: install one, or name it in CHROMIUM_BIN',
    );
  const browser = await chromium.launch({
    executablePath,
    args: ['--disable-background-networking', '--disable-gpu'],
    // Chromium's sandbox does not work for root, as in most containers.
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const made = new Map<string, Uint8Array>();
    for (const picture of pictures) made.set(picture.name, await contentOf(picture, browser));
    return made;
  } finally {
    await browser.close();
  }
}

async function contentOf(picture: Picture, browser: Browser): Promise<Uint8Array> {
  if (picture.svg !== undefined) return Buffer.from(picture.svg);
  return picture.drawing === undefined ? shoot(picture, browser) : draw(picture.drawing, browser);
}

/** The first screen of a page, or a part of it. */
async function shoot({ page: html = '', colorScheme, part }: Picture, browser: Browser): Promise<Uint8Array> {
  const page = await browser.newPage({ viewport: SCREEN, colorScheme: colorScheme ?? 'light' });
  await page.setContent(html);
  const shot = part === undefined ? await page.screenshot() : await page.locator(part).first().screenshot();
  await page.close();
  return shot;
}

async function draw(text: string, browser: Browser): Promise<Uint8Array> {
  const page = await browser.newPage({ viewport: SCREEN });
  await page.addScriptTag({ path: fileURLToPath(import.meta.resolve('@mermaid-js/tiny')) });
  await page.evaluate(drawInPage, text);
  const shot = await page.locator('#drawing').screenshot();
  await page.close();
  return shot;
}

/** Runs in the page. */
async function drawInPage(text: string): Promise<void> {
  interface Mermaid {
    initialize: (settings: object) => void;
    render: (id: string, text: string) => Promise<{ svg: string }>;
  }
  const { mermaid, document } = globalThis as unknown as {
    mermaid: Mermaid;
    document: { body: { innerHTML: string } };
  };
  mermaid.initialize({ startOnLoad: false, theme: 'neutral' });
  const { svg } = await mermaid.render('drawing', text);
  document.body.innerHTML = svg;
}
