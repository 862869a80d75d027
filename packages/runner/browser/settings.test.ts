// What the environment says about the browser, and what it may not say.

import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { runText } from '../testing.fixture.ts';
import { needBrowser, readBrowserSettings } from './settings.ts';

describe('settings of the browser', () => {
  const folder = testFolder();
  before(async () => {
    for (const name of ['chromium', 'mine']) {
      await writeFile(join(folder, name), '#!/bin/sh\n');
      await chmod(join(folder, name), 0o755);
    }
  });

  it('the environment says which browser, and how', () => {
    assert.deepEqual(readBrowserSettings({ PATH: `/nowhere:${folder}` }), {
      executablePath: join(folder, 'chromium'),
      wsUrl: undefined,
      isHeadless: true,
      args: [],
      ignoredDefaultArgs: [],
      timeoutMs: 30_000,
      isDebug: false,
    });
    const given = readBrowserSettings({
      PATH: folder,
      K6_BROWSER_EXECUTABLE_PATH: join(folder, 'mine'),
      K6_BROWSER_HEADLESS: 'false',
      K6_BROWSER_ARGS: 'lang=de, --mute-audio',
      K6_BROWSER_IGNORE_DEFAULT_ARGS: 'hide-scrollbars',
      K6_BROWSER_TIMEOUT: '5s',
      K6_BROWSER_DEBUG: 'true',
    });
    assert.deepEqual(given, {
      executablePath: join(folder, 'mine'),
      wsUrl: undefined,
      isHeadless: false,
      args: ['--lang=de', '--mute-audio'],
      ignoredDefaultArgs: ['--hide-scrollbars'],
      timeoutMs: 5_000,
      isDebug: true,
    });
    const remote = readBrowserSettings({ PATH: folder, K6_BROWSER_WS_URL: 'ws://127.0.0.1:1/x' });
    assert.deepEqual([remote.wsUrl, remote.executablePath], ['ws://127.0.0.1:1/x', undefined]);
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    [
      'a browser that is not there',
      { K6_BROWSER_EXECUTABLE_PATH: '/none' },
      /K6_BROWSER_EXECUTABLE_PATH reads "\/none"/,
    ],
    [
      'a switch that is none',
      { K6_BROWSER_HEADLESS: 'maybe' },
      /K6_BROWSER_HEADLESS reads "maybe": expected true or false/,
    ],
    ['a time that is none', { K6_BROWSER_TIMEOUT: 'soon' }, /K6_BROWSER_TIMEOUT/],
    ['an address that is none', { K6_BROWSER_WS_URL: 'http://x' }, /K6_BROWSER_WS_URL is not an address/],
  ];
  for (const [name, env, message] of refused)
    it(`${name} is refused in one line`, () => {
      assert.throws(() => readBrowserSettings({ PATH: folder, ...env }), message);
    });

  it('no browser at all is told before the run, with what was looked for', async () => {
    assert.throws(() => needBrowser({ PATH: '/nowhere' }), /looked for chromium, .*set K6_BROWSER_EXECUTABLE_PATH/);
    const script = `import { browser } from 'k6/browser';
      export const options = { scenarios: { a: { executor: 'shared-iterations', options: { browser: { type: 'chromium' } } } } };
      export default async function () { await browser.newPage(); }`;
    const { exitCode, stderr, summary } = await runText(script, { env: { PATH: '/nowhere' }, args: ['--threads=2'] });
    assert.deepEqual([exitCode, summary], [104, undefined]);
    assert.match(stderr, /no browser found/);
    assert.match(stderr, /--threads 2: a run with a browser stays on one thread/);
  });
});
