// What runs inside the browser's page: reading a load's figures, and auditing its files.
//
// Each exported function travels to the page as its source text: it may use the page's globals and its argument, and nothing else
// of this file. The bundler's contract check holds that.

import type { PageFile } from 'k6-format/run-record';
import type { AuditLimits } from '../../thresholds/page-limits.ts';
import type { AuditResult, PageFigures } from './page-figures.ts';

/**
 * Reads the load from the browser's own timelines (Navigation and Resource Timing, Paint Timing, Largest Contentful Paint, Layout
 * Instability, Event Timing), which keep what happened before they are asked.
 */
export function readFigures(mostFiles: number): Promise<PageFigures> {
  const round = (value: number): number => Math.round(value * 100) / 100;
  const vitals: Record<string, number> = {};
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (navigation) {
    // An event that has not been yet has the time 0.
    if (navigation.loadEventEnd > 0) vitals.load = round(navigation.loadEventEnd);
    if (navigation.domContentLoadedEventEnd > 0) vitals.dcl = round(navigation.domContentLoadedEventEnd);
    vitals.ttfb = round(navigation.responseStart);
  }
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  if (paint) vitals.fcp = round(paint.startTime);

  const nameOf = (address: string): string => {
    if (!/^https?:/.test(address)) return `${address.split(':')[0]}:`;
    const url = new URL(address);
    return `${url.origin === location.origin ? '' : url.host}${url.pathname}${url.search}`.slice(0, 160);
  };
  const fileOf = (entry: PerformanceResourceTiming, kind: string): PageFile => ({
    name: nameOf(entry.name),
    kind,
    startMs: round(entry.startTime),
    // A host that does not share its timings leaves them 0.
    requestMs: round(entry.requestStart || entry.startTime),
    responseMs: round(entry.responseStart || entry.responseEnd),
    endMs: round(entry.responseEnd),
    bytes: entry.transferSize,
    protocol: entry.nextHopProtocol,
    isBlocking: (entry as { renderBlockingStatus?: string }).renderBlockingStatus === 'blocking',
  });
  const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
  const files = resources.map((entry) => fileOf(entry, entry.initiatorType));
  if (navigation) files.unshift(fileOf(navigation, 'document'));
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);

  let [shift, shiftStartMs, shiftLastMs] = [0, 0, 0];
  let worstShift = 0;
  const watch = (type: string, note: (entry: PerformanceEntry) => void): void => {
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(note));
    observer.observe({ type, buffered: true, ...(type === 'event' && { durationThreshold: 16 }) } as object);
  };
  watch('largest-contentful-paint', ({ startTime }) => {
    vitals.lcp = round(startTime);
  });
  // The largest sum of shifts in a row: gaps of less than a second, five seconds at most.
  watch('layout-shift', (entry) => {
    const { startTime, value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean };
    if (hadRecentInput) return;
    const continues = startTime - shiftLastMs < 1000 && startTime - shiftStartMs < 5000;
    shift = continues ? shift + value : value;
    if (!continues) shiftStartMs = startTime;
    shiftLastMs = startTime;
    worstShift = Math.max(worstShift, shift);
  });
  // The slowest interaction; short ones are reported only when they are the first.
  const noteInteraction = ({ duration }: PerformanceEntry): void => {
    vitals.inp = Math.max(vitals.inp ?? 0, round(duration));
  };
  watch('first-input', noteInteraction);
  watch('event', (entry) => {
    if ((entry as PerformanceEntry & { interactionId?: number }).interactionId) noteInteraction(entry);
  });
  // Observers tell of what was before in a task of their own.
  return new Promise((resolve) => {
    setTimeout(() => {
      vitals.cls = Math.round(worstShift * 10_000) / 10_000;
      resolve({ vitals, files: files.slice(0, mostFiles), bytes });
    }, 50);
  });
}

/**
 * Looks at each file of the page's own host for what the guide's quick wins would save. Bytes are measured: the very file is packed
 * with gzip and re-encoded as WebP here, in the browser.
 */
