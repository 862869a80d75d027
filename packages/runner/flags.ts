// The command line and the environment of a run: read by the table of settings, and what k6 has and the runner lacks is rejected with a message that names it.
import { Command, CommanderError, Option } from 'commander';
import { idleWarnings } from './idle-settings.ts';
import { type LogFormat, type LogOutput, readLogFormat, readLogOutput } from './log-output.ts';
import { OTHER_VARIABLES, REFUSED_FLAGS, REFUSED_VARIABLES, SETTINGS, type Setting } from './option-table.ts';
import type { RawOptions } from './options.ts';
import { readTexts } from './setting-texts.ts';

type SummaryMode = 'compact' | 'disabled';

/** What both the command line and the environment can say. */
export interface CommonSettings {
  options: RawOptions;
  summaryExport: string | undefined;
  /** `disabled`: neither summary nor handleSummary. */
  summaryMode: SummaryMode | undefined;
  /** File for what the script logs. */
  consoleOutput: string | undefined;
  logFormat: LogFormat | undefined;
  logOutput: LogOutput | undefined;
}

export interface Flags extends CommonSettings {
  /** From -e. */
  env: Record<string, string>;
  /** Names of the scenarios to run; undefined: all. */
  scenarios: string[] | undefined;
  /** One VU and one iteration. */
  isOnce: boolean;
  /** Path of a JSON file with options. */
  config: string | undefined;
  /** From --out, such as `json=points.json`. */
  outputs: string[];
  /** From --threads; undefined: as many as fit. */
  threads: number | undefined;
  /** From --max-body-mib; undefined: the default. */
  maxBodyMib: number | undefined;
  /** From --own-worlds. */
  ownWorlds: boolean;
  /** From --no-remote-modules. */
  noRemoteModules: boolean;
  /** From --live. */
  isLive: boolean;
  includesSystemEnv: boolean;
  isVerbose: boolean;
  isQuiet: boolean;
  hasColor: boolean;
  /** What is accepted and has no effect, each with its reason. */
  warnings: string[];
  /** What is given besides flags. */
  positional: string[];
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];
const flagOf = ({ flag = '', help }: Setting): Option => {
  const option = new Option(flag, help);
  return /[<[]/.test(flag) ? option.argParser(collect) : option;
};
const longName = (option: Option): string => option.long as string;

/** Declares all flags on a command, which then shows them in its help. */
export function declareFlags(command: Command): Command {
  for (const setting of SETTINGS) if (setting.flag) command.addOption(flagOf(setting));
  return command;
}

/**
 * `--throw` as `--throw=true`, or commander would take the argument behind it for its value; `--quiet=true` as `--quiet`, and
 * nothing for `--quiet=false`: k6 takes all of them.
 */
export function spellOutSwitches(args: readonly string[]): string[] {
  const switches = SETTINGS.filter(({ kind, flag }) => flag && (kind === 'switch' || flag.endsWith(']'))).map(flagOf);
  let spelled: string[] = [];
  for (const arg of args) {
    const [name, value] = arg.split('=', 2);
    const given = switches.find(({ long, short }) => name === long || name === short);
    if (!given || (value !== undefined && given.optional)) spelled.push(arg);
    else if (given.optional) spelled.push(`${longName(given)}=true`);
    else if (value === undefined || readTexts('switch', [value], longName(given))) spelled.push(longName(given));
    // The last one counts.
    else spelled = spelled.filter((before) => before !== longName(given));
  }
  return spelled;
}

/** Parses arguments. Throws an Error that names what is wrong. */
export function parseFlags(args: readonly string[]): Flags {
  refuseFlags(args);
  const command = declareFlags(
    new Command('run').exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} }),
  );
  command.argument('[script...]').helpOption(false);
  try {
    command.parse(spellOutSwitches(args), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    throw new Error(error.message.replace(/^error: /, '').replaceAll('\n', ' '));
  }
  const given = command.opts<Record<string, unknown>>();
  return flagsOf((setting) => givenIn(setting, given), command.args);
}

/** An argument behind a flag that takes one is not a flag: `-e --rps` sets a variable. */
function refuseFlags(args: readonly string[]): void {
  const takesValue = new Set(
    SETTINGS.filter(({ flag }) => flag?.endsWith('>')).flatMap(({ flag = '' }) => flag.match(/--?[\w-]+/g) ?? []),
  );
  args.forEach((arg, index) => {
    const name = arg.split('=')[0] as string;
    const [long] = Object.entries(REFUSED_FLAGS).find(([long, short]) => name === long || name === short) ?? [];
    if (long && !takesValue.has(args[index - 1] ?? '')) throw new Error(`${long} is not supported by the local runner`);
  });
}

