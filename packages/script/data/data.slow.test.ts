// Data sources in the local runner: who has which row, what happens at their end, and what is said before the first request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logged, runBundled } from '../bundled.fixture.ts';

const USERS = `email,password\n${[1, 2, 3, 4, 5, 6].map((number) => `u${number}@x,secret-${number}`).join('\n')}\n`;
const files = { 'users.csv': USERS, 'orders.json': '[{"id":1,"items":["a"]},{"id":2,"items":[]}]' };

/** The rows that the iterations of two scenarios had, as `scenario:VU:row`. */
async function rowsOf(options: string, iterations = 3, vus = 2, args: string[] = []) {
  const { stderr, exitCode } = await runBundled(
    `const users = csv('users.csv', { columns: ['email'], ${options} });
    const one = { executor: 'shared-iterations', vus: ${vus}, iterations: ${iterations} };
    export const options = { scenarios: { a: one, b: one } };
    export default () => {
      const first = users.row();
      if (users.row().email !== first.email || first.password !== undefined) throw new Error('another row, or more than asked for');
      console.log(\`ROW \${exec.scenario.name}:\${exec.vu.idInTest}:\${first.email.slice(1, 2)}\`);
    };`,
    { files, args },
  );
  const rows = logged(stderr, 'ROW ').map((line) => line.split(':') as [string, string, string]);
  return {
    exitCode,
    stderr,
    rows,
    of: (name: string) => rows.filter(([scenario]) => scenario === name).map(([, , row]) => row),
  };
}

test('unique per iteration: two scenarios share the rows without having one twice', async () => {
  const { exitCode, rows, stderr } = await rowsOf(`order: 'unique-per-iteration'`);
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(rows.map(([, , row]) => row).sort(), ['1', '2', '3', '4', '5', '6']);
});

test('unique holds over threads', async () => {
  const { exitCode, stderr, rows } = await rowsOf(`order: 'unique-per-iteration'`, 3, 3, ['--threads', '2']);
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(rows.map(([, , row]) => row).sort(), ['1', '2', '3', '4', '5', '6']);
  const ofVus = await rowsOf(`order: 'unique-per-vu'`, 12, 3, ['--threads', '2']);
  assert.equal(ofVus.exitCode, 0, ofVus.stderr);
  for (const [, vu, row] of ofVus.rows) assert.equal(row, vu);
});

test('unique per VU: the same in each of its iterations', async () => {
  const { exitCode, rows, stderr } = await rowsOf(`order: 'unique-per-vu'`, 8);
  assert.equal(exitCode, 0, stderr);
  assert.equal(rows.length, 16);
  for (const [, vu, row] of rows) assert.equal(row, vu);
});

test('in turn: each scenario has row after row, and begins again', async () => {
  const { exitCode, of, stderr } = await rowsOf('', 8, 1);
  assert.equal(exitCode, 0, stderr);
  for (const name of ['a', 'b']) assert.deepEqual(of(name), ['1', '2', '3', '4', '5', '6', '1', '2']);
});

test('at random: the same rows for the same seed, whichever VU has them', async () => {
  const drawn = (seed: number, vus: number) => rowsOf(`order: 'random', seed: ${seed}`, 12, vus);
  const [once, again, other] = [await drawn(7, 1), await drawn(7, 3), await drawn(8, 1)];
  assert.deepEqual(once.of('a').toSorted(), again.of('a').toSorted());
  assert.notDeepEqual(once.of('a'), other.of('a'));
  assert.notDeepEqual(once.of('a'), once.of('b'));
});

for (const [options, whose] of [
  [`order: 'unique-per-iteration'`, 'iteration 4 of [ab] has none (unique-per-iteration)'],
  [`order: 'in-turn', atEnd: 'stop'`, 'iteration 7 of [ab] has none (in-turn)'],
  [`order: 'unique-per-vu'`, 'VU 7 has none (unique-per-vu)'],
])
  test(`at the end of the data the test ends with one line: ${whose}`, async () => {
    const { exitCode, stderr, rows } = await rowsOf(options!, 9, options!.includes('vu') ? 4 : 1);
    assert.equal(exitCode, 108, stderr);
    assert.ok(rows.length >= 3, `${rows.length} iterations had a row`);
    const lines = stderr.split('\n').filter((line) => line.includes('is at its end'));
    assert.equal(lines.length, 1, stderr);
    const pattern = `users\\.csv is at its end: it has 6 rows, and ${whose!.replace(/[()]/g, '\\$&')}; add rows, shorten the test, or set atEnd: 'wrap'`;
    assert.match(lines[0]!, new RegExp(pattern));
  });

test('unique rows that begin again are shared', async () => {
  const { exitCode, rows, stderr } = await rowsOf(`order: 'unique-per-vu', atEnd: 'wrap'`, 9, 4);
  assert.equal(exitCode, 0, stderr);
  for (const [, vu, row] of rows) assert.equal(Number(row), ((Number(vu) - 1) % 6) + 1);
});

test('JSON rows have their types, and a file to upload its bytes', async () => {
  const { stderr } = await runBundled(
    `const orders = json<{ id: number; items: string[] }>('orders.json', { columns: ['id', 'items'] });
    const upload = file('users.csv', 'text/csv');
    export default () => console.log('TOLD ' + JSON.stringify([orders.row().id + 1, orders.row().items.length, orders.rows.length,
      upload.filename, upload.content_type, upload.data.byteLength]).replaceAll('"', "'"));`,
    { files },
  );
  assert.deepEqual(logged(stderr, 'TOLD '), [`[2,1,2,'users.csv','text/csv',${USERS.length}]`]);
});

for (const [name, text, line] of [
  ['gone.csv', undefined, 'gone.csv cannot be read: expected it in ., seen from the script'],
  [
    'short.csv',
    'email,password\nu1,SECRET\nu2\n',
    'short.csv, row 3 has 1 of 2 columns: expected as many as in the header',
  ],
  [
    'empty.csv',
    'email,password\nu1,\nu2,SECRET\n',
    'empty.csv, row 2, column "password" is empty: fill it in, or remove the row',
  ],
] as const)
  test(`${name} ends the run before the first request`, async () => {
    const { exitCode, stderr, stdout } = await runBundled(
      `const users = csv('${name}', { columns: ['email', 'password'] }); export default () => { http.get('http://127.0.0.1:1/' + users.row()); };`,
      { files: text === undefined ? {} : { [name]: text } },
    );
    assert.equal(exitCode, 107);
    assert.ok(stderr.replaceAll('\\"', '"').includes(line), stderr);
    assert.doesNotMatch(stderr + stdout, /SECRET|127\.0\.0\.1:1/);
  });
