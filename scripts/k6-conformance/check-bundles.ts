// Every bundle that loads the target or its page, in k6 and in the local runner: the target counts what the engine counts, and both summaries have the same keys.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHROMIUM_NAMES, findProgramIn, foldersOf } from 'k6-kit/programs';
import { UserError } from 'k6-kit/user-error';
import {
  endpoints,
  journeys,
  type PageTestName,
  pageTests,
  type ServiceTestName,
  serviceTests,
  type TestTypeName,
  testTypes,
} from '../../thresholds/baselines.ts';
import type { TaskName } from '../../thresholds/tasks.ts';
import type { Engine } from '../engines.ts';
import { type Io, withQuietStdout } from '../io.ts';
import { agreement, countsAgree } from '../run/agreement.ts';
import { performTest } from '../run/perform.ts';
import { spawnTarget } from '../run/spawn-target.ts';
import { FEWER, TIME_SCALE } from './clock.ts';
import type { Finding } from './findings.ts';
import { keyDifferences } from './key-paths.ts';

/** What a run of a bundle in one engine came to. */
export interface Ran {
  exitCode: number;
  result: Record<string, unknown> | undefined;
  /** What the target counted. */
  stats?: unknown;
}

/** What is run: test types with all endpoints, each of them and each journey, tests of services, of pages. */
export interface Choice {
  types: readonly TestTypeName[];
  services: readonly ServiceTestName[];
  pages: readonly PageTestName[];
}

/** Everything, or what is named. */
export function choiceOf(only: readonly string[] | undefined): Choice {
  const all = [testTypes, serviceTests, pageTests].flatMap((tests) => Object.keys(tests));
  const unknown = only?.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new UserError('E_TYPE', `--only reads "${unknown}": expected some of ${all.join(', ')}`);
  const chosen = <Name extends string>(tests: Record<Name, unknown>): Name[] =>
    (Object.keys(tests) as Name[]).filter((name) => only === undefined || only.includes(name));
  return { types: chosen(testTypes), services: chosen(serviceTests), pages: chosen(pageTests) };
}

/** Codes of a run that ended as planned: limits of a run of a second may well be crossed, and it may be too short to be used. */
const PLANNED = [0, 99, 3];

export async function checkBundles(
  types: readonly TestTypeName[],
  k6: Engine,
  outDir: string,
  io: Io,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const type of types) {
    for (const task of ['', ...Object.keys(endpoints), ...Object.keys(journeys)] as ('' | TaskName)[]) {
      const name = task === '' ? type : `${type}-${task}`;
      findings.push(...(await inBoth(name, k6, outDir, io, (engine, dir) => runOn(engine, type, task, dir, io))));
    }
  }
  return findings;
}

/** Page load tests; those without a Chromium are listed. */
export async function checkPages(
  pages: readonly PageTestName[],
  k6: Engine,
  outDir: string,
  io: Io,
): Promise<{ findings: Finding[]; notRun: string[] }> {
  const chromium = io.env.K6_BROWSER_EXECUTABLE_PATH ?? findProgramIn(CHROMIUM_NAMES, foldersOf(io.env.PATH));
  if (chromium === undefined) return { findings: [], notRun: pages.map((name) => `${name}: there is no Chromium`) };
  // The same browser in both.
  const own = { ...io, env: { ...io.env, K6_BROWSER_EXECUTABLE_PATH: chromium } };
  const findings: Finding[] = [];
  for (const name of pages) {
    const found = await inBoth(name, k6, outDir, io, async (engine, dir) => {
      const { exitCode, result } = await runOn(engine, name, '', dir, own);
      return { exitCode, result };
    });
    findings.push(...found);
  }
  return { findings, notRun: [] };
}

/** A bundle in k6 and in the local runner, and what is to be said of both. */
export async function inBoth(
  name: string,
  k6: Engine,
  outDir: string,
  io: Io,
  run: (engine: Engine, dir: string) => Promise<Ran>,
): Promise<Finding[]> {
  io.stderr(`${name}\n`);
  const inK6 = await run(k6, join(outDir, 'k6'));
  return findingsOf(name, inK6, await run({ kind: 'local', label: 'local runner' }, join(outDir, 'local')));
}

async function runOn(
  engine: Engine,
  type: TestTypeName | PageTestName,
  task: '' | TaskName,
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
          endpoint: task || undefined,
          target: target.url,
          timeScale: TIME_SCALE[type] ?? '0.001',
          engine,
        },
        engineArgs: ['--quiet', ...(task === '' ? [] : (FEWER[type as TestTypeName] ?? []))],
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
export function withoutResult(error: unknown): { exitCode: number; resultFile: undefined } {
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
  if (k6.stats !== undefined) findings.push(countFinding(name, k6.result, k6.stats));
  const differing = local.result === undefined ? undefined : keyDifferences(k6.result, local.result);
  findings.push({
    ...{ subject: name, claim: "both engines' summaries have the same keys", expected: 'no difference' },
    found: differing === undefined ? 'no result of the local runner' : differencesText(differing),
    holds: differing?.length === 0,
  });
  return findings;
}

function countFinding(subject: string, result: Record<string, unknown>, stats: unknown): Finding {
  const counts = agreement(result, stats);
  return {
    ...{ subject, claim: "k6's count of requests is the target's own", expected: `${counts.answered} requests` },
    found: `${counts.counted} requests${counts.isCutShort ? ', cut short' : ''}`,
    // Nothing sent and nothing counted would agree as well.
    holds: counts.counted > 0 && countsAgree(counts),
  };
}

function differencesText(differing: ReturnType<typeof keyDifferences>): string {
  if (differing.length === 0) return 'no difference';
  const shown = differing.slice(0, 5).map(({ path, only }) => `${path} (${only} only)`);
  return [...shown, ...(differing.length > 5 ? [`and ${differing.length - 5} more`] : [])].join(', ');
}
