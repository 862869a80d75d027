// Which programs this machine has.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Chromium and Chrome, as the usual systems call them. */
export const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** Folders of a PATH. An empty entry would mean the current folder: it is left out. */
export function foldersOf(path: string | undefined): string[] {
  return (path ?? '').split(delimiter).filter(Boolean);
}

/** The first of `names` that is in one of `folders` and may be run; earlier names go before earlier folders. */
export function findProgramIn(names: readonly string[], folders: readonly string[]): string | undefined {
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
