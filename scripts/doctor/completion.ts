// `perf completion`: what can be typed next, for three shells, from the commands themselves.
import { Argument, Command } from 'commander';
import type { Io } from '../io.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

const EXAMPLES = `
Examples:
  alias perf='npm run --silent perf --'
  source <(npm run --silent perf -- completion bash)
  npm run --silent perf -- completion fish > ~/.config/fish/completions/perf.fish

Completes the command \`perf\`, which the alias defines for the npm script.`;

/** One place in the command line: the words so far, and what may follow them. */
interface Place {
  path: string;
  words: { text: string; description: string }[];
}

/** \`whole\` returns the command line with all commands; asked for when it is needed, since each has to be loaded. */
export function completionCommand(io: Io, whole: () => Promise<Command>): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .option('--json', 'print what may follow each command as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (shell: Shell, { json }: { json?: boolean }) => {
      const places = placesOf(await whole(), '');
      io.stdout(json ? `${JSON.stringify(places)}\n` : SCRIPTS[shell](places));
    });
}

function placesOf(command: Command, path: string): Place[] {
  const words = [
    ...command.commands.map((sub) => ({ text: sub.name(), description: firstLine(sub.description()) })),
    ...command.registeredArguments.flatMap(({ argChoices = [], description }) =>
      argChoices.map((text) => ({ text, description })),
    ),
    ...command.options.flatMap(({ long, description }) =>
      long ? [{ text: long, description: firstLine(description) }] : [],
    ),
    { text: '--help', description: 'display help for command' },
  ];
  return [{ path, words }, ...command.commands.flatMap((sub) => placesOf(sub, `${path} ${sub.name()}`.trim()))];
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

const SCRIPTS: Record<Shell, (places: readonly Place[]) => string> = {
  bash: bashScript,
  zsh: (places) => `autoload -U +X bashcompinit && bashcompinit\n${bashScript(places)}`,
  fish: fishScript,
};

function bashScript(places: readonly Place[]): string {
  const cases = places.map(({ path, words }) => `    '${path}') words='${words.map(({ text }) => text).join(' ')}' ;;`);
  return `# Completes \`perf\`; made by \`perf completion\`.
_perf_words() {
  case "$1" in
${cases.join('\n')}
    *) return 1 ;;
  esac
}
_perf() {
  local current="\${COMP_WORDS[COMP_CWORD]}" place='' words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) continue ;; esac
    # The longest start of the line that is a command.
    if _perf_words "\${place:+$place }$word"; then place="\${place:+$place }$word"; fi
  done
  _perf_words "$place"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _perf perf
`;
}

function fishScript(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, words }) => {
    const names = path === '' ? [] : path.split(' ');
    const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`);
    const below = places.filter(
      (other) =>
        other.path.startsWith(path === '' ? '' : `${path} `) &&
        other.path.split(' ').length === names.length + 1 &&
        other.path !== '',
    );
    const deeper = below.map((other) => other.path.split(' ').at(-1));
    const condition = [
      ...seen,
      ...(deeper.length > 0 ? [`not __fish_seen_subcommand_from ${deeper.join(' ')}`] : []),
    ].join('; and ');
    return words.map(({ text, description }) => {
      const word = text.startsWith('--') ? `-l ${text.slice(2)}` : `-a ${text}`;
      return `complete -c perf -n '${condition || 'true'}' ${word} -d '${description.replaceAll(/['\\]/g, '')}'`;
    });
  });
  return `# Completes \`perf\`; made by \`perf completion\`.\ncomplete -c perf -f\n${lines.join('\n')}\n`;
}
