// What else k6 leaves and returns: the report reads each shape of summary, and exit codes are those of its documentation.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Engine } from '../engines.ts';
import { type Io, withQuietStdout } from '../io.ts';
import { performScript } from '../run/own-script.ts';
import { spawnTarget } from '../run/spawn-target.ts';
import type { Outcome } from '../run/test-plan.ts';
import type { Finding } from './findings.ts';

const REQUEST = "http.get(__ENV.BASE_URL + '/');";

/** Scripts by the exit code that k6's documentation has for what they do. */
const BY_CODE: readonly [code: number, what: string, script: string][] = [
  [0, 'limits held', script("{ iterations: ['count==1'] }", REQUEST)],
  [99, 'a limit was crossed', script("{ iterations: ['count<1'] }", REQUEST)],
  [107, 'setup() throws', `${script('{}', REQUEST)}export function setup() { throw new Error('as planned'); }\n`],
  [108, 'exec.test.abort()', script('{}', `${REQUEST} exec.test.abort('as planned');`)],
];

/** Summaries that k6 writes by itself, and the setting that asks for each; what handleSummary gets is in the results of the bundles. */
const SHAPES: readonly [name: string, machineReadable: string][] = [
  ['--summary-export, classic', 'false'],
  ['--summary-export, machine-readable', 'true'],
];

function script(thresholds: string, body: string): string {
  return `import http from 'k6/http';
import exec from 'k6/execution';
export const options = { vus: 1, iterations: 1, thresholds: ${thresholds} };
export default function () { ${body} }
`;
}

export async function checkShapes(k6: Engine, outDir: string, io: Io): Promise<Finding[]> {
  await mkdir(outDir, { recursive: true });
  const target = await spawnTarget([], io);
  const run = async (engine: Engine, name: string, text: string, env: Record<string, string>) => {
    const file = join(outDir, `${name}.js`);
    await writeFile(file, text);
    const quiet = { ...withQuietStdout(io), stdout: () => {}, stderr: () => {} };
    return performScript(
      {
        ...{
          script: file,
          target: target.url,
          engine,
          engineArgs: ['--quiet'],
          outDir: join(outDir, engine.kind),
        },
        ...{ testedBy: undefined, envName: undefined, confirmed: undefined, reason: undefined, readsOnly: true },
      },
      { ...quiet, env: { ...io.env, ...env, GITHUB_ACTIONS: undefined } },
    );
  };
  try {
    const findings: Finding[] = [];
    for (const [code, what, text] of BY_CODE) {
      for (const engine of [k6, { kind: 'local', label: 'local runner' } as const]) {
        const { exitCode: found } = await run(engine, `exit-${code}`, text, {});
        findings.push({
          ...{
            subject: `${engine.kind === 'k6' ? 'k6' : 'local runner'}: ${what}`,
            claim: 'exit codes are as documented',
          },
          ...{ expected: String(code), found: String(found), holds: found === code },
        });
      }
    }
    for (const [name, machineReadable] of SHAPES) {
      const env = { K6_NEW_MACHINE_READABLE_SUMMARY: machineReadable };
      findings.push(await readable(name, run(k6, `shape-${machineReadable}`, script('{}', REQUEST), env)));
    }
    return findings;
  } finally {
    await target.stop();
  }
}

/** A script without handleSummary is asked for --summary-export, and the report is made of that. */
async function readable(name: string, running: Promise<Outcome>): Promise<Finding> {
  const found = await running.then(
    ({ report, exitCode }) => ({
      ...{ found: report?.oneLine ?? `exit code ${exitCode}, no summary`, holds: report !== undefined },
    }),
    (error: Error) => ({ found: error.message, holds: false }),
  );
  return { subject: name, claim: 'the report reads every shape of summary', expected: 'a report', ...found };
}
