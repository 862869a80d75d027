// Starts Chromium, and knows when all browsers of a run are gone.
import type { Browser } from 'playwright-core';
import { loadPackage } from '../needed-packages.ts';
import type { NetworkOptions } from '../network-rules.ts';
import { resolverArguments } from './host-rules.ts';
import type { BrowserSettings } from './settings.ts';

/** Loaded when the first script starts a browser: no other pays for it. */
export const loadLibrary = () => loadPackage<typeof import('playwright-core')>('playwright-core');

/** A browser that looks for updates, or tells its maker about itself, measures more than the page. */
export const QUIET = [
  ...['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  ...['--disable-default-apps', '--disable-quic', '--metrics-recording-only'],
];

/** Browsers that are on their way out: a run waits for them. */
const closing = new Set<Promise<void>>();

export async function launch(settings: BrowserSettings, network: NetworkOptions | undefined): Promise<Browser> {
  const { chromium } = loadLibrary();
  const { executablePath, wsUrl, isHeadless, args, ignoredDefaultArgs, timeoutMs } = settings;
  if (wsUrl !== undefined) return chromium.connectOverCDP(wsUrl, { timeout: timeoutMs });
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    headless: isHeadless,
    args: [...QUIET, ...resolverArguments(network), ...args],
    ...(ignoredDefaultArgs.length > 0 && { ignoreDefaultArgs: ignoredDefaultArgs }),
    // Chromium refuses its sandbox to root.
    chromiumSandbox: process.getuid?.() !== 0,
    timeout: timeoutMs,
    // The runner ends its VUs at a signal, and they their browsers.
    ...{ handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false },
  });
}

/** Closes the browser behind `starting`, whether it is there yet or not. */
export function closeLater(starting: Promise<Browser>): void {
  const ended = starting.then(
    (browser) => browser.close(),
    () => {},
  );
  const done: Promise<void> = ended.catch(() => {}).finally(() => closing.delete(done));
  closing.add(done);
}

/** Resolves when every browser that was asked to close is gone. */
export async function browsersClosed(): Promise<void> {
  await Promise.all(closing);
}
