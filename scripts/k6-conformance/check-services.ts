// The service tests in k6, with its extensions for SQL and Redis, and in the local runner, against servers that are started here.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATION_FAILED, OPERATIONS_DONE } from 'k6-format/load-names';
import type { SummaryMetric } from 'k6-format/summary';
import type { ServiceVariable } from '../../lib/service-env.ts';
import type { ServiceTestName } from '../../thresholds/baselines.ts';
import { OPERATIONS } from '../../thresholds/service-limits.ts';
import type { Engine } from '../engines.ts';
import { type Io, withQuietStdout } from '../io.ts';
import { runServiceTest } from '../services/check/loads.ts';
import type { ServiceName } from '../services/stack/definition.ts';
import { down, environmentOf, up } from '../services/stack/stack.ts';
import { inBoth, type Ran, withoutResult } from './check-bundles.ts';
import { SERVICE_TIME_SCALE } from './clock.ts';
import type { Finding } from './findings.ts';

/** Enough for an index to matter. */
const ROWS = 20_000;

/** What each test needs: the services, of which the last one is tested, and the variable that names it. */
const NEEDS: Readonly<Record<ServiceTestName, { services: readonly ServiceName[]; variable: ServiceVariable }>> = {
  database: { services: ['postgres'], variable: 'DATABASE_URL' },
  cache: { services: ['redis'], variable: 'REDIS_URL' },
  vector: { services: ['chroma'], variable: 'CHROMA_URL' },
  proxy: { services: ['postgres', 'redis', 'api', 'nginx'], variable: 'BASE_URL' },
};

/** Tests whose servers are not installed, or do not start, are listed with the reason. */
export async function checkServices(
  tests: readonly ServiceTestName[],
  k6: Engine,
  outDir: string,
  io: Io,
): Promise<{ findings: Finding[]; notRun: string[] }> {
  if (tests.length === 0) return { findings: [], notRun: [] };
  const dir = join(outDir, 'stack');
  const only = [...new Set(tests.flatMap((test) => NEEDS[test].services))];
  const findings: Finding[] = [];
  const notRun: string[] = [];
  try {
    const outcomes = await up({ dir, root: io.root, only, wishes: { rows: ROWS, ports: {} }, signal: io.signal });
    const { PROXY_URL = '', ...env } = await environmentOf(dir);
    for (const test of tests) {
      const { services, variable } = NEEDS[test];
      const absent = outcomes.find(({ name, state }) => state !== 'up' && services.includes(name));
      if (absent === undefined)
        findings.push(...(await checkOne(test, variable, { ...env, BASE_URL: PROXY_URL }, k6, outDir, io)));
      else notRun.push(`${test}: ${absent.name} ${reasonOf(absent)}`);
    }
  } finally {
    await down(dir);
  }
  return { findings, notRun };
}

function reasonOf(outcome: Awaited<ReturnType<typeof up>>[number]): string {
  if (outcome.state === 'missing') return 'is not installed';
  return 'why' in outcome ? outcome.why : 'did not start';
}

async function checkOne(
  test: ServiceTestName,
  variable: ServiceVariable,
  env: Record<string, string>,
  k6: Engine,
  outDir: string,
  io: Io,
): Promise<Finding[]> {
  const quiet = { ...withQuietStdout(io), stdout: () => {}, stderr: () => {} };
  let inK6: Ran | undefined;
  const findings = await inBoth(test, k6, outDir, io, async (engine, dir) => {
    await mkdir(dir, { recursive: true });
    const request = { env, engine, timeScale: SERVICE_TIME_SCALE, outDir: dir };
    const { exitCode, resultFile } = await runServiceTest(test, variable, {
      ...request,
      io: { ...quiet, env: { ...io.env, GITHUB_ACTIONS: undefined } },
    }).catch(withoutResult);
    const result = resultFile === undefined ? undefined : JSON.parse(await readFile(resultFile, 'utf8'));
    const ran: Ran = { exitCode, result };
    if (engine.kind === 'k6') inK6 = ran;
    return ran;
  });
  return inK6?.result === undefined ? findings : [...findings, operationsFinding(test, inK6.result)];
}

/** Its extensions reached the server, and the answers were what the script expects. */
function operationsFinding(test: ServiceTestName, result: Record<string, unknown>): Finding {
  const metrics = result.metrics as Record<string, SummaryMetric>;
  const failed = metrics[OPERATION_FAILED]?.values.passes ?? 0;
  const missing = Object.keys(OPERATIONS[test]).filter(
    (operation) => !metrics[`${OPERATIONS_DONE}{op:${operation}}`]?.values.count,
  );
  return {
    ...{ subject: test, claim: 'every operation of a service is made and answered', expected: 'all, none failed' },
    found: `${missing.length === 0 ? 'all' : `without ${missing.join(', ')}`}, ${failed} failed`,
    holds: missing.length === 0 && failed === 0,
  };
}
