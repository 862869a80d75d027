// The page and its files as they go over the wire: bytes, headers, and how long the server keeps them back.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { TargetRows } from '../rows.ts';
import { dayNumbers, dayPicture, pageHtml } from './document.ts';
import type { PageFault } from './page-faults.ts';
import type { PageFile } from './page-file.ts';
import { drawPicture, picture } from './picture.ts';
import { encodePng } from './png.ts';

/** The page and its files by path. */
export interface Page {
  home: PageFile;
  files: ReadonlyMap<string, PageFile>;
}

/** Long enough to be seen in every paint; the test of page loads calls 50 ms a delay. */
const earlyDelayMs = 400;
/** Forty of these one after the other on six connections take a quarter of a second. */
const dayDelayMs = 30;

/** A year and no question in between: the address changes with the bytes (RFC 8246). */
const forEver = 'public, max-age=31536000, immutable';
/** Kept, but asked for each time: its address stays the same. */
const askEachTime = 'no-cache';

const types = {
  css: 'text/css; charset=utf-8',
  js: 'application/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  webp: 'image/webp',
  html: 'text/html; charset=utf-8',
};

/** Builds the page of an API with these faults. The first uncompressed picture takes a tenth of a second, all else a few ms. */
export function buildPage({ rows, gzipMinimumBytes = 1024 }: TargetRows, faultNames: readonly PageFault[] = []): Page {
  const faults = new Set(faultNames);
  const packsFrom = faults.has('no-compression') ? Number.POSITIVE_INFINITY : gzipMinimumBytes;
  const files = new Map<string, PageFile>();
  /** Adds a file and returns the address that the page links. */
  const add = (name: string, body: Buffer, delayMs = 0): string => {
    const cacheControl = faults.has('no-cache') ? null : forEver;
    const file = wrap(body, typeOf(name), cacheControl, packsFrom, delayMs);
    const path = `/assets/${name}`;
    files.set(path, file);
    return `${path}?v=${file.plain.tag.slice(1, 9)}`;
  };
  const html = pageHtml({
    rows,
    styles: add('app.css', read('app.css')),
    script: add('app.js', read('app.js')),
    mark: read('mark.svg').toString().trim(),
    hero: faults.has('png') ? add('hero.png', uncompressedPicture()) : add('hero.webp', read('hero.webp')),
    early: faults.has('blocking-script') ? add('early.js', read('early.js'), earlyDelayMs) : undefined,
    days: dayNumbers(faults).map((day) => add(`day-${day}.svg`, Buffer.from(dayPicture(day)), dayDelayMs)),
  });
  return { home: wrap(Buffer.from(html), types.html, askEachTime, packsFrom, 0), files };
}

function wrap(
  body: Buffer,
  contentType: string,
  cacheControl: string | null,
  packsFrom: number,
  delayMs: number,
): PageFile {
  const digest = createHash('sha256').update(body).digest('hex').slice(0, 16);
  const isText = contentType.includes('charset') || contentType === types.svg;
  return {
    ...{ contentType, cacheControl, delayMs },
    plain: { body, tag: `"${digest}"` },
    packed: isText && body.length >= packsFrom ? { body: gzipSync(body, { level: 9 }), tag: `"${digest}-gzip"` } : null,
  };
}

function typeOf(name: string): string {
  const ending = name.slice(name.lastIndexOf('.') + 1) as keyof typeof types;
  return types[ending];
}

function read(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, name));
}

let drawn: Buffer | undefined;

/** Drawn when it is first asked for. */
function uncompressedPicture(): Buffer {
  drawn ??= encodePng(drawPicture(), picture.width, picture.height, 0);
  return drawn;
}
