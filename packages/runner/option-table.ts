// Everything that can be set besides the script itself: each row with its name in options, its flag and its variable, as k6 has them.
import { IDLE_SETTINGS } from './idle-settings.ts';
import type { Setting, SettingKind } from './setting.ts';

export type { Setting, SettingKind } from './setting.ts';

const option = (key: string, kind: SettingKind, names: { flag?: string; env?: string }, help: string): Setting => ({
  key,
  isOption: true,
  kind,
  help,
  ...names,
});
const setting = (key: string, kind: SettingKind, names: { flag?: string; env?: string }, help: string): Setting => ({
  ...option(key, kind, names, help),
  isOption: false,
});

/** In the order of the help. */
export const SETTINGS: readonly Setting[] = [
  option('vus', 'count', { flag: '-u, --vus <n>', env: 'K6_VUS' }, 'number of virtual users'),
  option('duration', 'text', { flag: '-d, --duration <time>', env: 'K6_DURATION' }, 'how long to run, such as 30s'),
  option(
    'iterations',
    'count',
    { flag: '-i, --iterations <n>', env: 'K6_ITERATIONS' },
    'iterations, shared by all VUs',
  ),
  option('stages', 'stages', { flag: '-s, --stage <time:target>', env: 'K6_STAGES' }, 'a stage of a ramp (repeatable)'),
  setting('env', 'flagPairs', { flag: '-e, --env <NAME=value>' }, 'a variable for __ENV (repeatable)'),
  option('tags', 'flagPairs', { flag: '--tag <name=value>' }, 'a tag on every sample (repeatable)'),
  setting('scenarios', 'list', { flag: '--scenario <names>' }, 'run these scenarios only, comma-separated'),
  setting('once', 'switch', { flag: '--once' }, 'one VU and one iteration of the script or of the chosen scenarios'),
  setting(
    'outputs',
    'texts',
    { flag: '-o, --out <format=file>', env: 'K6_OUT' },
    'stream samples: json or csv, gzipped for .gz; or write all figures at the end: histogram (repeatable)',
  ),
  setting(
    'summaryExport',
    'text',
    { flag: '--summary-export <file>', env: 'K6_SUMMARY_EXPORT' },
    'write the summary as JSON',
  ),
  {
    ...setting(
      'summaryMode',
      'text',
      { flag: '--summary-mode <mode>', env: 'K6_SUMMARY_MODE' },
      'compact (default) or disabled; full and legacy look like compact',
    ),
    idle: { why: 'full and legacy look like compact here', silent: ['compact', 'disabled'] },
  },
  {
    ...setting('noSummary', 'switch', { flag: '--no-summary', env: 'K6_NO_SUMMARY' }, 'as --summary-mode=disabled'),
    idle: { why: 'k6 2 rejects it; it works as --summary-mode=disabled', silent: ['false'] },
  },
  option(
    'summaryTrendStats',
    'list',
    { flag: '--summary-trend-stats <stats>', env: 'K6_SUMMARY_TREND_STATS' },
    'figures of trends, such as avg,med,p(95),count',
  ),
  option('summaryTimeUnit', 'text', { flag: '--summary-time-unit <unit>', env: 'K6_SUMMARY_TIME_UNIT' }, 's, ms or us'),
  option(
    'systemTags',
    'list',
    { flag: '--system-tags <names>', env: 'K6_SYSTEM_TAGS' },
    'system tags to keep, comma-separated',
  ),
  setting('config', 'text', { flag: '-c, --config <file>' }, 'options as JSON; all other sources override them'),
  setting(
    'consoleOutput',
    'text',
    { flag: '--console-output <file>', env: 'K6_CONSOLE_OUTPUT' },
    'write what the script logs to a file',
  ),
  setting(
    'logFormat',
    'text',
    { flag: '-f, --log-format <format>', env: 'K6_LOG_FORMAT' },
    'text (default), raw or json',
  ),
  setting(
    'logOutput',
    'text',
    { flag: '--log-output <where>', env: 'K6_LOG_OUTPUT' },
    'stderr (default), stdout, none or file=path, with level=... behind a comma',
  ),
  setting(
    'includesSystemEnv',
    'switch',
    { flag: '--include-system-env-vars [bool]' },
    'pass the environment to the script (default)',
  ),
  option(
    'insecureSkipTLSVerify',
    'switch',
    { flag: '--insecure-skip-tls-verify [bool]', env: 'K6_INSECURE_SKIP_TLS_VERIFY' },
    'do not verify certificates',
  ),
  option(
    'discardResponseBodies',
    'switch',
    { flag: '--discard-response-bodies [bool]', env: 'K6_DISCARD_RESPONSE_BODIES' },
    'drop bodies unless a request asks for them',
  ),
  option(
    'noConnectionReuse',
    'switch',
    { flag: '--no-connection-reuse', env: 'K6_NO_CONNECTION_REUSE' },
    'a new connection for every request',
  ),
  option(
    'noVUConnectionReuse',
    'switch',
    { flag: '--no-vu-connection-reuse', env: 'K6_NO_VU_CONNECTION_REUSE' },
    'new connections in every iteration',
  ),
  option('noCookiesReset', 'switch', { env: 'K6_NO_COOKIES_RESET' }, 'cookies outlive the iteration'),
  option('maxRedirects', 'count', { flag: '--max-redirects <n>', env: 'K6_MAX_REDIRECTS' }, 'redirects to follow'),
  option('batch', 'count', { flag: '--batch <n>', env: 'K6_BATCH' }, 'parallel requests of one http.batch()'),
  option('batchPerHost', 'count', { flag: '--batch-per-host <n>', env: 'K6_BATCH_PER_HOST' }, 'of these, to one host'),
  option('rps', 'count', { flag: '--rps <n>', env: 'K6_RPS' }, 'the most requests per second of all VUs together'),
  option(
    'httpDebug',
    'text',
    { flag: '--http-debug [full]', env: 'K6_HTTP_DEBUG' },
    'log requests and responses, their secrets masked; with =full their bodies too',
  ),
  option(
    'blacklistIPs',
    'list',
    { flag: '--blacklist-ip <ranges>', env: 'K6_BLACKLIST_IPS' },
    'addresses never to connect to, such as 10.0.0.0/8',
  ),
  option(
    'blockHostnames',
    'list',
    { flag: '--block-hostnames <names>', env: 'K6_BLOCK_HOSTNAMES' },
    'hosts never to connect to, such as *.example.com',
  ),
  option(
    'minIterationDuration',
    'text',
    { flag: '--min-iteration-duration <time>', env: 'K6_MIN_ITERATION_DURATION' },
    'least time of an iteration',
  ),
  option('setupTimeout', 'text', { env: 'K6_SETUP_TIMEOUT' }, 'the longest time of setup()'),
  option('teardownTimeout', 'text', { env: 'K6_TEARDOWN_TIMEOUT' }, 'the longest time of teardown()'),
  option('handleSummaryTimeout', 'text', { env: 'K6_HANDLE_SUMMARY_TIMEOUT' }, 'the longest time of handleSummary()'),
  option('userAgent', 'text', { flag: '--user-agent <text>', env: 'K6_USER_AGENT' }, 'User-Agent header'),
  option('throw', 'switch', { flag: '-w, --throw [bool]', env: 'K6_THROW' }, 'failed requests throw'),
  option('noThresholds', 'switch', { flag: '--no-thresholds', env: 'K6_NO_THRESHOLDS' }, 'do not judge thresholds'),
  option('noSetup', 'switch', { flag: '--no-setup', env: 'K6_NO_SETUP' }, 'do not run setup()'),
  option('noTeardown', 'switch', { flag: '--no-teardown', env: 'K6_NO_TEARDOWN' }, 'do not run teardown()'),
  option(
    'noUsageReport',
    'switch',
    { flag: '--no-usage-report', env: 'K6_NO_USAGE_REPORT' },
    'accepted; nothing is ever reported',
  ),
  setting(
    'machineReadableSummary',
    'switch',
    { flag: '--new-machine-readable-summary [bool]', env: 'K6_NEW_MACHINE_READABLE_SUMMARY' },
    'accepted with false only',
  ),
  option(
    'executionSegment',
    'text',
    { flag: '--execution-segment <from:to>', env: 'K6_EXECUTION_SEGMENT' },
    "this instance's part of the test, such as 0:1/4",
  ),
  option(
    'executionSegmentSequence',
    'text',
    { flag: '--execution-segment-sequence <bounds>', env: 'K6_EXECUTION_SEGMENT_SEQUENCE' },
    'the bounds of all parts, such as 0,1/4,1/2,1',
  ),
  option('linger', 'switch', { flag: '-l, --linger [bool]', env: 'K6_LINGER' }, 'after the run wait for Ctrl-C'),
  setting('threads', 'some', { flag: '--threads <n>' }, "threads to spread the VUs over (this runner's own, not k6's)"),
  setting(
    'maxBodyMib',
    'some',
    { flag: '--max-body-mib <n>' },
    "largest body of a response, in MiB unpacked (default 64); a larger one is a failed request (this runner's own, not k6's)",
  ),
  setting(
    'ownWorlds',
    'switch',
    { flag: '--own-worlds' },
    "a JavaScript world for each VU, as scripts need that change built-in objects (this runner's own, not k6's)",
  ),
  setting(
    'noRemoteModules',
    'switch',
    { flag: '--no-remote-modules' },
    "fetch no module from the web: a script that imports one does not start (this runner's own, not k6's)",
  ),
  setting(
    'live',
    'switch',
    { flag: '--live' },
    "show the run in a browser while it goes on: prints a page's address on this machine (this runner's own, not k6's)",
  ),
  option('dns', 'text', { flag: '--dns <settings>', env: 'K6_DNS' }, 'accepted; the system looks names up'),
  ...IDLE_SETTINGS,
  setting('isVerbose', 'switch', { flag: '-v, --verbose' }, 'show debug messages'),
  setting('isQuiet', 'switch', { flag: '-q, --quiet' }, 'no progress'),
  setting('noColor', 'switch', { flag: '--no-color' }, 'no colors'),
];

