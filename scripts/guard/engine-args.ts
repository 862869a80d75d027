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
/** Variables of k6 that change load, target or output in the same way. */
const HARMFUL_ENV =
  /^K6_(VUS|DURATION|ITERATIONS|STAGES|RPS|HTTP_DEBUG|MAX_REDIRECTS|CONFIG|EXECUTION_SEGMENT.*|BLACKLIST_IPS|DNS|NO_THRESHOLDS)$/;

/** Options that could aim the load elsewhere or print the token, and so may not follow `--` on any target. */
const REDIRECTING = new Set(['--env', '-e', '--config', '-c', '--http-debug']);

/**
 * On loopback everything may follow `--` that neither aims the load elsewhere nor prints the token; on other hosts only options
 * of output, since the others change a load whose caps were checked.
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
  const variable = isLoopback ? undefined : Object.keys(env).find((name) => HARMFUL_ENV.test(name) && env[name]);
  if (variable === undefined) return;
  throw new GuardRefusal(
    'E_ENGINE_ENV',
    `guard: ${variable} is set and could change the load: wants it unset; unset it`,
  );
}

/** The option's name without its value, which may be secret. */
function optionOf(arg: string): string {
  return arg.startsWith('--') ? (arg.split('=')[0] ?? '') : arg.slice(0, 2);
}
