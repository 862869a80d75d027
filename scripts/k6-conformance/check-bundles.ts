// Every bundle that loads the target, in k6 and in the local runner: the target counts what the engine counts, and both summaries have the same keys.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from 'k6-kit/user-error';
import { type EndpointName, endpoints, type TestTypeName, testTypes } from '../../thresholds/baselines.ts';
import type { Engine } from '../engines.ts';
import { type Io, withQuietStdout } from '../io.ts';
import { agreement, countsAgree } from '../run/agreement.ts';
import { performTest } from '../run/perform.ts';
import { spawnTarget } from '../run/spawn-target.ts';
import { FEWER, TIME_SCALE } from './clock.ts';
import type { Finding } from './findings.ts';
import { keyDifferences } from './key-paths.ts';

interface Ran {
  exitCode: number;
  result: Record<string, unknown> | undefined;
  stats: unknown;
}

/** The types that are run, and with which endpoints. */
export interface Choice {
  types: readonly TestTypeName[];
  endpoints: readonly ('' | EndpointName)[];
}

/** Every bundle that loads the target, or those of some types. */
export function choiceOf(only: readonly string[] | undefined): Choice {
  const types = Object.keys(testTypes) as TestTypeName[];
  const unknown = only?.find((name) => !types.includes(name as TestTypeName));
  if (unknown !== undefined)
    throw new UserError('E_TYPE', `--only reads "${unknown}": expected some of ${types.join(', ')}`);
  return {
    types: types.filter((name) => only === undefined || only.includes(name)),
    endpoints: ['', ...(Object.keys(endpoints) as EndpointName[])],
  };
}

/** Codes of a run that ended as planned: limits of a run of a second may well be crossed, and it may be too short to be used. */
const PLANNED = [0, 99, 3];

export async function checkBundles(choice: Choice, k6: Engine, outDir: string, io: Io): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const type of choice.types) {
    for (const endpoint of choice.endpoints) {
      const name = endpoint === '' ? type : `${type}-${endpoint}`;
      io.stderr(`${name}\n`);
      const inK6 = await runOn(k6, type, endpoint, join(outDir, 'k6'), io);
      const inLocal = await runOn({ kind: 'local', label: 'local runner' }, type, endpoint, join(outDir, 'local'), io);
      findings.push(...findingsOf(name, inK6, inLocal));
    }
  }
  return findings;
}

async function runOn(
  engine: Engine,
  type: TestTypeName,
  endpoint: '' | EndpointName,
  outDir: string,
  io: Io,
): Promise<Ran> {
  const target = await spawnTarget([], io);
  try {
    const ownIo = withQuietStdout({ ...io, env: { ...io.env, AUTH_TOKEN: target.token, GITHUB_ACTIONS: undefined } });
    const { exitCode, resultFile } = await performTest(
      {
        ...{
          type,
          endpoint: endpoint || undefined,
          target: target.url,
          timeScale: TIME_SCALE[type] ?? '0.001',
          engine,
        },
        engineArgs: ['--quiet', ...(endpoint === '' ? [] : (FEWER[type] ?? []))],
        ...{ outDir, testedBy: undefined },
      },
      { ...ownIo, stdout: () => {}, stderr: () => {} },
    ).catch(withoutResult);
    const stats = await target.stats();
    return {
      exitCode,
      result: resultFile === undefined ? undefined : JSON.parse(await readFile(resultFile, 'utf8')),
      stats,
    };
  } finally {
    await target.stop();
  }
}

/** A bundle that cannot be run, or whose result cannot be read, is a finding too. */
function withoutResult(error: unknown): { exitCode: number; resultFile: undefined } {
  if (!(error instanceof UserError)) throw error;
  return { exitCode: error.exitCode, resultFile: undefined };
}

function findingsOf(name: string, k6: Ran, local: Ran): Finding[] {
  const findings: Finding[] = [
    {
      ...{ subject: name, claim: 'k6 runs the bundle to its end and leaves a result', expected: 'exit code 0 or 99' },
      found: k6.result === undefined ? `exit code ${k6.exitCode}, no result` : `exit code ${k6.exitCode}`,
      holds: k6.result !== undefined && PLANNED.includes(k6.exitCode),
    },
  ];
  if (k6.result === undefined) return findings;
  const counts = agreement(k6.result, k6.stats);
  findings.push({
    ...{ subject: name, claim: "k6's count of requests is the target's own", expected: `${counts.answered} requests` },
    found: `${counts.counted} requests${counts.isCutShort ? ', cut short' : ''}`,
    // Nothing sent and nothing counted would agree as well.
    holds: counts.counted > 0 && countsAgree(counts),
  });
  const differing = local.result === undefined ? undefined : keyDifferences(k6.result, local.result);
  findings.push({
    ...{ subject: name, claim: "both engines' summaries have the same keys", expected: 'no difference' },
    found: differing === undefined ? 'no result of the local runner' : differencesText(differing),
    holds: differing?.length === 0,
  });
  return findings;
}

function differencesText(differing: ReturnType<typeof keyDifferences>): string {
  if (differing.length === 0) return 'no difference';
  const shown = differing.slice(0, 5).map(({ path, only }) => `${path} (${only} only)`);
  return [...shown, ...(differing.length > 5 ? [`and ${differing.length - 5} more`] : [])].join(', ');
}
