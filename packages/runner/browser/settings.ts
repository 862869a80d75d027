// What the environment says about the browser (https://grafana.com/docs/k6/latest/using-k6-browser/options/), and where Chromium is.
import { parseDuration } from 'k6-kit/durations';
import { CHROMIUM_NAMES, findProgramIn, foldersOf, isExecutable } from 'k6-kit/programs';

export interface BrowserSettings {
  /** Undefined: there is a server to connect to, or none was found. */
  executablePath: string | undefined;
  /** A browser that runs already; DevTools protocol. */
  wsUrl: string | undefined;
  isHeadless: boolean;
  /** Further arguments, with their leading dashes. */
  args: string[];
  ignoredDefaultArgs: string[];
  timeoutMs: number;
  isDebug: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Throws an Error that names the variable and what it expects. */
export function readBrowserSettings(env: Environment): BrowserSettings {
  const wsUrl = env.K6_BROWSER_WS_URL || undefined;
  if (wsUrl !== undefined && !/^wss?:\/\//.test(wsUrl))
    throw new Error('K6_BROWSER_WS_URL is not an address of a browser: expected ws://host:port/...');
  return {
    executablePath: wsUrl === undefined ? executableOf(env) : undefined,
    wsUrl,
    isHeadless: isOn(env, 'K6_BROWSER_HEADLESS', true),
    args: listOf(env.K6_BROWSER_ARGS).map((text) => (text.startsWith('--') ? text : `--${text}`)),
    ignoredDefaultArgs: listOf(env.K6_BROWSER_IGNORE_DEFAULT_ARGS).map((text) =>
      text.startsWith('--') ? text : `--${text}`,
    ),
    timeoutMs: parseDuration(env.K6_BROWSER_TIMEOUT || '30s', 'K6_BROWSER_TIMEOUT'),
    isDebug: isOn(env, 'K6_BROWSER_DEBUG', false),
  };
}

/** Throws the one line that says how to get a browser, where there is none. */
export function needBrowser(env: Environment): BrowserSettings {
  const settings = readBrowserSettings(env);
  if (settings.executablePath !== undefined || settings.wsUrl !== undefined) return settings;
  throw new Error(
    `no browser found: looked for ${CHROMIUM_NAMES.join(', ')} on the PATH; install Chromium, or set K6_BROWSER_EXECUTABLE_PATH`,
  );
}

/** The Chromium that the environment names, or the first one on the PATH. */
function executableOf(env: Environment): string | undefined {
  const named = env.K6_BROWSER_EXECUTABLE_PATH;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(
      `K6_BROWSER_EXECUTABLE_PATH reads ${JSON.stringify(named)}: expected the path of Chromium or Chrome; correct it or unset it`,
    );
  }
  return findProgramIn(CHROMIUM_NAMES, foldersOf(env.PATH));
}

function isOn(env: Environment, name: string, otherwise: boolean): boolean {
  const text = env[name];
  if (text === undefined || text === '') return otherwise;
  if (/^(true|1|t)$/i.test(text)) return true;
  if (/^(false|0|f)$/i.test(text)) return false;
  throw new Error(`${name} reads ${JSON.stringify(text)}: expected true or false`);
}

function listOf(text: string | undefined): string[] {
  return (text ?? '').split(',').flatMap((part) => part.trim() || []);
}