export async function auditFiles(limits: AuditLimits): Promise<AuditResult> {
  const MOST_FILES = 100;
  const round = (value: number): number => Math.round(value * 10) / 10;
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const resources = (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).filter(
    ({ name }) => /^https?:/.test(name) && new URL(name).origin === location.origin,
  );
  const own = navigation ? [navigation, ...resources] : resources;
  const found: AuditResult['found'] = [];
  let skipped = Math.max(0, own.length - MOST_FILES);
  const nameOf = ({ name }: PerformanceEntry): string => {
    const { pathname, search } = new URL(name);
    return `${pathname}${search}`.slice(0, 160);
  };

  const gzippedBytes = async (blob: Blob): Promise<number> =>
    (await new Response(blob.stream().pipeThrough(new CompressionStream('gzip'))).blob()).size;
  const webpBytes = async (blob: Blob): Promise<number> => {
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
    const webp = await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 });
    return webp.size;
  };
  /** Seconds that an answer may be taken from the cache without asking. */
  const lifetimeS = (headers: Headers): number => {
    const control = headers.get('cache-control') ?? '';
    if (/\bno-(store|cache)\b/i.test(control)) return 0;
    const [, age] = /\bmax-age=(\d+)/i.exec(control) ?? [];
    if (age !== undefined) return Number(age);
    const expiresMs = Date.parse(headers.get('expires') ?? '') - Date.now();
    return Number.isNaN(expiresMs) ? 0 : expiresMs / 1000;
  };

  for (const entry of own.slice(0, MOST_FILES)) {
    const isPage = entry === navigation;
    // What a script fetches is data: whether it may be kept is the application's business.
    if (!isPage && /^(fetch|xmlhttprequest|beacon)$/.test(entry.initiatorType)) continue;
    const answer = await fetch(entry.name, { cache: 'no-store' }).catch(() => undefined);
    const blob = answer?.ok ? await answer.blob().catch(() => undefined) : undefined;
    if (!answer || !blob) {
      skipped += 1;
      continue;
    }
    const name = nameOf(entry);
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim() ?? '';
    const isPacked = answer.headers.get('content-encoding') !== null;
    // Over the network; what the cache had ready counts with its size.
    const ofBytes = entry.encodedBodySize || blob.size;
    if (!isPage && lifetimeS(answer.headers) < limits.cacheLifetimeS) {
      const now = answer.headers.get('cache-control');
      found.push({ finding: 'cache-headers', name, bytes: ofBytes, ofBytes, ms: 0, now: now ?? 'no Cache-Control' });
    }
    const isText = /^text\/|[/+](json|javascript|xml)$/.test(type);
    if (isText && !isPacked && blob.size >= limits.packMinimumBytes) {
      const bytes = blob.size - (await gzippedBytes(blob));
      const now = `${type}, ${blob.size} bytes without Content-Encoding`;
      if (bytes > 0) found.push({ finding: 'compression', name, bytes, ofBytes: blob.size, ms: 0, now });
    }
    if (/^image\/(png|jpeg|bmp)$/.test(type) && blob.size >= limits.imageMinimumBytes) {
      const bytes = blob.size - (await webpBytes(blob).catch(() => blob.size));
      const now = `${type}, ${blob.size} bytes`;
      if (bytes >= blob.size * limits.imageSavingRatio)
        found.push({ finding: 'images', name, bytes, ofBytes: blob.size, ms: 0, now });
    }
  }

  // HTTP/1.1 has six connections to a host: a file whose request was held back while all were busy would not have waited.
  const CONNECTIONS = 6;
  if (navigation?.nextHopProtocol.startsWith('http/1')) {
    for (const entry of resources) {
      const connectMs = Math.max(0, entry.connectEnd - entry.domainLookupStart);
      const waitMs = entry.requestStart - entry.startTime - connectMs;
      // One of them has just become free for this request.
      const inUse = resources.filter(
        (other) => other.requestStart < entry.requestStart && other.responseEnd > entry.requestStart - 1,
      );
      if (waitMs < limits.connectionWaitMs || inUse.length < CONNECTIONS - 1) continue;
      const now = `${entry.nextHopProtocol}, waited ${Math.round(waitMs)} ms for a connection`;
      found.push({ finding: 'http-1', name: nameOf(entry), bytes: 0, ofBytes: 0, ms: round(waitMs), now });
    }
  }

  // The first paint waits for scripts in the head; without this one it could have come with the page and its styles.
  const isBlocking = (entry: PerformanceResourceTiming): boolean =>
    (entry as { renderBlockingStatus?: string }).renderBlockingStatus === 'blocking';
  const styles = resources.filter((entry) => isBlocking(entry) && entry.initiatorType !== 'script');
  const readyMs = Math.max(navigation?.responseStart ?? 0, ...styles.map((entry) => entry.responseEnd));
  for (const entry of resources.filter((file) => isBlocking(file) && file.initiatorType === 'script')) {
    const ms = entry.responseEnd - readyMs;
    if (ms < limits.blockingScriptMs) continue;
    const now = `in the head without async or defer, there after ${Math.round(entry.responseEnd)} ms`;
    found.push({ finding: 'blocking-script', name: nameOf(entry), bytes: 0, ofBytes: 0, ms: round(ms), now });
  }
  return { found, skipped };
}
