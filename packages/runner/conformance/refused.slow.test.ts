// What the conformance table calls refused: each row is refused by its name, and nothing runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runText, type TestOptions } from '../testing.fixture.ts';
import type { Provocation, Row } from './rows.ts';
import { TABLE } from './table.ts';

const NOTHING = 'export default function () {}';

/** How each section provokes the refusal of a name. */
const provocations: Record<string, (name: string) => Provocation> = {
  Modules: (name) => ({ script: `import ${JSON.stringify(name)}; ${NOTHING}` }),
  'k6/browser devices': (name) => ({
    script: `import { devices } from 'k6/browser'; devices[${JSON.stringify(name)}]; ${NOTHING}`,
  }),
  Options: (name) => ({ script: `export const options = { ${name}: 1 }; ${NOTHING}` }),
  Metrics: (name) => ({ script: `export const options = { thresholds: { ${name}: ['count>=0'] } }; ${NOTHING}` }),
  'System tags': (name) => ({ script: `export const options = { systemTags: ['${name}'] }; ${NOTHING}` }),
  Outputs: (name) => ({ args: ['--out', `${name}=x`] }),
  Flags: (name) => ({ args: [name, 'x'] }),
  Variables: (name) => ({ env: { [name]: 'x' } }),
};

async function exitAndLog(script: string, options: TestOptions = {}): Promise<[number, string]> {
  const { exitCode, stderr } = await runText(script, options);
  return [exitCode, stderr];
}

/** The names of a row, each spelling of a flag for itself. */
const spellings = ({ names }: Row): string[] =>
  names.flatMap((name) => (name.startsWith('--') ? name.split(' ') : [name]));

/** What the message has to have of a name: the long flag, the word behind a colon. */
function wordOf(name: string, row: Row): string {
  if (/^-\w$/.test(name)) return (row.names.find((one) => one.endsWith(name)) as string).split(' ')[0] as string;
  return name.split(': ').at(-1) as string;
}

test('every refused row is rejected before the run, with a message that names it', async () => {
  let count = 0;
  for (const { title, rows } of TABLE) {
    for (const row of rows.filter(({ state }) => state === 'refused')) {
      for (const name of spellings(row)) {
        const { script = NOTHING, ...options } = row.provocation ?? provocations[title]?.(name) ?? {};
        assert.ok(row.provocation ?? provocations[title], `${title} ${name}: nothing provokes it`);
        const { exitCode, stderr, summary } = await runText(script, options);
        assert.equal(summary, undefined, `${title} ${name} has run`);
        assert.ok([104, 107, 255].includes(exitCode), `${title} ${name}: exit code ${exitCode}`);
        assert.ok(stderr.includes(wordOf(name, row)), `${title} ${name}: ${stderr}`);
        assert.match(
          stderr,
          /not supported by the local runner|expected|expects|needs|must|there is no metric/,
          `${title} ${name}`,
        );
        count += 1;
      }
    }
  }
  assert.ok(count > 45, `${count} rows are refused`);
});

test('a variable that says what the runner does anyway is let through', async () => {
  const env = { K6_LOG_OUTPUT: 'stderr', K6_COMPATIBILITY_MODE: 'extended', K6_RPS: '0', K6_PAUSED: 'false' };
  assert.deepEqual(await exitAndLog(NOTHING, { env }), [0, '']);
});

test('an option that asks for what the runner does anyway is let through', async () => {
  const script = `export const options = { paused: false, rps: 0, dns: null, tlsAuth: null }; ${NOTHING}`;
  assert.deepEqual(await exitAndLog(script), [0, '']);
});
