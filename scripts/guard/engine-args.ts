// What may follow `--`: nothing that changes target or load behind the guard's back, or prints the token.
import { GuardRefusal } from './refusal.ts';

/** Options of `k6 run` that only concern output. Everything else could change what is sent, where to, or print the token. */
const HARMLESS = new Set([
  '--out',
  '-o',
  '--quiet',
  '-q',
  '--verbose',
  '-v',
  '--no-color',
  '--no-summary',
  '--tag',
  '--log-format',
  '--log-output',
  '--summary-mode',
  '--summary-trend-stats',
  '--summary-time-unit',
  '--no-usage-report',
  '--address',
  '-a',
]);
/** Variables of k6 (and of the local runner) with which a run is no longer the test as written, by what they change. */
const CHANGING_ENV: readonly [RegExp, string][] = [
  [/^K6_(VUS|DURATION|ITERATIONS|STAGES|RPS|EXECUTION_SEGMENT.*)$/, 'the load'],
  [/^K6_(MIN_ITERATION_DURATION|BATCH|BATCH_PER_HOST|NO_CONNECTION_REUSE|NO_VU_CONNECTION_REUSE)$/, 'the load'],
  [/^K6_(CONFIG|HOSTS|DNS|MAX_REDIRECTS)$/, 'where the load goes'],
  // A peer that is not checked may be anyone, and gets the token.
  [/^K6_(INSECURE_SKIP_TLS_VERIFY|HTTP_DEBUG)$/, 'who sees the token'],
  // Requests that are not sent, and answers that are not read, fail for no fault of the target.
  [/^K6_(BLACKLIST_IPS|BLOCK_HOSTNAMES|DISCARD_RESPONSE_BODIES|THROW)$/, 'what counts as an error'],
  // Service tests are about what setup() put there; limits and the report look for tags.
  [/^K6_(NO_THRESHOLDS|NO_SETUP|NO_TEARDOWN|SYSTEM_TAGS)$/, 'what is judged'],
];
/** Values that switch nothing on. */
const OFF = /^(|false|0)$/i;

/** Those of k6's variables that are set and change a run, each with what it changes. Values are not repeated. */
export function changingVariables(
  env: Readonly<Record<string, string | undefined>>,
): { name: string; changes: string }[] {
  return Object.keys(env).flatMap((name) => {
    const [, changes] = CHANGING_ENV.find(([pattern]) => pattern.test(name)) ?? [];
    return changes === undefined || OFF.test(env[name] ?? '') ? [] : [{ name, changes }];
  });
}

/** Options that could aim the load elsewhere or print the token, and so may not follow `--` on any target. */
const REDIRECTING = new Set(['--env', '-e', '--config', '-c', '--http-debug']);

/**
 * On loopback everything may follow `--` that neither aims the load elsewhere nor prints the token; on other hosts only options
 * of output, since the others change a load whose caps were checked. Variables that change a run are refused there likewise; on
 * loopback the report notes them.
 */
export function refuseEngineArgs(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  isLoopback: boolean,
): void {
  const isAllowed = (option: string) => (isLoopback ? !REDIRECTING.has(option) : HARMLESS.has(option));
  const wrong = args.find((arg) => arg.startsWith('-') && !isAllowed(optionOf(arg)));
  if (wrong !== undefined) {
    const wants = isLoopback
      ? `anything but ${[...REDIRECTING].filter((name) => name.startsWith('--')).join(', ')}`
      : `options of output only (${[...HARMLESS].filter((name) => name.startsWith('--')).join(', ')})`;
    throw new GuardRefusal(
      'E_ENGINE_ARGS',
      `guard: ${optionOf(wrong)} after -- could change target or load: wants ${wants}; leave it out`,
    );
  }
  const [variable] = isLoopback ? [] : changingVariables(env);
  if (variable === undefined) return;
  throw new GuardRefusal(
    'E_ENGINE_ENV',
    `guard: ${variable.name} is set and could change ${variable.changes}: wants it unset; unset it`,
  );
}

/** The option's name without its value, which may be secret. */
function optionOf(arg: string): string {
  return arg.startsWith('--') ? (arg.split('=')[0] ?? '') : arg.slice(0, 2);
}