/** What a flag says; undefined when it is not given. */
function givenIn(setting: Setting, given: Record<string, unknown>): unknown {
  if (!setting.flag) return undefined;
  const option = flagOf(setting);
  const value = given[option.attributeName()];
  if (option.negate) return value === false ? true : undefined;
  if (value === true) return true;
  return value === undefined ? undefined : readTexts(setting.kind, value as string[], longName(option));
}

function flagsOf(read: (setting: Setting) => unknown, positional: string[]): Flags {
  const options: RawOptions = {};
  const others: Record<string, unknown> = {};
  for (const setting of SETTINGS) (setting.isOption ? options : others)[setting.key] = read(setting);
  refuseNewSummary(others.machineReadableSummary, '--new-machine-readable-summary');
  const flagName = (setting: Setting): string => longName(flagOf(setting));
  return {
    ...commonSettings(options, others, flagName),
    env: (others.env ?? {}) as Record<string, string>,
    scenarios: others.scenarios as string[] | undefined,
    isOnce: others.once === true,
    config: others.config as string | undefined,
    outputs: (others.outputs ?? []) as string[],
    threads: others.threads as number | undefined,
    maxBodyMib: others.maxBodyMib as number | undefined,
    ownWorlds: others.ownWorlds === true,
    noRemoteModules: others.noRemoteModules === true,
    isLive: others.live === true,
    includesSystemEnv: others.includesSystemEnv !== false,
    isVerbose: others.isVerbose === true,
    isQuiet: others.isQuiet === true,
    hasColor: others.noColor !== true,
    warnings: idleWarnings(SETTINGS, others, flagName),
    positional,
  };
}

function refuseNewSummary(isWanted: unknown, where: string): void {
  if (isWanted === true) throw new Error(`${where} is not supported by the local runner`);
}

function commonSettings(
  options: RawOptions,
  others: Readonly<Record<string, unknown>>,
  nameOf: (setting: Setting) => string,
): CommonSettings {
  const given = <T>(key: string, read: (text: string, where: string) => T): T | undefined => {
    const text = others[key];
    const setting = SETTINGS.find((one) => one.key === key) as Setting;
    return text === undefined ? undefined : read(text as string, nameOf(setting));
  };
  return {
    options,
    summaryExport: others.summaryExport as string | undefined,
    summaryMode: others.noSummary === true ? 'disabled' : given('summaryMode', readSummaryMode),
    consoleOutput: others.consoleOutput as string | undefined,
    logFormat: given('logFormat', readLogFormat),
    logOutput: given('logOutput', readLogOutput),
  };
}

function readSummaryMode(mode: string, where: string): SummaryMode {
  if (mode === 'disabled') return mode;
  if (['compact', 'full', 'legacy'].includes(mode)) return 'compact';
  throw new Error(`${where} reads "${mode}": expected compact, full or disabled`);
}

/**
 * Options from K6_ variables; an empty variable says nothing. Throws an Error for those that k6 heeds and the runner cannot.
 * `warn` gets the names of those that have no effect here: their values may be secrets.
 */
export function environmentOptions(
  env: Readonly<Record<string, string>>,
  warn: (text: string) => void = () => {},
): CommonSettings {
  for (const [name, harmless] of Object.entries(REFUSED_VARIABLES)) {
    if (env[name] && !harmless.includes(env[name])) throw new Error(`${name} is not supported by the local runner`);
  }
  for (const name of Object.keys(env))
    if (name.startsWith('K6_') && !isKnown(name)) warn(`${name} has no effect in the local runner`);
  const options: RawOptions = {};
  const others: Record<string, unknown> = {};
  for (const { key, env: name, kind, isOption } of SETTINGS) {
    if (name && env[name]) (isOption ? options : others)[key] = readTexts(kind, [env[name]], name);
  }
  if (env.K6_TAGS) options.tags = readTexts('pairs', [env.K6_TAGS], 'K6_TAGS');
  refuseNewSummary(others.machineReadableSummary, 'K6_NEW_MACHINE_READABLE_SUMMARY=true');
  const variableOf = (setting: Setting): string => setting.env ?? setting.key;
  for (const warning of idleWarnings(SETTINGS, others, variableOf)) warn(warning);
  return commonSettings(options, others, variableOf);
}

function isKnown(name: string): boolean {
  const all = [...SETTINGS.map(({ env }) => env), ...Object.keys(REFUSED_VARIABLES), ...OTHER_VARIABLES];
  return all.includes(name);
}
