// k6/x/sql against a real PostgreSQL: what statements return, what errors say, and that nothing stays open.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from 'k6-kit/ports';
import { runText, type TestOptions } from '../testing.fixture.ts';
import { PASSWORD, runSql, skipWithout, startPostgres, type TestServer } from './servers.fixture.ts';

/** Lines that the script logged, and how the run ended. No line may hold the password. */
async function run(body: string, url: string, options: TestOptions = {}) {
  const { exitCode, stderr, summary } = await runText(
    `import { sleep } from 'k6';
     import sql from 'k6/x/sql';
     import driver from 'k6/x/sql/driver/postgres';
     const db = sql.open(driver, __ENV.DATABASE_URL);
     const failure = (act) => { try { return act(); } catch (error) { return error.message; } };
     const tell = (value) => console.log(JSON.stringify(value));
     ${body}`,
    { ...options, env: { DATABASE_URL: url } },
  );
  assert.doesNotMatch(stderr, new RegExp(PASSWORD));
  const told = [...stderr.matchAll(/^INFO\[\d+\] (.*)$/gm)].map(([, json]) => JSON.parse(json as string) as unknown);
  return { exitCode, stderr, told, summary };
}

describe('k6/x/sql', { skip: skipWithout('initdb', 'postgresql') }, () => {
  let server: TestServer;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());

  /** Connections of scripts that the server still has, without the one that asks; it takes a moment to see that they are gone. */
  const openConnections = async () => {
    const statement =
      "SELECT count(*)::int AS open FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
    for (let tries = 0; ; tries++) {
      const open = (await runSql(server.url, statement))[0]?.open;
      if (open === 0 || tries === 50) return open;
      await pause(100);
    }
  };

  it('creates, fills, asks and closes, in setup, in iterations and in teardown', async () => {
    const { exitCode, stderr, told } = await run(
      `export const options = { vus: 2, iterations: 2 };
       export function setup() {
         tell(db.exec('CREATE TABLE roster (id serial, name text, age int)').rowsAffected());
         const result = db.exec("INSERT INTO roster (name, age) VALUES ('Peter', $1), ($2, 12); ".replace(';', ''), 13, 'Wendy');
         tell([result.rowsAffected(), failure(() => result.lastInsertId())]);
       }
       export default function () { tell(db.query('SELECT name, age FROM roster WHERE age > $1 ORDER BY id', 12)); }
       export function teardown() {
         tell(db.exec('DROP TABLE roster').rowsAffected());
         db.close();
         tell(failure(() => db.query('SELECT 1')));
       }`,
      server.url,
    );
    assert.equal(exitCode, 0, stderr);
    const rows = [{ name: 'Peter', age: 13 }];
    assert.deepEqual(told, [
      ...[0, [2, 'LastInsertId is not supported by this driver: use INSERT ... RETURNING with query()']],
      ...[rows, rows, 0, 'the database is closed'],
    ]);
    assert.equal(await openConnections(), 0);
  });

  it('returns numbers, texts, truth values, dates, bytes and null', async () => {
    const { told } = await run(
      `export default function () {
         const [row] = db.query("SELECT 1::bigint AS one, 'x' AS text, true AS yes, NULL AS none, 1.5::numeric AS price, '{\\"a\\": 1}'::jsonb AS data, 'NaN'::float8 AS nan, '2026-01-02 03:04:05+00'::timestamptz AS at, $1::int AS given", '7');
         tell([row.one, row.text, row.yes, row.none, String.fromCharCode(...row.price), String.fromCharCode(...row.data), Number.isNaN(row.nan), row.at instanceof Date, row.at.getTime(), row.given]);
       }`,
      server.url,
    );
    assert.deepEqual(told, [[1, 'x', true, null, '1.5', '{"a": 1}', true, true, Date.UTC(2026, 0, 2, 3, 4, 5), 7]]);
  });

  it("throws the server's message, and the next statement works", async () => {
    const { told } = await run(
      `export default function () {
         tell(failure(() => db.query('SELECT * FROM nowhere')));
         tell(failure(() => db.exec('SELECT $1', {})));
         tell(failure(() => db.query('')));
         tell(db.query('SELECT 1 AS one'));
       }`,
      server.url,
    );
    assert.deepEqual(told, [
      'relation "nowhere" does not exist',
      'argument 1 of the statement is object: the local runner takes strings, numbers, booleans, dates and null',
      'the statement must be text',
      [{ one: 1 }],
    ]);
  });

  it('says what is wrong with the connection, never with which password', async () => {
    const url = new URL(server.url);
    const changed = (change: (url: URL) => void) => {
      const copy = new URL(url);
      change(copy);
      return copy.href;
    };
    const port = await freePort();
    const cases: [url: string, wanted: RegExp][] = [
      [changed((copy) => (copy.password = `${PASSWORD}x`)), /^password authentication failed for user "postgres"$/],
      [changed((copy) => (copy.pathname = '/nowhere')), /^database "nowhere" does not exist$/],
      [changed((copy) => (copy.port = String(port))), new RegExp(`^connect ECONNREFUSED 127.0.0.1:${port}$`)],
      [changed((copy) => (copy.search = '')), /does not support SSL/],
    ];
    for (const [given, wanted] of cases) {
      const { told } = await run(`export default function () { tell(failure(() => db.query('SELECT 1'))); }`, given);
      assert.match(String(told[0]), wanted);
    }
  });

  it('works from several threads, each VU on a connection of its own, and closes them all', async () => {
    const { exitCode, told } = await run(
      `export const options = { vus: 4, iterations: 4 };
       export default function () {
         const [{ pid }] = db.query('SELECT pg_backend_pid() AS pid');
         tell(pid);
         sleep(0.3);
       }`,
      server.url,
      { args: ['--threads', '2'] },
    );
    assert.equal(exitCode, 0);
    assert.equal(new Set(told).size, 4);
    assert.equal(await openConnections(), 0);
  });

  // The server only sees when it answers that nobody listens: its backends live on for the length of the query.
  it('a run whose time is over does not wait for its query', async () => {
    const startedMs = performance.now();
    const { exitCode, summary } = await run(
      `export const options = { scenarios: { slow: { executor: 'constant-vus', vus: 2, duration: '300ms', gracefulStop: '0s' } } };
       export default function () { db.query('SELECT pg_sleep(30)'); }`,
      server.url,
    );
    assert.equal(exitCode, 0);
    assert.equal(summary?.metrics.iterations, undefined);
    assert.ok(performance.now() - startedMs < 15_000);
  });

  it('a script that opens no database loads no client library', async () => {
    const source = `
      import { createRequire } from 'node:module';
      import { runText } from ${JSON.stringify(new URL('../testing.fixture.ts', import.meta.url).href)};
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((path) => /node_modules.(pg|redis|@redis)\\b/.test(path)).length;
      await runText('export default function () {}');
      const before = loaded();
      await runText("import sql from 'k6/x/sql'; import driver from 'k6/x/sql/driver/postgres'; sql.open(driver, 'postgres://'); export default function () {}");
      console.log(JSON.stringify([before, loaded() > 0]));`;
    const told = execFileSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
      encoding: 'utf8',
    });
    assert.deepEqual(JSON.parse(told), [0, true]);
  });

  // Last: it takes the server away.
  it('a server that dies in mid-run makes errors, and the run ends by itself', async () => {
    let killed: Promise<void> | undefined;
    const { exitCode, told } = await run(
      `export const options = { scenarios: { load: { executor: 'constant-vus', vus: 3, duration: '1500ms', gracefulStop: '1s' } } };
       const errors = {};
       export default function () {
         const outcome = failure(() => db.query('SELECT pg_sleep(0.01)').length);
         tell(typeof outcome === 'number' ? 'answered' : 'failed');
         sleep(0.05);
       }`,
      server.url,
      {
        onStderr: (text) => {
          if (text.split('answered').length > 10) killed ??= server.kill();
        },
      },
    );
    assert.equal(exitCode, 0);
    assert.ok(killed !== undefined);
    assert.equal(told.at(-1), 'failed');
    assert.ok(told.filter((word) => word === 'failed').length > 3);
  });
});
