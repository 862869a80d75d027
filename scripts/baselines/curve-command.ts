// `perf baselines curve`: the table "Day curve" from access logs, with each hour's rate and mix of the endpoints that the tables have.
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { apportion } from '../../lib/scenarios.ts';
import { readAccessLogs } from '../import/access-log.ts';
import type { Imported } from '../import/model.ts';
import type { Io } from '../io.ts';
import { DOCUMENT, MODULE } from './current.ts';
import { emitModule } from './emit.ts';
import { readBaselines } from './read.ts';

const HEADING = '## Day curve';
/** All templates of a log: what the tables do not have is named. */
const TOP = 10_000;
/** A rate is above 0, and k6 takes thousandths. */
const LEAST_PER_S = 0.001;

interface CurveOptions {
  write?: boolean;
  json?: boolean;
}

interface Part {
  name: string;
  ratePerS: number;
  /** `-` where nothing was asked. */
  mix: string;
}

export function curveCommand(io: Io): Command {
  return new Command('curve')
    .description('make the table "Day curve" from access logs: rate and mix of each hour')
    .argument('<log...>', 'access logs as perf import accesslog reads them, also .gz')
    .option('--write', 'change the document and the module')
    .option('--json', 'print the parts as JSON')
    .addHelpText('after', '\nExamples:\n  npm run perf -- baselines curve access.log access.log.1.gz --write')
    .action((files: string[], options: CurveOptions) => makeCurve(files, options, io));
}

async function makeCurve(files: readonly string[], { write, json }: CurveOptions, io: Io): Promise<void> {
  const path = join(io.root, DOCUMENT);
  const source = await readFile(path, 'utf8');
  const paths = files.map((file) => resolve(io.cwd, file));
  const log = await readAccessLogs(paths, { top: TOP, timeUnit: undefined });
  const { parts, others } = curveOf(log, pathsOf(source));
  const text = withCurve(source, parts, log.source);
  const { tables, problems } = readBaselines(text);
  const [problem] = problems;
  if (problem) throw new UserError('E_CURVE', `${DOCUMENT}:${problem.line}: would be wrong: ${problem.message}`);
  if (write) {
    await writeWhole(path, text);
    await writeWhole(join(io.root, MODULE), emitModule(tables));
  }
  if (json) return io.stdout(`${JSON.stringify({ parts, others })}\n`);
  io.stdout(`${rowsText(parts).join('\n')}\n`);
  if (others.length > 0) io.stdout(`left out, since "Response times" has no such path: ${others.join(', ')}\n`);
  io.stdout(
    write
      ? `${DOCUMENT} written, ${MODULE} generated: commit both\n`
      : 'nothing written (--write changes the document)\n',
  );
}

function pathsOf(source: string): Map<string, string> {
  const rows = readBaselines(source).tables.find(({ spec }) => spec.constant === 'endpoints')?.rows ?? [];
  return new Map(rows.map(({ key, values }) => [String(values.path), key]));
}

/** Hours of the day, with what the endpoints of the tables have in them. */
export function curveOf({ endpoints, hourlyPerS, source }: Imported, names: ReadonlyMap<string, string>) {
  const known = endpoints.flatMap(({ path, hourlyPerS: perS }) => {
    const name = names.get(path);
    return name === undefined || perS === undefined ? [] : [{ name, perS }];
  });
  if (hourlyPerS === undefined || known.length === 0)
    throw new UserError(
      'E_CURVE',
      `${source} has no request with a time for a path of "Response times": expected the log of this system`,
    );
  const parts = hourlyPerS.map((_, hour): Part => {
    // In the order of the tables.
    const rates = new Map([...names.values()].map((name) => [name, 0]));
    for (const { name, perS } of known) rates.set(name, (rates.get(name) ?? 0) + (perS[hour] ?? 0));
    const asked = [...rates].filter(([, perS]) => perS > 0);
    const total = asked.reduce((sum, [, perS]) => sum + perS, 0);
    const tenths = apportion(
      1000,
      asked.map(([, perS]) => perS),
    );
    return {
      name: `${String(hour).padStart(2, '0')}:00`,
      ratePerS: Math.max(LEAST_PER_S, Number(total.toFixed(3))),
      mix: asked.map(([name], at) => `${name} ${(tenths[at] ?? 0) / 10}%`).join(', ') || '-',
    };
  });
  const others = endpoints.filter(({ path }) => !names.has(path)).map(({ method, path }) => `${method} ${path}`);
  return { parts, others };
}

/** The document with these rows and where they are from; not another byte changes. */
export function withCurve(source: string, parts: readonly Part[], from: string): string {
  const start = source.indexOf(`${HEADING}\n`);
  const end = source.indexOf('\n## ', start + 1);
  if (start < 0 || end < 0)
    throw new UserError('E_CURVE', `${DOCUMENT} has no section "Day curve" before another one: expected its table`);
  const named = from.replace(/[^\w.,+ -]/g, '?').slice(0, 200);
  const text = `${HEADING}

What replay-shape loads, each part for an equal share of its duration: requests per second, and each endpoint's share of them, \`-\` as in *Weights*. From ${named}
(\`perf baselines curve\`).

${rowsText(parts).join('\n')}
`;
  return source.slice(0, start) + text + source.slice(end);
}

function rowsText(parts: readonly Part[]): string[] {
  const rows = parts.map(({ name, ratePerS, mix }) => [name, `${ratePerS}/s`, mix]);
  const head = ['Part', 'Rate', 'Mix'];
  const widths = head.map((title, at) =>
    Math.max(...[title, ...rows.map((row) => row[at] ?? '')].map((cell) => cell.length)),
  );
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
