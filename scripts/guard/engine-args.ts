// What follows `--`, read as k6 reads it: nothing may change target or load behind the guard's back, or print the token.
import { changingVariables, ENGINE_OPTIONS, type EngineOption } from './engine-options.ts';
import { GuardRefusal } from './refusal.ts';

/** An argument as k6 takes it: an option by its name, or what no option takes. */
export interface ReadArgument {
  /** `--vus`, `-u`; what is not an option is given as it stands. Never with a value, which may be secret. */
  shown: string;
  /** Undefined: it is on no list, or no option. */
  option: EngineOption | undefined;
}

/**
 * Reads arguments by the grammar of k6's command line (pflag): `--long value`, `--long=value`, `--switch`, `--switch=false`, and short
 * ones that are joined, of which the first that takes a value takes the rest (`-qu5`, `-qu=5`, `-qu 5`). Nothing is abbreviated.
 * Behind an unknown option nothing is certain, so reading ends there.
 */
export function readArguments(args: readonly string[]): ReadArgument[] {
  const read: ReadArgument[] = [];
  const rest = [...args];
  while (rest.length > 0) {
    const arg = rest.shift()!;
    const found = arg.startsWith('--') && arg.length > 2 ? [readLong(arg)] : readShorts(arg);
    read.push(...found.map(({ shown, option }) => ({ shown, option })));
    const last = found.at(-1)!;
    if (last.option === undefined) break;
    if (last.wantsValue && rest.shift() === undefined)
      read.push({ shown: `${last.shown} without a value`, option: undefined });
  }
  return read;
}

type Taken = ReadArgument & { wantsValue: boolean };

function readLong(arg: string): Taken {
  const [name = '', ...value] = arg.slice(2).split('=');
  const option = ENGINE_OPTIONS.find(({ long }) => long === name);
  return { shown: `--${name}`, option, wantsValue: option?.isSwitch === false && value.length === 0 };
}

/** One argument of joined short options; `-`, `--` and plain words do not count. */
function readShorts(arg: string): [Taken, ...Taken[]] {
  const found: Taken[] = [];
  if (/^-[^-]/.test(arg)) {
    for (let at = 1; at < arg.length; at++) {
      const option = ENGINE_OPTIONS.find(({ short }) => short === arg[at]);
      const isLast = at === arg.length - 1;
      found.push({ shown: `-${arg[at]}`, option, wantsValue: option?.isSwitch === false && isLast });
      // A value follows: behind = for a switch, with or without it for the others.
      if (option === undefined || !option.isSwitch || arg[at + 1] === '=') break;
    }
  } else
    found.push({
      shown: /^-*$/.test(arg) ? arg : 'a word that is not an option',
      option: undefined,
      wantsValue: false,
    });
  return found as [Taken, ...Taken[]];
}

/**
 * `hasCaps`: the load was compared with the caps of an environment, so nothing may change it. Without caps, which is on loopback only, a
 * list of options and variables may: the report notes the variables.
 */
export function refuseEngineArgs(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  hasCaps: boolean,
): void {
  const isAllowed = (option: EngineOption) => option.changes === undefined || !hasCaps;
  const wrong = readArguments(args).find(({ option }) => option === undefined || !isAllowed(option));
  if (wrong !== undefined) {
    const allowed = ENGINE_OPTIONS.filter(isAllowed).map(({ long }) => `--${long}`);
    const wants = hasCaps
      ? `options of output only (${allowed.join(', ')})`
      : 'options of output, load and limits, as docs/environments.md lists them';
    throw new GuardRefusal(
      'E_ENGINE_ARGS',
      `guard: ${wrong.shown} after -- could change target or load, or print the token: expects ${wants}; leave it out`,
    );
  }
  const variable = changingVariables(env).find(({ isHarmful }) => hasCaps || isHarmful);
  if (variable === undefined) return;
  throw new GuardRefusal(
    'E_ENGINE_ENV',
    `guard: ${variable.name} is set and could change ${variable.changes}: expects it unset; unset it`,
  );
}
