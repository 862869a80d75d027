// `perf services test`: a load on each service of the stack, its process watched, everything in one report.
import { isAbsolute, join, relative } from 'node:path';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { needFolder, writeWhole } from 'k6-kit/files';
import { Interrupted, UserError } from 'k6-kit/user-error';
import { ENGINE_CHOICES, type EngineChoice, findEngine } from '../../engines.ts';
import type { ExitCode, Io } from '../../io.ts';
import { stamp } from '../../run/outcome.ts';
import { absolute, folderOption } from '../folder.ts';
import type { ServiceName } from '../stack/definition.ts';
import { isRunning } from '../stack/process.ts';
import { DEFINITIONS, environmentOf, stackOf } from '../stack/stack.ts';
import { checkService, type ServiceCheck, verdictOf } from './check.ts';
import { LOADS } from './loads.ts';
import { renderServices, type ServicesReport } from './render.ts';

const TESTED = Object.keys(LOADS) as ServiceName[];

const EXAMPLES = `
PostgreSQL, Redis, ChromaDB and Nginx get the load of their row in the table of services, Kafka its own performance tools, the API the
baseline test. k6 runs the scripts if it is found, else the local runner. k6 fetches k6/x/sql and k6/x/redis itself.

Exit codes: 0 all limits held, 99 one was crossed, 3 a load was not as planned and its result is not usable, 2 wrong input, 5 a service of the stack is gone.

Examples:
  npm run perf -- services up && npm run perf -- services test
  npm run perf -- services test postgres redis --time-scale 0.1
  npm run perf -- services test --json`;

interface Options {
  dir: string;
  timeScale: number;
  engine: EngineChoice;
  out: string;
  json?: boolean;
}

export function testCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('test')
    .description('load each service, watch its process, and write one report')
    .addArgument(new Argument('[services...]', 'only these').choices(TESTED))
    .addOption(folderOption())
    .option('--time-scale <factor>', 'factor on all durations, from 0.001 to 1', timeScale, 1)
    .addOption(new Option('--engine <name>', 'auto uses k6 if it is found').choices(ENGINE_CHOICES).default('auto'))
    .option('--out <dir>', 'folder for results and reports', 'results')
    .option('--json', 'print the report as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (names: ServiceName[], options: Options) => exit(await run(names, options, io)));
}

async function run(names: readonly ServiceName[], options: Options, io: Io): Promise<ExitCode> {
  const dir = absolute(options.dir, io);
  const outDir = isAbsolute(options.out) ? options.out : join(io.cwd, options.out);
  const { services } = await stackOf(dir);
  const asked = names.length > 0 ? names : TESTED;
  const unknown = names.find((name) => services[name] === undefined);
  if (unknown)
    throw new UserError('E_STACK', `${unknown} is not in the stack of ${dir}: start it with \`perf services up\``);
  await needFolder(outDir);
  const engine = await findEngine(options.engine, io);
  const request = {
    env: await environmentOf(dir),
    engine,
    timeScale: options.timeScale,
    outDir,
    io: quiet(io, options.json),
  };
  const [checks, absent]: [ServiceCheck[], { service: string; why: string }[]] = [[], []];
  const failures: UserError[] = [];
  const startedAt = io.now();
  for (const name of TESTED.filter((tested) => asked.includes(tested))) {
    const [running, load] = [services[name], LOADS[name]];
    const row = DEFINITIONS.find((definition) => definition.name === name)?.row;
    if (!running || !load || !row) absent.push({ service: name, why: 'it is not in the stack' });
    else if (!isRunning(running)) absent.push({ service: name, why: 'it was up and is gone' });
    else {
      io.stderr(`${name}: load, ${engine.label}\n`);
      // One service that cannot be loaded says nothing of the others.
      const failure = await checkService(row, running, () => load(request)).then(
        (check) => void checks.push(check),
        asFailure,
      );
      if (failure) {
        io.stderr(`${name}: ${failure.message}\n`);
        absent.push({ service: name, why: failure.message });
        failures.push(failure);
      }
    }
    if (io.signal?.aborted) throw new Interrupted('interrupted: no report of all services was written');
  }
  const report: ServicesReport = {
    startedAt: startedAt.toISOString(),
    engine: engine.label,
    timeScale: options.timeScale,
    checks,
    absent,
  };
  const stem = join(outDir, `services-${stamp(startedAt)}.report`);
  await writeWhole(`${stem}.json`, `${JSON.stringify(report, null, 2)}\n`);
  await writeWhole(`${stem}.md`, renderServices(report, outDir));
  io.stdout(
    options.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : `${renderServices(report, outDir)}\nreport: ${relative(io.cwd, `${stem}.md`)}\n`,
  );
  if (absent.some(({ why }) => why.includes('gone'))) return EXIT.targetDown;
  const verdicts = checks.map(verdictOf);
  if (verdicts.includes('FAILED')) return EXIT.thresholds;
  if (failures[0]) return failures[0].exitCode;
  return verdicts.includes('DISCARDED') ? EXIT.discarded : EXIT.passed;
}

/** What kept a load from being put on a service; our own bugs and Ctrl-C end the test. */
function asFailure(error: unknown): UserError {
  if (error instanceof UserError && !(error instanceof Interrupted)) return error;
  throw error;
}

/** With --json stdout is for the report alone. */
function quiet(io: Io, json: boolean | undefined): Io {
  return json ? { ...io, stdout: io.stderr, keepsStdout: true } : io;
}

function timeScale(text: string): number {
  const value = Number(text);
  if (value >= 0.001 && value <= 1) return value;
  throw new InvalidArgumentError(`read "${text}", expected a number from 0.001 to 1.`);
}
