// What may follow `--`: nothing that changes target, token or load behind the guard's back.
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

export function refuseEngineArgs(args: readonly string[], env: Readonly<Record<string, string | undefined>>): void {
  const wrong = args.find((arg) => arg.startsWith('-') && !HARMLESS.has(optionOf(arg)));
  if (wrong !== undefined) {
    throw new GuardRefusal(
      'E_ENGINE_ARGS',
      `guard: ${optionOf(wrong)} after -- could change target or load: wants options of output only (${[...HARMLESS].filter((name) => name.startsWith('--')).join(', ')}); leave it out`,
    );
  }
  const variable = Object.keys(env).find((name) => HARMFUL_ENV.test(name) && env[name]);
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
