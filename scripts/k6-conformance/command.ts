// `perf k6-conformance`: checks with the installed k6 what this suite says of k6. Run by its workflow, where k6 is.
import { appendFile, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { EXIT } from 'k6-kit/exit-codes';
import { writeFiles } from 'k6-kit/files';
import { findEngine } from '../engines.ts';
import type { ExitCode, Io } from '../io.ts';
import { badgeOf, type Conformance, conformanceText } from './findings.ts';

interface Options {
  out: string;
  only?: string[];
  json?: boolean;
}

const HELP = `
Starts the reference target for each run, and PostgreSQL, Redis, ChromaDB and Nginx for the service tests, so it puts load on this machine only. Page
load tests need a Chromium. What is not installed is listed as not run. Writes conformance.json, conformance.md (the table
of differences) and badge.json (for shields.io) to the folder, and the table to the summary of a GitHub job.

Exit codes: 0 every claim holds, 99 one does not, 2 there is no k6.

Examples:
  npm run perf -- k6-conformance
  npm run perf -- k6-conformance --only smoke baseline --out results/some`;

/** k6's documentation has it for runs in Grafana Cloud that were aborted; nothing on this machine ends with it. */
const NOT_HERE = 'exit code 97: needs an account of Grafana Cloud';

export function k6ConformanceCommand(io: Io, exit: (code: ExitCode) => void): Command {
  return new Command('k6-conformance')
    .option('--out <folder>', 'folder for the findings and the results', 'results/k6-conformance')
    .addOption(new Option('--only <test...>', 'these tests alone'))
    .option('--json', 'print the findings as JSON')
    .addHelpText('after', HELP)
    .action(async ({ out, only, json }: Options) => {
      const folder = resolve(io.cwd, out);
      const [{ checkBundles, checkPages, choiceOf }, { checkServices }, { checkShapes }] = await Promise.all([
        import('./check-bundles.ts'),
        import('./check-services.ts'),
        import('./check-shapes.ts'),
      ]);
      const choice = choiceOf(only);
      const k6 = await findEngine('k6', io);
      await mkdir(folder, { recursive: true });
      const startedAt = io.now().toISOString();
      const bundles = await checkBundles(choice.types, k6, folder, io);
      const services = await checkServices(choice.services, k6, folder, io);
      const pages = await checkPages(choice.pages, k6, folder, io);
      const shapes = await checkShapes(k6, folder, io);
      const found: Conformance = {
        ...{ schema: 1, engine: k6.label, startedAt },
        findings: [...bundles, ...services.findings, ...pages.findings, ...shapes],
        notRun: [...services.notRun, ...pages.notRun, NOT_HERE],
      };
      const text = conformanceText(found);
      await writeFiles([
        { path: resolve(folder, 'conformance.json'), content: `${JSON.stringify(found, null, 2)}\n` },
        { path: resolve(folder, 'conformance.md'), content: text },
        { path: resolve(folder, 'badge.json'), content: `${JSON.stringify(badgeOf(found))}\n` },
      ]);
      if (io.env.GITHUB_STEP_SUMMARY) await appendFile(io.env.GITHUB_STEP_SUMMARY, `${text}\n`);
      io.stdout(json ? `${JSON.stringify(found)}\n` : text);
      exit(found.findings.every(({ holds }) => holds) ? EXIT.passed : EXIT.thresholds);
    });
}
