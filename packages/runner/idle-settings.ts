// Flags and variables of k6 that are accepted and change nothing here: a warning says why. CI jobs set them for k6.
import type { Setting, SettingKind } from './setting.ts';

function idle(
  key: string,
  kind: SettingKind,
  names: { flag?: string; env?: string },
  why: string,
  silent: string[] = [],
): Setting {
  return { key, kind, ...names, isOption: false, help: `accepted without effect: ${why}`, idle: { why, silent } };
}

/** In the order of the help. */
export const IDLE_SETTINGS: readonly Setting[] = [
  idle('address', 'text', { flag: '-a, --address <host:port>', env: 'K6_ADDRESS' }, 'there is no REST API'),
  idle(
    'compatibilityMode',
    'text',
    { flag: '--compatibility-mode <mode>', env: 'K6_COMPATIBILITY_MODE' },
    'scripts run as in the mode extended',
    ['extended'],
  ),
  idle('features', 'text', { flag: '--features <names>', env: 'K6_FEATURES' }, 'no feature of k6 can be switched on'),
  idle(
    'logNsTimestamps',
    'switch',
    { flag: '--log-ns-timestamps [bool]', env: 'K6_LOG_NS_TIMESTAMPS' },
    'times of log lines are milliseconds',
  ),
  idle(
    'profilingEnabled',
    'switch',
    { flag: '--profiling-enabled [bool]', env: 'K6_PROFILING_ENABLED' },
    'it is about k6 itself',
  ),
  idle('secretSource', 'texts', { flag: '--secret-source <source>' }, 'k6/secrets is not supported'),
  idle('tracesOutput', 'text', { flag: '--traces-output <where>', env: 'K6_TRACES_OUTPUT' }, 'there are no traces', [
    'none',
  ]),
  idle('webDashboard', 'switch', { env: 'K6_WEB_DASHBOARD' }, '--live is the page of a running test here'),
];

/** Warnings about what is given and changes nothing; `given` has the values by key. Values are not repeated: they may be secret. */
export function idleWarnings(
  settings: readonly Setting[],
  given: Readonly<Record<string, unknown>>,
  nameOf: (setting: Setting) => string,
): string[] {
  return settings.flatMap((setting) => {
    const value = given[setting.key];
    if (!setting.idle || value === undefined || value === false || value === '') return [];
    if (setting.idle.silent.includes(String(value))) return [];
    return [`${nameOf(setting)} has no effect in the local runner: ${setting.idle.why}`];
  });
}
