// The commands of `perf` in the order of the help: what each is for in a line, and how it is loaded.
import { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { SIGNED_BY, SYSTEM } from '../thresholds/system.ts';
import type { ExitCode, Io } from './io.ts';

type Exit = (code: ExitCode) => void;

/** Headings of the help, in its order. */
const GROUPS = {
  run: 'Run a test:',
  judge: 'Judge a run:',
  remember: 'Remember runs:',
  setUp: 'Set up and watch:',
} as const;

interface Listed {
  group: keyof typeof GROUPS;
  /** The line in the list of commands; a command's own help has it too, unless it says more. */
  summary: string;
  /** Loads the command when it is asked for: the list needs none of them, a report neither bundler nor runner. */
  load: (io: Io, exit: Exit) => Promise<Command>;
}

const COMMANDS: Record<string, Listed> = {
  demo: {
    group: 'run',
    summary: 'try everything here and now: reference target, short test, report',
    load: async (io, exit) => (await import('./demo.ts')).demoCommand(io, exit),
  },
  run: {
    group: 'run',
    summary: 'run a test type, or a k6 script of your own, and report',
    load: async (io, exit) => (await import('./run/command.ts')).runCommand(io, exit),
  },
  list: {
    group: 'run',
    summary: 'show every test with its question, load, limits and endpoints',
    load: async (io) => (await import('./plan/list.ts')).listCommand(io),
  },
  plan: {
    group: 'run',
    summary: 'show what a test would do, without load: requests, rate, bytes, rows written, who is affected',
    load: async (io, exit) => (await import('./plan/command.ts')).planCommand(io, exit),
  },
  suite: {
    group: 'run',
    summary: 'run several tests one after the other, repeat a failed one once, and write one report',
    load: async (io, exit) => (await import('./suite/command.ts')).suiteCommand(io, exit),
  },
  drill: {
    group: 'run',
    summary: 'drill a spike before a release: checklist, smoke test, spike, then go or no-go',
    load: async (io, exit) => (await import('./drill/command.ts')).drillCommand(io, exit),
  },
  deploy: {
    group: 'run',
    summary: 'run a test on several machines with Kubernetes',
    load: async (io) => (await import('./deploy/command.ts')).deployCommand(io),
  },
  probe: {
    group: 'run',
    summary: 'test one service of this machine with standard tools (pgbench, redis-benchmark, ab, wrk...)',
    load: async (io, exit) => (await import('./services/probe/command.ts')).probeCommand(io, exit),
  },
  report: {
    group: 'judge',
    summary: 'make a report of a run: verdict, limits, findings, what to do',
    load: async (io, exit) =>
      (await import('k6-verdict/command')).reportCommand(io, exit, {
        program: 'perf',
        signedBy: SIGNED_BY,
        findPrevious: async (judgement) => (await import('./store/previous.ts')).findPrevious(io)(judgement),
        readPolicy: async (file) => (await import('./baselines/policy-file.ts')).readPolicyFile(file, io),
      }),
  },
  merge: {
    group: 'judge',
    summary: 'merge the instances of a distributed run into one result and report',
    load: async (io, exit) => (await import('./deploy/merge-command.ts')).mergeCommand(io, exit),
  },
  compare: {
    group: 'judge',
    summary: 'show what changed between two runs, with intervals and a verdict per endpoint',
    load: async (io, exit) => (await import('./history/compare-command.ts')).compareCommand(io, exit),
  },
  gate: {
    group: 'judge',
    summary: 'load base and head of a system on this machine, and report the verdict on the pull request',
    load: async (io, exit) => (await import('./gate/command.ts')).gateCommand(io, exit),
  },
  capacity: {
    group: 'judge',
    summary: 'find the highest throughput, the headroom, and which growth rows can be reached',
    load: async (io, exit) => (await import('./history/capacity-command.ts')).capacityCommand(io, exit),
  },
  history: {
    group: 'remember',
    summary: 'keep runs in one file, for compare, trend and baselines',
    load: async (io, exit) => (await import('./history/command.ts')).historyCommand(io, exit),
  },
  trend: {
    group: 'remember',
    summary: 'find changes of level in the history: when, by how much, between which runs',
    load: async (io, exit) => (await import('./history/trend-command.ts')).trendCommand(io, exit),
  },
  calibrate: {
    group: 'remember',
    summary: 'measure the noise between equal runs: the smallest change that can be seen',
    load: async (io, exit) => (await import('./history/calibrate-command.ts')).calibrateCommand(io, exit),
  },
  baselines: {
    group: 'remember',
    summary: 'turn the tables of thresholds/baselines.md into a module, and keep them up to date',
    load: async (io, exit) => {
      const [{ baselinesCommand }, { curveCommand }, { ledgerCommand, proposeCommand }] = await Promise.all([
        import('./baselines/command.ts'),
        import('./baselines/curve-command.ts'),
        import('./baselines/propose-command.ts'),
      ]);
      return baselinesCommand(io)
        .addCommand(proposeCommand(io, exit))
        .addCommand(curveCommand(io))
        .addCommand(ledgerCommand(io, exit));
    },
  },
  'history-branch': {
    group: 'remember',
    summary: 'keep the history as a file on a branch of its own',
    load: async (io) => (await import('./workflows/history-branch.ts')).historyBranchCommand(io),
  },
  alarm: {
    group: 'remember',
    summary: 'open, add to or close the GitHub issue of a suite',
    load: async (io) => (await import('./workflows/alarm.ts')).alarmCommand(io),
  },
  notify: {
    group: 'remember',
    summary: 'post the outcome of a run to Slack, Teams or a webhook',
    load: async (io, exit) => (await import('./notify/command.ts')).notifyCommand(io, exit),
  },
  'k6-conformance': {
    group: 'setUp',
    summary: 'check with the installed k6 what this suite says about k6: counts, keys, summaries, exit codes',
    load: async (io, exit) => (await import('./k6-conformance/command.ts')).k6ConformanceCommand(io, exit),
  },
  'cluster-check': {
    group: 'setUp',
    summary: 'try a rendered run in a Kubernetes cluster, and compare its merged result with a run here',
    load: async (io, exit) => (await import('./cluster-check/command.ts')).clusterCheckCommand(io, exit),
  },
  doctor: {
    group: 'setUp',
    summary: 'check whether this machine and its configuration are ready for a load test, with a fix for each problem',
    load: async (io, exit) => (await import('./doctor/doctor.ts')).doctorCommand(io, exit),
  },
  init: {
    group: 'setUp',
    summary: 'make a suite of your own in a new folder, or a perf.config.ts to start from; never overwrites anything',
    load: async (io) => (await import('./init/command.ts')).initCommand(io),
  },
  import: {
    group: 'setUp',
    summary: 'make endpoints, weights and limits of your own suite from OpenAPI, HAR or access logs',
    load: async (io) => (await import('./import/command.ts')).importCommand(io),
  },
  completion: {
    group: 'setUp',
    summary: 'print a script that completes this command line in your shell',
    load: async (io, exit) => (await import('./doctor/completion.ts')).completionCommand(io, () => perf(io, exit)),
  },
  build: {
    group: 'setUp',
    summary:
      'bundle the load scripts into dist/: a file per test type, per type and endpoint, and per service and page load test',
    load: async (io) => (await import('./build.ts')).buildCommand(io),
  },
  services: {
    group: 'setUp',
    summary: 'start PostgreSQL, Redis, ChromaDB, Kafka, the API, Nginx and Prometheus on loopback, and test them',
    load: async (io, exit) => (await import('./services/command.ts')).servicesCommand(io, exit),
  },
  target: {
    group: 'setUp',
    summary: 'serve the endpoints of the tables on loopback, with the latencies of the baselines and faults on request',
    load: async (io, exit) => (await import('./target/command.ts')).targetCommand(io, exit),
  },
  monitor: {
    group: 'setUp',
    summary: 'watch this machine, its services and the API',
    load: async (io) => (await import('./monitor/command.ts')).monitorCommand(io),
  },
  monitoring: {
    group: 'setUp',
    summary: 'generate Prometheus rules and Grafana dashboards from the tables',
    load: async (io) => (await import('./monitoring/command.ts')).monitoringCommand(io),
  },
};

/**
 * `perf` with the command `only`, or with all of them where that is none (to say what there is). A command that ends with another
 * code than 0 says so through `exit`.
 */
export async function perf(io: Io, exit: Exit, only?: string): Promise<Command> {
  const program = emptyProgram();
  for (const [name, { group, summary, load }] of Object.entries(COMMANDS)) {
    if (only !== undefined && isCommand(only) && name !== only) continue;
    const command = (await load(io, exit)).summary(summary).helpGroup(GROUPS[group]);
    program.addCommand(command.description() === '' ? command.description(summary) : command);
  }
  return program;
}

/** `perf` with the names of its commands and nothing behind them: for its help, and for a name that is none. */
export function outline(): Command {
  const program = emptyProgram();
  for (const [name, { group, summary }] of Object.entries(COMMANDS))
    program.addCommand(new Command(name).summary(summary).helpGroup(GROUPS[group]));
  return program;
}

export function isCommand(name: string): boolean {
  return Object.hasOwn(COMMANDS, name);
}

function emptyProgram(): Command {
  return new Command('perf')
    .description(
      `Run load tests of the ${SYSTEM.name} infrastructure, judge them by the tables of thresholds/baselines.md, and report.`,
    )
    .version(packageJson.version, '-V, --version', 'print the version')
    .commandsGroup(GROUPS.setUp)
    .helpCommand('help [command]', 'display help for command')
    .configureHelp({ subcommandTerm: (command) => command.name() });
}
