// `npm start [-- <type> <environment>]`: target, test, report.
import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { environments } from './perf.config.ts';
import { startTarget } from './target.ts';
import { type TestTypeName, testTypes } from './thresholds/tables.ts';

const [type = 'smoke', name = 'local'] = process.argv.slice(2);
/** The repository with runner and report. */
const perf = process.env.npm_package_config_perf ?? refuse('start it with npm start, which says where perf is');
const test = Object.hasOwn(testTypes, type) ? testTypes[type as TestTypeName] : undefined;
const environment = Object.hasOwn(environments, name) ? environments[name] : undefined;
if (test === undefined) refuse(`there is no test type ${type}: expected one of ${Object.keys(testTypes).join(', ')}`);
if (environment === undefined)
  refuse(`there is no environment ${name}: expected one of perf.config.ts, ${Object.keys(environments).join(', ')}`);
if (test.vus > environment.maxVus)
  refuse(`${type} has ${test.vus} users and ${name} takes ${environment.maxVus} (perf.config.ts)`);

const target = environment.baseUrl === undefined ? await startTarget() : undefined;
const baseUrl = target?.url ?? String(environment.baseUrl);
await mkdir('results', { recursive: true });
const result = join('results', `${type}-${new Date().toISOString().replace(/[-:]|\.\d+/g, '')}.json`);
const ran = await run([
  'packages/runner/cli.ts',
  'run',
  `dist/${type}.js`,
  '-e',
  `BASE_URL=${baseUrl}`,
  ...(environment.writes ? ['-e', 'WRITES=yes'] : []),
  '--summary-export',
  result,
]);
target?.stop();
// 99: limits were crossed, and the report says which.
process.exitCode = ran === 0 || ran === 99 ? await run(['report', result, '--require-limits']) : ran;

/** Its exit code. */
function run(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(perf, 'scripts/start/start.js'), ...args], {
    stdio: 'inherit',
    env: { ...process.env, INIT_CWD: process.cwd() },
  });
  return new Promise((resolve, reject) => child.once('error', reject).once('exit', (code) => resolve(code ?? 1)));
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