/** Options that only the script and the config file can have. */
export const SCRIPT_OPTIONS = [
  ...['hosts', 'scenarios', 'thresholds', 'tlsAuth', 'tlsCipherSuites', 'tlsVersion'],
  // Without a meaning on one machine, as in `k6 run`:
  ...['cloud', 'ext', 'vusMax'],
] as const;

/** Options of k6 that the runner rejects with a message that names them. */
export const REFUSED_OPTIONS = ['paused', 'tlsAIAFetch'] as const;

/** Flags of `k6 run` that the runner rejects with a message that names them, with their short forms. */
export const REFUSED_FLAGS: Readonly<Record<string, string | undefined>> = {
  '--local-ips': undefined,
  '--paused': '-p',
};

/** Variables of k6 that the runner rejects, with a message that names them, unless they say what it does anyway. */
export const REFUSED_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  K6_CONFIG: [],
  K6_HOSTS: [],
  K6_LOCAL_IPS: [],
  K6_PAUSED: ['false'],
  K6_TLS_AIA_FETCH: ['false'],
};

/** Variables that set up what the runner does not have: said in a warning, because they do no harm. `*`: all that start so. */
export const IGNORED_VARIABLES = [
  ...[
    'K6_AUTO_EXTENSION_RESOLUTION',
    'K6_BROWSER_ENABLE_*',
    'K6_BROWSER_TRACES_*',
    'K6_CLOUD_*',
    'K6_CSV_SAVE_INTERVAL',
    'K6_DEPENDENCY_MANIFEST',
  ],
  ...['K6_EXIT_ON_RUNNING', 'K6_INFLUXDB_*', 'K6_OTEL_*', 'K6_PROMETHEUS_RW_*', 'K6_WEB_DASHBOARD_*'],
] as const;

/** Variables that others read: the outputs, the browser, and the search for an engine. */
export const OTHER_VARIABLES = [
  ...['K6_TAGS', 'K6_BIN', 'K6_CSV_FILENAME', 'K6_CSV_TIME_FORMAT'],
  ...['K6_BROWSER_ARGS', 'K6_BROWSER_DEBUG', 'K6_BROWSER_EXECUTABLE_PATH', 'K6_BROWSER_HEADLESS'],
  ...['K6_BROWSER_IGNORE_DEFAULT_ARGS', 'K6_BROWSER_TIMEOUT', 'K6_BROWSER_WS_URL'],
] as const;
