// The options of `k6 run` that may follow `--`, and k6's variables that may be set: exact lists, all others are refused.

/** An option as k6 declares it. */
export interface EngineOption {
  long: string;
  short?: string;
  /** Takes a value only behind `=`: `--quiet`, `--quiet=false`. */
  isSwitch: boolean;
  /** Undefined: it concerns output alone. Else what it changes, which only a load without caps bears. */
  changes?: string;
}

const option = (names: string, changes?: string): EngineOption => {
  const [, short, long = '', value] = /^(?:-(\w), )?--([\w-]+)( value)?$/.exec(names) ?? [];
  return { long, isSwitch: value === undefined, ...(short && { short }), ...(changes && { changes }) };
};

const LOAD = 'the load';
const ERRORS = 'what counts as an error';
const JUDGED = 'what is judged';

/** By the flags that k6 documents, and those of the local runner: `--live`, `--threads` and `--max-body-mib`. */
export const ENGINE_OPTIONS: readonly EngineOption[] = [
  option('-o, --out value'),
  option('-q, --quiet'),
  option('-v, --verbose'),
  option('--no-color'),
  option('--tag value'),
  option('--log-format value'),
  option('--log-output value'),
  option('--log-ns-timestamps'),
  option('--console-output value'),
  option('--summary-export value'),
  option('--summary-mode value'),
  option('--summary-trend-stats value'),
  option('--summary-time-unit value'),
  option('--no-usage-report'),
  option('--live'),
  option('--threads value'),
  option('--max-body-mib value'),
  option('-u, --vus value', LOAD),
  option('-d, --duration value', LOAD),
  option('-i, --iterations value', LOAD),
  option('-s, --stage value', LOAD),
  option('--scenario value', LOAD),
  option('--once', LOAD),
  option('--rps value', LOAD),
  option('--batch value', LOAD),
  option('--batch-per-host value', LOAD),
  option('--min-iteration-duration value', LOAD),
  option('--no-connection-reuse', LOAD),
  option('--no-vu-connection-reuse', LOAD),
  option('--execution-segment value', LOAD),
  option('--execution-segment-sequence value', LOAD),
  option('-a, --address value', LOAD),
  option('-p, --paused', LOAD),
  option('-l, --linger', LOAD),
  option('-w, --throw', ERRORS),
  // A peer that is not checked may be anyone, and gets the token.
  option('--insecure-skip-tls-verify', 'who sees the token'),
  option('--discard-response-bodies', ERRORS),
  option('--blacklist-ip value', ERRORS),
  option('--block-hostnames value', ERRORS),
  option('--no-thresholds', JUDGED),
  option('--no-setup', JUDGED),
  option('--no-teardown', JUDGED),
  option('--system-tags value', JUDGED),
  option('--user-agent value', JUDGED),
];

/** Variables besides those of the options, which output, cloud, browser and the search for an engine read. */
const HARMLESS_VARIABLES = [
  /^K6_(BIN|TAGS|CONSOLE_OUTPUT|NEW_MACHINE_READABLE_SUMMARY|WEB_DASHBOARD(_\w+)?|CSV_\w+|JSON_\w+|PROMETHEUS_RW_\w+)$/,
  /^K6_(INFLUXDB_\w+|OTEL_\w+|CLOUD_\w+|AUTO_EXTENSION_RESOLUTION|DEPENDENC(Y|IES)_MANIFEST|OPERATOR_\w+)$/,
  /^K6_((SETUP|TEARDOWN|HANDLE_SUMMARY)_TIMEOUT|EXIT_ON_RUNNING|NO_COOKIES_RESET)$/,
  /^K6_BROWSER_(EXECUTABLE_PATH|HEADLESS|TIMEOUT|DEBUG|ENABLE_\w+|TRACES_\w+)$/,
];
/** Switches of a browser that say nothing about where it goes. */
const HARMLESS_BROWSER_ARGS = /^(no-sandbox|disable-gpu|disable-dev-shm-usage|headless(=\w+)?)?$/;
/** Names that do not follow from their option. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  K6_STAGES: 'stage',
  K6_BLACKLIST_IPS: 'blacklist-ip',
};
/** Variables that no target bears, by what they change; of others that are on no list nobody knows. */
const HARMFUL: readonly [RegExp, string][] = [
  [/^K6_(CONFIG|HOSTS|DNS|MAX_REDIRECTS|LOCAL_IPS|BROWSER_ARGS|BROWSER_WS_URL)$/, 'where the load goes'],
  [/^K6_(HTTP_DEBUG|TRACES_OUTPUT|SECRET_SOURCE)$/, 'who sees the token'],
];
/** Values that switch nothing on. */
const OFF = /^(|false|0)$/i;

function isHarmless(name: string, value: string): boolean {
  const isPlainBrowser =
    name === 'K6_BROWSER_ARGS' && value.split(',').every((arg) => HARMLESS_BROWSER_ARGS.test(arg.trim()));
  return isPlainBrowser || HARMLESS_VARIABLES.some((pattern) => pattern.test(name));
}

function optionOf(variable: string): EngineOption | undefined {
  const long = OTHER_NAMES[variable] ?? variable.slice('K6_'.length).toLowerCase().replaceAll('_', '-');
  return ENGINE_OPTIONS.find((candidate) => candidate.long === long);
}

export interface ChangingVariable {
  name: string;
  changes: string;
  /** It could aim the load elsewhere or show the token: refused on loopback as well. */
  isHarmful: boolean;
}

/** Those of k6's variables that are set and change a run, each with what it changes. Values are not repeated. */
export function changingVariables(env: Readonly<Record<string, string | undefined>>): ChangingVariable[] {
  return Object.entries(env).flatMap(([name, value = '']): ChangingVariable[] => {
    if (!name.startsWith('K6_') || OFF.test(value) || isHarmless(name, value)) return [];
    const option = optionOf(name);
    if (option) return option.changes === undefined ? [] : [{ name, changes: option.changes, isHarmful: false }];
    const [, changes] = HARMFUL.find(([pattern]) => pattern.test(name)) ?? [];
    return [{ name, changes: changes ?? 'the test', isHarmful: changes !== undefined }];
  });
}
